package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"iter"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/roster"
)

// Verdict is the outcome of one photo of a row, or of a row that names none.
type Verdict struct {
	Line      int               `json:"line"`
	Place     int               `json:"place"` // of the photo in its row, from 0
	Field     string            `json:"field,omitempty"`
	Photo     string            `json:"photo,omitempty"` // path as written
	Whole     bool              `json:"whole,omitempty"` // about the row as a whole, not about this photo
	Status    enrollment.Status `json:"status"`
	Code      string            `json:"code,omitempty"`
	Stage     string            `json:"stage,omitempty"`
	FaceID    string            `json:"face_id,omitempty"`
	RequestID string            `json:"request_id,omitempty"`
	Attempts  int               `json:"attempts,omitempty"`
	Bytes     int64             `json:"bytes,omitempty"`
	Width     int               `json:"width,omitempty"`
	Height    int               `json:"height,omitempty"`
	Key       string            `json:"key,omitempty"`
	Message   string            `json:"message,omitempty"`
	Fix       string            `json:"fix,omitempty"` // what to do
	Run       string            `json:"run,omitempty"` // that decided
}

// heard is a verdict as far as the service is believed today; an earlier enroll kept whatever it said.
// A photo is not enrolled as a face that cannot be one: whether it is at all, a look must tell, with
// which the next run begins.
func (v Verdict) heard() Verdict {
	v.Code, v.RequestID = codes.Clean(v.Code), codes.Plain(v.RequestID)
	if enrollment.AreFaces(v.FaceID) {
		return v
	}
	v.FaceID = ""
	if enrolled := v.Status == enrollment.StatusEnrolled || v.Status == enrollment.StatusUnchanged; enrolled && v.Photo != "" {
		v.Status, v.Code, v.Fix = enrollment.StatusInDoubt, codes.RunInDoubt, codes.Lookup(codes.RunInDoubt).Remedy
		v.Message = "the service returned no valid face ID, so the photo may or may not be enrolled"
	}
	return v
}

// Settlement is the end of one person's way through a run.
type Settlement struct {
	Person   string
	Verdicts []Verdict
	Freed    []string // keys of photos that are certainly not enrolled
	Told     []string // keys of photos that are reported enrolled for the first time
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
		for _, key := range s.Freed {
			if _, err := tx.Exec("UPDATE claims SET held = 0 WHERE key = ? AND person = ?", key, s.Person); err != nil {
				return err
			}
		}
		for _, key := range s.Told {
			if _, err := tx.Exec("UPDATE claims SET told = ? WHERE key = ? AND person = ?", run, key, s.Person); err != nil {
				return err
			}
		}
		return nil
	})
}

// Outcome is a row with its verdicts; none when the run did not come to it.
type Outcome struct {
	Row      roster.Row
	Verdicts []Verdict
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
		each(rows, yield)
	}
}

// each gathers the verdicts of one line after the other.
func each(rows *sql.Rows, yield func(Outcome, error) bool) {
	var o Outcome
	at := -1
	for rows.Next() {
		var line int
		var row, verdict []byte
		err := rows.Scan(&line, &row, &verdict)
		if err == nil && line != at {
			if at >= 0 && !yield(o, nil) {
				return
			}
			o, at = Outcome{}, line
			err = json.Unmarshal(row, &o.Row)
		}
		if err == nil && verdict != nil {
			var v Verdict
			err = json.Unmarshal(verdict, &v)
			o.Verdicts = append(o.Verdicts, v.heard())
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
