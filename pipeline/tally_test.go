package pipeline

import (
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/verdict"
)

// of returns a settled person with one row for each status.
func of(statuses ...enrollment.Status) settled {
	s := settled{called: true}
	for i, status := range statuses {
		s.verdicts = append(s.verdicts, verdict.Verdict{Line: i + 2, Photo: "a.jpg", Status: status})
	}
	return s
}

func TestTallyCountsRows(t *testing.T) {
	n := tally{total: 4}
	two := of(enrollment.StatusEnrolled, enrollment.StatusRejected)
	two.verdicts[1].Line = 2 // both photos stand in one row
	n.add(two)
	n.add(of(enrollment.StatusUnchanged, enrollment.StatusFailed))
	if rows, by := n.counts(); rows != 3 || by[enrollment.StatusPartial] != 1 || by[enrollment.StatusUnchanged] != 1 || by[enrollment.StatusFailed] != 1 {
		t.Errorf("%d rows: %v", rows, by)
	}
	if !n.unfinished() {
		t.Error("a row has no verdict, and all is done")
	}
}

func TestTallyKnowsWhatTimeWasLacking(t *testing.T) {
	for status, want := range map[enrollment.Status]bool{
		enrollment.StatusNotAttempted: true, enrollment.StatusInDoubt: true, enrollment.StatusRejected: false, enrollment.StatusUnchanged: false,
	} {
		n := tally{total: 1}
		late := of(status)
		late.late = true
		n.add(late)
		if n.unfinished() != want {
			t.Errorf("a late person is %s: unfinished %t", status, n.unfinished())
		}
	}
}

func TestTallyEndsRuns(t *testing.T) {
	foreign := of(enrollment.StatusRejected)
	foreign.foreign = true
	locally := of(enrollment.StatusRejected) // by the roster: it says nothing of the service
	locally.called = false
	for name, c := range map[string]struct {
		tally  *tally
		people []settled
		why    Stop
		code   string
	}{
		"rows fail":                     {&tally{maxErrors: Limit{Rows: 1, Set: true}}, []settled{of(enrollment.StatusFailed), of(enrollment.StatusRejected)}, TooMany, ""},
		"as many as may":                {&tally{maxErrors: Limit{Rows: 2, Set: true}}, []settled{of(enrollment.StatusFailed), of(enrollment.StatusRejected)}, Complete, ""},
		"rows are not attempted":        {&tally{maxErrors: Limit{Set: true}}, []settled{of(enrollment.StatusNotAttempted)}, Complete, ""},
		"the first are all foreign":     {&tally{allForeignAt: 2}, []settled{foreign, locally, foreign}, AllForeign, codes.RunPersonExists},
		"one of the first is ours":      {&tally{allForeignAt: 2}, []settled{of(enrollment.StatusEnrolled), foreign, foreign}, Complete, ""},
		"foreign people, and no matter": {&tally{}, []settled{foreign, foreign}, Complete, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var why Stop
			var code string
			for _, person := range c.people {
				why, code = c.tally.add(person)
			}
			if why != c.why || code != c.code {
				t.Errorf("%q %s, want %q %s", why, code, c.why, c.code)
			}
		})
	}
}
