package pipeline

import (
	"maps"
	"slices"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// tally is the run's own count.
type tally struct {
	total, rows int
	people      int
	byStatus    enrollment.Tally
	strangers   int // people who exist and are not ours
	answered    int
	cause       string // why there was no answer to the last call without one
	trouble     string // code of the last call that the service or the line failed at
	left        bool   // somebody who came too late was not attempted, or is in doubt
}

// count adds a settled person to the tally, reports progress and watches the limits.
func (p *run) count(e *entrant, verdicts []journal.Verdict) {
	stop, code := p.add(e, verdicts)
	if stop != Complete {
		p.stop(stop, code)
	}
}

func (p *run) add(e *entrant, verdicts []journal.Verdict) (Stop, string) {
	byLine := map[int][]enrollment.Status{}
	for _, v := range verdicts {
		byLine[v.Line] = append(byLine[v.Line], v.Status)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t := &p.tally
	if t.byStatus == nil {
		t.byStatus = enrollment.Tally{}
	}
	for _, statuses := range byLine {
		t.byStatus[enrollment.RowStatus(statuses)]++
	}
	t.rows += len(byLine)
	t.left = t.left || e.late && slices.ContainsFunc(verdicts, func(v journal.Verdict) bool { return remains(v.Status) })
	if e.refused == nil && p.api != nil && !e.late {
		t.people++
		if e.known.Foreign() {
			t.strangers++
		}
	}
	if p.Progress != nil {
		p.Progress(p.event())
	}
	switch {
	case p.newFolder && !p.Policy.AddToExisting && t.people == strangersAtMost && t.strangers == t.people:
		return Strangers, codes.RunPersonExists
	case p.MaxErrors.Passed(t.bad(), t.rows):
		return TooMany, ""
	}
	return Complete, ""
}

// remains tells whether a run that has time would go on with a photo.
func remains(s enrollment.Status) bool {
	return s == enrollment.StatusNotAttempted || s == enrollment.StatusInDoubt
}

// event is how far the run has come. The lock is held.
func (p *run) event() Event {
	t := &p.tally
	e := Event{Rows: t.rows, Total: t.total, Tally: maps.Clone(t.byStatus)}
	if p.Throttle != nil {
		s := p.Throttle.Stats()
		e.Calls, e.Rate, e.Quota = s.Passed, s.Recent, s.Quota
	}
	return e
}

// strangersAtMost is how many people at the start of an empty folder may all be at the
// service already before the folder looks like the wrong one.
const strangersAtMost = 20

// bad counts the rows that failed.
func (t *tally) bad() int {
	return t.rows - t.byStatus.Well() - t.byStatus[enrollment.StatusNotAttempted]
}

// Limit is how many rows may fail; the zero value: any number.
type Limit struct {
	Rows    int
	Percent float64
	Set     bool
}

// percentFrom is the number of rows from which on a percentage says anything.
const percentFrom = 200

// Passed tells whether more than the limit failed.
func (l Limit) Passed(bad, rows int) bool {
	switch {
	case !l.Set:
		return false
	case l.Percent > 0:
		return rows >= percentFrom && float64(bad)*100 > l.Percent*float64(rows)
	}
	return bad > l.Rows
}
