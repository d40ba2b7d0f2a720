package pipeline

import (
	"context"
	"time"

	"enroll/codes"
	"enroll/enrollment"
)

// drive makes one person's calls until there is none left to make, and settles the verdicts.
// A person whose doubt needs the group's list is parked for the sweep.
func (p *run) drive(ctx context.Context, e *entrant) error {
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
		if !p.wait(ctx, e.due(call.After)) {
			return p.leave(ctx, e)
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
	if !e.known.Landed(before) {
		return nil
	}
	return p.Journal.Bill(p.Run.ID, e.Key)
}

// longestWait is more than enrollment ever asks for. Whatever a call waits for came about before
// now, so that much later it is over, whichever clock it was written down by.
const longestWait = 20 * time.Second

// due is when a call may leave, by this process's own clock: the machine's may be set, ahead or
// back, while a person waits or before the process began.
func (e *entrant) due(after time.Time) time.Time {
	if after.IsZero() {
		return after
	}
	if e.learned.IsZero() { // all that is known was read from the journal
		e.learned = time.Now()
	}
	return e.learned.Add(min(after.Sub(wall(e.learned)), longestWait))
}

// leave is the way out of a person whose run is ending under way.
func (p *run) leave(ctx context.Context, e *entrant) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.settle(ctx, e)
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
	if until.IsZero() {
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

// The service counts as down when so many calls in a row, over so long a time, went without
// any answer. A line that was cut for a moment loses all calls in flight at once: the time is
// there for that.
const (
	silences = 25
	silence  = 5 * time.Second
)

// do makes a call and keeps the run's own count of how the service does.
func (p *run) do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	result, err := p.api.Do(ctx, call)
	if err != nil {
		return result, err
	}
	p.Log.Debug("call", "action", call.Action, "person", call.Person, "group", call.Group, "try", call.Try,
		"code", result.Code, "request_id", result.RequestID, "took", result.Done.Sub(result.Sent))
	if result.Code == codes.RunNotAttempted || len(result.Changed) > 0 {
		return result, nil
	}
	if p.heard(result) {
		p.stop(Outage, result.Code)
	}
	if codes.Lookup(result.Code).Class == codes.Account {
		p.stop(Account, result.Code)
	}
	return result, nil
}

// heard listens to what came of a call, and tells whether the service has been silent for too long.
func (p *run) heard(r enrollment.Result) (down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !r.Date.IsZero() {
		ahead := r.Date.Sub(r.Done)
		p.clock.Store(&ahead)
	}
	if r.RequestID != "" {
		p.tally.answered++
		p.tally.silent = 0
		return false
	}
	if p.tally.silent == 0 {
		p.tally.quiet = r.Done
	}
	p.tally.silent++
	p.tally.silence, p.tally.cause = r.Code, r.Cause
	return p.tally.silent >= silences && r.Done.Sub(p.tally.quiet) >= silence
}
