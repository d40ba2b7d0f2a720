package ratelimit

import (
	"context"
	"sync"
	"time"
)

// Breaker holds calls back while the service is down. Whoever makes a call asks Wait before,
// and tells with the leave that it got what came of the call; one goroutine probes in a loop of
// Due and Probed. The zero value is ready.
type Breaker struct {
	mu      sync.Mutex // guards what follows
	circuit circuit
	changed chan struct{} // closed when the circuit's state changes; nil: nobody waits for it
}

// For tells how many people the calls are about.
func (b *Breaker) For(people int) {
	b.change(func(c circuit) circuit {
		c.few = min(failuresAtLeast, max(silentAtLeast, people))
		return c
	})
}

// Leave is what a call was let go with. Its holder tells once what came of it.
type Leave struct {
	breaker *Breaker
	leave   leave
}

// Wait returns when the service is well enough for a call, or with ctx's error.
func (b *Breaker) Wait(ctx context.Context, write bool) (Leave, error) {
	for {
		with, ok, changed := b.ask(write)
		if ok {
			return Leave{b, with}, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Leave{}, ctx.Err()
		}
	}
}

// Heard tells how the service did at the call.
func (l Leave) Heard(v Verdict) {
	l.breaker.change(func(c circuit) circuit { return c.heard(time.Now(), l.leave, v) })
}

// Unsent tells that the call did not leave after all.
func (l Leave) Unsent() {
	l.breaker.change(func(c circuit) circuit { return c.unsent(l.leave) })
}

// Down tells whether calls are held back now.
func (b *Breaker) Down() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.circuit.state == down || b.circuit.state == probing
}

// Due returns when a probe is due, with the time that the outage has lasted, or with ctx's error.
func (b *Breaker) Due(ctx context.Context) (lasted time.Duration, err error) {
	for {
		wait, changed := b.next()
		if wait <= 0 {
			return b.probe(), nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-changed:
		case <-ctx.Done():
			timer.Stop()
			return 0, ctx.Err()
		}
		timer.Stop()
	}
}

// Probed tells whether the probe was answered.
func (b *Breaker) Probed(answered bool) {
	b.change(func(c circuit) circuit { return c.probed(time.Now(), answered) })
}

func (b *Breaker) ask(write bool) (with leave, ok bool, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.circuit, with, ok = b.circuit.allows(write)
	return with, ok, b.signal()
}

// next is how long it is until a probe is due, unless something changes.
func (b *Breaker) next() (wait time.Duration, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if wait = idle; b.circuit.state == down {
		wait = time.Until(b.circuit.until)
	}
	return wait, b.signal()
}

func (b *Breaker) probe() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.circuit = b.circuit.probe()
	return time.Since(b.circuit.began)
}

// signal is closed at the next change of state. The lock is held.
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
