package ratelimit

import "time"

// crowd is how many face writes may be in service at once. The service refuses some that run
// beside others (FailedOperation.CreateFaceConcurrent), and does not tell whether beside others
// of the same person, of the group or of the account. So there is no limit until it does; then
// the limit is half of those that were in service, down to one, and grows by one with every
// half minute in which none is refused. The zero value has no limit.
type crowd struct {
	most    int // 0: no limit
	inside  int
	cut     time.Time // when the limit was last cut: what left before tells nothing of it
	changed time.Time // when it was last cut or raised
}

const crowdGrows = 30 * time.Second

func (c crowd) full() bool { return c.most > 0 && c.inside >= c.most }

func (c crowd) enter() crowd {
	c.inside++
	return c
}

func (c crowd) leave() crowd {
	c.inside--
	return c
}

// refused cuts the limit for a write that left at a time and was refused because of others.
func (c crowd) refused(sent, now time.Time) crowd {
	if sent.Before(c.cut) {
		return c
	}
	were := c.inside
	if c.most > 0 {
		were = min(were, c.most)
	}
	c.most, c.cut, c.changed = max(1, were/2), now, now
	return c
}

// grow raises the limit if it has been kept without a refusal for long enough.
func (c crowd) grow(now time.Time) crowd {
	if c.most > 0 && now.Sub(c.changed) >= crowdGrows {
		c.most++
		c.changed = now
	}
	return c
}

// grows is when the limit will be raised.
func (c crowd) grows() time.Time { return c.changed.Add(crowdGrows) }
