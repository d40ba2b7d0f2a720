//go:build linux || darwin

package journal

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// seized is the byte of a journal that is locked: far from those that SQLite locks, which lie around
// 1 GiB, and behind every byte that it writes.
const seized = 1 << 62

// seize locks a file until it is closed: errHeld when another process has done so. The lock is of the
// open file: of the others, one by fcntl is lost when any descriptor of the file is closed, and one by
// flock would on some file systems lock all of it, and SQLite out. A file system without such locks
// lets everybody have it: there, the lock file alone must do.
func seize(f *os.File) error {
	err := lockBytes(f, unix.F_WRLCK, seized, 1)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return errHeld
	}
	return nil
}

// shield makes SQLite leave a WAL as it is when it closes the journal, as if somebody else read it,
// until unshield: the bytes are those by which SQLite tells that it is being read.
func shield(f *os.File)   { lockBytes(f, unix.F_RDLCK, readers, readersCount) }
func unshield(f *os.File) { lockBytes(f, unix.F_UNLCK, readers, readersCount) }

const (
	readers      = 0x40000002 // SHARED_FIRST (sqlite.org/fileformat2.html, The Lock-Byte Page)
	readersCount = 510        // SHARED_SIZE
)

func lockBytes(f *os.File, kind int16, at, n int64) error {
	return unix.FcntlFlock(f.Fd(), setLock, &unix.Flock_t{Type: kind, Whence: io.SeekStart, Start: at, Len: n})
}
