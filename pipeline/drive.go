package pipeline

import (
	"context"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// drive makes one person's calls until there is none left to make, and settles the verdicts.
// A person whose doubt needs the group's list is parked for the sweep. The caller holds a place.
func (p *run) drive(ctx context.Context, e *entrant, place *slot) error {
	if e.refused != nil || p.api == nil {
		return p.settle(ctx, e)
	}
	for {
		call, ok := enrollment.Next(e.want, e.known, p.Policy)
		if !ok {
			return p.settle(ctx, e)
		}
		if call.Action == enrollment.ListPersons {
			p.park(e)
			return nil
		}
		if call.Action == enrollment.CreatePerson && p.groupless(e) { // since the person was inspected
			return p.settle(ctx, e)
		}
		ready, err := p.rest(ctx, place, e.due(call.After), call.Retry)
		if err != nil {
			return err
		}
		if !ready {
			return p.leave(ctx, e)
		}
		if err := p.suspect(ctx, e, &call); err != nil {
			return err
		}
		call.Clock = p.clock.Load()
		result, err := p.do(ctx, call)
		if err != nil {
			return err
		}
		if result.Code == codes.RunNotAttempted {
			return p.leave(ctx, e)
		}
		if err := p.Journal.Forget(result.Changed); err != nil {
			return err
		}
		if err := p.learn(e, call, result); err != nil {
			return err
		}
		if err := p.loseGroup(call, result); err != nil {
			return err
		}
	}
}

// learn adds to what is known of a person.
func (p *run) learn(e *entrant, call enrollment.Call, result enrollment.Result) error {
	before := e.known
	e.known, e.learned = before.Learn(call, result), time.Now()
	if e.known.Joined(before, result) {
		p.witness.saw()
	}
	return p.judge(e, before, call)
}

// longestWait is more than enrollment ever asks for. Whatever a call waits for came about before
// now, so that much later it is over, whichever clock it was written down by.
const longestWait = 20 * time.Second

// due is when a call may leave, by this process's own clock: the machine's may be set, ahead or
// back, while a person waits or before the process began.
func (e *entrant) due(after time.Time) time.Time { return e.dueWithin(after, longestWait) }

func (e *entrant) dueWithin(after time.Time, most time.Duration) time.Time {
	if after.IsZero() {
		return after
	}
	if e.learned.IsZero() { // all that is known was read from the journal
		e.learned = time.Now()
	}
	return e.learned.Add(min(after.Sub(wall(e.learned)), most))
}

// leave is the way out of a person whose run is ending under way.
func (p *run) leave(ctx context.Context, e *entrant) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.settle(ctx, e)
}

// rest lets time pass before a call, without a place: until it may leave, and for a retry until
// the budget has one. It is not ready when the run ended before.
func (p *run) rest(ctx context.Context, place *slot, until time.Time, retry bool) (ready bool, err error) {
	if !retry && !until.After(time.Now()) {
		return p.wait(ctx, time.Time{}), nil
	}
	began := time.Now()
	place.give()
	ready = p.wait(ctx, until)
	if ready && retry {
		ready = p.Throttle.budget.Wait(p.halted) == nil
	}
	p.waits.backoff.add(time.Since(began))
	return ready, place.again(ctx)
}

func (p *run) park(e *entrant) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.parked = append(p.parked, e)
}

// wait returns whether the time for a call came before the end of the run.
func (p *run) wait(ctx context.Context, until time.Time) bool {
	if p.halted.Err() != nil || ctx.Err() != nil {
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
	case <-p.halted.Done():
		return false
	case <-ctx.Done():
		return false
	}
}

// lasted is how long a call took from when it left; 0: it did not.
func lasted(r enrollment.Result) time.Duration {
	if r.Sent.IsZero() {
		return 0
	}
	return r.Done.Sub(r.Sent)
}

// do makes a call and keeps the run's own count of how the service does.
func (p *run) do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	result, err := p.api.Do(ctx, call)
	if err != nil {
		return result, err
	}
	p.Log.Debug("call", "action", call.Action, "person", call.Person, "group", call.Group, "try", call.Try,
		"code", result.Code, "request_id", result.RequestID, "took", lasted(result))
	if !left(result) {
		return result, nil
	}
	p.hear(result)
	if codes.Lookup(result.Code).Class == codes.Account && call.Final(result) {
		p.stop(Account, result.Code)
	}
	return result, nil
}

// hear keeps the run's own count of answers, and what they say of the service's clock.
func (p *run) hear(r enrollment.Result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !r.Date.IsZero() {
		ahead := r.Date.Sub(r.Done)
		p.clock.Store(&ahead)
	}
	if serviceFault(r) {
		p.tally.trouble = r.Code
	}
	if r.RequestID != "" {
		p.tally.answered++
		return
	}
	p.tally.cause = r.Cause
}
