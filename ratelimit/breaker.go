package ratelimit

import (
	"context"
	"sync"
	"time"
)

// Breaker is a circuit breaker that makes calls wait while the service is down. Each call is made
// between Wait and a method of the Permit that it returns; one goroutine sends the probes, in a loop
// of Due and Probed. The zero value is ready for use.
type Breaker struct {
	mu      sync.Mutex // guards the fields below
	circuit circuit
	changed chan struct{} // closed when the circuit's state changes; nil: no goroutine waits for that
}

// For sets the number of people that the calls are about: with few of them, fewer calls without a
// reply show that the service is down.
func (b *Breaker) For(people int) {
	b.update(func(c circuit) circuit {
		c.silenceThreshold = min(failureThreshold, max(minSilenceThreshold, people))
		return c
	})
}

// Permit is the permission to make one call. Completed or Unsent must be called once.
type Permit struct {
	breaker *Breaker
	permit  permit
}

// Wait blocks until a call may be made. It returns ctx's error if that does not happen.
func (b *Breaker) Wait(ctx context.Context, write bool) (Permit, error) {
	for {
		p, ok, changed := b.allow(write)
		if ok {
			return Permit{b, p}, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return Permit{}, ctx.Err()
		}
	}
}

// Completed reports how the service did at the call.
func (p Permit) Completed(v Verdict) {
	p.breaker.update(func(c circuit) circuit { return c.onCompleted(time.Now(), p.permit, v) })
}

// Unsent reports that the call was not sent after all.
func (p Permit) Unsent() {
	p.breaker.update(func(c circuit) circuit { return c.onUnsent(p.permit) })
}

// Down reports whether all calls are held back now.
func (b *Breaker) Down() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.circuit.state == open || b.circuit.state == probing
}

// Due blocks until a probe is due, and returns how long the outage has lasted. It returns ctx's
// error if no probe becomes due.
func (b *Breaker) Due(ctx context.Context) (lasted time.Duration, err error) {
	for {
		wait, changed := b.untilProbe()
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

// Probed reports whether the probe was answered.
func (b *Breaker) Probed(answered bool) {
	b.update(func(c circuit) circuit { return c.onProbed(time.Now(), answered) })
}

func (b *Breaker) allow(write bool) (p permit, ok bool, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.circuit, p, ok = b.circuit.allow(write)
	return p, ok, b.nextChange()
}

// untilProbe is the time until a probe is due, unless the state changes before.
func (b *Breaker) untilProbe() (wait time.Duration, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if wait = idle; b.circuit.state == open {
		wait = time.Until(b.circuit.until)
	}
	return wait, b.nextChange()
}

func (b *Breaker) probe() (lasted time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.circuit = b.circuit.probe()
	return time.Since(b.circuit.began)
}

// nextChange is closed at the next change of state. The caller holds the lock.
func (b *Breaker) nextChange() <-chan struct{} {
	if b.changed == nil {
		b.changed = make(chan struct{})
	}
	return b.changed
}

func (b *Breaker) update(how func(circuit) circuit) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.circuit.state
	b.circuit = how(b.circuit)
	if b.circuit.state != before && b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
}
