package pipeline

import (
	"sync"
	"sync/atomic"
	"time"

	"enroll.example/enroll/enrollment"
)

// health is how the service answers, and what its answers say of its clock.
type health struct {
	ahead atomic.Pointer[time.Duration] // how far the service's clock is ahead of ours; nil: not known yet

	mu       sync.Mutex // guards what follows
	answered int        // calls that were answered
	cause    string     // why the last call without an answer had none
	trouble  string     // code of the last call that the service or the network failed at
}

// observe takes note of what became of a call that left.
func (h *health) observe(r enrollment.Result) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !r.Date.IsZero() {
		ahead := r.Date.Sub(r.Done)
		h.ahead.Store(&ahead)
	}
	if serviceFault(r) {
		h.trouble = r.Code
	}
	if r.RequestID != "" {
		h.answered++
		return
	}
	h.cause = r.Cause
}

func (h *health) state() (answered int, cause, trouble string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.answered, h.cause, h.trouble
}
