package pipeline

import (
	"context"
	"sync"
	"time"
)

// life is a run's way to its end:
//
//	open ──▶ closed (no new person is begun) ──▶ halted (no further call leaves)
//
// A run is closed when its time is up, and halted when it is told to end or cannot go on. If it was
// told to end, drained is done: a user waits for the report. Every person is still settled by what is
// known: a wrong key must not turn the report of ten thousand enrolled people into ten thousand that
// were not attempted.
type life struct {
	drained context.Context // done: the run was told to end
	closed  context.Context
	halted  context.Context
	close   context.CancelFunc
	halt    context.CancelFunc

	mu    sync.Mutex // guards what follows
	why   Stop
	code  string
	group string // the one that the reason is about
}

// newLife returns the life of a run that ends when drain is done, or that begins no one after a
// deadline; the zero deadline: at any time.
func newLife(drain context.Context, deadline time.Time) *life {
	l := &life{drained: drain}
	l.halted, l.halt = context.WithCancel(drain)
	if deadline.IsZero() {
		l.closed, l.close = context.WithCancel(drain)
	} else {
		l.closed, l.close = context.WithDeadline(drain, deadline)
	}
	return l
}

// end frees what the life holds.
func (l *life) end() {
	l.halt()
	l.close()
}

func (l *life) isDrained() bool { return l.drained.Err() != nil }
func (l *life) isClosed() bool  { return l.closed.Err() != nil }
func (l *life) isHalted() bool  { return l.halted.Err() != nil }

// stop ends the run for a reason.
func (l *life) stop(why Stop, code string) {
	l.note(why, code, "")
	l.halt()
	l.close()
}

// weights rank the reasons when several apply (docs/contract.md, "Exit codes").
var weights = map[Stop]int{OtherAccount: 5, UnknownAccount: 5, Account: 4, NoGroup: 4, Outage: 3, TooMany: 2, AllForeign: 1}

// note keeps the reason of a run's end without ending it: the gravest, and of equals the first.
func (l *life) note(why Stop, code, group string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if weights[why] > weights[l.why] {
		l.why, l.code, l.group = why, code, group
	}
}

// ended keeps a reason where none was noted.
func (l *life) ended(why Stop, code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.why == Complete {
		l.why, l.code = why, code
	}
}

// reason returns why the run ended before its roster did.
func (l *life) reason() (why Stop, code, group string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.why, l.code, l.group
}

// wait returns whether a time came before the run was halted.
func (l *life) wait(ctx context.Context, until time.Time) bool {
	if l.isHalted() || ctx.Err() != nil {
		return false
	}
	if !until.After(time.Now()) {
		return true
	}
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-l.halted.Done():
		return false
	case <-ctx.Done():
		return false
	}
}
