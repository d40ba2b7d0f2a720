package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline/fake"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/verdict"
)

// endings are the ways in which a run ends before anybody of its roster was begun, each with how a
// story of a second run is brought to it.
var endings = map[Stop]func(r *rig){
	TooMany:      func(r *rig) { r.config.MaxErrors = Limit{Rows: 1, Set: true} },
	TimeIsUp:     func(r *rig) { r.timeIsUp() },
	Drained:      func(*rig) {},
	Account:      func(r *rig) { r.config.Account = "keys that nobody knows" },
	OtherAccount: func(r *rig) { r.config.Account = "another account" },
}

// timeIsUp makes the run that was begun one whose time is over.
func (r *rig) timeIsUp() {
	r.config.MaxDuration = time.Second
	r.run.Started = r.run.Started.Add(-time.Hour)
}

// However a run ends, it tells of everyone what is known without a call.
func TestEarlyEndReportsEnrolledPeople(t *testing.T) {
	for stop, bring := range endings {
		t.Run(string(stop), func(t *testing.T) {
			bad := false
			story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
				if bad && stop == Account {
					return fake.Fault{Answer: "AuthFailure.SecretIdNotFound"}
				}
				return fake.Fault{}
			}}, func(t *testing.T, r *rig) {
				rows := []string{"x1,X,,missing1.jpg", "x2,X,,missing2.jpg"}
				for i := range 30 {
					r.photo(fmt.Sprint(i, ".jpg"))
					rows = append(rows, fmt.Sprintf("p%d,P,,%d.jpg", i, i))
				}
				r.roster(rows...)
				r.once()
				r.photo("new.jpg")
				r.roster(append(rows, "new,New,,new.jpg")...)
				r.begin()
				if stop == OtherAccount {
					for i := range 30 {
						r.service.Drop(fmt.Sprint("p", i))
					}
				}
				bring(r)
				bad = true
				drain, begin := context.WithCancel(t.Context())
				defer begin()
				if stop == Drained {
					begin()
				}
				calls := len(r.service.Calls(enrollment.CreatePerson))
				outcome, err := r.drive(t.Context(), drain)
				if err != nil || outcome.Stop != stop {
					t.Errorf("stopped by %q, %v", outcome.Stop, err)
				}
				all := r.publish()
				for i := range 30 {
					want(t, all, fmt.Sprintf("%d %d.jpg", i+4, i), enrollment.StatusUnchanged, "")
				}
				if v, ok := all["34 new.jpg"]; ok && v.Status != enrollment.StatusNotAttempted {
					t.Errorf("who was not begun is %s", v.Status)
				}
				if n := len(r.service.Calls(enrollment.CreatePerson)) - calls; n != 0 {
					t.Errorf("%d people were begun", n)
				}
			})
		})
	}
}

// A photo that no one has looked at is not decoded once the run has ended: who asked it to end
// waits for the report.
func TestDrainedRunDecodesNoPhotos(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.photo("old.jpg")
		r.roster("a,A,,old.jpg")
		r.once()
		r.photo("new.jpg")
		r.roster("a,A,,old.jpg;new.jpg", "b,B,,new.jpg")
		r.begin()
		drain, begin := context.WithCancel(t.Context())
		begin()
		if _, err := r.drive(t.Context(), drain); err != nil {
			t.Fatal(err)
		}
		if _, known, err := r.journal.Photo(t.Context(), "new.jpg"); known || err != nil {
			t.Errorf("the new photo was decoded, %v", err)
		}
		all := r.publish()
		want(t, all, "2 old.jpg", enrollment.StatusUnchanged, "")
		want(t, all, "2 new.jpg", enrollment.StatusNotAttempted, codes.RunNotAttempted)
		if v, told := all["3 new.jpg"]; told {
			t.Errorf("b, of whom nothing is known, is %s: the report says as much", v.Status)
		}
	})
}

func TestRunWithoutTimeReportsDoubts(t *testing.T) {
	for name, end := range map[string]func(r *rig, drain func()){
		"too little time to look": func(r *rig, drain func()) { r.config.MaxDuration = time.Second },
		"looked at in vain":       func(r *rig, drain func()) { r.config.Policy.Attempts = 1 },
		"asked to end at once":    func(r *rig, drain func()) { drain() },
	} {
		t.Run(name, func(t *testing.T) {
			well := false
			story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
				if !well && call.Action == enrollment.GetPerson {
					return fake.Fault{Lose: fake.Before}
				}
				return fake.Fault{}
			}}, func(t *testing.T, r *rig) {
				r.people(3, 1)
				r.killed(500 * time.Millisecond)
				r.begin()
				drained, drain := context.WithCancel(t.Context())
				defer drain()
				end(r, drain)
				if _, err := r.drive(t.Context(), drained); err != nil {
					t.Fatal(err)
				}
				all := r.publish()
				for name := range all {
					want(t, all, name, enrollment.StatusInDoubt, codes.RunInDoubt)
				}
				if len(all) != 3 {
					t.Errorf("%d verdicts", len(all))
				}
				r.config.MaxDuration, r.config.Policy, well = 0, enrollment.Policy{}, true
				_, all = r.once()
				for name := range all {
					want(t, all, name, enrollment.StatusEnrolled, "")
				}
			})
		})
	}
}

// Time that is up while nothing is left to do is no reason.
func TestUnchangedRosterNeedsNoTime(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.people(5, 2)
		r.once()
		r.begin()
		r.timeIsUp()
		if outcome, err := r.drive(t.Context(), t.Context()); err != nil || outcome.Stop != Complete {
			t.Errorf("stopped by %q, %v", outcome.Stop, err)
		}
		r.publish()
	})
}

// tell is the report of a run that was killed.
func (r *rig) tell() map[string]verdict.Verdict {
	r.t.Helper()
	var err error
	if r.journal, err = journal.Open(r.t.Context(), filepath.Join(r.dir, "run")); err != nil {
		r.t.Fatal(err)
	}
	photos, err := preflight.Open(r.dir, 0)
	if err != nil {
		r.t.Fatal(err)
	}
	defer photos.Close()
	c := r.config
	c.Journal, c.Run, c.Photos = r.journal, r.run, photos
	if err := Finish(r.t.Context(), c); err != nil {
		r.t.Fatal(err)
	}
	all := r.verdicts()
	r.close()
	return all
}

func TestFinishReportsKilledRun(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
		switch {
		case call.Person == "p1" && call.Action == enrollment.CreatePerson:
			return fake.Fault{Delay: time.Hour}
		case call.Person == "p3" && call.Action == enrollment.CreatePerson:
			return fake.Fault{Answer: codes.NoFaceInPhoto}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(6, 2)
		r.config.Workers = 4 // p4 and p5 are not begun
		r.killed(800 * time.Millisecond)
		calls := len(r.service.Calls())
		for range 2 {
			all := r.tell()
			want(t, all, "2 0-0.jpg", enrollment.StatusEnrolled, "")
			want(t, all, "2 0-1.jpg", enrollment.StatusInDoubt, codes.RunInDoubt)
			want(t, all, "3 1-0.jpg", enrollment.StatusInDoubt, codes.RunInDoubt)
			want(t, all, "3 1-1.jpg", enrollment.StatusNotAttempted, codes.RunInDoubt)
			want(t, all, "5 3-0.jpg", enrollment.StatusRejected, codes.NoFaceInPhoto)
			if len(all) != 8 {
				t.Errorf("%d verdicts: those of whom nothing is known are the report's", len(all))
			}
		}
		if n := len(r.service.Calls()) - calls; n != 0 {
			t.Errorf("%d calls were made", n)
		}
		r.config.Workers = 0
	})
}

// That a killed run is told must change nothing for the run that goes on.
func TestFinishedRunIsResumed(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		keys := r.people(5, 3)
		r.killed(800 * time.Millisecond)
		r.tell()
		_, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "") // and not unchanged: nobody has said so before
		}
		r.lawful(keys)
	})
}
