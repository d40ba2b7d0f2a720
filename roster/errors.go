package roster

import (
	"errors"
	"fmt"
	"io/fs"
)

// Unusable says why a file cannot be read as a roster at all.
type Unusable struct {
	Path    string
	Line    int // 0: the file as a whole
	Message string
	Remedy  string
}

func (e *Unusable) Error() string { return place(e.Path, e.Line) + e.Message }

// Hint says what to do about it.
func (e *Unusable) Hint() string { return e.Remedy }

// NotFile says that there is no file to read: nothing there, a directory, a pipe, or no permission to
// read it. It unwraps to the cause, so errors.Is(err, fs.ErrNotExist) works.
type NotFile struct {
	Path    string
	Message string
	Remedy  string
	Err     error // nil when something is there that is not a file
}

func (e *NotFile) Error() string { return place(e.Path, 0) + e.Message }

// Hint says what to do about it.
func (e *NotFile) Hint() string { return e.Remedy }

func (e *NotFile) Unwrap() error { return e.Err }

func place(path string, line int) string {
	if line == 0 {
		return path + ": "
	}
	return fmt.Sprintf("%s line %d: ", path, line)
}

func notThere(path string, err error) *NotFile {
	e := &NotFile{Path: path, Err: err, Message: "cannot be opened: " + cause(err).Error(),
		Remedy: "check that you have permission to read the file"}
	if errors.Is(err, fs.ErrNotExist) {
		e.Message, e.Remedy = "no such file", "check the roster's path"
	}
	return e
}

// cause removes the path, which a PathError repeats.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
