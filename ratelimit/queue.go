package ratelimit

import "time"

// waiter is a call at the gate. pass and err are written before admitted is closed.
type waiter struct {
	call     Call
	arrived  uint64
	since    time.Time
	shut     time.Duration // on the gate's stopwatch when it came
	place    int           // in the queue; -1: no longer there
	admitted chan struct{}
	pass     *Pass
	err      error
}

// before tells whether w goes first: the more urgent, then the first come.
func (w *waiter) before(other *waiter) bool {
	if w.call.Urgency != other.call.Urgency {
		return w.call.Urgency > other.call.Urgency
	}
	return w.arrived < other.arrived
}

// queue is a heap of waiters.
type queue []*waiter

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].before(q[j]) }

func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].place, q[j].place = i, j
}

func (q *queue) Push(x any) {
	w := x.(*waiter)
	w.place = len(*q)
	*q = append(*q, w)
}

func (q *queue) Pop() any {
	old := *q
	w := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	w.place = -1
	return w
}
