package pipeline

import (
	"context"
	"errors"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/ratelimit"
)

// Throttle is all that says when a call may leave, in the terms of calls and results: the gate
// at the wire, the breaker before anything is written down, the budget of retries.
type Throttle struct {
	gate    *ratelimit.Gate
	breaker ratelimit.Breaker
	budget  *ratelimit.Budget
}

// NewThrottle returns a throttle for a quota. Its gate is open while Run runs.
func NewThrottle(q ratelimit.Quota) *Throttle {
	g := ratelimit.New(q)
	return &Throttle{gate: g, budget: ratelimit.NewBudget(g)}
}

// Stats is how the gate has fared so far. A run that makes no calls has no throttle, and none of it.
func (t *Throttle) Stats() ratelimit.Stats {
	if t == nil {
		return ratelimit.Stats{}
	}
	return t.gate.Stats()
}

var errDown = errors.New("the service is down: the call is held back")

// Pass is iai's gate. A call that finds an outage behind the gate does not leave: it would be
// lost, and its person would pay for it with an attempt.
func (t *Throttle) Pass(ctx context.Context, call enrollment.Call) (done func(enrollment.Result), err error) {
	pass, err := t.gate.Wait(ctx, ratelimit.Call{Urgency: urgency(call), FaceWrite: call.Action.FaceWrite()})
	if err != nil {
		return nil, err
	}
	if !call.Probe && t.breaker.Down() {
		pass.Done(ratelimit.Unsent)
		return nil, errDown
	}
	return func(r enrollment.Result) { pass.Done(outcome(r)) }, nil
}

// urgency is who goes first: a probe, for which everybody waits, then what was refused before.
func urgency(call enrollment.Call) int {
	if call.Probe {
		return 2
	}
	return min(call.Try, 1)
}

// outcome is what a result means to the gate.
func outcome(r enrollment.Result) ratelimit.Outcome {
	switch {
	case codes.Lookup(r.Code).Class == codes.Throttle:
		return ratelimit.Refused
	case r.Code == codes.CreateFaceConcurrent:
		return ratelimit.ConcurrencyRefused
	case r.RequestID == "":
		return ratelimit.NoReply
	}
	return ratelimit.Answered
}

// guarded is an API that makes no call while the service is down.
type guarded struct {
	api      API
	throttle *Throttle
	halted   context.Context // done: no further call
	waits    *waits
}

// Do waits until the service is well, and makes the call. One that was held back on the way,
// because an outage began, waits for its end and goes again.
func (g *guarded) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	for {
		began := time.Now()
		permit, err := g.throttle.breaker.Wait(g.halted, call.Action.Write())
		g.waits.outage.add(time.Since(began))
		if err != nil {
			return notSent(), nil
		}
		result, err := g.api.Do(ctx, call)
		if err != nil || !left(result) {
			permit.Unsent()
		} else {
			permit.Completed(condition(call, result))
		}
		if err != nil || result.Code != codes.RunNotAttempted || g.halted.Err() != nil || ctx.Err() != nil {
			return result, err
		}
	}
}

// notSent is a call that was not made.
func notSent() enrollment.Result {
	return enrollment.Result{Unsent: true, Code: codes.RunNotAttempted, Done: time.Now()}
}

// left reports whether a call was tried at all.
func left(r enrollment.Result) bool {
	return r.Code != codes.RunNotAttempted && len(r.Changed) == 0
}

// condition is how the service did at a call. One that it answers and fails at again may be at fault
// itself: a few such calls must not pass for an outage.
func condition(call enrollment.Call, r enrollment.Result) ratelimit.Verdict {
	switch {
	case !serviceFault(r):
		return ratelimit.Fine
	case r.RequestID == "":
		return ratelimit.Silent
	case call.Retry:
		return ratelimit.FailedAgain
	}
	return ratelimit.Failed
}

// serviceFault reports whether the service, or the line to it, failed at a call.
func serviceFault(r enrollment.Result) bool {
	return enrollment.FateOf(r.Code) == enrollment.Unknown
}
