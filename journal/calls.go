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

// RecordIntent records that a call is about to be made, and returns its number.
func (j *Journal) RecordIntent(run int64, call enrollment.Call, at time.Time) (int64, error) {
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

// RecordResult records what became of a call, and with it what follows for other people: the photos whose
// images were refused.
func (j *Journal) RecordResult(id int64, call enrollment.Call, result enrollment.Result) error {
	text, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE calls SET result = ?, code = ?, unsent = ?, sent = ?, billed = ? WHERE id = ?",
			string(text), result.Code, result.Unsent, sql.NullInt64{Int64: result.Sent.UnixNano(), Valid: !result.Sent.IsZero()}, call.Billed(result), id)
		if err != nil {
			return err
		}
		return refuseImages(tx, id, call, result)
	})
}

// RecordListed records what a list, read for many people at once, said of one of them. It is not counted as a
// call of its own.
func (j *Journal) RecordListed(run int64, call enrollment.Call, result enrollment.Result) error {
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

// unsureOfRoster names its index: the planner would scan all calls.
const unsureOfRoster = `
	SELECT c.person, p.line IS NOT NULL, c.code FROM
		(SELECT DISTINCT person, code FROM calls INDEXED BY calls_unsure WHERE code <> '' AND unsent = 0 AND person <> '') c
		LEFT JOIN people p ON p.run = ? AND p.person = c.person
	ORDER BY p.line IS NULL, p.line, c.person`

// Unresolved is a person for whom it may be uncertain what the service holds.
type Unresolved struct {
	Person string
	Listed bool // in the run's roster
}

// Unresolved lists all people with a call that may or may not have been executed, or that did not find
// them: first those of a run's roster, in its order, then the others of the folder. Most have been
// resolved since; their histories show it.
func (j *Journal) Unresolved(ctx context.Context, run int64) ([]Unresolved, error) {
	return j.unsure(ctx, unsureOfRoster, run)
}

func (j *Journal) unsure(ctx context.Context, query string, run int64) ([]Unresolved, error) {
	type answer struct {
		Unresolved
		code string
	}
	answers, err := list(ctx, j.read, func(rows *sql.Rows) (a answer, err error) {
		err = rows.Scan(&a.Person, &a.Listed, &a.code)
		return a, err
	}, query, run)
	var people []Unresolved
	for _, a := range answers { // a person's answers are adjacent
		if leavesOpen(a.code) && (len(people) == 0 || people[len(people)-1] != a.Unresolved) {
			people = append(people, a.Unresolved)
		}
	}
	return people, err
}

// leavesOpen reports whether a code leaves open what the service holds of a person. Refusals by the
// quota, of which a large folder has many, do not.
func leavesOpen(code string) bool {
	return enrollment.FateOf(code) == enrollment.Unknown || codes.NoSuchPerson(code)
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
	e.Result = e.Result.Sanitized(e.Call) // an earlier version kept whatever came
	return e, nil
}

// RecentlyEnrolled returns some people of this folder who had a photo enrolled, the latest first. An
// account can be recognised by them.
func (j *Journal) RecentlyEnrolled(ctx context.Context, limit int) ([]string, error) {
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
