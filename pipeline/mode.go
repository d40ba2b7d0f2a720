package pipeline

import (
	"context"
	"sync"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// mode is what a run, a check, and the finishing of a killed run do differently.
type mode struct {
	calls  bool // calls are made, and what they show frees and confirms claims
	judge  func(*admission, context.Context, *candidate, *photo) error
	decide func(*run, *candidate) []enrollment.Verdict
}

// running makes calls, and decides by what they came to.
var running = mode{calls: true, judge: (*admission).judge, decide: decided}

// idle is a run that can enroll no one: it makes no call, and decides by what is known.
var idle = mode{judge: (*admission).judge, decide: decided}

// checking plans the calls that a run would make.
var checking = mode{judge: (*admission).judge, decide: planned}

// finishing decides on the people of a killed run by what is known, without a look at any file.
var finishing = mode{
	judge:  (*admission).recallFile,
	decide: decided,
}

// decided returns the outcome of each wanted photo.
func decided(p *run, c *candidate) []enrollment.Verdict {
	return enrollment.Verdicts(c.want, c.known, p.Policy)
}

// planned returns the outcome of each wanted photo as far as a check can tell: the calls that a run
// would make are planned, not made.
func planned(p *run, c *candidate) []enrollment.Verdict {
	verdicts := enrollment.Verdicts(c.want, c.known, p.Policy)
	sent := map[string]bool{}
	calls, end := enrollment.Plan(c.want, c.known, p.Policy)
	for _, call := range calls {
		for _, photo := range call.Photos {
			sent[photo.Key] = true
		}
	}
	p.plan.add(calls)
	for i, last := range enrollment.Verdicts(c.want, end, p.Policy) {
		switch v := verdicts[i]; {
		case sent[v.Key]:
			verdicts[i] = enrollment.Verdict{Key: v.Key, Status: enrollment.StatusReady}
		case v.Code == codes.RunNotAttempted: // the plan does not come to it: there is no room, say
			verdicts[i] = last
		}
	}
	return verdicts
}

// plan adds up what a run would take.
type plan struct {
	mu       sync.Mutex // guards what follows
	estimate journal.Estimate
}

func (p *plan) add(calls []enrollment.Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.estimate.Calls += len(calls)
	for _, call := range calls {
		if call.Billed(enrollment.Result{}) {
			p.estimate.Billed++
		}
	}
}

func (p *plan) sum() journal.Estimate {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.estimate
}
