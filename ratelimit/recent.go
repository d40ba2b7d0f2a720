package ratelimit

import "time"

// recent counts the calls of the last ten seconds, and those of them that failed. It goes by the
// process's monotonic clock, as the machine's clock may be set.
type recent struct {
	began   time.Time // of the present second
	at      int       // index of the present second
	seconds [10]struct{ calls, failed int }
}

// advance moves on to the second that now is in.
func (r recent) advance(now time.Time) recent {
	if r.began.IsZero() {
		r.began = now
	}
	whole := now.Sub(r.began) / time.Second
	for range min(int(whole), len(r.seconds)) {
		r.at = (r.at + 1) % len(r.seconds)
		r.seconds[r.at] = struct{ calls, failed int }{}
	}
	r.began = r.began.Add(whole * time.Second)
	return r
}

func (r recent) add(now time.Time, calls, failed int) recent {
	r = r.advance(now)
	r.seconds[r.at].calls += calls
	r.seconds[r.at].failed += failed
	return r
}

func (r recent) sum(now time.Time) (calls, failed int) {
	for _, s := range r.advance(now).seconds {
		calls += s.calls
		failed += s.failed
	}
	return calls, failed
}

// rate is the calls a second since a time, in the last whole seconds.
func (r recent) rate(since, now time.Time) float64 {
	r = r.advance(now)
	calls, _ := r.sum(now)
	calls -= r.seconds[r.at].calls // the present second is not over
	return float64(calls) / min(float64(len(r.seconds)-1), max(1, now.Sub(since).Truncate(time.Second).Seconds()))
}
