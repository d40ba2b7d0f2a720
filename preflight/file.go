package preflight

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/legible"
)

// Stamp tells whether a file is the one judged before, without reading it.
type Stamp struct {
	Path    string `json:"path"`     // clean, relative to the root, slash separated
	Size    int64  `json:"size"`     // bytes
	ModTime int64  `json:"mod_time"` // ns since 1970
}

// Stat looks at a photo's file without opening it. The path is as the roster wrote it:
// relative to the root, or absolute and inside it; the Stamp has the file's own. A Finding
// means that it cannot be a photo; its Path is then the roster's own when it is not below
// the root.
func (p *Photos) Stat(path string) (Stamp, *Finding) {
	at, twins, ok := p.find(path)
	if !ok {
		refusal := p.refuse(path, twins)
		return refusal.Stamp, refusal
	}
	return p.stamp(at.name, at.entry, at.err)
}

// open opens a regular file, and nothing else: what lies there was asked before, so that
// opening cannot wake a device.
func (p *Photos) open(at place) (*os.File, Stamp, *Finding) {
	stamp, refusal := p.stamp(at.name, at.entry, at.err)
	if refusal != nil {
		return nil, stamp, refusal
	}
	return p.openRegular(at.name)
}

// openRegular asks again what lies there, of the open file, which may be another one by now:
// a FIFO does not block it, as a reader that does not wait may open one at once.
func (p *Photos) openRegular(name string) (*os.File, Stamp, *Finding) {
	file, err := p.root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		stamp, refusal := p.stamp(name, nil, err)
		return nil, stamp, refusal
	}
	entry, err := file.Stat()
	stamp, refusal := p.stamp(name, entry, err)
	if refusal != nil {
		file.Close()
		return nil, stamp, refusal
	}
	return file, stamp, nil
}

// stamp judges what the file system answered about name.
func (p *Photos) stamp(name string, entry fs.FileInfo, err error) (Stamp, *Finding) {
	path := filepath.ToSlash(name)
	if err != nil {
		return Stamp{Path: path}, p.unreachable(path, cause(err))
	}
	if !entry.Mode().IsRegular() {
		return Stamp{Path: path}, refuseFile(path, codes.PhotoUnreadable,
			"photo %s is %s, not a file", legible.Quote(path), kind(entry.Mode()))
	}
	return Stamp{Path: path, Size: entry.Size(), ModTime: entry.ModTime().UnixNano()}, nil
}

// unreachable says why a file cannot be had.
func (p *Photos) unreachable(path string, err error) *Finding {
	switch {
	case absent(err):
		return p.missing(path, path)
	case errors.Is(err, p.escapes):
		return refuseFile(path, codes.PhotoOutside,
			"photo %s is reached through a symbolic link that is absolute or leaves the photo folder; nothing outside it is read", legible.Quote(path))
	}
	return refuseFile(path, codes.PhotoUnreadable, "photo %s cannot be read: %v", legible.Quote(path), err)
}

// absent tells whether an error means that nothing is there, and nothing can be by that name.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ENAMETOOLONG) || errors.Is(err, syscall.EINVAL)
}

// cause strips the operation and the path of this machine from an error of the os package.
func cause(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

func kind(mode fs.FileMode) string {
	switch mode.Type() {
	case fs.ModeDir:
		return "a folder"
	case fs.ModeNamedPipe:
		return "a named pipe"
	case fs.ModeSocket:
		return "a socket"
	}
	return "a device"
}

func refuseFile(path, code, message string, args ...any) *Finding {
	return &Finding{Stamp: Stamp{Path: path}, Code: code, Message: fmt.Sprintf(message, args...)}
}
