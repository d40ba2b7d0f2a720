package report

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/roster"
)

// total is the key of the sum in a count.
const total = "total"

// The exit codes that follow from the rows.
const (
	ExitRejected = 3 // some rows need a person
	ExitFailed   = 4 // some may pass when run again
)

// Count is a number of rows or photos by outcome, with their sum under "total".
type Count map[string]int

// Summary is summary.json: its fields are the keys that scripts rely on (docs/contract.md, "summary.json").
type Summary struct {
	Run      string             `json:"run"`
	Kind     string             `json:"kind"`
	Roster   string             `json:"roster"`
	Read     *Read              `json:"read,omitempty"` // what the roster was read as
	Images   string             `json:"images"`         // root of all photo paths
	Service  string             `json:"service"`
	Started  time.Time          `json:"started"`
	Finished time.Time          `json:"finished"`
	ExitCode int                `json:"exit_code"`
	Stopped  string             `json:"stopped,omitempty"` // the code that ended the run
	Broken   string             `json:"broken,omitempty"`  // why the roster could not be read to its end
	Unread   *Unread            `json:"unread,omitempty"`  // lines that were never read, of this roster or of the one it was made from
	Rows     Count              `json:"rows"`
	Photos   Count              `json:"photos"`
	Codes    map[string]int     `json:"codes"`              // of photos that were not enrolled
	Warnings map[string]int     `json:"warnings,omitempty"` // rows with a warning, enrolled or not, by code
	Differs  int                `json:"differs"`            // photos of people whose name or group in the roster differs from what was enrolled
	Calls    Count              `json:"calls"`
	Answers  map[string]int     `json:"answers"` // refusals and failures of calls by code
	Writes   int                `json:"writes"`  // calls that may change something at the service
	Unheard  int                `json:"unheard"` // calls that a killed run intended, and that may or may not have been sent
	Refused  int                `json:"refused"` // by the quota
	Billed   int                `json:"billed"`
	Cost     float64            `json:"cost_cny"`
	Quota    *Quota             `json:"quota,omitempty"`
	Waited   map[string]float64 `json:"waited,omitempty"` // seconds, added up over people, by what was waited for
	Seconds  float64            `json:"seconds"`
	Estimate *journal.Estimate  `json:"estimate,omitempty"`
}

// Read is what the roster was read as.
type Read struct {
	roster.Format
	Rows   int `json:"rows"`
	People int `json:"people"`
}

// Unread is a part of a roster that was never read.
type Unread struct {
	Roster string `json:"roster"`
	Line   int    `json:"line"`  // the first one
	Lines  int    `json:"lines"` // approximate
}

// Quota is how much of the quota was used while calls were made.
type Quota struct {
	QPS  float64 `json:"qps"`
	Used float64 `json:"used"`
}

func newSummary(r journal.Run) Summary {
	s := Summary{
		Run: r.Name, Kind: r.Kind, Roster: filepath.Base(r.Roster), Images: r.About.Images, Service: r.About.Service,
		Started: r.Started, Finished: r.Finished, Stopped: r.About.Stopped, Broken: r.About.Broken,
		Rows: Count{total: 0}, Photos: Count{total: 0}, Codes: map[string]int{},
		Warnings: map[string]int{},
		Seconds:  round(r.Finished.Sub(r.Started).Seconds(), 3), Estimate: r.About.Estimate, Waited: r.About.Waited,
	}
	if r.About.Format.Encoding != "" {
		s.Read = &Read{Format: r.About.Format, Rows: r.About.Read, People: r.About.People}
	}
	if u := r.About.Unread; u != nil {
		s.Unread = &Unread{Roster: filepath.Base(u.Roster), Line: u.Line, Lines: u.Lines}
	}
	for _, status := range enrollment.Statuses {
		if status == enrollment.StatusReady && r.Kind != journal.KindCheck {
			continue
		}
		s.Rows[string(status)] = 0
		if status != enrollment.StatusPartial { // only a row can be partial
			s.Photos[string(status)] = 0
		}
	}
	return s
}

// add counts a row.
func (s *Summary) add(status enrollment.Status, o journal.Outcome) {
	s.Rows[total]++
	s.Rows[string(status)]++
	seen := map[string]bool{}
	for _, w := range o.Row.Warnings {
		if !seen[w.Code] {
			seen[w.Code] = true
			s.Warnings[w.Code]++
		}
	}
	for _, v := range o.Verdicts {
		if v.Code != "" && !v.Status.Well() {
			s.Codes[v.Code]++
		}
		if v.Code == codes.RunDiffersFromService {
			s.Differs++
		}
		if v.Photo != "" {
			s.Photos[total]++
			s.Photos[string(v.Status)]++
		}
	}
}

// spend adds the cost of the run's calls, and of those of the killed runs that it reports.
func (s *Summary) spend(ctx context.Context, j *journal.Journal, r journal.Run, story []int64) error {
	spent, err := j.Spent(ctx, story)
	if err != nil {
		return err
	}
	s.Calls, s.Answers = Count{total: spent.Total}, spent.Codes
	for action, n := range spent.Actions {
		s.Calls[action] = n
		if enrollment.Action(action).Write() {
			s.Writes += n
		}
	}
	s.Unheard, s.Refused, s.Billed = spent.Unheard, spent.Refused, spent.Billed
	s.Cost = round(float64(spent.Billed)*r.About.Price, 4)
	if r.About.QPS > 0 {
		s.Quota = &Quota{QPS: r.About.QPS, Used: round(spent.Pace/r.About.QPS, 4)}
	}
	return nil
}

// verdict returns the exit code for the outcomes.
func (s *Summary) verdict() int {
	switch {
	case s.Photos[string(enrollment.StatusRejected)]+s.Rows[string(enrollment.StatusRejected)] > 0:
		return ExitRejected
	case s.Rows[total] > s.tally().Well():
		return ExitFailed
	}
	return 0
}

// tally returns the rows by outcome.
func (s *Summary) tally() enrollment.Tally {
	t := enrollment.Tally{}
	for _, status := range enrollment.Statuses {
		t[status] = s.Rows[string(status)]
	}
	return t
}

// Line summarises the rows in one line.
func (s *Summary) Line() string {
	says := counted(s.Rows[total], "row")
	if s.Rows[total] > 0 {
		says += fmt.Sprintf(": %v", s.tally())
	}
	if e := s.Estimate; e != nil {
		took := time.Duration(e.Seconds * float64(time.Second)).Round(time.Second)
		return fmt.Sprintf("%s. A run would take %s, about %v and CNY %.4g.", says, counted(e.Calls, "call"), took, e.Cost)
	}
	if s.Kind == journal.KindCheck {
		return says + "."
	}
	says = fmt.Sprintf("%s. %s to %s, %d of them writes, %d billed.", says, counted(s.Calls[total], "call"), s.Service, s.Writes, s.Billed)
	if s.Unheard > 0 {
		says += fmt.Sprintf(" Up to %d more were under way when a run was killed.", s.Unheard)
	}
	if s.Refused > 0 {
		says += fmt.Sprintf(" %d were refused by the quota: check that --qps is what the account has.", s.Refused)
	}
	if s.Differs > 0 {
		says += fmt.Sprintf(" %d photos belong to people who have another name, gender or group at the service.", s.Differs)
	}
	return says
}

// waits are what a run may have waited for, in words, by their keys in Waited.
var waits = []struct{ key, what string }{
	{"quota", "for the quota"},
	{"face_writes", "for other face writes to finish"},
	{"backoff", "after refusals and failures"},
	{"outage", "for the service to come back"},
	{"journal", "for the disk"},
	{"preflight", "for photo checks"},
}

// tooShort is the length of a run, in seconds, below which it says nothing of the quota: its start and
// end weigh too much.
const tooShort = 10

// Throttled says how the quota was used, and what delayed calls; "" for a run that was too short.
func (s *Summary) Throttled() string {
	if s.Quota == nil || s.Calls[total] == 0 || s.Seconds < tooShort {
		return ""
	}
	var waited []string
	for _, w := range waits {
		if seconds := s.Waited[w.key]; seconds >= 0.5 {
			waited = append(waited, fmt.Sprintf("%.0f s %s", seconds, w.what))
		}
	}
	says := fmt.Sprintf("%.1f %% of a quota of %g calls/s used", 100*s.Quota.Used, s.Quota.QPS)
	if len(waited) == 0 {
		return says + "."
	}
	return says + "; time waited, summed over all people: " + strings.Join(waited, ", ") + "."
}

// Reasons lists the codes of photos that were not enrolled, the most frequent first.
func (s *Summary) Reasons() []string { return ranked(s.Codes) }

// Looks lists the codes of warnings, the most frequent first.
func (s *Summary) Looks() []string { return ranked(s.Warnings) }

// rankedAtMost is how many codes are listed: a service that makes up a new one for each call must not
// flood a terminal.
const rankedAtMost = 40

func ranked(counts map[string]int) []string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
	})
	more := len(names) - rankedAtMost
	names = names[:min(len(names), rankedAtMost)]
	for i, name := range names {
		names[i] = fmt.Sprintf("%5d  %s", counts[name], name)
	}
	if more > 0 {
		names = append(names, fmt.Sprintf("       and %d more, in %s", more, SummaryFile))
	}
	return names
}

func (s *Summary) write(path string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	f, err := pending(path)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if _, err := f.Write(append(text, '\n')); err != nil {
		return writeError(err)
	}
	return writeError(f.CloseAtomicallyReplace())
}

func round(x float64, digits int) float64 {
	unit := math.Pow(10, float64(digits))
	return math.Round(x*unit) / unit
}
