package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// workers is how many calls the clients with a pace have in flight at most.
const workers = 64

// pool makes calls at a pace: for person 0, 1, 2 and so on, until its context ends.
type pool struct {
	turn chan struct{} // full while one caller asks to send; the others queue for it
	mu   sync.Mutex    // guards pace
	pace pace

	next   atomic.Int64
	failed atomic.Int64 // calls that ended in neither success nor refusal
	fault  atomic.Value // the latest of these, an error
}

func newPool(p pace) *pool { return &pool{turn: make(chan struct{}, 1), pace: p} }

// call makes the call for one person, by one of the workers.
type call func(worker, person int) (refused bool, err error)

// run returns when the calls in flight at the end are answered.
func (p *pool) run(ctx context.Context, call call) {
	var working sync.WaitGroup
	for w := range workers {
		working.Go(func() {
			for ctx.Err() == nil {
				p.enroll(ctx, int(p.next.Add(1))-1, func(i int) (bool, error) { return call(w, i) })
			}
		})
	}
	working.Wait()
}

// enroll calls for a person until it is no longer refused.
func (p *pool) enroll(ctx context.Context, person int, call func(int) (bool, error)) {
	for refusals := 0; p.acquire(ctx) == nil; {
		refused, err := call(person)
		switch {
		case err != nil:
			p.failed.Add(1)
			p.fault.Store(fmt.Errorf("%s: %w", id(person), err))
			return
		case refused:
			refusals++
		default:
			refusals = 0
		}
		pause := p.observe(refusals)
		if !refused || wait(ctx, pause) != nil {
			return
		}
	}
}

// acquire returns when a call may be sent, or with the context's error.
func (p *pool) acquire(ctx context.Context) error {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	for ctx.Err() == nil {
		p.mu.Lock()
		d := p.pace.delay(time.Now())
		p.mu.Unlock()
		if d <= 0 {
			return nil
		}
		wait(ctx, d)
	}
	return ctx.Err()
}

func (p *pool) observe(refusals int) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pace.observe(time.Now(), refusals)
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
