package ratelimit

import "time"

// cooldown is a time during which something is not tried again. It is longer after each try in
// vain. The zero value is over.
type cooldown struct {
	shortest, longest time.Duration
	length            time.Duration
	until             time.Time
}

// over reports whether the cooldown has ended.
func (c *cooldown) over(now time.Time) bool { return !now.Before(c.until) }

// holdFor sets the end, and leaves the length of the next cooldown as it is.
func (c *cooldown) holdFor(now time.Time, d time.Duration) { c.until = now.Add(d) }

// extend begins a cooldown twice as long as the last one.
func (c *cooldown) extend(now time.Time) {
	c.length = min(max(c.shortest, 2*c.length), c.longest)
	c.until = now.Add(c.length)
}

// restart begins the shortest cooldown.
func (c *cooldown) restart(now time.Time) {
	c.length = 0
	c.extend(now)
}
