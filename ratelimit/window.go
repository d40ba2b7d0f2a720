package ratelimit

import (
	"math"
	"time"
)

// window paces calls so that each fixed window of the service gets its whole quota and not one
// call more: the calls of a window are spread over its middle, with a guard at both ends that
// the jitter on the way does not reach across. Where a window begins was measured by when our
// calls leave, so the time on the way is in it.
type window struct {
	epoch  time.Time // from which seconds are counted
	begins float64   // where in the second a window begins, from 0 to 1
	quota  int       // calls a window
	guard  float64   // share of the window at each end that stays empty

	at      int64 // the window in which sent calls left, counted from the epoch
	sent    int
	last    time.Time // when the last of them left
	widened time.Time
}

const (
	firstGuard = 0.20
	moreGuard  = 0.03 // at each refusal
	mostGuard  = 0.34 // beyond it the windows are not what they seemed
)

func newWindow(epoch time.Time, begins float64, quota int) window {
	return window{epoch: epoch, begins: begins, quota: quota, guard: firstGuard, at: math.MinInt64}
}

// place is the window that now is in, and how far it has come, from 0 to 1.
func (w window) place(now time.Time) (at int64, into float64) {
	since := now.Sub(w.epoch).Seconds() - w.begins
	whole := math.Floor(since)
	return int64(whole), since - whole
}

// moment is when a window has come so far. It is rounded up, so that it is not before that.
func (w window) moment(at int64, into float64) time.Time {
	return w.epoch.Add(time.Duration(math.Ceil((float64(at) + w.begins + into) * 1e9)))
}

// next is when the next call may leave; it may be past. A call that comes late still leaves in
// the first half of the guard; many that come late leave at four times the pace, not all at once.
func (w window) next(now time.Time) time.Time {
	at, into := w.place(now)
	sent := 0
	if at == w.at {
		sent = w.sent
	}
	if sent >= w.quota || into > 1-w.guard/2 {
		return w.moment(at+1, w.slot(0))
	}
	return later(w.moment(at, w.slot(sent)), w.last.Add(w.apart()/4))
}

// apart is the time between two calls.
func (w window) apart() time.Duration {
	return time.Duration((1 - 2*w.guard) / float64(w.quota) * 1e9)
}

// later is the later one of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// slot is how far a window has come when its nth call may leave, from 0.
func (w window) slot(n int) float64 {
	return w.guard + (float64(n)+0.5)*(1-2*w.guard)/float64(w.quota)
}

func (w window) leave(now time.Time) window {
	at, _ := w.place(now)
	if at != w.at {
		w.at, w.sent = at, 0
	}
	w.sent++
	w.last = now
	return w
}

// refused widens the guard, at most once for all refusals of a window.
func (w window) refused(now time.Time) window {
	if w.widened.IsZero() || now.Sub(w.widened) >= refusalsApart {
		w.guard, w.widened = w.guard+moreGuard, now
	}
	return w
}

// faded tells whether the evidence for the window is gone.
func (w window) faded() bool { return w.guard > mostGuard }
