package enrollment

import (
	"fmt"
	"strings"
)

// Status is the outcome of a photo, or of a row.
type Status string

// The outcomes (docs/contract.md, "Verdicts").
const (
	StatusEnrolled     Status = "enrolled"
	StatusUnchanged    Status = "unchanged"     // reported enrolled by an earlier run
	StatusReady        Status = "ready"         // nothing is wrong with it, as far as check can see without a call
	StatusPartial      Status = "partial"       // of a row: some photos are well, some are not
	StatusRejected     Status = "rejected"      // the user must act
	StatusFailed       Status = "failed"        // may succeed in another run
	StatusInDoubt      Status = "in_doubt"      // a write may or may not have happened
	StatusNotAttempted Status = "not_attempted" // the run ended first
)

// Statuses lists all outcomes in the order in which they are reported.
var Statuses = []Status{
	StatusEnrolled, StatusUnchanged, StatusReady, StatusPartial,
	StatusRejected, StatusFailed, StatusInDoubt, StatusNotAttempted,
}

// Well reports whether nothing is left to do.
func (s Status) Well() bool {
	return s == StatusEnrolled || s == StatusUnchanged || s == StatusReady
}

// severity returns the rank of an outcome: the higher, the worse.
func (s Status) severity() int {
	switch s {
	case StatusInDoubt:
		return 4
	case StatusRejected:
		return 3
	case StatusFailed:
		return 2
	case StatusNotAttempted:
		return 1
	}
	return 0
}

// Worse reports whether a is worse than b.
func Worse(a, b Status) bool { return a.severity() > b.severity() }

// RowStatus returns the outcome of a row by those of its photos: well if all are, partial if some are, and
// otherwise the worst.
func RowStatus(photos []Status) Status {
	var well int
	best, worst := StatusUnchanged, StatusNotAttempted
	for _, s := range photos {
		switch {
		case s.Well():
			well++
			if s != StatusUnchanged {
				best = s
			}
		case Worse(s, worst):
			worst = s
		}
	}
	switch {
	case well == 0:
		return worst
	case well < len(photos):
		return StatusPartial
	}
	return best
}

// Tally counts rows or photos by outcome.
type Tally map[Status]int

// Well returns the number of those for which nothing is left to do.
func (t Tally) Well() int {
	return t[StatusEnrolled] + t[StatusUnchanged] + t[StatusReady]
}

// String lists the outcomes that occurred, as in "23 enrolled, 4 partial".
func (t Tally) String() string {
	var parts []string
	for _, s := range Statuses {
		if n := t[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	return strings.Join(parts, ", ")
}
