package ratelimit

import "time"

// waiter is a call that waits at the gate. pass and err are written before admitted is closed.
type waiter struct {
	call     Call
	arrived  uint64        // its number in order of arrival
	since    time.Time     // when it arrived
	blocked  time.Duration // reading of the gate's stopwatch at its arrival
	index    int           // in the queue; -1: no longer queued
	admitted chan struct{}
	pass     *Pass
	err      error
}

// before reports whether w goes first: by urgency, then by arrival.
func (w *waiter) before(other *waiter) bool {
	if w.call.Urgency != other.call.Urgency {
		return w.call.Urgency > other.call.Urgency
	}
	return w.arrived < other.arrived
}

// queue is a priority queue of waiters, for container/heap.
type queue []*waiter

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].before(q[j]) }

func (q queue) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].index, q[j].index = i, j
}

func (q *queue) Push(x any) {
	w := x.(*waiter)
	w.index = len(*q)
	*q = append(*q, w)
}

func (q *queue) Pop() any {
	old := *q
	w := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	w.index = -1
	return w
}
