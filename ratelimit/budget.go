package ratelimit

import (
	"context"
	"sync"
	"time"
)

// allowance is how many retries may go: three, and a tenth of the calls that the pace allows.
// The pace is counted and not the calls: people who all wait for a retry make none.
type allowance struct {
	left float64
	at   time.Time // when it was last counted
}

const (
	retryShare  = 0.1
	firstly     = 3
	retriesMost = 100 // saved up in a long quiet time
)

// count adds what has come since, at a pace of calls a second.
func (a allowance) count(now time.Time, pace float64) allowance {
	if a.at.IsZero() {
		return allowance{left: firstly, at: now}
	}
	a.left = min(retriesMost, a.left+retryShare*pace*now.Sub(a.at).Seconds())
	a.at = now
	return a
}

// take is a retry that wants to go. If it may not, it is told how long to wait.
func (a allowance) take(pace float64) (rest allowance, wait time.Duration) {
	if a.left < 1 {
		return a, time.Duration((1-a.left)/(retryShare*max(pace, 0.01))*1e9) + 1
	}
	a.left--
	return a, 0
}

// Budget keeps retries a small share of all calls, so that a service that fails is not asked
// more often for it. Who finds it empty waits, in line; nobody fails for it.
type Budget struct {
	gate *Gate
	turn chan struct{} // holds the one who waits for the next retry; the others stand in line

	mu        sync.Mutex // guards what follows
	allowance allowance
}

// NewBudget returns a budget that goes by a gate's pace, from now on.
func NewBudget(g *Gate) *Budget {
	return &Budget{gate: g, turn: make(chan struct{}, 1), allowance: allowance{}.count(time.Now(), 0)}
}

// Wait returns when a retry may go, or with ctx's error.
func (b *Budget) Wait(ctx context.Context) error {
	select {
	case b.turn <- struct{}{}: // those who wait to send are served in the order in which they came
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-b.turn }()
	for {
		wait := b.take()
		if wait == 0 {
			return nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

func (b *Budget) take() (wait time.Duration) {
	pace := b.gate.Stats().Rate
	b.mu.Lock()
	defer b.mu.Unlock()
	b.allowance, wait = b.allowance.count(time.Now(), pace).take(pace)
	return wait
}
