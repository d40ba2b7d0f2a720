package ratelimit

import (
	"math"
	"time"
)

// window paces calls so that each fixed window of the service gets its whole quota and not one call
// more. The calls of a window are spread over its middle, and a guard at both ends is longer than
// the jitter. Where windows begin was measured by when our calls are sent, so the time on the way is
// part of it.
type window struct {
	epoch  time.Time // windows are counted from here
	offset float64   // where in the second a window begins, from 0 to 1
	quota  int       // calls a window
	guard  float64   // share of the window at each end in which no call is sent

	at        int64 // number of the window that sent counts
	sent      int
	last      time.Time // when the last call was sent
	widenedAt time.Time // when guard was last widened; zero: never
}

const (
	initialGuard = 0.20
	guardStep    = 0.03 // wider at each refusal
	maxGuard     = 0.34 // a wider one shows that the windows are not where they seemed
)

func newWindow(epoch time.Time, offset float64, quota int) window {
	return window{epoch: epoch, offset: offset, quota: quota, guard: initialGuard, at: math.MinInt64}
}

// locate is the number of the window that now is in, and the share of it that has passed.
func (w window) locate(now time.Time) (at int64, into float64) {
	since := now.Sub(w.epoch).Seconds() - w.offset
	whole := math.Floor(since)
	return int64(whole), since - whole
}

// moment is when a share of a window has passed. It is rounded up, so that it is not earlier.
func (w window) moment(at int64, into float64) time.Time {
	return w.epoch.Add(time.Duration(math.Ceil((float64(at) + w.offset + into) * 1e9)))
}

// next is when the next call may be sent; it may be past. A call that is late may still be sent in
// the first half of the guard. Many that are late go at four times the pace, not all at once.
func (w window) next(now time.Time) time.Time {
	at, into := w.locate(now)
	sent := 0
	if at == w.at {
		sent = w.sent
	}
	if sent >= w.quota || into > 1-w.guard/2 {
		return w.moment(at+1, w.slot(0))
	}
	return later(w.moment(at, w.slot(sent)), w.last.Add(w.gap()/4))
}

// gap is the time between two calls.
func (w window) gap() time.Duration {
	return time.Duration((1 - 2*w.guard) / float64(w.quota) * 1e9)
}

// slot is the share of a window that has passed when its nth call, from 0, may be sent.
func (w window) slot(n int) float64 {
	return w.guard + (float64(n)+0.5)*(1-2*w.guard)/float64(w.quota)
}

func (w window) onSend(now time.Time) window {
	if at, _ := w.locate(now); at != w.at {
		w.at, w.sent = at, 0
	}
	w.sent++
	w.last = now
	return w
}

// onRefusal widens the guard, once for all refusals of a window.
func (w window) onRefusal(now time.Time) window {
	if w.widenedAt.IsZero() || now.Sub(w.widenedAt) >= oneWindow {
		w.guard, w.widenedAt = w.guard+guardStep, now
	}
	return w
}

// refuted reports whether refusals have shown that there are no such windows.
func (w window) refuted() bool { return w.guard > maxGuard }

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
