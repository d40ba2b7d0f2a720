package ratelimit

import (
	"container/heap"
	"context"
	"errors"
	"sync"
	"time"
)

// ErrClosed is what Wait returns when the gate lets nobody through any more.
var ErrClosed = errors.New("the gate is closed: the run is ending")

// Call is what the gate must know of a call.
type Call struct {
	Urgency   int  // the higher goes first; among equals the one that came first
	FaceWrite bool // it may be refused because others run beside it
}

// Outcome is what became of a call, as far as it matters for those after it.
type Outcome uint8

// The outcomes.
const (
	Answered Outcome = iota // whatever the answer said
	Refused                 // by the quota
	Crowded                 // because of other face writes beside it
	Unheard                 // there was no answer
	Unsent                  // it did not leave after all
)

// Gate lets calls out one by one, at the quota's pace, and face writes no more at once than
// the service bears.
type Gate struct {
	wake chan struct{} // holds one token while the dispatcher has something to look at

	mu        sync.Mutex // guards what follows
	pacer     *pacer
	crowd     crowd
	latencies latencies
	waiting   queue // calls that are no face writes
	writes    queue // face writes
	arrived   uint64
	closed    bool
	stats     Stats
	shut      stopwatch // runs while face writes wait for others to end
}

// Stats is how a gate has fared.
type Stats struct {
	Quota    float64   // calls a second that it believes the account to have; 0: not known yet
	Measured time.Time // when that was last found true by measuring; zero: it was given
	Rate     float64   // calls a second that it lets out now
	Recent   float64   // calls a second that left lately
	Passed   int       // calls let out
	Refused  int       // of them by the quota
	Crowd    int       // face writes that may be in service at once; 0: no limit

	ForQuota time.Duration // that calls waited, added up, for the quota
	ForCrowd time.Duration // for other face writes to end
}

// New returns a gate for a quota. It lets nobody through until Run runs.
func New(q Quota) *Gate {
	return &Gate{pacer: newPacer(q, time.Now()), wake: make(chan struct{}, 1)}
}

// Pass is the leave of one call. Its holder must tell once, with Done, what came of the call.
type Pass struct {
	gate *Gate
	call Call
	at   time.Time
}

// Run hands out slots until ctx is done; then everyone who waits, or comes later, is told
// that the gate is closed.
func (g *Gate) Run(ctx context.Context) error {
	defer g.close()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(g.admit(time.Now()))
		select {
		case <-ctx.Done():
			return nil
		case <-g.wake:
		case <-timer.C:
		}
	}
}

// Wait returns when the call may leave, with its pass. It returns ctx's error or ErrClosed.
func (g *Gate) Wait(ctx context.Context, call Call) (*Pass, error) {
	w, err := g.enter(call)
	if err != nil {
		return nil, err
	}
	select {
	case <-w.admitted:
	case <-ctx.Done():
		if g.leave(w) {
			return nil, ctx.Err()
		}
		<-w.admitted // in the same moment: the slot is spent either way
	}
	return w.pass, w.err
}

// Done tells what came of the call.
func (p *Pass) Done(o Outcome) { p.gate.done(p, o, time.Now()) }

// Stats is how the gate has fared so far.
func (g *Gate) Stats() Stats {
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.stats
	s.Quota, s.Measured, s.Rate = g.pacer.quota, g.pacer.measured, g.pacer.rate()
	s.Recent, s.Crowd = g.pacer.recent.rate(g.pacer.since, now), g.crowd.most
	return s
}

// InFlight is how many people must be worked on for the pace to be kept up.
func (g *Gate) InFlight() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return inFlight(g.pacer.rate(), g.latencies.tail())
}

func (g *Gate) enter(call Call) (*waiter, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	now := time.Now()
	g.arrived++
	w := &waiter{call: call, arrived: g.arrived, since: now, shut: g.shut.total(now), admitted: make(chan struct{})}
	heap.Push(g.line(call), w)
	g.watch(now)
	g.look()
	return w, nil
}

// line is where a call of its kind waits.
func (g *Gate) line(call Call) *queue {
	if call.FaceWrite {
		return &g.writes
	}
	return &g.waiting
}

// look lets the dispatcher look again.
func (g *Gate) look() {
	select {
	case g.wake <- struct{}{}:
	default:
	}
}

// leave takes out a waiter who gives up, unless it was admitted.
func (g *Gate) leave(w *waiter) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if w.place < 0 {
		return false
	}
	heap.Remove(g.line(w.call), w.place)
	g.watch(time.Now())
	return true
}

// idle is how long the dispatcher sleeps when nothing is due.
const idle = time.Hour

// admit gives slots to the most urgent for as long as there are any, and tells how long it is
// until the next one.
func (g *Gate) admit(now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.crowd = g.crowd.grow(now)
	for {
		w := g.first()
		if w == nil {
			return g.untilRoom(now)
		}
		if at := g.pacer.next(now); at.After(now) {
			return at.Sub(now)
		}
		g.let(w, now)
	}
}

// untilRoom is how long it is until a face write may leave that no other one ends for.
func (g *Gate) untilRoom(now time.Time) time.Duration {
	if len(g.writes) == 0 {
		return idle
	}
	return max(0, g.crowd.grows().Sub(now))
}

// first is who goes next; nil: nobody may.
func (g *Gate) first() *waiter {
	var first *waiter
	if len(g.waiting) > 0 {
		first = g.waiting[0]
	}
	if len(g.writes) > 0 && !g.crowd.full() && (first == nil || g.writes[0].before(first)) {
		first = g.writes[0]
	}
	return first
}

// let lets a waiter out.
func (g *Gate) let(w *waiter, now time.Time) {
	heap.Remove(g.line(w.call), w.place)
	g.pacer.leave(now)
	if w.call.FaceWrite {
		g.crowd = g.crowd.enter()
	}
	crowded := g.shut.total(now) - w.shut
	if !w.call.FaceWrite {
		crowded = 0
	}
	g.stats.Passed++
	g.stats.ForCrowd += crowded
	g.stats.ForQuota += now.Sub(w.since) - crowded
	g.watch(now)
	w.pass = &Pass{gate: g, call: w.call, at: now}
	close(w.admitted)
}

// watch lets the stopwatch run while face writes wait and there is no room.
func (g *Gate) watch(now time.Time) { g.shut.run(len(g.writes) > 0 && g.crowd.full(), now) }

func (g *Gate) done(p *Pass, o Outcome, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if o == Crowded {
		g.crowd = g.crowd.refused(p.at, now)
	}
	if p.call.FaceWrite {
		g.crowd = g.crowd.leave()
	}
	switch o {
	case Unsent:
		g.stats.Passed--
		g.pacer.forget(p.at)
	case Unheard:
		g.pacer.forget(p.at)
	case Refused:
		g.stats.Refused++
		g.pacer.hear(p.at, now, true)
	default:
		g.latencies.add(now.Sub(p.at))
		g.pacer.hear(p.at, now, false)
	}
	g.watch(now)
	g.look()
}

func (g *Gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for _, line := range []*queue{&g.waiting, &g.writes} {
		for len(*line) > 0 {
			w := heap.Pop(line).(*waiter)
			w.err = ErrClosed
			close(w.admitted)
		}
	}
}

// stopwatch adds up times.
type stopwatch struct {
	sum     time.Duration
	since   time.Time
	running bool
}

func (s *stopwatch) run(on bool, now time.Time) {
	if s.running {
		s.sum += now.Sub(s.since)
	}
	s.running, s.since = on, now
}

func (s *stopwatch) total(now time.Time) time.Duration {
	if s.running {
		return s.sum + now.Sub(s.since)
	}
	return s.sum
}
