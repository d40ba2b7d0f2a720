package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"enroll/enrollment"
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

// About is what a report needs to know of a run besides its rows.
type About struct {
	Service string   `json:"service"`
	Images  string   `json:"images"`           // root of all photo paths
	Header  []string `json:"header,omitempty"` // the roster's columns
	Rows    int      `json:"rows"`             // staged
	Staged  bool     `json:"staged,omitempty"` // all of them
	// Group, Options and Policy are what the run was told: by them rows are judged that a killed
	// run left without a verdict.
	Group   string             `json:"group,omitempty"`
	Options enrollment.Options `json:"options,omitzero"`
	Policy  enrollment.Policy  `json:"policy,omitzero"`
	QPS     float64            `json:"qps,omitempty"`   // the quota: as given, at the end as found
	Price   float64            `json:"price,omitempty"` // CNY a billed call
	// Waited is for what the run waited, in seconds, added up over its people.
	Waited   map[string]float64 `json:"waited,omitempty"`
	Exit     int                `json:"exit"`
	Stopped  string             `json:"stopped,omitempty"`  // the code that ended the run
	Broken   string             `json:"broken,omitempty"`   // why the reading of the roster ended early
	Estimate *Estimate          `json:"estimate,omitempty"` // of a check
}

// Estimate is what a run would take.
type Estimate struct {
	Calls   int     `json:"calls"`
	Billed  int     `json:"billed"`
	Seconds float64 `json:"seconds"`
	Cost    float64 `json:"cost_cny"`
}

// Begin records a new run, and forgets the rows and verdicts of runs that nobody can ask for
// any more.
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
		done, err := tx.Exec("INSERT INTO runs (name, kind, roster, started, about) VALUES (?, ?, ?, ?, ?)",
			r.Name, r.Kind, r.Roster, r.Started.UnixNano(), string(about))
		if err != nil {
			return err
		}
		r.ID, err = done.LastInsertId()
		return err
	})
	return r, err
}

// Describe keeps what is known about the run by now.
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

// Finish records that the run's report is published, and that it told of its whole story.
func (j *Journal) Finish(r Run) error {
	if err := j.Describe(r); err != nil {
		return err
	}
	return j.writer.write(func(tx *sql.Tx) error {
		if _, err := tx.Exec("UPDATE runs SET told = ? WHERE id = ? OR "+untold, r.ID, r.ID, r.Kind, r.Roster, r.ID); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE runs SET finished = ? WHERE id = ?", r.Finished.UnixNano(), r.ID)
		return err
	})
}

// Story lists the runs of which r's report tells: r, and runs over the same roster that were
// killed before theirs was published.
func (j *Journal) Story(ctx context.Context, r Run) ([]int64, error) {
	return list(ctx, j.read, value[int64], "SELECT id FROM runs WHERE id = ? OR told = ? OR "+untold+" ORDER BY id",
		r.ID, r.ID, r.Kind, r.Roster, r.ID)
}

// untold are the runs over a roster that were killed before their reports were published.
const untold = "(told IS NULL AND kind = ? AND roster = ? AND id < ?)"

// ErrNoRun says that the folder has no run to report.
var ErrNoRun = errors.New("no run in this folder has come as far as to read its roster")

// Latest is the latest run of a kind that had its roster read, or ErrNoRun. Finished is zero
// when it was killed.
func (j *Journal) Latest(ctx context.Context, kind string) (Run, error) {
	return j.run(ctx, "kind = ? AND (finished IS NOT NULL OR json_extract(about, '$.staged')) ORDER BY id DESC LIMIT 1", kind)
}

// RunName is the name of a run, "" when there is none of that id.
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
	r.Started = time.Unix(0, started)
	if finished.Valid {
		r.Finished = time.Unix(0, finished.Int64)
	}
	return r, nil
}

// Named tells whether a run of that name was begun.
func (j *Journal) Named(name string) (bool, error) {
	_, err := j.run(context.Background(), "name = ?", name)
	if errors.Is(err, ErrNoRun) {
		return false, nil
	}
	return err == nil, err
}
