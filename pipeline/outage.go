package pipeline

import (
	"context"
	"time"

	"enroll.example/enroll/enrollment"
)

// outageMost is how long a run waits for a service that is down.
const outageMost = 10 * time.Minute

// probe asks a service that is down, now and then, whether it is back, with a call that changes
// nothing. It ends the run when waiting is over: the outage has lasted too long, the service
// never answered in this run, or no one may be begun any more.
func (p *run) probe(ctx context.Context) error {
	for {
		lasted, err := p.Throttle.breaker.Due(p.life.halted)
		if err != nil {
			return nil
		}
		answered, _, trouble := p.health.state()
		if lasted >= outageMost || answered == 0 || p.life.isClosed() {
			p.life.stop(Outage, trouble)
			return nil
		}
		p.Log.Warn("the service is down; calls are waiting", "since", lasted.Round(time.Second), "code", trouble)
		result, err := p.recorded.Do(ctx, enrollment.Call{Action: enrollment.GetGroup, Group: p.groups.any(p.Group), Probe: true})
		if err != nil {
			return err
		}
		p.health.observe(result)
		p.Throttle.breaker.Probed(left(result) && !serviceFault(result))
	}
}
