//go:build unix

package journal

import (
	"io/fs"
	"os"
	"syscall"
)

// modes tells whether a file's mode says who may read and write it.
const modes = true

// careful lets a file not be opened where its path is a link, and not be waited for where it is a FIFO.
const careful = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// links is how many names a file has.
func links(f fs.FileInfo) uint64 {
	if s, ok := f.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink)
	}
	return 1
}

// ownedByUs tells whether a folder is of the user who runs this. Root may do anything everywhere, and
// in a container often works in somebody's folder.
func ownedByUs(f fs.FileInfo) bool {
	s, ok := f.Sys().(*syscall.Stat_t)
	return !ok || trusted(int(s.Uid), os.Geteuid())
}

func trusted(owner, us int) bool { return owner == us || owner == 0 || us == 0 }
