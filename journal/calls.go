package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// Event is a call with its result.
type Event struct {
	Call   enrollment.Call
	Result enrollment.Result
}

// Intend records that a call is about to be made, and returns its number.
func (j *Journal) Intend(run int64, call enrollment.Call, at time.Time) (int64, error) {
	intent, err := json.Marshal(call)
	if err != nil {
		return 0, err
	}
	subject := call.Person
	if call.Probe {
		subject = ""
	}
	var id int64
	err = j.writer.write(func(tx *sql.Tx) error {
		done, err := tx.Exec("INSERT INTO calls (run, person, grp, action, intended, intent) VALUES (?, ?, ?, ?, ?, ?)",
			run, subject, call.Group, string(call.Action), at.UnixNano(), string(intent))
		if err != nil {
			return err
		}
		if err := storeID(tx, subject); err != nil {
			return err
		}
		for _, p := range call.Photos {
			if _, err := tx.Exec("UPDATE claims SET held = 1 WHERE key = ? AND person = ?", p.Key, call.Person); err != nil {
				return err
			}
		}
		id, err = done.LastInsertId()
		j.writer.reach.call, j.writer.relied = id, true
		return err
	})
	return id, err
}

// Learned records what became of a call.
func (j *Journal) Learned(id int64, call enrollment.Call, result enrollment.Result) error {
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE calls SET result = ?, code = ?, unsent = ?, sent = ?, billed = ? WHERE id = ?",
			string(text), result.Code, result.Unsent, sql.NullInt64{Int64: result.Sent.UnixNano(), Valid: !result.Sent.IsZero()}, call.Billed(result), id)
		return err
	})
}

// Note records what a list, read for many people at once, said of one of them. It is not counted as a
// call of its own.
func (j *Journal) Note(run int64, call enrollment.Call, result enrollment.Result) error {
	intent, err := json.Marshal(call)
	if err != nil {
		return err
	}
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO calls (run, person, grp, action, intended, intent, result, code, unsent)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
			run, call.Person, call.Group, string(call.Action), result.Done.UnixNano(), string(intent), string(text), result.Code)
		return err
	})
}

// Bill counts as billed a write of a person whose reply was lost, when the person's latest call in
// this run has shown that it was executed. It is counted by the run that found this out: the report of
// the run that made the write may already be published.
func (j *Journal) Bill(run int64, person string) error {
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE calls SET billed = billed + 1 WHERE id =
			(SELECT max(id) FROM calls WHERE run = ? AND person = ? AND NOT unsent)`, run, person)
		return err
	})
}

// markUnknown records that the fate of calls without a result is unknown: a process that was killed left
// them, and they may have been sent at any time until now, when the folder is locked again. It is
// stored rather than derived, so that every later read of the history says the same.
func markUnknown(ctx context.Context, db *sql.DB, now time.Time) error {
	lost, err := json.Marshal(enrollment.Result{Code: codes.NetworkError, Sent: now, Done: now})
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "UPDATE calls SET result = ?, code = ? WHERE result IS NULL", string(lost), codes.NetworkError)
	return err
}

// History lists a person's calls that have a result, in order.
func (j *Journal) History(ctx context.Context, person string) ([]Event, error) {
	return j.events(ctx, "person = ?", person)
}

// unsure names its index: the planner would scan all calls.
const unsure = `
	SELECT c.person, p.line IS NOT NULL, c.code FROM
		(SELECT DISTINCT person, code FROM calls INDEXED BY calls_unsure WHERE code <> '' AND unsent = 0 AND person <> '') c
		LEFT JOIN people p ON p.run = ? AND p.person = c.person
	ORDER BY p.line IS NULL, p.line, c.person`

// Unsure is a person for whom it may be uncertain what the service holds.
type Unsure struct {
	Person string
	Listed bool // in the run's roster
}

// Unsure lists all people with a call that may or may not have been executed, or that did not find
// them: first those of a run's roster, in its order, then the others of the folder. Most have been
// resolved since; their histories show it.
func (j *Journal) Unsure(ctx context.Context, run int64) ([]Unsure, error) {
	type answer struct {
		Unsure
		code string
	}
	answers, err := list(ctx, j.read, func(rows *sql.Rows) (a answer, err error) {
		err = rows.Scan(&a.Person, &a.Listed, &a.code)
		return a, err
	}, unsure, run)
	var people []Unsure
	for _, a := range answers { // a person's answers are adjacent
		if leavesOpen(a.code) && (len(people) == 0 || people[len(people)-1] != a.Unsure) {
			people = append(people, a.Unsure)
		}
	}
	return people, err
}

// leavesOpen reports whether a code leaves open what the service holds of a person. Refusals by the
// quota, of which a large folder has many, do not.
func leavesOpen(code string) bool {
	switch codes.Lookup(code).Class {
	case codes.Transient, codes.Ambiguous:
		return true
	}
	return code == codes.PersonIDNotExist || code == codes.PersonNotFound
}

// GroupHistory lists the calls about a group.
func (j *Journal) GroupHistory(ctx context.Context, group string) ([]Event, error) {
	return j.events(ctx, "person = '' AND grp = ?", group)
}

func (j *Journal) events(ctx context.Context, where, arg string) ([]Event, error) {
	return list(ctx, j.read, scanEvent,
		"SELECT run, intended, intent, result FROM calls WHERE "+where+" AND result IS NOT NULL ORDER BY id", arg)
}

func scanEvent(rows *sql.Rows) (Event, error) {
	var run, intended int64
	var intent, result []byte
	if err := rows.Scan(&run, &intended, &intent, &result); err != nil {
		return Event{}, err
	}
	var e Event
	if err := json.Unmarshal(intent, &e.Call); err != nil {
		return e, err
	}
	if err := json.Unmarshal(result, &e.Result); err != nil {
		return e, err
	}
	e.Result.Run, e.Result.Intended = run, time.Unix(0, intended)
	e.Result = e.Result.Heard(e.Call) // an earlier version kept whatever came
	return e, nil
}

// Spent is what runs cost in calls.
type Spent struct {
	Total   int            // calls sent
	Actions map[string]int // by action
	Codes   map[string]int // refusals and failures by code
	Refused int            // by the quota
	Billed  int
	Unheard int     // calls that a killed process had intended, and that may or may not have been sent
	Pace    float64 // calls a second, from the first to the last of the latest run in the story
}

// Spent adds up the calls of the runs of a story (see Story).
func (j *Journal) Spent(ctx context.Context, story []int64) (Spent, error) {
	s := Spent{Actions: map[string]int{}, Codes: map[string]int{}}
	for _, run := range story {
		kinds, err := list(ctx, j.read, scanTally, `SELECT action, code, count(*), sum(billed)
			FROM calls WHERE run = ? AND NOT unsent AND NOT `+unknownFate+` GROUP BY 1, 2`, run)
		if err != nil {
			return s, err
		}
		unheard, err := list(ctx, j.read, scanValue[int], "SELECT count(*) FROM calls WHERE run = ? AND "+unknownFate, run)
		if err != nil {
			return s, err
		}
		s.Unheard += unheard[0]
		for _, k := range kinds {
			s.add(k)
		}
		if s.Pace, err = j.pace(ctx, run); err != nil {
			return s, err
		}
	}
	return s, nil
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

// Acquaintances returns some people of this folder who had a photo enrolled, the latest first. An
// account can be recognised by them.
func (j *Journal) Acquaintances(ctx context.Context, limit int) ([]string, error) {
	// A person is created once, and has at most this many faces added.
	people, err := list(ctx, j.read, scanValue[string], `SELECT person FROM calls
		WHERE code = '' AND (action = ? AND json_extract(result, '$.face_id') IS NOT NULL OR action = ? AND json_extract(result, '$.face_ids[0]') IS NOT NULL)
		ORDER BY id DESC LIMIT ?`,
		string(enrollment.CreatePerson), string(enrollment.CreateFace), limit*(1+enrollment.FacesPerPerson))
	return firstDistinct(people, limit), err
}

// firstDistinct returns the first limit distinct people.
func firstDistinct(people []string, limit int) []string {
	var each []string
	for _, person := range people {
		if len(each) < limit && !slices.Contains(each, person) {
			each = append(each, person)
		}
	}
	return each
}

// FaceWrites lists the codes, "" for success, with which this folder's face writes have ended. A write
// that found a similar person is not among them: it wrote nothing.
func (j *Journal) FaceWrites(ctx context.Context) ([]string, error) {
	return list(ctx, j.read, scanValue[string], `SELECT DISTINCT code FROM calls
		WHERE action IN (?, ?) AND NOT unsent AND code IS NOT NULL AND json_extract(result, '$.similar') IS NULL`,
		string(enrollment.CreatePerson), string(enrollment.CreateFace))
}
