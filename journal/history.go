package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// NameForm is the time.Format layout of a run's name, which is its start time. A run that began in the
// same millisecond as another one has a number appended.
const NameForm = "20060102T150405.000Z"

var runName = regexp.MustCompile(`^\d{8}T\d{6}\.\d{3}Z(-\d+)?$`)

// traces are what a run's folder shows of its journal's past, outside of the journal.
type traces struct {
	mark    reach
	garbled bool   // the mark cannot be read
	ran     bool   // runs have folders of their own
	latest  string // the latest run that has files
}

// any reports whether there was a run.
func (t traces) any() bool { return t.mark.runs > 0 || t.garbled || t.ran }

// tracesIn reads the traces in a folder.
func tracesIn(dir string) (t traces, err error) {
	t.mark, err = readMark(dir)
	if t.garbled = errors.Is(err, errGarbled); err != nil && !t.garbled && !errors.Is(err, fs.ErrNotExist) {
		return t, unusable("reading journal.history", err)
	}
	runs := filepath.Join(dir, Runs)
	entries, err := os.ReadDir(runs)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return t, unusable("reading the run's folder", err)
	}
	for _, e := range slices.Backward(entries) {
		if !e.IsDir() || !runName.MatchString(e.Name()) {
			continue
		}
		t.ran = true
		if holdsFiles(filepath.Join(runs, e.Name())) {
			t.latest = e.Name()
			break
		}
	}
	return t, nil
}

// holdsFiles reports whether a run has left files. Its folder is made before the journal knows it, and
// a file that is being written has a name that starts with a dot.
func holdsFiles(dir string) bool {
	entries, _ := os.ReadDir(dir) // one that cannot be read proves nothing
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return !strings.HasPrefix(e.Name(), ".") })
}

// state is how far a journal has come. The zero value is that of a file that is not a journal yet.
type state struct {
	reach
	begun  bool   // it has its tables
	calls  int64  // how many calls it has: they are numbered from 1, without gaps
	latest string // the name of its latest run
}

// stateOf queries the file, and changes nothing.
func stateOf(ctx context.Context, db *sql.DB) (s state, err error) {
	var version, tables int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return s, err
	}
	if version > len(steps) {
		return s, &NewerError{Have: version, Know: len(steps)}
	}
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('facts', 'runs', 'calls')").Scan(&tables)
	if s.begun = tables == 3; err != nil || !s.begun {
		return s, err
	}
	err = db.QueryRowContext(ctx, `SELECT count(*), coalesce(max(name), ''), (SELECT count(*) FROM calls),
			(SELECT coalesce(max(id), 0) FROM calls), coalesce((SELECT value FROM facts WHERE name = ?), '')
		FROM runs WHERE kind = ?`, nameFact, KindRun).Scan(&s.runs, &s.latest, &s.calls, &s.call, &s.journal)
	return s, err
}

// missing says what the folder shows of its journal that the journal does not have; "" when it has all.
func (t traces) missing(s state) string {
	switch {
	case !s.begun && t.any():
		return "it is missing or empty, but there were runs in this folder"
	case t.garbled && s.runs == 0:
		return "it has no runs, and " + markFile + ", which records the runs, cannot be read"
	case t.mark.runs > 0 && s.journal != "" && s.journal != t.mark.journal:
		return "it is not the journal of this folder's runs"
	case t.mark.runs > s.runs || t.mark.call > s.call:
		return fmt.Sprintf("it has lost data: it ends with run %d and call %d, but this folder has seen run %d and call %d",
			s.runs, s.call, t.mark.runs, t.mark.call)
	case s.calls < s.call:
		return fmt.Sprintf("it has lost data: %d of its %d calls are missing", s.call-s.calls, s.call)
	case t.latest > s.latest:
		return fmt.Sprintf("it has lost data: it does not know run %s, whose files are here", t.latest)
	}
	return ""
}

// lostError returns an error for a journal that lacks something; nil otherwise.
func (t traces) lostError(s state) error {
	if what := t.missing(s); what != "" {
		return &StorageError{errors.New(what), lostHint}
	}
	return nil
}

// refuseLost refuses a folder that had runs and whose journal is gone or empty: SQLite would begin a new
// one. The traces are read first: a process that is beginning the folder's first run at this moment
// makes the journal before them.
func refuseLost(dir string) error {
	t, err := tracesIn(dir)
	if err != nil {
		return err
	}
	f, err := os.Lstat(filepath.Join(dir, File))
	if err == nil && f.Size() > 0 || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return t.lostError(state{})
}

// Exists reports whether dir is a folder of runs: it holds a journal, or traces of one.
func Exists(dir string) bool {
	for _, name := range []string{File, markFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	t, err := tracesIn(dir)
	return err == nil && t.ran
}
