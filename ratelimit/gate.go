package ratelimit

import (
	"container/heap"
	"context"
	"errors"
	"sync"
	"time"
)

// ErrClosed is returned by Wait when the gate has stopped admitting calls.
var ErrClosed = errors.New("the gate is closed: the run is ending")

// Call is what the gate needs to know about a call.
type Call struct {
	Urgency   int  // higher goes first; equal urgency goes in order of arrival
	FaceWrite bool // the service may refuse it because other face writes are in flight
}

// Outcome is the fate of a call, as far as it matters to the calls after it.
type Outcome uint8

// The outcomes.
const (
	Answered           Outcome = iota // with whatever answer
	Refused                           // for the quota
	ConcurrencyRefused                // because other face writes were in flight
	NoReply                           // no answer arrived
	Unsent                            // the call was not sent after all
)

// Gate admits calls one by one at the pace of the quota, and face writes only while the service
// bears as many at once. Use New to make one.
type Gate struct {
	wake chan struct{} // holds one token while there is something new for the dispatcher

	mu          sync.Mutex // guards the fields below
	pacer       *pacer
	concurrency concurrencyLimit
	latencies   latencies
	others      queue // waiting calls that are not face writes
	writes      queue // waiting face writes
	arrived     uint64
	closed      bool
	stats       Stats
	blocked     stopwatch // runs while face writes wait and the concurrency limit is full
	last        time.Time // when the last call was admitted
}

// New returns a gate for a quota. It admits calls only while Run runs.
func New(q Quota) *Gate {
	return &Gate{pacer: newPacer(q, time.Now()), wake: make(chan struct{}, 1)}
}

// Run admits calls until ctx is done. Then it closes the gate: calls that wait, and all later
// ones, get ErrClosed.
func (g *Gate) Run(ctx context.Context) error {
	defer g.close()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(g.dispatch(time.Now()))
		select {
		case <-ctx.Done():
			return nil
		case <-g.wake:
		case <-timer.C:
		}
	}
}

// Wait blocks until the call may be sent, which has to be done at once. It returns ctx's error
// or ErrClosed if that does not happen.
func (g *Gate) Wait(ctx context.Context, call Call) (*Pass, error) {
	w, err := g.enqueue(call)
	if err != nil {
		return nil, err
	}
	select {
	case <-w.admitted:
	case <-ctx.Done():
		if g.abandon(w) {
			return nil, ctx.Err()
		}
		<-w.admitted // it was admitted at the same moment, and the slot is used up in any case
	}
	return w.pass, w.err
}

// Pass is the permission to send one call. Done must be called exactly once.
type Pass struct {
	gate *Gate
	call Call
	at   time.Time // when the call was admitted
}

// Done reports the outcome of the call.
func (p *Pass) Done(o Outcome) { p.gate.done(p, o, time.Now()) }

// Stats returns a snapshot of the gate's statistics.
func (g *Gate) Stats() Stats {
	now := time.Now()
	g.mu.Lock()
	defer g.mu.Unlock()
	s, believed := g.stats, g.pacer.believed
	s.Quota, s.Measured, s.Lowered, s.Rate = believed.qps, believed.at, believed.lowered, g.pacer.rate()
	s.Recent, s.ConcurrencyLimit = g.pacer.recent.rate(g.pacer.since, now), g.concurrency.limit
	return s
}

// InFlight returns how many people must be worked on at once to keep up the pace.
func (g *Gate) InFlight() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return peopleInFlight(g.pacer.rate(), g.latencies.p99())
}

func (g *Gate) done(p *Pass, o Outcome, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if o == ConcurrencyRefused {
		g.concurrency = g.concurrency.onRefusal(p.at, now)
	}
	if p.call.FaceWrite {
		g.concurrency = g.concurrency.release()
	}
	switch o {
	case Unsent:
		g.stats.Passed--
		g.pacer.onNoReply(p.at)
	case NoReply:
		g.pacer.onNoReply(p.at)
	case Refused:
		g.stats.Refused++
		g.pacer.onReply(p.at, now, true)
	default:
		g.latencies.add(now.Sub(p.at))
		g.pacer.onReply(p.at, now, false)
	}
	g.timeBlocked(now)
	g.wakeDispatcher()
}

func (g *Gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	for _, q := range []*queue{&g.others, &g.writes} {
		for len(*q) > 0 {
			w := heap.Pop(q).(*waiter)
			w.err = ErrClosed
			close(w.admitted)
		}
	}
}
