package pipeline

import (
	"context"
	"time"

	"enroll.example/enroll/enrollment"
)

// outageMost is how long a run waits for a service that is down.
const outageMost = 10 * time.Minute

// probe asks a service that is down, now and then, whether it is back, with a call that harms
// nobody. It ends the run when waiting is over: the outage has lasted too long, the service
// never answered in this run, or nobody may be begun any more.
func (p *run) probe(ctx context.Context) error {
	for {
		lasted, err := p.Throttle.breaker.Due(p.halted)
		if err != nil {
			return nil
		}
		p.mu.Lock()
		answered, trouble := p.tally.answered, p.tally.trouble
		p.mu.Unlock()
		if lasted >= outageMost || answered == 0 || p.closed.Err() != nil {
			p.stop(Outage, trouble)
			return nil
		}
		p.Log.Warn("the service is down; calls are waiting", "since", lasted.Round(time.Second), "code", trouble)
		result, err := p.recorded.Do(ctx, enrollment.Call{Action: enrollment.GetGroup, Group: p.anyGroup(), Probe: true})
		if err != nil {
			return err
		}
		p.hear(result)
		p.Throttle.breaker.Probed(left(result) && !serviceFault(result))
	}
}

// anyGroup is a group to ask about.
func (p *run) anyGroup() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id := range p.groups {
		return id
	}
	return p.Group
}
