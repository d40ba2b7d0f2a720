package journal

import (
	"errors"

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

// Hint is what to do about it.
func (e *StorageError) Hint() string { return e.hint }

const (
	fullHint    = "make room, then run again: what was sent is in the journal, or is looked for at the service"
	lockedHint  = "let the folder be written by who runs enroll"
	damagedHint = "bring the folder back from a copy made after its last run, for what was enrolled after the copy would be enrolled twice; or move it aside and run with another --dir, where people who are enrolled are told as Run.PersonExists"
	brokenHint  = "look after the disk, then run again: what was sent is in the journal, or is looked for at the service"
)

var storageHints = map[int]string{
	sqlite3.SQLITE_FULL:     fullHint,
	sqlite3.SQLITE_IOERR:    brokenHint,
	sqlite3.SQLITE_READONLY: lockedHint,
	sqlite3.SQLITE_CANTOPEN: lockedHint,
	sqlite3.SQLITE_PERM:     lockedHint,
	sqlite3.SQLITE_CORRUPT:  damagedHint,
	sqlite3.SQLITE_NOTADB:   damagedHint,
}

// stored gives an error of the file its hint; nil and other errors stay as they are.
func stored(err error) error {
	var of *sqlite.Error
	if !errors.As(err, &of) {
		return err
	}
	hint, known := storageHints[of.Code()&0xFF] // the rest of the code tells which operation failed
	if !known {
		return err
	}
	return &StorageError{Err: err, hint: hint}
}
