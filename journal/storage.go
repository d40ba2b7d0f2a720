package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// StorageError says that the journal's file cannot be read or written, and what to do.
type StorageError struct {
	Err  error
	hint string
}

func (e *StorageError) Error() string { return e.Err.Error() }
func (e *StorageError) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *StorageError) Hint() string { return e.hint }

const (
	fullHint    = "free some disk space, then run again: what was sent is in the journal or will be looked up at the service"
	lockedHint  = "make the folder writable for the user who runs enroll"
	damagedHint = "restore the folder from a copy made after its last run, because what was enrolled after an older copy would be enrolled twice; or move it aside and run with another --dir, where people who are already enrolled are reported as Run.PersonExists"
	lostHint    = "put back what was moved or removed; or " + damagedHint
	movedHint   = "put it back as it was and run again; leave the folder's files alone during a run"
	brokenHint  = "check the disk, then run again: what was sent is in the journal or will be looked up at the service"
	busyHint    = "stop whatever else has the journal open, such as sqlite3 or a backup, then run again"
	filesHint   = "raise the limit on open files (ulimit -n), then run again"
)

var storageHints = map[int]string{
	sqlite3.SQLITE_FULL:     fullHint,
	sqlite3.SQLITE_IOERR:    brokenHint,
	sqlite3.SQLITE_READONLY: lockedHint,
	sqlite3.SQLITE_CANTOPEN: lockedHint,
	sqlite3.SQLITE_PERM:     lockedHint,
	sqlite3.SQLITE_CORRUPT:  damagedHint,
	sqlite3.SQLITE_NOTADB:   damagedHint,
	sqlite3.SQLITE_BUSY:     busyHint,
}

// remedies say what to do about errors of the operating system.
var remedies = []struct {
	errs []error
	hint string
}{
	{[]error{syscall.EMFILE, syscall.ENFILE}, filesHint},
	{[]error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}, "free some disk space, then run again"},
	{[]error{syscall.EROFS}, "mount the folder's file system read-write, then run again"},
	{[]error{syscall.EIO}, "check the disk, then run again"},
	{[]error{syscall.ENOLCK, syscall.ENOTSUP, syscall.ENOSYS}, "keep the folder on a file system that supports file locks, such as a local disk"},
	{[]error{syscall.ENOTDIR, fs.ErrExist}, "a file is in the place of the folder or of one above it: move it away, or name another folder with --dir"},
	{[]error{fs.ErrPermission}, lockedHint},
}

// Remedy says what to do about an error of the operating system that came from the journal or from
// another file of the run's folder; "" when that is not known.
func Remedy(err error) string {
	for _, r := range remedies {
		for _, one := range r.errs {
			if errors.Is(err, one) {
				return r.hint
			}
		}
	}
	return ""
}

// unusable wraps an error of the operating system with what was being done and what to do.
func unusable(doing string, err error) error {
	return &StorageError{fmt.Errorf("%s: %w", doing, err), cmp.Or(Remedy(err), lockedHint)}
}

// withHint gives an error of the file its hint; nil and other errors are returned unchanged.
func withHint(err error) error {
	var of *sqlite.Error
	if !errors.As(err, &of) {
		return err
	}
	code := of.Code() & 0xFF // the rest of the code says which operation failed
	hint, known := storageHints[code]
	if !known {
		return err
	}
	if code == sqlite3.SQLITE_CANTOPEN && tooManyFiles() {
		hint = filesHint
	}
	return &StorageError{Err: err, hint: hint}
}

// tooManyFiles reports whether too many files are open. SQLite does not say why it cannot open one, and has
// closed the others of a database by then.
func tooManyFiles() bool {
	for range 4 { // journal, WAL, its index, the folder
		f, err := os.Open(os.DevNull)
		if err != nil {
			return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
		}
		defer f.Close()
	}
	return false
}
