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

// Stamp identifies the version of a file that was judged, without reading it.
type Stamp struct {
	Path    string `json:"path"`     // clean, relative to the root, slash separated
	Size    int64  `json:"size"`     // bytes
	ModTime int64  `json:"mod_time"` // ns since 1970
}

// Stat examines a photo's file without opening it. The path is as the roster has it: relative to the
// root, or absolute and inside it; the Stamp has the actual one. A Finding means that it cannot be a
// photo; its Path is then the roster's own when it is not below the root.
func (p *Photos) Stat(path string) (Stamp, *Finding) {
	at, twins, ok := p.find(path)
	if !ok {
		refusal := p.refuse(path, twins)
		return refusal.Stamp, refusal
	}
	return p.stamp(at.name, at.entry, at.err)
}

// open opens only regular files. The kind of the file is checked first, because opening a device may
// have effects.
func (p *Photos) open(at place) (*os.File, Stamp, *Finding) {
	stamp, refusal := p.stamp(at.name, at.entry, at.err)
	if refusal != nil {
		return nil, stamp, refusal
	}
	return p.openRegular(at.name)
}

// openRegular checks the kind again on the open file, which may be another one by now. A FIFO does not
// block it: a non-blocking open for reading returns at once.
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

// stamp judges the result of a stat of name.
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

// unreachable says why a file cannot be opened.
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

// absent reports whether an error means that nothing exists, or can exist, under that name.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ENAMETOOLONG) || errors.Is(err, syscall.EINVAL)
}

// cause strips the operation and the local path from an error of the os package.
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
