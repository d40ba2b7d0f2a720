package journal

import (
	"io/fs"
	"os"
)

// pin identifies a file in use, as it was when it was opened.
type pin struct {
	path string
	file fs.FileInfo
}

// moved reports whether the path no longer leads to the file.
func (p pin) moved() bool {
	now, err := os.Lstat(p.path)
	return err != nil || !os.SameFile(now, p.file)
}
