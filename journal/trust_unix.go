//go:build unix

package journal

import (
	"io/fs"
	"os"
	"syscall"
)

// modes reports whether a file's mode says who may read and write it.
const modes = true

// openFlags keeps open from following a link and from blocking on a FIFO.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// links returns how many names a file has.
func links(f fs.FileInfo) uint64 {
	if s, ok := f.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink)
	}
	return 1
}

// ownedByUs reports whether the current user owns a folder. Root may do anything anywhere, and in a
// container often works in another user's folder.
func ownedByUs(f fs.FileInfo) bool {
	s, ok := f.Sys().(*syscall.Stat_t)
	return !ok || trusted(int(s.Uid), os.Geteuid())
}

func trusted(owner, us int) bool { return owner == us || owner == 0 || us == 0 }
