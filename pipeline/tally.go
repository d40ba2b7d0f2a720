package pipeline

import (
	"maps"
	"slices"
	"sync"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/verdict"
)

// tally counts the rows of a run by outcome, and reports when a limit is passed.
type tally struct {
	total        int // rows of the roster
	maxErrors    Limit
	allForeignAt int // end the run when the first so many people all exist and are not ours; 0: never

	mu       sync.Mutex // guards what follows
	rows     int
	people   int
	foreign  int // people who exist and are not ours
	byStatus enrollment.Tally
	open     bool // a person who came too late was not attempted, or is in doubt
}

// settled is what the tally needs to know of a person whose verdicts were reached.
type settled struct {
	verdicts []verdict.Verdict
	called   bool // by calls, and not by the roster or the folder alone
	foreign  bool
	late     bool // the run was ending before the first call
}

// add counts a person. It returns the reason to end the run, if this person was one too many.
func (t *tally) add(s settled) (Stop, string) {
	byLine := map[int][]enrollment.Status{}
	for _, v := range s.verdicts {
		byLine[v.Line] = append(byLine[v.Line], v.Status)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byStatus == nil {
		t.byStatus = enrollment.Tally{}
	}
	for _, statuses := range byLine {
		t.byStatus[enrollment.RowStatus(statuses)]++
	}
	t.rows += len(byLine)
	t.open = t.open || s.late && slices.ContainsFunc(s.verdicts, func(v verdict.Verdict) bool { return remains(v.Status) })
	if s.called && !s.late {
		t.people++
		if s.foreign {
			t.foreign++
		}
	}
	switch {
	case t.allForeignAt > 0 && t.people == t.allForeignAt && t.foreign == t.people:
		return AllForeign, codes.RunPersonExists
	case t.maxErrors.Passed(t.failed(), t.rows):
		return TooMany, ""
	}
	return Complete, ""
}

// remains reports whether a run that has time would go on with a photo.
func remains(s enrollment.Status) bool {
	return s == enrollment.StatusNotAttempted || s == enrollment.StatusInDoubt
}

// failed counts the rows that failed. The lock is held.
func (t *tally) failed() int {
	return t.rows - t.byStatus.Well() - t.byStatus[enrollment.StatusNotAttempted]
}

// counts returns how many rows have a verdict, and which.
func (t *tally) counts() (rows int, byStatus enrollment.Tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rows, maps.Clone(t.byStatus)
}

// unfinished reports whether rows are left for which there was no time.
func (t *tally) unfinished() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open || t.rows < t.total
}

// Limit is how many rows may fail; the zero value: any number.
type Limit struct {
	Rows    int
	Percent float64
	Set     bool
}

// percentFrom is the number of rows from which on a percentage means anything.
const percentFrom = 200

// Passed reports whether more rows failed than the limit allows.
func (l Limit) Passed(failed, rows int) bool {
	switch {
	case !l.Set:
		return false
	case l.Percent > 0:
		return rows >= percentFrom && float64(failed)*100 > l.Percent*float64(rows)
	}
	return failed > l.Rows
}
