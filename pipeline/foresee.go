package pipeline

import (
	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// foreseen is the outcome of each wanted photo as far as a check can tell: the calls that a
// run would make are planned, not made.
func (p *run) foreseen(e *entrant) []enrollment.Verdict {
	verdicts := enrollment.Verdicts(e.want, e.known, p.Policy)
	planned := map[string]bool{}
	calls, end := enrollment.Plan(e.want, e.known, p.Policy)
	for _, call := range calls {
		for _, photo := range call.Photos {
			planned[photo.Key] = true
		}
	}
	p.estimate(calls)
	for i, last := range enrollment.Verdicts(e.want, end, p.Policy) {
		switch v := verdicts[i]; {
		case planned[v.Key]:
			verdicts[i] = enrollment.Verdict{Key: v.Key, Status: enrollment.StatusReady}
		case v.Code == codes.RunNotAttempted: // the plan does not come to it: there is no room, say
			verdicts[i] = last
		}
	}
	return verdicts
}

// estimate adds calls to what a run would take.
func (p *run) estimate(calls []enrollment.Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcome.Plan.Calls += len(calls)
	for _, call := range calls {
		if call.Billed(enrollment.Result{}) {
			p.outcome.Plan.Billed++
		}
	}
}
