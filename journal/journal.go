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
// The folder is locked while a journal is open, with who holds it written in the lock file.
// A journal belongs to one service (endpoint and region, or the simulator); it refuses others.
package journal

import (
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
	close  func() error // once
}

// Open opens the journal of the folder dir, creating both when they are missing, and locks
// the folder. A *HeldError tells that another process has it, a *NewerError that a newer
// enroll wrote it.
func Open(ctx context.Context, dir string) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable("creating the run's folder", err)
	}
	lock, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	j, err := open(ctx, dir)
	if err != nil {
		lock.release()
		return nil, err
	}
	j.close = sync.OnceValue(func() error {
		return errors.Join(j.writer.close(), j.read.Close(), lock.release())
	})
	return j, nil
}

// Exists tells whether dir holds a journal.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, File))
	return err == nil
}

func open(ctx context.Context, dir string) (*Journal, error) {
	path := filepath.Join(dir, File)
	if emptied(dir) {
		return nil, &StorageError{fmt.Errorf("journal %s: the file is empty, and there were runs in this folder", path), damagedHint}
	}
	if err := private(path); err != nil {
		return nil, unusable("creating the journal", err)
	}
	write, err := sql.Open("sqlite", address(path, false))
	if err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	write.SetMaxOpenConns(1)
	if err := settle(ctx, write); err != nil {
		return nil, errors.Join(fmt.Errorf("journal %s: %w", path, stored(err)), write.Close())
	}
	read, err := sql.Open("sqlite", address(path, true))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the journal: %w", err), write.Close())
	}
	read.SetMaxOpenConns(2 + runtime.GOMAXPROCS(0))
	return &Journal{read: read, writer: newWriter(write)}, nil
}

// Runs is the name of the folder in which each run has its own.
const Runs = "runs"

// emptied tells whether the journal has lost everything: SQLite would take it for a new one.
func emptied(dir string) bool {
	f, err := os.Stat(filepath.Join(dir, File))
	if err != nil || f.Size() > 0 {
		return false
	}
	_, err = os.Stat(filepath.Join(dir, Runs))
	return err == nil
}

// settle brings the file to this version and to the end of its last process.
func settle(ctx context.Context, db *sql.DB) error {
	if err := migrate(ctx, db); err != nil {
		return err
	}
	if err := sound(ctx, db); err != nil {
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

// private creates the file readable by its owner alone; SQLite gives its side files the same.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func address(path string, readOnly bool) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	q := url.Values{"_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)"}}
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
