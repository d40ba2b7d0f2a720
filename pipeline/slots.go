package pipeline

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"
)

// slots are the places of people with a call to make. Who waits, after a refusal or for a lost
// write to settle, gives the place to somebody else meanwhile. There are as many as it takes to
// keep the pace up at the latency that is measured.
type slots struct {
	places *semaphore.Weighted
	most   int
	size   int // those in use or free; keep owns it, and what follows
	more   int // than pace and latency ask for
	idle   time.Duration
}

func newSlots(size, most int) *slots {
	s := &slots{places: semaphore.NewWeighted(int64(most)), most: most, size: min(size, most)}
	s.places.TryAcquire(int64(most - s.size)) // nobody else knows it yet
	return s
}

func (s *slots) take(ctx context.Context) (*slot, error) {
	if err := s.places.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return &slot{slots: s, held: true}, nil
}

// slot is the place of one person, whose goroutine owns it.
type slot struct {
	slots *slots
	held  bool
}

// give lets go of the place, if it is held.
func (o *slot) give() {
	if o.held {
		o.held = false
		o.slots.places.Release(1)
	}
}

// again waits for a place after it was given.
func (o *slot) again(ctx context.Context) error {
	err := o.slots.places.Acquire(ctx, 1)
	o.held = err == nil
	return err
}

// resize takes places away as they come free, or adds some.
func (s *slots) resize(ctx context.Context, n int) error {
	n = max(1, min(n, s.most))
	if n >= s.size {
		s.places.Release(int64(n - s.size))
	} else if err := s.places.Acquire(ctx, int64(s.size-n)); err != nil {
		return err
	}
	s.size = n
	return nil
}

// idleAtMost is the share of a time in which the quota may wait for calls before there are more
// places: reading and signing may take longer than was thought.
const idleAtMost = 0.02

// enough is how many places there should be, if pace and latency ask for n: more where the quota
// idles while all of them are taken. idle is how long it ever did.
func (s *slots) enough(idle time.Duration, n int) int {
	idled := idle - s.idle
	s.idle = idle
	switch free := s.places.TryAcquire(1); {
	case free:
		s.places.Release(1)
		s.more = max(0, s.more-1)
	case idled > time.Duration(idleAtMost*float64(aSize)):
		s.more += max(1, (n+s.more)/4)
	}
	return n + s.more
}

// tick shows how the run fares, also while nobody comes to an end.
func (p *run) tick() {
	if p.Progress == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Progress(p.event())
}

// aSize is how often the number of places is thought over.
const aSize = time.Second

// keep lets the number of places follow the pace, and a quota that is measured be remembered,
// until the run ends.
func (p *run) keep() error {
	tick := time.NewTicker(aSize)
	defer tick.Stop()
	known := p.Throttle.Stats().Measured
	for {
		select {
		case <-tick.C:
		case <-p.halted.Done():
			_, err := p.remember(known)
			return err
		}
		p.tick()
		resized := p.slots.resize(p.halted, p.slots.enough(p.Throttle.Stats().Idle, p.Throttle.gate.InFlight()))
		var err error
		if known, err = p.remember(known); err != nil || resized != nil {
			return err
		}
	}
}

// remember keeps what was found of the quota since it was last known, and returns when that was: a
// quota that is measured while this one is being written is kept the next time.
func (p *run) remember(known time.Time) (time.Time, error) {
	s := p.Throttle.Stats()
	if s.Measured.Equal(known) || p.Remember == nil {
		return known, nil
	}
	return s.Measured, p.Remember(s)
}
