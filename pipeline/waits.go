package pipeline

import (
	"sync/atomic"
	"time"
)

// Waits is for what a run waited, each added up over all people: what a user might buy or
// mend. A run that is held up by its quota alone waits for nothing else.
type Waits struct {
	Quota      time.Duration // for a slot at the gate
	FaceWrites time.Duration // for other face writes to end
	Backoff    time.Duration // after a refusal or failure, for the settling of a lost write, for retries
	Outage     time.Duration // for a service that was down
	Journal    time.Duration // for intents and results to be durable
	Preflight  time.Duration // a free place, for a person whose photos have been judged
}

// waits are counted by many goroutines.
type waits struct{ backoff, outage, journal, preflight stretch }

// stretch is a time that many add to.
type stretch struct{ ns atomic.Int64 }

func (s *stretch) add(d time.Duration) { s.ns.Add(int64(d)) }
func (s *stretch) sum() time.Duration  { return time.Duration(s.ns.Load()) }

// waited is for what the run waited so far.
func (p *run) waited() Waits {
	w := Waits{
		Backoff: p.waits.backoff.sum(), Outage: p.waits.outage.sum(),
		Journal: p.waits.journal.sum(), Preflight: p.waits.preflight.sum(),
	}
	s := p.Throttle.Stats()
	w.Quota, w.FaceWrites = s.ForQuota, s.ForConcurrency
	return w
}
