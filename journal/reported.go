package journal

import (
	"context"
	"database/sql"
	"errors"

	"enroll.example/enroll/roster"
)

// reportsKept is for how many runs the rows of errors.csv are kept.
const reportsKept = 10

// unsuccessful selects the rows of a run without a verdict, and those with an unsuccessful one. A row whose
// id was changed is stored under the one that it had before.
const unsuccessful = `SELECT r.line, coalesce(json_extract(r.row, '$.was'), json_extract(r.row, '$.person_id'), ''),
		coalesce(json_extract(r.row, '$.name'), ''), coalesce(json_extract(r.row, '$.print'), '')
	FROM rows r WHERE r.run = ?
		AND (NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.run = r.run AND v.line = r.line)
			OR EXISTS (SELECT 1 FROM verdicts v WHERE v.run = r.run AND v.line = r.line
				AND json_extract(v.verdict, '$.status') NOT IN ('enrolled', 'unchanged', 'ready')))
		AND r.line > ? ORDER BY r.line LIMIT ?`

// RememberReported stores the rows that a run's errors.csv lists, in batches. Finish does so for a run
// that was not killed.
func (j *Journal) RememberReported(run int64) error {
	for after := -1; ; {
		rows, err := list(context.Background(), j.read, scanReported, unsuccessful, run, after, stagedAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].line
		if err := j.writer.write(func(tx *sql.Tx) error { return storeReported(tx, run, rows) }); err != nil {
			return err
		}
	}
}

// reported is a row of errors.csv.
type reported struct {
	line int
	roster.Reported
}

func scanReported(rows *sql.Rows) (r reported, err error) {
	return r, rows.Scan(&r.line, &r.Person, &r.Name, &r.Print)
}

func storeReported(tx *sql.Tx, run int64, rows []reported) error {
	for _, r := range rows {
		if _, err := tx.Exec("INSERT OR REPLACE INTO reported VALUES (?, ?, ?, ?, ?, ?)",
			run, r.line, r.Person, roster.Likeness(r.Person), r.Name, r.Print); err != nil {
			return err
		}
	}
	return nil
}

func deleteOldReported(tx *sql.Tx) error {
	_, err := tx.Exec(`DELETE FROM reported WHERE run NOT IN
		(SELECT id FROM runs WHERE kind = ? ORDER BY id DESC LIMIT ?)`, KindRun, reportsKept)
	return err
}

// Reported returns what a row of the errors.csv of a recent run was, by the run's name and the line;
// ok is false when that is not known.
func (j *Journal) Reported(ctx context.Context, run string, line int) (r roster.Reported, ok bool, err error) {
	return j.reported(ctx, "run = (SELECT id FROM runs WHERE name = ? COLLATE NOCASE) AND line = ?", run, line)
}

// ReportedAs returns what a row was that has lost its run and line: the latest with this fingerprint,
// or else one with a similar id. An id that was itself reported stands for no other.
func (j *Journal) ReportedAs(ctx context.Context, print, person string) (r roster.Reported, ok bool, err error) {
	if r, ok, err = j.reported(ctx, "print = ? AND print <> '' ORDER BY run DESC", print); ok || err != nil {
		return r, ok, err
	}
	if _, itself, err := j.reported(ctx, "likeness = ? AND person = ?", roster.Likeness(person), person); itself || err != nil {
		return roster.Reported{}, false, err
	}
	return j.reported(ctx, "likeness = ? ORDER BY run DESC", roster.Likeness(person))
}

func (j *Journal) reported(ctx context.Context, where string, args ...any) (r roster.Reported, ok bool, err error) {
	err = j.read.QueryRowContext(ctx, "SELECT person, name, print FROM reported WHERE "+where+" LIMIT 1", args...).
		Scan(&r.Person, &r.Name, &r.Print)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, unreadable(err)
}
