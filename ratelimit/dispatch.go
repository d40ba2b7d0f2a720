package ratelimit

import (
	"container/heap"
	"time"
)

// enqueue adds a call to the waiting ones.
func (g *Gate) enqueue(call Call) (*waiter, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	now := time.Now()
	g.arrived++
	w := &waiter{call: call, arrived: g.arrived, since: now, blocked: g.blocked.total(now), admitted: make(chan struct{})}
	heap.Push(g.queueFor(call), w)
	g.timeBlocked(now)
	g.wakeDispatcher()
	return w, nil
}

// abandon removes a waiting call. It reports false if the call was already admitted.
func (g *Gate) abandon(w *waiter) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.index < 0 {
		return false
	}
	heap.Remove(g.queueFor(w.call), w.index)
	g.timeBlocked(time.Now())
	return true
}

func (g *Gate) queueFor(call Call) *queue {
	if call.FaceWrite {
		return &g.writes
	}
	return &g.others
}

// wakeDispatcher makes Run dispatch again.
func (g *Gate) wakeDispatcher() {
	select {
	case g.wake <- struct{}{}:
	default:
	}
}

// idle is how long the dispatcher sleeps when nothing is due.
const idle = time.Hour

// dispatch admits all calls that may be sent now, and returns the time until the next one may.
func (g *Gate) dispatch(now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.concurrency = g.concurrency.raise(now)
	for {
		w := g.first()
		if w == nil {
			return g.untilRaise(now)
		}
		if at := g.pacer.next(now); at.After(now) {
			return at.Sub(now)
		}
		g.admit(w, now)
	}
}

// untilRaise is the time until a higher concurrency limit lets a waiting face write go.
func (g *Gate) untilRaise(now time.Time) time.Duration {
	if len(g.writes) == 0 {
		return idle
	}
	return max(0, g.concurrency.raisesAt().Sub(now))
}

// first is the waiting call to admit next, or nil if there is none that may go.
func (g *Gate) first() *waiter {
	var first *waiter
	if len(g.others) > 0 {
		first = g.others[0]
	}
	if len(g.writes) > 0 && !g.concurrency.full() && (first == nil || g.writes[0].before(first)) {
		first = g.writes[0]
	}
	return first
}

func (g *Gate) admit(w *waiter, now time.Time) {
	heap.Remove(g.queueFor(w.call), w.index)
	g.pacer.onSend(now)
	if w.call.FaceWrite {
		g.concurrency = g.concurrency.acquire()
	}
	g.count(w, now)
	g.timeBlocked(now)
	w.pass = &Pass{gate: g, call: w.call, at: now}
	close(w.admitted)
}

// count adds an admitted call, and what it waited for, to the statistics.
func (g *Gate) count(w *waiter, now time.Time) {
	var blocked time.Duration
	if w.call.FaceWrite {
		blocked = g.blocked.total(now) - w.blocked
	}
	if due := g.last.Add(time.Duration(1e9 / g.pacer.rate())); !g.last.IsZero() && w.since.After(due) {
		g.stats.Idle += w.since.Sub(due)
	}
	g.last = now
	g.stats.Passed++
	g.stats.ForConcurrency += blocked
	g.stats.ForQuota += now.Sub(w.since) - blocked
}

// timeBlocked runs the stopwatch while face writes wait and the concurrency limit is full.
func (g *Gate) timeBlocked(now time.Time) {
	g.blocked.run(len(g.writes) > 0 && g.concurrency.full(), now)
}
