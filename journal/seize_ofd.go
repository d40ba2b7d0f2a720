//go:build linux || darwin

package journal

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// lockedByte is the byte of a journal that is locked: far from those that SQLite locks, which lie around 1
// GiB, and beyond every byte that it writes.
const lockedByte = 1 << 62

// lockExclusive locks a file until it is closed; it returns errHeld when another process has locked it. It
// uses an open file description lock. A lock by fcntl alone is lost when any descriptor of the file is
// closed, and one by flock would on some file systems lock all of it, and lock SQLite out. On a file
// system without such locks it does nothing: there, the lock file alone must do.
func lockExclusive(f *os.File) error {
	err := lockBytes(f, unix.F_WRLCK, lockedByte, 1)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return errHeld
	}
	return nil
}

// protectWAL makes SQLite leave the WAL as it is when it closes the journal, as if another process were
// reading it, until unprotectWAL: it locks the bytes by which SQLite sees readers.
func protectWAL(f *os.File)   { lockBytes(f, unix.F_RDLCK, readers, readersCount) }
func unprotectWAL(f *os.File) { lockBytes(f, unix.F_UNLCK, readers, readersCount) }

const (
	readers      = 0x40000002 // SHARED_FIRST (sqlite.org/fileformat2.html, The Lock-Byte Page)
	readersCount = 510        // SHARED_SIZE
)

func lockBytes(f *os.File, kind int16, at, n int64) error {
	return unix.FcntlFlock(f.Fd(), setLock, &unix.Flock_t{Type: kind, Whence: io.SeekStart, Start: at, Len: n})
}
