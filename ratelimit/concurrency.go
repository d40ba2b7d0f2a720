package ratelimit

import "time"

// concurrencyLimit is an AIMD limit (additive increase, multiplicative decrease) on the face
// writes in flight. The service refuses some face writes that run beside others
// (FailedOperation.CreateFaceConcurrent) and does not say whether the scope is the person, the
// group or the account. So there is no limit until the first refusal. Each refusal cuts the limit
// to half of the writes in flight, down to one; each half minute without a refusal raises it by
// one.
//
// The zero value has no limit.
type concurrencyLimit struct {
	limit     int // 0: no limit
	inFlight  int
	cutAt     time.Time // of the last cut: a write sent before it says nothing about the new limit
	changedAt time.Time // of the last cut or raise
}

// raiseEvery is the time without a refusal after which the limit is raised.
const raiseEvery = 30 * time.Second

// full reports whether another face write has to wait.
func (c concurrencyLimit) full() bool { return c.limit > 0 && c.inFlight >= c.limit }

func (c concurrencyLimit) acquire() concurrencyLimit {
	c.inFlight++
	return c
}

func (c concurrencyLimit) release() concurrencyLimit {
	c.inFlight--
	return c
}

// onRefusal cuts the limit for a write that was refused because of others in flight. Writes sent
// before the last cut were covered by it.
func (c concurrencyLimit) onRefusal(sent, now time.Time) concurrencyLimit {
	if sent.Before(c.cutAt) {
		return c
	}
	inFlight := c.inFlight
	if c.limit > 0 {
		inFlight = min(inFlight, c.limit)
	}
	c.limit, c.cutAt, c.changedAt = max(1, inFlight/2), now, now
	return c
}

// raise adds one to the limit when it is time.
func (c concurrencyLimit) raise(now time.Time) concurrencyLimit {
	if c.limit > 0 && !now.Before(c.raisesAt()) {
		c.limit++
		c.changedAt = now
	}
	return c
}

// raisesAt is when the limit is raised next.
func (c concurrencyLimit) raisesAt() time.Time { return c.changedAt.Add(raiseEvery) }
