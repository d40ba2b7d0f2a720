package pipeline

import (
	"context"

	"enroll.example/enroll/enrollment"
)

// Event is how far a run has come.
type Event struct {
	Rows, Total int
	Tally       enrollment.Tally // rows by outcome
	Calls       int              // made so far in this run
	Rate        float64          // calls a second, lately
	Quota       float64          // calls a second that the account has; 0: not known yet
}

// progress shows how far a run has come, from a goroutine of its own and without a lock: what is slow
// to show holds nothing up, and sees only the latest.
type progress struct {
	show    func(Event) // nil: progress is not shown
	event   func() Event
	changed chan struct{} // holds one while there is something new to show
}

func newProgress(show func(Event), event func() Event) *progress {
	return &progress{show: show, event: event, changed: make(chan struct{}, 1)}
}

// note says that there is something new to show. It never waits.
func (p *progress) note() {
	select {
	case p.changed <- struct{}{}:
	default: // it is known already
	}
}

// run shows events until the run has ended, the last one included.
func (p *progress) run(ended context.Context) error {
	if p.show == nil {
		return nil
	}
	for {
		select {
		case <-p.changed:
			p.show(p.event())
		case <-ended.Done():
			select {
			case <-p.changed:
				p.show(p.event())
			default:
			}
			return nil
		}
	}
}
