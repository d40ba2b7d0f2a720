package ratelimit

import "time"

// wait is a time until which something is not done again: longer each time it was in vain. The
// zero value is over.
type wait struct {
	shortest, longest time.Duration
	length            time.Duration
	until             time.Time
}

func (w *wait) over(now time.Time) bool { return !now.Before(w.until) }

func (w *wait) hold(now time.Time, d time.Duration) { w.until = now.Add(d) }

func (w *wait) longer(now time.Time) {
	w.length = min(max(w.shortest, 2*w.length), w.longest)
	w.until = now.Add(w.length)
}

// least holds for the shortest time.
func (w *wait) least(now time.Time) {
	w.length = 0
	w.longer(now)
}

// second is the calls of one second of climbing.
type second struct {
	began time.Time
	sent  int
}

func (s second) over(now time.Time) bool { return now.Sub(s.began) >= time.Second }

// used tells whether so many calls left that the pace was what held them back.
func (s second) used(pace float64) bool { return float64(s.sent) >= 0.9*pace-1 }
