// Package journal is the only durable state of a run: what was intended, what was learned.
//
// It is one SQLite file in the run's folder. People and photos belong to the folder, rows to
// one run over a roster: tonight's export meets last night's people. What is known of a
// person is not stored but folded from that person's calls, intent and result, by package
// enrollment. A call that a killed process left without a result gets one when the folder is
// opened again: its fate is unknown.
//
// Every change passes one writer, which gathers what many goroutines want written at the same
// moment into one transaction: durability (WAL, synchronous FULL) costs one fsync for all of
// them. When a method that writes returns nil, what it wrote survives SIGKILL and power loss.
//
// The folder is locked while a journal is open, with who holds it written in the lock file. So is the
// journal's own file, for the lock file can be removed and the journal can be reached by another path.
// No call leaves, and no run ends well, when what was written down for it is no longer in the folder.
// A journal belongs to one service (endpoint and region, or the simulator); it refuses others.
//
// Who has lost the journal would enroll everybody again. So a mark beside it, journal.history, tells
// how far it went, and when the folder is opened the journal must have all of which the mark and the
// reports in the folder tell. The mark is written after each commit of an intent and before the call
// leaves: it is never ahead of the journal, and only a power failure leaves it behind a call that has left.
//
// The folder trusts nobody: files that are links, have a second name or are no files are refused, as is
// a folder that others may write. What they may read is made private.
package journal

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// File is the journal's name in the run's folder.
const File = "journal.db"

// Journal is the open journal of one folder. It is safe for concurrent use.
type Journal struct {
	read   *sql.DB
	writer *writer
	file   *os.File // kept from other processes
	lock   *lock
	close  func() error // once
}

// Open opens the journal of the folder dir, creating both when they are missing, and locks
// the folder. A *HeldError tells that another process has it, a *NewerError that a newer
// enroll wrote it, a *StorageError that the folder cannot be used. Where the journal has lost
// something, nothing but the lock is changed.
func Open(ctx context.Context, dir string) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable("creating the run's folder", err)
	}
	if err := look(dir); err != nil {
		return nil, err
	}
	lock, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	j := &Journal{lock: lock}
	j.close = sync.OnceValue(j.shut)
	if err := j.open(ctx, dir); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// look looks at the folder before anything in it is opened.
func look(dir string) error {
	if err := trust(dir); err != nil {
		return err
	}
	if err := missed(dir); err != nil {
		return fmt.Errorf("journal %s: %w", filepath.Join(dir, File), err)
	}
	return nil
}

// open opens the journal of a folder that is locked.
func (j *Journal) open(ctx context.Context, dir string) (err error) {
	if err := look(dir); err != nil { // again: now nobody else of us changes it
		return err
	}
	if j.file, err = hold(dir); err != nil {
		return err
	}
	if err := j.lock.sign(); err != nil {
		return err
	}
	if j.writer, err = openWriter(ctx, dir, j.file); err != nil {
		return err
	}
	if j.read, err = sql.Open("sqlite", address(filepath.Join(dir, File), true)); err != nil {
		return fmt.Errorf("opening the journal: %w", err)
	}
	j.read.SetMaxOpenConns(2 + runtime.GOMAXPROCS(0))
	return nil
}

// shut closes what is open: SQLite first, then the file that it works on, then the folder's lock.
func (j *Journal) shut() error {
	var errs []error
	if j.writer != nil {
		errs = append(errs, j.writer.close())
	}
	if j.read != nil {
		errs = append(errs, j.read.Close())
	}
	if j.file != nil {
		errs = append(errs, j.file.Close())
	}
	return errors.Join(append(errs, j.lock.release())...)
}

// openWriter opens the journal for writing, in the state that its last process left, brought to
// this version.
func openWriter(ctx context.Context, dir string, file *os.File) (*writer, error) {
	path := filepath.Join(dir, File)
	db, err := sql.Open("sqlite", address(path, false))
	if err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	db.SetMaxOpenConns(1)
	r, err := whole(ctx, db, dir, file)
	if err == nil {
		err = settle(ctx, db, r.journal)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", path, stored(err)), db.Close())
	}
	m, err := openMark(dir, r)
	if err != nil {
		return nil, errors.Join(unusable("writing journal.history", err), db.Close())
	}
	return newWriter(db, m, path, path+"-wal", path+"-shm"), nil
}

// whole tells how far the journal goes, if it is sound and has all that the folder tells of. Otherwise it
// is left as it is, with its WAL: that may belong to a journal that is yet to be put back.
func whole(ctx context.Context, db *sql.DB, dir string, file *os.File) (reach, error) {
	t, err := tracesIn(dir)
	if err != nil {
		return reach{}, err
	}
	if _, err := os.Lstat(filepath.Join(dir, File+"-wal")); err == nil {
		shield(file)
	}
	s, err := stateOf(ctx, db)
	if err == nil {
		err = t.lost(s)
	}
	if err == nil {
		err = sound(ctx, db)
	}
	if err != nil {
		return reach{}, err
	}
	unshield(file)
	s.journal = cmp.Or(s.journal, t.mark.journal, newName())
	return s.reach, nil
}

// settle brings the file to this version and to the end of its last process.
func settle(ctx context.Context, db *sql.DB, name string) error {
	if err := migrate(ctx, db, name); err != nil {
		return err
	}
	return bury(ctx, db, time.Now())
}

// sound looks for damage in the whole file, so that it is met before the first call and not when
// somebody's history is read. It takes about two seconds for a million calls.
func sound(ctx context.Context, db *sql.DB) error {
	var says string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&says); err != nil {
		return err
	}
	if says != "ok" {
		return &StorageError{fmt.Errorf("the file is damaged: %s", strings.Join(strings.Fields(says), " ")), damagedHint}
	}
	return nil
}

// address is a file's for SQLite, which does not make it: that would be another one than is kept from
// other processes.
func address(path string, readOnly bool) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	q := url.Values{"_pragma": {"busy_timeout(10000)", "synchronous(FULL)"}, "mode": {"rw"}}
	if readOnly {
		q.Add("_pragma", "query_only(ON)")
	} else {
		q.Set("_txlock", "immediate")
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// Close writes what is under way, closes the file and unlocks the folder. Closing again does
// nothing.
func (j *Journal) Close() error { return j.close() }
