package simulator

import (
	"time"

	"enroll.example/enroll/iai/simulator/account"
)

// replica is the account as reads see it: writes reach it late. It shares groups and persons with the
// account itself, because they are never modified.
type replica struct {
	lag     time.Duration
	seen    *account.Account
	pending []pendingChange // in the order of time
}

type pendingChange struct {
	made   time.Time
	change account.Change
}

func (r *replica) add(made time.Time, c account.Change) {
	r.now(made) // so that no more than the lag's changes are pending
	if !c.Empty() {
		r.pending = append(r.pending, pendingChange{made, c})
	}
}

// now returns the account as it was a lag ago.
func (r *replica) now(at time.Time) *account.Account {
	for len(r.pending) > 0 && !r.pending[0].made.After(at.Add(-r.lag)) {
		r.seen.Apply(r.pending[0].change)
		r.pending = r.pending[1:]
	}
	return r.seen
}
