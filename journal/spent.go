package journal

import (
	"context"
	"database/sql"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// Spent is what runs cost in calls.
type Spent struct {
	Total   int            // calls sent
	Actions map[string]int // by action
	Codes   map[string]int // refusals and failures by code
	Refused int            // by the quota
	Billed  int            // writes, lost ones included as soon as it is known that they landed
	Unheard int            // calls that a killed process had intended, and that may or may not have been sent
	Pace    float64        // calls a second, from the first to the last of the latest run in the story
}

// Spent adds up the calls of the runs of a story (see Story).
func (j *Journal) Spent(ctx context.Context, story []int64) (Spent, error) {
	s := Spent{Actions: map[string]int{}, Codes: map[string]int{}}
	for _, run := range story {
		kinds, err := list(ctx, j.read, scanTally, `SELECT action, code, count(*), sum(`+billed+`)
			FROM calls WHERE run = ? AND NOT unsent AND NOT `+unknownFate+` GROUP BY 1, 2`, run)
		if err != nil {
			return s, err
		}
		unheard, err := list(ctx, j.read, scanValue[int], "SELECT count(*) FROM calls WHERE run = ? AND "+unknownFate, run)
		if err != nil {
			return s, err
		}
		s.Unheard += unheard[0]
		landed, err := j.landed(ctx, run)
		if err != nil {
			return s, err
		}
		s.Billed += landed
		for _, k := range kinds {
			s.add(k)
		}
		if s.Pace, err = j.pace(ctx, run); err != nil {
			return s, err
		}
	}
	return s, nil
}

// billed is whether a call was billed by its own answer. An earlier version added those whose landing
// a later call showed to that call.
const billed = "CASE WHEN action IN ('CreatePerson', 'CreateFace') THEN min(billed, 1) ELSE 0 END"

// landed is how many writes whose answer was lost are known to have landed since a run's calls: they
// were billed. They count for the run that found out, since the report of the run that made them may
// be published. It follows from the calls alone, so that no kill can lose it.
func (j *Journal) landed(ctx context.Context, run int64) (n int, err error) {
	unsure, err := j.unsure(ctx, `SELECT DISTINCT person, 0, code FROM calls INDEXED BY calls_unsure
		WHERE code <> '' AND unsent = 0 AND person <> '' AND person IN (SELECT person FROM calls WHERE run = ?)
		ORDER BY person`, run)
	if err != nil {
		return 0, err
	}
	for _, u := range unsure {
		events, err := j.History(ctx, u.Person)
		if err != nil {
			return 0, err
		}
		var known enrollment.Known
		for _, e := range events {
			before := known
			if known = known.Learn(e.Call, e.Result); e.Result.Run == run && known.Landed(before) {
				n++
			}
		}
	}
	return n, nil
}

// unknownFate selects the calls whose results markUnknown wrote: only a call that returned has the
// time at which it was sent.
const unknownFate = "(result IS NOT NULL AND sent IS NULL AND NOT unsent)"

// tally counts the calls of one action that ended with one code. No code: success, or no result yet.
type tally struct {
	action    string
	code      sql.NullString
	n, billed int
}

func scanTally(rows *sql.Rows) (k tally, err error) {
	err = rows.Scan(&k.action, &k.code, &k.n, &k.billed)
	return k, err
}

func (s *Spent) add(k tally) {
	s.Total += k.n
	s.Actions[k.action] += k.n
	s.Billed += k.billed
	if k.code.String == "" {
		return
	}
	s.Codes[codes.Clean(k.code.String)] += k.n
	if codes.Lookup(k.code.String).Class == codes.Throttle {
		s.Refused += k.n
	}
}

func (j *Journal) pace(ctx context.Context, run int64) (float64, error) {
	var n, first, last sql.NullInt64
	err := j.read.QueryRowContext(ctx,
		"SELECT count(*), min(sent), max(sent) FROM calls WHERE run = ? AND NOT unsent AND sent IS NOT NULL", run).Scan(&n, &first, &last)
	if err != nil {
		return 0, unreadable(err)
	}
	if last.Int64 == first.Int64 {
		return 0, nil
	}
	return float64(n.Int64-1) / time.Duration(last.Int64-first.Int64).Seconds(), nil
}
