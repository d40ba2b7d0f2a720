package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"

	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// Settlement is the end of a person's processing in a run.
type Settlement struct {
	Person   string
	Verdicts []verdict.Verdict
	Released []string // keys of photos that are certainly not enrolled
	Reported []string // keys of photos that are reported enrolled for the first time
}

// Settle records a person's verdicts.
func (j *Journal) Settle(run int64, s Settlement) error {
	return j.writer.write(func(tx *sql.Tx) error {
		for _, v := range s.Verdicts {
			text, err := json.Marshal(v)
			if err != nil {
				return err
			}
			if _, err := tx.Exec("INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?)", run, v.Line, v.Place, string(text)); err != nil {
				return err
			}
		}
		for _, key := range s.Released {
			if _, err := tx.Exec("UPDATE claims SET held = 0 WHERE key = ? AND person = ?", key, s.Person); err != nil {
				return err
			}
		}
		for _, key := range s.Reported {
			if _, err := tx.Exec("UPDATE claims SET told = ? WHERE key = ? AND person = ?", run, key, s.Person); err != nil {
				return err
			}
		}
		return nil
	})
}

// Outcome is a row with its verdicts; none when the run did not reach it.
type Outcome struct {
	Row      roster.Row
	Verdicts []verdict.Verdict
}

// Outcomes reads a run's rows in file order, each with its verdicts.
func (j *Journal) Outcomes(ctx context.Context, run int64) iter.Seq2[Outcome, error] {
	return func(yield func(Outcome, error) bool) {
		rows, err := j.read.QueryContext(ctx, `SELECT r.line, r.row, v.verdict FROM rows r
			LEFT JOIN verdicts v ON v.run = r.run AND v.line = r.line
			WHERE r.run = ? ORDER BY r.line, v.place`, run)
		if err != nil {
			yield(Outcome{}, unreadable(err))
			return
		}
		defer rows.Close()
		groupByLine(rows, yield)
	}
}

// groupByLine groups the verdicts by line.
func groupByLine(rows *sql.Rows, yield func(Outcome, error) bool) {
	var o Outcome
	at := -1
	for rows.Next() {
		var line int
		var row, text []byte
		err := rows.Scan(&line, &row, &text)
		if err == nil && line != at {
			if at >= 0 && !yield(o, nil) {
				return
			}
			o, at = Outcome{}, line
			err = json.Unmarshal(row, &o.Row)
		}
		if err == nil && text != nil {
			var v verdict.Verdict
			err = json.Unmarshal(text, &v)
			o.Verdicts = append(o.Verdicts, v.Sanitized())
		}
		if err != nil {
			yield(o, unreadable(err))
			return
		}
	}
	if err := rows.Err(); err != nil {
		yield(o, unreadable(err))
	} else if at >= 0 {
		yield(o, nil)
	}
}
