package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/roster"
)

// Run is one command over one roster.
type Run struct {
	ID       int64
	Name     string // of its folder in DIR/runs
	Kind     string // KindRun or KindCheck
	Roster   string // absolute path
	Started  time.Time
	Finished time.Time // zero: it was killed, or still runs
	About    About
}

// The kinds of run.
const (
	KindRun   = "run"
	KindCheck = "check"
)

// About is what a report needs to know about a run besides its rows. It is stored as one JSON text, so
// that a new field needs no new schema.
type About struct {
	Service string   `json:"service"`
	Images  string   `json:"images"`           // root of all photo paths
	Header  []string `json:"header,omitempty"` // the roster's columns
	Rows    int      `json:"rows"`             // staged
	Staged  bool     `json:"staged,omitempty"` // all of them
	// Read is how many rows the roster itself has. When it was not read to its end, other rows stand in
	// for the rest. People is how many people they name.
	Read   int `json:"read,omitempty"`
	People int `json:"people,omitempty"`
	// Format is what the roster was read as. Origin is the absolute path of the roster that an
	// errors.csv was made from; "" for any other roster.
	Format roster.Format `json:"format,omitzero"`
	Origin string        `json:"origin,omitempty"`
	// Group, Options and Policy are the run's settings. Rows that a killed run left without a verdict
	// are judged by them.
	Group   string             `json:"group,omitempty"`
	Columns *Columns           `json:"columns,omitempty"` // by which the roster was read
	Options enrollment.Options `json:"options,omitzero"`
	Policy  enrollment.Policy  `json:"policy,omitzero"`
	QPS     float64            `json:"qps,omitempty"`   // the quota: first as given, at the end as found
	Price   float64            `json:"price,omitempty"` // CNY a billed call
	// Waited is what the run waited for, in seconds, added up over its people.
	Waited   map[string]float64 `json:"waited,omitempty"`
	Exit     int                `json:"exit"`
	Stopped  string             `json:"stopped,omitempty"`  // the code that ended the run
	Broken   string             `json:"broken,omitempty"`   // why reading the roster ended early
	Unread   *Unread            `json:"unread,omitempty"`   // what follows that point
	Estimate *Estimate          `json:"estimate,omitempty"` // of a check
}

// Columns are the flags by which a roster was read.
type Columns struct {
	Map      map[string]string `json:"map,omitempty"`
	Ex       map[int]string    `json:"ex,omitempty"`
	Encoding string            `json:"encoding,omitempty"`
}

// Unread is a part of a roster that was never read, because a record before it could not be parsed.
type Unread struct {
	Roster string `json:"roster"` // absolute path
	Line   int    `json:"line"`   // the first one
	Lines  int    `json:"lines"`  // approximate
}

// Estimate is what a run would take.
type Estimate struct {
	Calls   int     `json:"calls"`
	Billed  int     `json:"billed"`
	Seconds float64 `json:"seconds"`
	Cost    float64 `json:"cost_cny"`
}

// Begin records a new run, and deletes the rows and verdicts of runs that can no longer be reported.
func (j *Journal) Begin(r Run) (Run, error) {
	about, err := json.Marshal(r.About)
	if err != nil {
		return r, err
	}
	err = j.writer.write(func(tx *sql.Tx) error {
		for _, table := range []string{"rows", "people", "verdicts"} {
			// The latest finished run of each kind can still be reported again.
			_, err := tx.Exec("DELETE FROM " + table + ` WHERE run NOT IN
				(SELECT max(id) FROM runs WHERE finished IS NOT NULL GROUP BY kind)`)
			if err != nil {
				return err
			}
		}
		if err := deleteOldReported(tx); err != nil {
			return err
		}
		done, err := tx.Exec("INSERT INTO runs (name, kind, roster, started, about) VALUES (?, ?, ?, ?, ?)",
			r.Name, r.Kind, r.Roster, r.Started.UnixNano(), string(about))
		if err != nil {
			return err
		}
		if r.Kind == KindRun {
			j.writer.reach.runs++
		}
		j.writer.relied = true
		r.ID, err = done.LastInsertId()
		return err
	})
	return r, err
}

// Describe stores what is known about the run by now.
func (j *Journal) Describe(r Run) error {
	about, err := json.Marshal(r.About)
	if err != nil {
		return err
	}
	return j.writer.write(func(tx *sql.Tx) error {
		_, err := tx.Exec("UPDATE runs SET about = ? WHERE id = ?", string(about), r.ID)
		return err
	})
}

// Finish records that the run's report is published, and that it covers its whole story.
func (j *Journal) Finish(r Run) error {
	if err := j.Describe(r); err != nil {
		return err
	}
	if err := j.RememberReported(r.ID); err != nil {
		return err
	}
	return j.writer.write(func(tx *sql.Tx) error {
		if _, err := tx.Exec("UPDATE runs SET told = ? WHERE id = ? OR "+unreportedRuns, r.ID, r.ID, r.Kind, r.Roster, r.ID); err != nil {
			return err
		}
		j.writer.relied = true
		_, err := tx.Exec("UPDATE runs SET finished = ? WHERE id = ?", r.Finished.UnixNano(), r.ID)
		return err
	})
}

// ReportedRuns lists the runs that r's report covers: r, and runs over the same roster that were killed
// before their reports were published.
func (j *Journal) ReportedRuns(ctx context.Context, r Run) ([]int64, error) {
	return list(ctx, j.read, scanValue[int64], "SELECT id FROM runs WHERE id = ? OR told = ? OR "+unreportedRuns+" ORDER BY id",
		r.ID, r.ID, r.Kind, r.Roster, r.ID)
}

// unreportedRuns are the runs over a roster that were killed before their reports were published.
const unreportedRuns = "(told IS NULL AND kind = ? AND roster = ? AND id < ?)"

// ErrNoRun says that the folder has no run to report.
var ErrNoRun = errors.New("no run in this folder has got as far as reading its roster")

// Latest returns the latest run of a kind that read its roster, or ErrNoRun. Finished is zero when it
// was killed.
func (j *Journal) Latest(ctx context.Context, kind string) (Run, error) {
	return j.run(ctx, "kind = ? AND (finished IS NOT NULL OR json_extract(about, '$.staged')) ORDER BY id DESC LIMIT 1", kind)
}

// LatestOf returns the latest run over a roster, by its path, that read it, or ErrNoRun.
func (j *Journal) LatestOf(ctx context.Context, roster string) (Run, error) {
	return j.run(ctx, "kind = ? AND roster = ? AND json_extract(about, '$.staged') ORDER BY id DESC LIMIT 1", KindRun, roster)
}

// LatestWhole returns the latest finished run over a roster, by its path, that read it to its end, or
// ErrNoRun.
func (j *Journal) LatestWhole(ctx context.Context, roster string) (Run, error) {
	return j.run(ctx, `kind = ? AND roster = ? AND finished IS NOT NULL AND json_extract(about, '$.broken') IS NULL
		AND json_extract(about, '$.exit') NOT IN (65, 66) ORDER BY id DESC LIMIT 1`, KindRun, roster)
}

// RunByName returns the run of that name, or ErrNoRun.
func (j *Journal) RunByName(ctx context.Context, name string) (Run, error) {
	return j.run(ctx, "name = ? COLLATE NOCASE", name)
}

// RunName returns the name of a run; "" when there is none with that id.
func (j *Journal) RunName(ctx context.Context, id int64) (string, error) {
	r, err := j.run(ctx, "id = ?", id)
	if errors.Is(err, ErrNoRun) {
		return "", nil
	}
	return r.Name, err
}

func (j *Journal) run(ctx context.Context, where string, args ...any) (Run, error) {
	var r Run
	var started int64
	var finished sql.NullInt64
	var about []byte
	err := j.read.QueryRowContext(ctx,
		"SELECT id, name, kind, roster, started, finished, about FROM runs WHERE "+where, args...).
		Scan(&r.ID, &r.Name, &r.Kind, &r.Roster, &started, &finished, &about)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNoRun
	}
	if err == nil {
		err = json.Unmarshal(about, &r.About)
	}
	if err != nil {
		return r, unreadable(err)
	}
	r.About.Stopped = codes.Clean(r.About.Stopped)
	r.Started = time.Unix(0, started)
	if finished.Valid {
		r.Finished = time.Unix(0, finished.Int64)
	}
	return r, nil
}

// HasRun reports whether a run of that name was begun.
func (j *Journal) HasRun(name string) (bool, error) {
	_, err := j.run(context.Background(), "name = ?", name)
	if errors.Is(err, ErrNoRun) {
		return false, nil
	}
	return err == nil, err
}
