package pipeline

import (
	"fmt"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// loseAll loses all calls of an action, before or after they are applied.
func loseAll(action enrollment.Action, where fake.Loss) func(enrollment.Call, int) fake.Fault {
	return func(call enrollment.Call, n int) fake.Fault {
		if call.Action == action {
			return fake.Fault{Lose: where}
		}
		return fake.Fault{}
	}
}

// A killed run leaves everyone whom it had begun in doubt: the faces that were known before tell
// the account all the same, once nothing about them is in service any more.
func TestAccountIsRecognisedByPeopleInDoubt(t *testing.T) {
	for name, c := range map[string]struct {
		gone bool
		stop Stop
	}{
		"the same account": {false, Complete},
		"another account":  {true, OtherAccount},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
				r.people(8, 2)
				r.killed(800 * time.Millisecond) // the group, the people; their second photos are under way
				before := len(r.service.Calls())
				if c.gone {
					for i := range 8 {
						r.service.Drop(fmt.Sprint("p", i))
					}
				}
				r.config.Account = "new keys"
				began := time.Now()
				if outcome, _ := r.once(); outcome.Stop != c.stop {
					t.Errorf("stopped by %q, want %q", outcome.Stop, c.stop)
				}
				first := r.service.Calls()[before]
				if !first.Call.Probe || first.Arrived.Sub(began) < enrollment.SettleTime {
					t.Errorf("%s left after %v: what the killed run had sent may still have been in service", first.Call.Action, first.Arrived.Sub(began))
				}
				r.lawful(nil)
			})
		})
	}
}

func TestAccountCheckAsksQuietPeopleFirst(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		r.photo("old.jpg")
		r.roster("old,Old,,old.jpg")
		r.once()
		r.people(20, 2)
		r.killed(500 * time.Millisecond)
		before := len(r.service.Calls())
		r.config.Account = "new keys"
		if outcome, _ := r.once(); outcome.Stop != Complete {
			t.Errorf("stopped by %q", outcome.Stop)
		}
		if first := r.service.Calls()[before].Call; !first.Probe || first.Person != "old" {
			t.Errorf("the first call is %s %s", first.Action, first.Person)
		}
	})
}

// Where no one can show that the account is the same, it may change only as long as the folder
// cannot have enrolled anybody in it.
func TestUnrecognisedAccountNeedsAnEmptyFolder(t *testing.T) {
	for name, c := range map[string]struct {
		faults func(enrollment.Call, int) fake.Fault
		stop   Stop
	}{
		"lost and landed":    {loseAll(enrollment.CreatePerson, fake.After), UnknownAccount},
		"lost on the way":    {loseAll(enrollment.CreatePerson, fake.Before), UnknownAccount},
		"failed":             {onPeople(codes.ServerError), UnknownAccount},
		"never left":         {loseAll(enrollment.CreatePerson, fake.Unsent), Complete},
		"refused":            {onPeople(codes.NoFaceInPhoto), Complete},
		"refused by account": {onPeople("AuthFailure.SecretIdNotFound"), Complete},
		"refused by quota":   {onPeople(codes.RequestLimitExceeded), Complete},
	} {
		t.Run(name, func(t *testing.T) {
			well := false
			story(t, fake.Options{Latency: 10 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
				if well {
					return fake.Fault{}
				}
				return c.faults(call, n)
			}}, func(t *testing.T, r *rig) {
				r.people(2, 1)
				r.config.MaxDuration = time.Second
				r.config.Policy.Attempts, r.config.Policy.Refusals = 1, 2
				r.once()
				r.config.Policy, r.config.Account, well = enrollment.Policy{}, "new keys", true
				r.service.Drop("p0")
				r.service.Drop("p1")
				r.config.MaxDuration = 0
				before := len(r.service.Calls(enrollment.CreatePerson))
				outcome, _ := r.once()
				if outcome.Stop != c.stop {
					t.Errorf("stopped by %q, want %q", outcome.Stop, c.stop)
				}
				if sent := len(r.service.Calls(enrollment.CreatePerson)) - before; c.stop != Complete && sent != 0 {
					t.Errorf("%d people were created in the other account", sent)
				}
			})
		})
	}
}

func TestAccountIsRecognisedByAddedFaces(t *testing.T) {
	for name, gone := range map[string]bool{"the same account": false, "another account": true} {
		t.Run(name, func(t *testing.T) {
			story(t, fake.Options{}, func(t *testing.T, r *rig) {
				r.people(1, 1)
				r.service.Put(fake.Person{ID: "p0", Name: "Person0", Group: "staff", Faces: []fake.Face{{Key: "theirs"}}})
				r.config.Policy.AddToExisting = true
				r.once()
				if gone {
					r.service.Drop("p0")
				}
				r.config.Account = "new keys"
				if outcome, _ := r.once(); (outcome.Stop == OtherAccount) != gone {
					t.Errorf("stopped by %q", outcome.Stop)
				}
			})
		})
	}
}

// A probe is no part of the person's history, and may be in service when the run is killed.
func TestProbeOfKilledRunIsWaitedFor(t *testing.T) {
	slow := false
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
		if slow && call.Probe {
			slow = false
			return fake.Fault{Delay: 4 * time.Second}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(1, 1)
		r.once()
		r.config.Account, slow = "new keys", true
		r.killed(500 * time.Millisecond)
		before := len(r.service.Calls())
		began := time.Now()
		if outcome, _ := r.once(); outcome.Stop != Complete {
			t.Errorf("stopped by %q", outcome.Stop)
		}
		if after := r.service.Calls()[before].Arrived.Sub(began); after < enrollment.SettleTime {
			t.Errorf("the next probe left after %v", after)
		}
	})
}
