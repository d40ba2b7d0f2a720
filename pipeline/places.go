package pipeline

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"
)

// places are those of people in flight: people with a call to make. A person who waits, after a
// refusal or for a lost write to settle, gives the place to another one meanwhile. There are as many
// as it takes to keep the pace up at the latency that is measured.
type places struct {
	free *semaphore.Weighted
	most int
	size int // those in use or free; supervise owns it, and what follows
	more int // than pace and latency ask for
	idle time.Duration
}

func newPlaces(size, most int) *places {
	s := &places{free: semaphore.NewWeighted(int64(most)), most: most, size: min(size, most)}
	s.free.TryAcquire(int64(most - s.size)) // nothing else knows it yet
	return s
}

// acquire waits for a free place.
func (s *places) acquire(ctx context.Context) (*place, error) {
	if err := s.free.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return &place{places: s, held: true}, nil
}

// place is the place of one person, whose goroutine owns it.
type place struct {
	places *places
	held   bool
}

// release lets go of the place, if it is held.
func (p *place) release() {
	if p.held {
		p.held = false
		p.places.free.Release(1)
	}
}

// reacquire waits for a place after it was released.
func (p *place) reacquire(ctx context.Context) error {
	err := p.places.free.Acquire(ctx, 1)
	p.held = err == nil
	return err
}

// resize takes places away as they come free, or adds some.
func (s *places) resize(ctx context.Context, n int) error {
	n = max(1, min(n, s.most))
	if n >= s.size {
		s.free.Release(int64(n - s.size))
	} else if err := s.free.Acquire(ctx, int64(s.size-n)); err != nil {
		return err
	}
	s.size = n
	return nil
}

// idleAtMost is the share of a time in which the quota may wait for calls before there are more
// places: reading and signing may take longer than was thought.
const idleAtMost = 0.02

// grow returns how many places there should be, if pace and latency ask for n: more where the quota
// idles while all of them are taken. idle is how long it ever did.
func (s *places) grow(idle time.Duration, n int) int {
	idled := idle - s.idle
	s.idle = idle
	switch free := s.free.TryAcquire(1); {
	case free:
		s.free.Release(1)
		s.more = max(0, s.more-1)
	case idled > time.Duration(idleAtMost*float64(resizeEvery)):
		s.more += max(1, (n+s.more)/4)
	}
	return n + s.more
}
