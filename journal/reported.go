package journal

import (
	"context"
	"database/sql"
	"errors"

	"enroll.example/enroll/roster"
)

// reportsKept is of how many runs it is kept what each row of errors.csv was.
const reportsKept = 10

// notWell are the rows of a run without a verdict, and those with one that is not well. A row with
// another id than the one that stood in it is kept under that.
const notWell = `SELECT r.line, coalesce(json_extract(r.row, '$.was'), json_extract(r.row, '$.person_id'), ''),
		coalesce(json_extract(r.row, '$.name'), ''), coalesce(json_extract(r.row, '$.print'), '')
	FROM rows r WHERE r.run = ?
		AND (NOT EXISTS (SELECT 1 FROM verdicts v WHERE v.run = r.run AND v.line = r.line)
			OR EXISTS (SELECT 1 FROM verdicts v WHERE v.run = r.run AND v.line = r.line
				AND json_extract(v.verdict, '$.status') NOT IN ('enrolled', 'unchanged', 'ready')))
		AND r.line > ? ORDER BY r.line LIMIT ?`

// RememberReported keeps what the rows are that a run's errors.csv tells of, some at a time. Finish
// does so for a run that was not killed.
func (j *Journal) RememberReported(run int64) error {
	for after := -1; ; {
		rows, err := list(context.Background(), j.read, reportedRow, notWell, run, after, stagedAtOnce)
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].line
		if err := j.writer.write(func(tx *sql.Tx) error { return keepReported(tx, run, rows) }); err != nil {
			return err
		}
	}
}

// reported is a row of errors.csv.
type reported struct {
	line int
	roster.Reported
}

func reportedRow(rows *sql.Rows) (r reported, err error) {
	return r, rows.Scan(&r.line, &r.Person, &r.Name, &r.Print)
}

func keepReported(tx *sql.Tx, run int64, rows []reported) error {
	for _, r := range rows {
		if _, err := tx.Exec("INSERT OR REPLACE INTO reported VALUES (?, ?, ?, ?, ?, ?)",
			run, r.line, r.Person, roster.Likeness(r.Person), r.Name, r.Print); err != nil {
			return err
		}
	}
	return nil
}

func forgetReported(tx *sql.Tx) error {
	_, err := tx.Exec(`DELETE FROM reported WHERE run NOT IN
		(SELECT id FROM runs WHERE kind = ? ORDER BY id DESC LIMIT ?)`, KindRun, reportsKept)
	return err
}

// Reported is what a row of the errors.csv of a late run was, by the run's name and the line; ok is
// false when that is not known.
func (j *Journal) Reported(ctx context.Context, run string, line int) (r roster.Reported, ok bool, err error) {
	return j.reported(ctx, "run = (SELECT id FROM runs WHERE name = ? COLLATE NOCASE) AND line = ?", run, line)
}

// ReportedAs is what a row was that has lost its run and line: the latest that has this fingerprint,
// or else an id like this one. An id that was reported itself is no other one's.
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
