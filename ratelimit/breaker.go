package ratelimit

import (
	"context"
	"sync"
	"time"
)

// Breaker holds calls back while the service is down. Whoever makes a call asks Wait before
// and tells Heard after; one goroutine probes in a loop of Due and Probed. The zero value is
// ready.
type Breaker struct {
	mu      sync.Mutex // guards what follows
	circuit circuit
	changed chan struct{} // closed when the circuit's state changes; nil: nobody waits for it
}

// Wait returns when the service is well enough for a call, or with ctx's error.
func (b *Breaker) Wait(ctx context.Context) error {
	for {
		changed, allowed := b.ask()
		if allowed {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Holds tells whether calls are held back now: who waits for something else need not go on.
func (b *Breaker) Holds() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.circuit.state == down || b.circuit.state == probing
}

// Heard tells whether a call failed, for want of an answer or by the service's own fault.
func (b *Breaker) Heard(failed bool) {
	b.change(func(c circuit) circuit { return c.heard(time.Now(), failed) })
}

// Unsent tells that a call did not leave after all.
func (b *Breaker) Unsent() { b.change(circuit.unsent) }

// Due returns when a probe is due, with the time that the outage has lasted, or with ctx's error.
func (b *Breaker) Due(ctx context.Context) (lasted time.Duration, err error) {
	for {
		until, changed := b.next()
		var timer <-chan time.Time
		if !until.IsZero() {
			if wait := time.Until(until); wait <= 0 {
				return b.probe(), nil
			} else {
				timer = time.After(wait)
			}
		}
		select {
		case <-timer:
		case <-changed:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// Probed tells whether the probe was answered.
func (b *Breaker) Probed(answered bool) {
	b.change(func(c circuit) circuit { return c.probed(time.Now(), answered) })
}

func (b *Breaker) ask() (changed <-chan struct{}, allowed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.circuit, allowed = b.circuit.allows()
	return b.signal(), allowed
}

// next is when a probe is due; zero: none will be, unless something changes.
func (b *Breaker) next() (until time.Time, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.circuit.state == down {
		until = b.circuit.until
	}
	return until, b.signal()
}

func (b *Breaker) probe() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.circuit = b.circuit.probe()
	return time.Since(b.circuit.since)
}

// signal is closed at the next change. The lock is held.
func (b *Breaker) signal() <-chan struct{} {
	if b.changed == nil {
		b.changed = make(chan struct{})
	}
	return b.changed
}

func (b *Breaker) change(how func(circuit) circuit) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.circuit.state
	b.circuit = how(b.circuit)
	if b.circuit.state != before && b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
}
