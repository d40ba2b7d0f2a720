// Package ratelimit decides when the next call may leave.
//
// The face service counts the calls of an account in windows of one second and refuses what
// is over (50 a second for the group-management interfaces; iai-api, "Quota"). A [Gate] keeps
// a run just under it: one token bucket of burst 1, so that calls leave evenly spaced and no
// window ever sees two at once, and one dispatcher that gives each slot to the most urgent
// call that waits. Goroutines that each waited on the bucket itself would hold the slots they
// had reserved, and a call that the service refused could not go first.
//
// The gate is passed last, when the signed request is ready to be written: whoever holds a
// slot uses it at once.
package ratelimit

import (
	"container/heap"
	"context"
	"errors"
	"sync"

	"golang.org/x/time/rate"
)

// Margin is the share of the quota that is left unused, because calls that leave evenly do
// not arrive evenly (throttle.md: 2 % keeps refusals under 0.05 % at 5 ms of jitter).
const Margin = 0.02

// ErrClosed is what Wait returns when the gate lets nobody through any more.
var ErrClosed = errors.New("the gate is closed: the run is ending")

// Gate lets calls out one by one, at the quota's pace.
type Gate struct {
	limiter *rate.Limiter
	wake    chan struct{} // holds one token while the dispatcher has something to look at

	mu      sync.Mutex // guards what follows
	waiting queue
	arrived uint64
	passed  uint64
	closed  bool
}

// New returns a gate for a quota of qps calls a second, which must be above 0. It lets nobody
// through until Run runs.
func New(qps float64) *Gate {
	return &Gate{
		limiter: rate.NewLimiter(rate.Limit(qps*(1-Margin)), 1),
		wake:    make(chan struct{}, 1),
	}
}

// Run hands out slots until ctx is done; then everyone who waits, or comes later, is told
// that the gate is closed.
func (g *Gate) Run(ctx context.Context) error {
	defer g.close()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-g.wake:
		}
		for g.pending() {
			if g.limiter.Wait(ctx) != nil {
				return nil
			}
			g.admit()
		}
	}
}

// Wait returns when the call may leave. Of those that wait, the highest urgency goes first,
// and among equals the one that came first. It returns ctx's error or ErrClosed.
func (g *Gate) Wait(ctx context.Context, urgency int) error {
	w, err := g.enter(urgency)
	if err != nil {
		return err
	}
	select {
	case <-w.admitted:
		return w.err
	case <-ctx.Done():
		return g.leave(w, ctx.Err())
	}
}

// Passed counts the calls that were let through.
func (g *Gate) Passed() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.passed
}

func (g *Gate) enter(urgency int) (*waiter, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	g.arrived++
	w := &waiter{urgency: urgency, arrived: g.arrived, admitted: make(chan struct{})}
	heap.Push(&g.waiting, w)
	select {
	case g.wake <- struct{}{}:
	default:
	}
	return w, nil
}

// leave takes out a waiter who gives up. One who was admitted in the same moment keeps the
// slot: it is spent either way.
func (g *Gate) leave(w *waiter, err error) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.place < 0 {
		return w.err
	}
	heap.Remove(&g.waiting, w.place)
	return err
}

func (g *Gate) pending() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting) > 0
}

// admit gives a slot to the most urgent; with nobody left it lapses.
func (g *Gate) admit() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		return
	}
	g.passed++
	close(heap.Pop(&g.waiting).(*waiter).admitted)
}

func (g *Gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for len(g.waiting) > 0 {
		w := heap.Pop(&g.waiting).(*waiter)
		w.err = ErrClosed
		close(w.admitted)
	}
}
