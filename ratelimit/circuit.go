package ratelimit

import (
	"cmp"
	"time"
)

// circuit is a circuit breaker's decision whether the service is down.
//
//	closed         all calls may go
//	open           no call may go until a probe is due
//	probing        a probe is in flight
//	halfOpen       the probe was answered: reads may go, and one write
//	halfOpenWrite  that write is in flight: reads may go
//
// It trips when half of the calls of the last ten seconds failed, if there were 20 or more, or when
// 20 in a row failed. A run for few people has no 20 calls to lose: there fewer in a row are enough,
// if none of them had a reply. A probe, a call without side effects, is due after 5 s, and after
// longer and longer intervals when it fails. Only the success of a write resets the circuit, because
// a service may answer reads and still fail at writes.
//
// The zero value is closed.
type circuit struct {
	state      state
	generation int // counts the changes of state; an outcome of a call of an earlier one is ignored

	began   time.Time     // when the last outage began
	ended   time.Time     // when the last outage ended
	until   time.Time     // in open: when the next probe is due
	backoff time.Duration // before that probe

	consecutiveFailures int
	consecutiveSilent   int // calls without a reply
	silenceThreshold    int // so many of which trip the circuit; 0: as many as failures
	recent              recent
}

type state uint8

const (
	closed state = iota
	open
	probing
	halfOpen
	halfOpenWrite
)

// permit is what a call was allowed with.
type permit struct {
	generation int
	decisive   bool // it is the write that the half-open circuit waits for
}

// Verdict is how the service did at a call.
type Verdict uint8

// The verdicts.
const (
	Fine        Verdict = iota // it worked, even if it rejected the call
	Failed                     // it replied that it failed
	Silent                     // there was no reply
	FailedAgain                // it failed at a call that had failed before, so the call itself may be at fault
)

const (
	failureThreshold    = 20
	minSilenceThreshold = 4 // however few people there are

	firstBackoff   = 5 * time.Second
	longestBackoff = time.Minute

	// sameOutage is how soon after an outage another one counts as its continuation.
	sameOutage = time.Minute
)

// allow reports whether a call may go, and with which permit.
func (c circuit) allow(write bool) (after circuit, p permit, ok bool) {
	p.generation = c.generation
	switch {
	case c.state == halfOpen && write:
		c.state, p.decisive = halfOpenWrite, true
		return c, p, true
	case c.state == halfOpen, c.state == halfOpenWrite:
		return c, p, !write
	}
	return c, p, c.state == closed
}

// onCompleted takes in how the service did at an allowed call.
func (c circuit) onCompleted(now time.Time, p permit, v Verdict) circuit {
	switch {
	case p.generation != c.generation:
		return c
	case c.state == closed:
		return c.count(now, v)
	case v != Fine:
		return c.trip(now)
	case p.decisive:
		return c.reset(now)
	}
	return c
}

// onUnsent takes in that an allowed call was not sent after all.
func (c circuit) onUnsent(p permit) circuit {
	if p.decisive && p.generation == c.generation {
		c.state = halfOpen
	}
	return c
}

// count adds a call to the statistics of the closed circuit, and trips it if it is one failure too many.
func (c circuit) count(now time.Time, v Verdict) circuit {
	switch v {
	case Fine:
		c.consecutiveFailures, c.consecutiveSilent, c.recent = 0, 0, c.recent.add(now, 1, 0)
		return c
	case FailedAgain:
		return c
	case Silent:
		c.consecutiveSilent++
	default:
		c.consecutiveSilent = 0
	}
	c.consecutiveFailures++
	c.recent = c.recent.add(now, 1, 1)
	if c.tooManyFailures(now) {
		return c.trip(now)
	}
	return c
}

func (c circuit) tooManyFailures(now time.Time) bool {
	calls, failed := c.recent.sum(now)
	return c.consecutiveSilent >= cmp.Or(c.silenceThreshold, failureThreshold) ||
		c.consecutiveFailures >= failureThreshold ||
		calls >= failureThreshold && 2*failed >= calls
}

// trip opens the circuit. The backoff begins anew with a new outage, and doubles within one.
func (c circuit) trip(now time.Time) circuit {
	continued := c.state != closed || c.backoff > 0 && now.Sub(c.ended) < sameOutage
	if continued {
		c.backoff = min(2*c.backoff, longestBackoff)
	} else {
		c.began, c.backoff = now, firstBackoff
	}
	c.state, c.until, c.generation = open, now.Add(c.backoff), c.generation+1
	c.consecutiveFailures, c.consecutiveSilent, c.recent = 0, 0, recent{}
	return c
}

// reset closes the circuit.
func (c circuit) reset(now time.Time) circuit {
	c.state, c.ended, c.generation = closed, now, c.generation+1
	return c
}

// probe begins a probe. One must be due.
func (c circuit) probe() circuit {
	c.state = probing
	return c
}

// onProbed takes in whether the probe was answered.
func (c circuit) onProbed(now time.Time, answered bool) circuit {
	switch {
	case c.state != probing:
		return c
	case !answered:
		return c.trip(now)
	}
	c.state, c.generation = halfOpen, c.generation+1
	return c
}
