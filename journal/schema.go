package journal

import (
	"context"
	"database/sql"
	"fmt"
)

// step migrates a journal from one version of its schema to the next, by SQL and then by code.
type step struct {
	sql  string
	then func(*sql.Tx) error // may be nil
}

// steps lead from an empty file to the current schema. A released step is never changed: a new one is
// added.
var steps = []step{{sql: `
-- What is true of the folder: the service it is bound to, where its photos are.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- A run over a roster, or a check of one. told is the run whose report tells of it.
CREATE TABLE runs (
	id       INTEGER PRIMARY KEY,
	name     TEXT    NOT NULL UNIQUE,
	kind     TEXT    NOT NULL,
	roster   TEXT    NOT NULL,
	started  INTEGER NOT NULL,
	finished INTEGER,
	told     INTEGER,
	about    TEXT    NOT NULL
) STRICT;

-- The rows of a run's roster as read. person is the row's id, or stands for a row without one.
-- grp is the group it names, NULL where the row is at fault.
CREATE TABLE rows (
	run    INTEGER NOT NULL,
	line   INTEGER NOT NULL,
	person TEXT    NOT NULL,
	grp    TEXT,
	row    TEXT    NOT NULL,
	PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX rows_person ON rows (run, person, line);

-- The people of a run's roster by the line on which each first stands.
CREATE TABLE people (
	run    INTEGER NOT NULL,
	person TEXT    NOT NULL,
	line   INTEGER NOT NULL,
	PRIMARY KEY (run, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_line ON people (run, line);

-- What preflight found of a file that had this size and time.
CREATE TABLE photos (
	path    TEXT PRIMARY KEY,
	size    INTEGER NOT NULL,
	mtime   INTEGER NOT NULL,
	rules   INTEGER NOT NULL,
	key     TEXT    NOT NULL,
	finding TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX photos_key ON photos (key);

-- For whom a photo stands: the earliest in the roster, for as long as it may be enrolled. told
-- is the run that was the first to report it enrolled; it counts if that report was published.
CREATE TABLE claims (
	key    TEXT PRIMARY KEY,
	person TEXT    NOT NULL,
	run    INTEGER NOT NULL,
	line   INTEGER NOT NULL,
	held   INTEGER NOT NULL,
	told   INTEGER
) STRICT, WITHOUT ROWID;

-- Calls: the intent is durable before the call leaves, the result before it is used.
CREATE TABLE calls (
	id       INTEGER PRIMARY KEY,
	run      INTEGER NOT NULL,
	person   TEXT    NOT NULL,
	grp      TEXT    NOT NULL,
	action   TEXT    NOT NULL,
	intended INTEGER NOT NULL,
	intent   TEXT    NOT NULL,
	result   TEXT,
	code     TEXT,
	unsent   INTEGER NOT NULL DEFAULT 0,
	sent     INTEGER,
	billed   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX calls_person ON calls (person, id);
CREATE INDEX calls_grp ON calls (grp, id) WHERE person = '';
CREATE INDEX calls_run ON calls (run);
CREATE INDEX calls_open ON calls (id) WHERE result IS NULL;

-- The outcome of a run for each photo of a row, and for a row without photos.
CREATE TABLE verdicts (
	run     INTEGER NOT NULL,
	line    INTEGER NOT NULL,
	place   INTEGER NOT NULL,
	verdict TEXT    NOT NULL,
	PRIMARY KEY (run, line, place)
) STRICT, WITHOUT ROWID;
`}, {sql: `
-- Calls that were not a success: a run begins with those whose fate is unknown.
CREATE INDEX calls_unsure ON calls (person) WHERE code <> '' AND unsent = 0;
`}, {sql: `
-- Photos whose images the service has refused, whoever is shown on them, by what it was to judge
-- them by. person is for whom the photo was sent.
CREATE TABLE refusals (
	key       TEXT    NOT NULL,
	judgement TEXT    NOT NULL,
	person    TEXT    NOT NULL,
	code      TEXT    NOT NULL,
	stage     TEXT    NOT NULL,
	request   TEXT    NOT NULL,
	run       INTEGER NOT NULL,
	PRIMARY KEY (key, judgement)
) STRICT, WITHOUT ROWID;
`}, {sql: `
-- Ids by what they have in common with those that a person may take for them, in a run's roster
-- and of those about whom a call was ever intended.
ALTER TABLE people ADD COLUMN likeness TEXT NOT NULL DEFAULT '';
CREATE INDEX people_likeness ON people (run, likeness);
CREATE TABLE ids (
	likeness TEXT NOT NULL,
	person   TEXT NOT NULL,
	PRIMARY KEY (likeness, person)
) STRICT, WITHOUT ROWID;

-- The rows of errors.csv of late runs: whose each was, and by what one is known again that stays
-- refused until its cells are changed.
CREATE TABLE reported (
	run      INTEGER NOT NULL,
	line     INTEGER NOT NULL,
	person   TEXT    NOT NULL,
	likeness TEXT    NOT NULL,
	name     TEXT    NOT NULL,
	print    TEXT    NOT NULL,
	PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX reported_likeness ON reported (likeness);
CREATE INDEX reported_print ON reported (print) WHERE print <> '';
`, then: storeIDs}}

// NewerError says that the folder was written by a newer enroll.
type NewerError struct{ Have, Know int }

func (e *NewerError) Error() string {
	return fmt.Sprintf("its version is %d, but this enroll knows only versions up to %d", e.Have, e.Know)
}

// Hint says what to do about it.
func (e *NewerError) Hint() string {
	return "use the enroll that last wrote this folder, or a newer one"
}

// nameFact is the fact that holds the journal's name.
const nameFact = "journal"

// migrate brings the file to the current schema, and names it if it has no name.
func migrate(ctx context.Context, db *sql.DB, name string) error {
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	for _, step := range steps[version:] {
		if _, err := tx.Exec(step.sql); err != nil {
			return err
		}
		if step.then == nil {
			continue
		}
		if err := step.then(tx); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", len(steps))); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT OR IGNORE INTO facts VALUES (?, ?)", nameFact, name); err != nil {
		return err
	}
	return tx.Commit()
}
