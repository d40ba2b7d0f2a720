// Package journal is the only durable state of a run: what was intended, and what was learned.
//
// It is one SQLite file in the run's folder. People and photos belong to the folder; rows belong to
// one run over a roster. Tonight's export is matched with last night's people. What is known of a
// person is not stored, but folded from that person's calls, intents and results, by package
// enrollment. A call that a killed process left without a result gets one when the folder is opened
// again: its fate is unknown.
//
// Every change goes through one writer, which gathers what many goroutines want written at the same
// moment into one transaction: durability (WAL, synchronous FULL) costs one fsync for all of them.
// When a method that writes returns nil, what it wrote survives SIGKILL and power loss.
//
// The folder is locked while a journal is open, and the lock file names the holder. The journal's own
// file is locked too, because the lock file can be removed and the journal can be reached by another
// path. No call is sent, and no run ends well, when what was written for it is no longer in the
// folder. A journal belongs to one service (endpoint and region, or the simulator); it refuses others.
//
// Without the journal, the next run would enroll every person again. So a mark beside it,
// journal.history, records how far it went. When the folder is opened, the journal must have
// everything that the mark and the reports in the folder show. The mark is written after each commit
// of an intent and before the call is sent: it is never ahead of the journal, and only a power failure
// leaves it behind a call that was sent.
//
// Files that others may have planted in the folder are not trusted: links, files with a second name
// and what is not a regular file are refused, as is a folder that others may write. Files that others
// may read are made private.
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
	file   *os.File // locked against other processes
	lock   *lock
	close  func() error // runs once
}

// Open opens the journal of the folder dir, creating both when they are missing, and locks the folder.
// It returns a *HeldError when another process holds it, a *NewerError when a newer enroll wrote it,
// and a *StorageError when the folder cannot be used. Where the journal has lost something, only the
// lock is changed.
func Open(ctx context.Context, dir string) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable("creating the run's folder", err)
	}
	if err := inspect(dir); err != nil {
		return nil, err
	}
	lock, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	j := &Journal{lock: lock}
	j.close = sync.OnceValue(j.closeAll)
	if err := j.open(ctx, dir); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// inspect checks the folder before anything in it is opened.
func inspect(dir string) error {
	if err := checkFolder(dir); err != nil {
		return err
	}
	if err := refuseLost(dir); err != nil {
		return fmt.Errorf("journal %s: %w", filepath.Join(dir, File), err)
	}
	return nil
}

// open opens the journal of a locked folder.
func (j *Journal) open(ctx context.Context, dir string) (err error) {
	if err := inspect(dir); err != nil { // again: no other enroll changes it now
		return err
	}
	if j.file, err = openLocked(dir); err != nil {
		return err
	}
	if err := j.lock.writeHolder(); err != nil {
		return err
	}
	if j.writer, err = openWriter(ctx, dir, j.file); err != nil {
		return err
	}
	if j.read, err = sql.Open("sqlite", dsn(filepath.Join(dir, File), true)); err != nil {
		return fmt.Errorf("opening the journal: %w", err)
	}
	j.read.SetMaxOpenConns(2 + runtime.GOMAXPROCS(0))
	return nil
}

// closeAll closes what is open: first SQLite, then the file it works on, then the folder's lock.
func (j *Journal) closeAll() error {
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

// openWriter opens the journal for writing, migrates it to this version, and recovers the state that
// its last process left.
func openWriter(ctx context.Context, dir string, file *os.File) (*writer, error) {
	path := filepath.Join(dir, File)
	db, err := sql.Open("sqlite", dsn(path, false))
	if err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	db.SetMaxOpenConns(1)
	r, err := verify(ctx, db, dir, file)
	if err == nil {
		err = recoverState(ctx, db, r.journal)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", path, withHint(err)), db.Close())
	}
	m, err := openMark(dir, r)
	if err != nil {
		return nil, errors.Join(unusable("writing journal.history", err), db.Close())
	}
	return newWriter(db, m, path, path+"-wal", path+"-shm"), nil
}

// verify returns how far the journal goes, if it is undamaged and has everything that the folder shows
// of it. Otherwise it is left as it is, with its WAL: that may belong to a journal that is yet to be
// put back.
func verify(ctx context.Context, db *sql.DB, dir string, file *os.File) (reach, error) {
	t, err := tracesIn(dir)
	if err != nil {
		return reach{}, err
	}
	if _, err := os.Lstat(filepath.Join(dir, File+"-wal")); err == nil {
		protectWAL(file)
	}
	s, err := stateOf(ctx, db)
	if err == nil {
		err = t.lostError(s)
	}
	if err == nil {
		err = checkIntegrity(ctx, db)
	}
	if err != nil {
		return reach{}, err
	}
	unprotectWAL(file)
	s.journal = cmp.Or(s.journal, t.mark.journal, newName())
	return s.reach, nil
}

// recoverState migrates the file to this version and completes what its last process left open.
func recoverState(ctx context.Context, db *sql.DB, name string) error {
	if err := migrate(ctx, db, name); err != nil {
		return err
	}
	return markUnknown(ctx, db, time.Now())
}

// checkIntegrity looks for damage in the whole file, so that it is found before the first call rather
// than when a person's history is read. It takes about two seconds for a million calls.
func checkIntegrity(ctx context.Context, db *sql.DB) error {
	var says string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&says); err != nil {
		return err
	}
	if says != "ok" {
		return &StorageError{fmt.Errorf("the file is damaged: %s", strings.Join(strings.Fields(says), " ")), damagedHint}
	}
	return nil
}

// dsn returns a file's URI for SQLite, with which SQLite does not create the file: a new one would
// not be the file that is locked.
func dsn(path string, readOnly bool) string {
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

// Close finishes pending writes, closes the file and unlocks the folder. Closing again does nothing.
func (j *Journal) Close() error { return j.close() }
