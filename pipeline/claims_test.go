package pipeline

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// These are stories of one photo and two people: ana, of whom an earlier run had begun something,
// and bo, for whom the roster wants the photo now.

// nights goes through the roster once more each night, so often at most, until bo has the photo. It
// returns how many nights that took; 0: he never got it.
func nights(t *testing.T, r *rig, most int) int {
	t.Helper()
	for night := 1; night <= most; night++ {
		_, all := r.once()
		v := all["2 one.jpg"]
		if v.Status.Well() {
			return night
		}
		want(t, all, "2 one.jpg", enrollment.StatusRejected, codes.PhotoShared)
		time.Sleep(time.Hour)
	}
	return 0
}

func TestUnsentPhotoPassesToTheNextPerson(t *testing.T) {
	for name, c := range map[string]struct {
		fault fake.Fault // of ana's CreatePerson
		after time.Duration
		night int // on which bo gets the photo; 0: never
	}{
		"only ever refused by the quota": {fake.Fault{Answer: codes.RequestLimitExceeded}, 1500 * time.Millisecond, 1},
		"never left":                     {fake.Fault{Lose: fake.Unsent}, 310 * time.Millisecond, 1},
		"in doubt, and never landed":     {fake.Fault{Lose: fake.Before}, time.Second, 2}, // two looks, some time apart
		"killed under way, and landed":   {fake.Fault{}, 400 * time.Millisecond, 0},
		"in doubt, and landed":           {fake.Fault{Lose: fake.After}, time.Second, 0},
		"in doubt, and landed late":      {fake.Fault{Lose: fake.After, Late: 4 * time.Second}, time.Second, 0},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
				if call.Action == enrollment.CreatePerson && call.Person == "ana" {
					return c.fault
				}
				return fake.Fault{}
			}}, func(t *testing.T, r *rig) {
				key := r.photo("one.jpg")
				r.roster("ana,Ana,,one.jpg")
				r.killed(c.after)
				r.roster("bo,Bo,,one.jpg")
				if night := nights(t, r, 3); night != c.night {
					t.Errorf("bo got the photo on night %d, want %d", night, c.night)
				}
				if n := r.service.Enrolled(key); n != 1 {
					t.Errorf("the photo is enrolled %d times", n)
				}
				r.lawful([]string{key})
			})
		})
	}
}

// A lost call has landed, the look at it misses the person, and the run ends before it is sent again.
func TestClaimIsHeldByPendingWrite(t *testing.T) {
	for name, rows := range map[string][]string{
		"she is in the roster behind him": {"bo,Bo,,one.jpg", "ana,Ana,,one.jpg"},
		"she has left the roster":         {"bo,Bo,,one.jpg"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := true
			story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
				switch {
				case !bad || call.Person != "ana":
				case call.Action == enrollment.CreatePerson && n == 1:
					return fake.Fault{Lose: fake.After}
				case call.Action == enrollment.CreatePerson:
					return fake.Fault{Answer: codes.RequestLimitExceeded}
				case call.Action == enrollment.GetPerson && n == 1:
					return fake.Fault{Answer: codes.PersonIDNotExist}
				}
				return fake.Fault{}
			}}, func(t *testing.T, r *rig) {
				key := r.photo("one.jpg")
				r.roster("ana,Ana,,one.jpg", "bo,Bo,,one.jpg")
				r.begin()
				drain, begin := context.WithCancel(t.Context())
				time.AfterFunc(13*time.Second, begin)
				if _, err := r.drive(t.Context(), drain); err != nil {
					t.Fatal(err)
				}
				r.publish()
				bad = false
				r.roster(rows...)
				for range 3 {
					r.once()
					time.Sleep(time.Hour)
				}
				r.lawful([]string{key})
				if n := r.service.Enrolled(key); n != 1 {
					t.Errorf("the photo is enrolled %d times", n)
				}
			})
		})
	}
}

// Who was deleted at the service, and is not in the roster any more, loses their photos when a run
// has learned it beyond the doubt that one look leaves; as long as no one looks, the person keeps them.
func TestClaimsPassWhenHolderIsFoundGone(t *testing.T) {
	for name, c := range map[string]struct {
		inDoubt bool
		night   int
	}{"looked at": {true, 2}, "not looked at": {false, 0}} {
		t.Run(name, func(t *testing.T) {
			story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
				if call.Action == enrollment.CreateFace && call.Person == "ana" {
					return fake.Fault{Lose: fake.Before}
				}
				return fake.Fault{}
			}}, func(t *testing.T, r *rig) {
				key := r.photo("one.jpg")
				r.photo("two.jpg")
				r.roster("ana,Ana,,one.jpg")
				r.once()
				time.Sleep(time.Hour)
				if c.inDoubt {
					r.roster("ana,Ana,,one.jpg;two.jpg")
					r.killed(2 * time.Second)
				}
				r.service.Drop("ana")
				r.roster("bo,Bo,,one.jpg")
				if night := nights(t, r, 4); night != c.night {
					t.Errorf("bo got the photo on night %d, want %d", night, c.night)
				}
				r.lawful([]string{key})
			})
		})
	}
}

// What takes the group's list is explained first too, however little time a run has.
func TestRunWithoutTimeReadsListsForDoubts(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		keys := r.people(3, 1)
		r.killed(400 * time.Millisecond)
		r.config.MaxDuration = time.Second
		r.once()
		if n := len(r.service.Calls(enrollment.ListPersons)); n != 1 {
			t.Errorf("%d pages were read, want one for all", n)
		}
		_, all := r.once()
		for name := range all {
			if all[name].Status != enrollment.StatusUnchanged {
				t.Errorf("%s is %s: the run before knew", name, all[name].Status)
			}
		}
		r.lawful(keys)
	})
}

func TestPersonAddedToIsNotForeign(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		keys := r.people(foreignAtMost+5, 1)
		for i := range foreignAtMost + 5 {
			id := fmt.Sprint("p", i)
			r.service.Put(fake.Person{ID: id, Name: fmt.Sprint("Person", i), Group: "staff", Faces: []fake.Face{{Key: "theirs of " + id}}})
		}
		r.config.Policy.AddToExisting = true
		r.once()
		r.config.Policy.AddToExisting = false
		outcome, all := r.once()
		if outcome.Stop != Complete {
			t.Errorf("stopped by %q", outcome.Stop)
		}
		for name := range all {
			want(t, all, name, enrollment.StatusUnchanged, "")
		}
		r.lawful(keys)
	})
}

func TestLostGroupDoesNotRejectEnrolledPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lost := false
		r := newRig(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
			if lost && (call.Action == enrollment.GetGroup || call.Action == enrollment.CreatePerson) {
				return fake.Fault{Answer: codes.GroupInDeletedState}
			}
			return fake.Fault{}
		}})
		r.photo("ours.jpg")
		r.service.Put(fake.Person{ID: "ana", Name: "Ana", Group: "staff", Faces: []fake.Face{{Key: "theirs"}}})
		r.config.Policy.AddToExisting = true
		r.roster("ana,Ana,,ours.jpg")
		r.once()
		lost = true
		r.photo("new.jpg")
		r.roster("bo,Bo,,new.jpg", "ana,Ana,,ours.jpg")
		for range 2 { // which finds the group lost, and which begins with it
			_, all := r.once()
			want(t, all, "2 new.jpg", enrollment.StatusRejected, codes.GroupInDeletedState)
			want(t, all, "3 ours.jpg", enrollment.StatusUnchanged, "")
		}
	})
}
