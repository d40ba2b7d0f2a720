package ratelimit

import (
	"cmp"
	"time"
)

// circuit decides whether the service is down. It is, when half of the calls of ten seconds
// failed, of twenty at least, or twenty in a row. A run of few people has no twenty calls to lose:
// there fewer in a row, without any answer, are enough. Then nothing leaves but a probe, a call that
// harms nobody, after 5 s and then at longer and longer intervals. When a probe is answered,
// reads may leave, and one write: only its success lets everybody go on, because a service may
// answer questions and still fail at writing.
//
// The zero value is a service that is well.
type circuit struct {
	state  state
	era    int       // counts the changes of state: what left in an earlier one tells nothing
	began  time.Time // of the outage
	ended  time.Time // of the last one
	until  time.Time // down: the next probe is due
	pause  time.Duration
	row    int // failures in a row
	silent int // calls without an answer in a row
	few    int // so many of which are enough; 0: as many as failures
	recent recent
}

type state uint8

const (
	well    state = iota
	down          // nothing leaves until a probe is due
	probing       // a probe is under way
	better        // reads may leave, and one write
	onTrial       // the write is under way
)

// leave is what a call was let go with.
type leave struct {
	era   int
	trial bool // it is the write that decides
}

// Verdict is how the service did at a call.
type Verdict uint8

// The verdicts.
const (
	Fine        Verdict = iota // it did what it should, also if it refused
	Failed                     // it answered that it failed
	Silent                     // there was no answer
	FailedAgain                // it failed at what it had failed at before: perhaps it is the call's own fault
)

const (
	failuresAtLeast = 20
	silentAtLeast   = 4 // however few people there are
	firstPause      = 5 * time.Second
	longestPause    = time.Minute

	// lasting is how long the service must have been well for an outage to be a new one.
	lasting = time.Minute
)

// allows tells whether a call may leave.
func (c circuit) allows(write bool) (after circuit, with leave, ok bool) {
	with.era = c.era
	switch {
	case c.state == better && write:
		c.state, with.trial = onTrial, true
		return c, with, true
	case c.state == better, c.state == onTrial:
		return c, with, !write
	}
	return c, with, c.state == well
}

// heard tells how the service did at a call.
func (c circuit) heard(now time.Time, with leave, v Verdict) circuit {
	switch {
	case with.era != c.era:
		return c
	case c.state == well:
		return c.count(now, v)
	case v != Fine:
		return c.fall(now)
	case with.trial:
		return c.rise(now)
	}
	return c
}

func (c circuit) count(now time.Time, v Verdict) circuit {
	switch v {
	case Fine:
		c.row, c.silent, c.recent = 0, 0, c.recent.add(now, 1, 0)
		return c
	case FailedAgain:
		return c
	case Silent:
		c.silent++
	default:
		c.silent = 0
	}
	c.row, c.recent = c.row+1, c.recent.add(now, 1, 1)
	calls, failed := c.recent.sum(now)
	if c.silent >= cmp.Or(c.few, failuresAtLeast) || c.row >= failuresAtLeast || calls >= failuresAtLeast && 2*failed >= calls {
		return c.fall(now)
	}
	return c
}

// unsent is a call that was allowed and did not leave after all.
func (c circuit) unsent(with leave) circuit {
	if with.trial && with.era == c.era {
		c.state = better
	}
	return c
}

// fall is the beginning of an outage, or a further step down in it.
func (c circuit) fall(now time.Time) circuit {
	switch {
	case c.state != well:
		c.pause = min(2*c.pause, longestPause)
	case c.pause > 0 && now.Sub(c.ended) < lasting: // the same outage
		c.pause = min(2*c.pause, longestPause)
	default:
		c.began, c.pause = now, firstPause
	}
	c.state, c.until, c.era = down, now.Add(c.pause), c.era+1
	c.row, c.silent, c.recent = 0, 0, recent{}
	return c
}

// rise is the end of an outage.
func (c circuit) rise(now time.Time) circuit {
	c.state, c.ended, c.era = well, now, c.era+1
	return c
}

// probe begins a probe, which must be due.
func (c circuit) probe() circuit {
	c.state = probing
	return c
}

func (c circuit) probed(now time.Time, answered bool) circuit {
	switch {
	case c.state != probing:
		return c
	case !answered:
		return c.fall(now)
	}
	c.state, c.era = better, c.era+1
	return c
}
