package simulator

import (
	"time"

	"enroll.example/enroll/iai/simulator/account"
)

// replica is the account as reads see it: writes reach it late. Its groups and persons are
// those of the account itself, since nothing of them is ever altered.
type replica struct {
	lag     time.Duration
	seen    *account.Account
	pending []pendingChange // in the order of their times
}

type pendingChange struct {
	made   time.Time
	change account.Change
}

func (r *replica) learn(made time.Time, c account.Change) {
	r.now(made) // so that what waits is never more than the lag's worth
	if !c.Empty() {
		r.pending = append(r.pending, pendingChange{made, c})
	}
}

// now is the account as it was a lag ago.
func (r *replica) now(at time.Time) *account.Account {
	for len(r.pending) > 0 && !r.pending[0].made.After(at.Add(-r.lag)) {
		r.seen.Apply(r.pending[0].change)
		r.pending = r.pending[1:]
	}
	return r.seen
}
