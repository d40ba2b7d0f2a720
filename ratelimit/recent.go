package ratelimit

import "time"

// recent counts the calls of the last ten seconds, and those of them that went wrong. It goes
// by the process's own clock: the machine's may be set.
type recent struct {
	began   time.Time // the second at hand
	at      int       // where it is counted
	seconds [10]struct{ calls, wrong int }
}

// turn moves on to the second that now is in.
func (r recent) turn(now time.Time) recent {
	if r.began.IsZero() {
		r.began = now
	}
	whole := now.Sub(r.began) / time.Second
	for range min(int(whole), len(r.seconds)) {
		r.at = (r.at + 1) % len(r.seconds)
		r.seconds[r.at] = struct{ calls, wrong int }{}
	}
	r.began = r.began.Add(whole * time.Second)
	return r
}

func (r recent) add(now time.Time, calls, wrong int) recent {
	r = r.turn(now)
	r.seconds[r.at].calls += calls
	r.seconds[r.at].wrong += wrong
	return r
}

func (r recent) sum(now time.Time) (calls, wrong int) {
	for _, s := range r.turn(now).seconds {
		calls += s.calls
		wrong += s.wrong
	}
	return calls, wrong
}

// rate is the calls a second that were made since a time, in the last whole seconds.
func (r recent) rate(since, now time.Time) float64 {
	calls, _ := r.sum(now)
	calls -= r.turn(now).seconds[r.turn(now).at].calls // the second at hand is not over
	return float64(calls) / min(float64(len(r.seconds)-1), max(1, now.Sub(since).Truncate(time.Second).Seconds()))
}
