package ratelimit

import "time"

// circuit decides whether the service is down. It is, when half of the calls of ten seconds
// failed, of twenty at least, or twenty in a row. Then nothing leaves but a probe, a call that
// harms nobody, after 5 s and then at longer and longer intervals. A probe that is answered
// lets one real call through, and only its success lets everybody go on: a service may answer
// questions and still fail at writing.
type circuit struct {
	state  state
	since  time.Time // of the outage, or when it was last found well
	until  time.Time // down: the next probe is due
	pause  time.Duration
	row    int // failures in a row
	recent recent
}

type state uint8

const (
	well    state = iota
	down          // nothing leaves until a probe is due
	probing       // a probe is under way
	better        // one call may leave
	onTrial       // it is under way
)

const (
	failuresAtLeast = 20
	firstPause      = 5 * time.Second
	longestPause    = time.Minute

	// lasting is how long the service must have been well for an outage to be a new one.
	lasting = time.Minute
)

// heard tells whether a call came to nothing.
func (c circuit) heard(now time.Time, failed bool) circuit {
	switch c.state {
	case onTrial:
		if failed {
			return c.fall(now)
		}
		return c.rise(now)
	case well:
	default: // it left before the outage was noticed
		return c
	}
	if !failed {
		c.row, c.recent = 0, c.recent.add(now, 1, 0)
		return c
	}
	c.row, c.recent = c.row+1, c.recent.add(now, 1, 1)
	if c.broken(now) {
		return c.fall(now)
	}
	return c
}

func (c circuit) broken(now time.Time) bool {
	calls, failed := c.recent.sum(now)
	return c.row >= failuresAtLeast || calls >= failuresAtLeast && 2*failed >= calls
}

// fall is the beginning of an outage, or a further step down in it.
func (c circuit) fall(now time.Time) circuit {
	switch {
	case c.state == well && now.Sub(c.since) >= lasting, c.pause == 0:
		c.pause = firstPause
	default:
		c.pause = min(2*c.pause, longestPause)
	}
	if c.state == well {
		c.since = now
	}
	c.state, c.until = down, now.Add(c.pause)
	return c
}

// rise is the end of an outage.
func (c circuit) rise(now time.Time) circuit {
	return circuit{state: well, since: now, pause: c.pause}
}

// probe begins a probe, which must be due.
func (c circuit) probe() circuit {
	c.state = probing
	return c
}

func (c circuit) probed(now time.Time, answered bool) circuit {
	if c.state != probing {
		return c
	}
	if !answered {
		return c.fall(now)
	}
	c.state = better
	return c
}

// allows tells whether a call may leave, and gives the one that tests its leave.
func (c circuit) allows() (circuit, bool) {
	if c.state == better {
		c.state = onTrial
		return c, true
	}
	return c, c.state == well
}

// unsent is a call that was allowed and did not leave after all.
func (c circuit) unsent() circuit {
	if c.state == onTrial {
		c.state = better
	}
	return c
}
