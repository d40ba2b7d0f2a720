package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline/fake"
)

// What stands here went wrong once.

func TestUnattemptedPersonClaimsNoPhoto(t *testing.T) {
	bad := true
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		if bad && call.Action == enrollment.CreatePerson {
			return fake.Fault{Answer: "AuthFailure.SecretIdNotFound"}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.photo("x.jpg")
		r.roster("wrong,W,,x.jpg")
		r.once()
		bad = false
		r.roster("right,R,,x.jpg") // the id was a typo
		_, all := r.once()
		want(t, all, "2 x.jpg", enrollment.StatusEnrolled, "")
	})
}

func TestDrainedPersonClaimsNoPhoto(t *testing.T) {
	story(t, fake.Options{Latency: time.Second}, func(t *testing.T, r *rig) {
		r.people(60, 1)
		r.begin()
		drain, begin := context.WithCancel(t.Context())
		time.AfterFunc(1500*time.Millisecond, func() { begin() })
		r.config.Workers = 2
		if _, err := r.drive(t.Context(), drain); err != nil {
			t.Fatal(err)
		}
		r.publish()
		r.roster("right,R,,40-0.jpg")
		_, all := r.once()
		want(t, all, "2 40-0.jpg", enrollment.StatusEnrolled, "")
	})
}

func TestDeadNetworkIsNotAnotherAccount(t *testing.T) {
	down := false
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		if down {
			return fake.Fault{Lose: fake.Unsent}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(2, 1)
		r.once()
		r.config.Account = "new keys"
		down = true
		outcome, _ := r.once()
		if outcome.Stop != Outage {
			t.Errorf("stopped by %q, want outage", outcome.Stop)
		}
	})
}

func TestAccountCheckAsksSeveralPeople(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.people(5, 1)
		r.once()
		j, err := journal.Open(t.Context(), filepath.Join(r.dir, "run"))
		if err != nil {
			t.Fatal(err)
		}
		friends, err := j.RecentlyEnrolled(t.Context(), 1)
		if err != nil || len(friends) != 1 {
			t.Fatal(friends, err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		r.service.Drop(friends[0]) // left; the other four are there
		r.config.Account = "new keys"
		outcome, _ := r.once()
		if outcome.Stop != Complete {
			t.Errorf("stopped by %q", outcome.Stop)
		}
	})
}

func TestVanishedGroupIsLookedAtAgain(t *testing.T) {
	gone := false
	story(t, fake.Options{Groups: []string{"other"}, Faults: func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreateGroup {
			gone = false
		}
		if gone && (call.Action == enrollment.GetGroup || call.Action == enrollment.CreatePerson) {
			return fake.Fault{Answer: codes.GroupIDNotExist}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.config.Policy.CreateGroups = true
		r.photo("a.jpg")
		r.roster("a,A,,a.jpg")
		r.once()
		gone = true
		r.photo("b.jpg")
		r.photo("c.jpg")
		r.roster("b,B,,b.jpg", "c,C,,c.jpg")
		_, all := r.once()
		want(t, all, "2 b.jpg", enrollment.StatusRejected, codes.GroupIDNotExist)
		_, all = r.once() // which finds it gone, and makes it anew
		want(t, all, "2 b.jpg", enrollment.StatusEnrolled, "")
	})
}

func TestFaultyPhotoDoesNotHideGroup(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.config.Policy.CreateGroups = true
		r.photo("a.jpg")
		r.roster("a,A,new,a.jpg;b\x01.jpg")
		_, all := r.once()
		want(t, all, "2 a.jpg", enrollment.StatusEnrolled, "")
	})
}

// othersAdd tells a story of p0, to whom someone else has added a face since the first run.
// The next upload is lost, and never lands, once lose was called.
func othersAdd(t *testing.T, tell func(t *testing.T, r *rig, lose func())) {
	losing := false
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		if losing && call.Action == enrollment.CreateFace {
			losing = false
			return fake.Fault{Lose: fake.Before}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(1, 1)
		r.once()
		p, _ := r.service.Person("p0")
		p.Faces = append(p.Faces, fake.Face{ID: "7777", Key: "theirs"})
		r.service.Put(p)
		tell(t, r, func() { losing = true })
	})
}

func TestForeignFaceIsNotRolledBack(t *testing.T) {
	othersAdd(t, func(t *testing.T, r *rig, lose func()) {
		r.photo("b.jpg")
		r.photo("c.jpg")
		r.roster("p0,Person0,,0-0.jpg;b.jpg;c.jpg")
		lose()
		r.once()
		p, _ := r.service.Person("p0")
		there := false
		for _, f := range p.Faces {
			there = there || f.ID == "7777"
		}
		if !there {
			t.Errorf("somebody's face was deleted: %d DeleteFace; now %v", len(r.service.Calls(enrollment.DeleteFace)), p.Faces)
		}
	})
}

func TestForeignFaceIsNotCredited(t *testing.T) {
	othersAdd(t, func(t *testing.T, r *rig, lose func()) {
		key := r.photo("b.jpg")
		r.roster("p0,Person0,,0-0.jpg;b.jpg")
		lose()
		_, all := r.once()
		if all["2 b.jpg"].Status == enrollment.StatusEnrolled && r.service.Enrolled(key) != 1 {
			t.Errorf("reported enrolled as %s and enrolled %d times", all["2 b.jpg"].FaceID, r.service.Enrolled(key))
		}
	})
}

func TestShiftingListProvesNoAbsence(t *testing.T) {
	for name, comes := range map[string]bool{"somebody leaves": false, "somebody leaves and somebody comes": true} {
		t.Run(name, func(t *testing.T) { shiftsWhileItIsRead(t, comes) })
	}
}

func shiftsWhileItIsRead(t *testing.T, comes bool) {
	var r *rig
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson {
			return fake.Fault{Lose: fake.After}
		}
		if call.Action == enrollment.ListPersons && n == 2 {
			r.service.Drop("s5") // between two pages
			if comes {
				r.service.Put(fake.Person{ID: "new", Name: "S", Group: "staff", Faces: []fake.Face{{Key: "new"}}})
			}
		}
		return fake.Fault{}
	}}, func(t *testing.T, rr *rig) {
		r = rr
		for i := range 1000 {
			r.service.Put(fake.Person{ID: fmt.Sprint("s", i), Name: "S", Group: "staff", Created: time.Now().Add(-time.Hour), Faces: []fake.Face{{Key: fmt.Sprint("k", i)}}})
		}
		keys := r.people(1, 1)
		_, all := r.once()
		v := all["2 0-0.jpg"]
		if r.service.Enrolled(keys[0]) == 1 && v.Status == enrollment.StatusRejected {
			t.Errorf("enrolled, and reported %s %s", v.Status, v.Code)
		}
		r.roster("other,O,,0-0.jpg")
		r.once()
		r.lawful(keys)
	})
}

func TestOutageWithFewPeople(t *testing.T) {
	down := false
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		if down {
			return fake.Fault{Lose: fake.Unsent}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(1, 1)
		r.once()
		down = true
		r.photo("n.jpg")
		r.roster("n,N,,n.jpg")
		outcome, all := r.once()
		if outcome.Stop != Outage {
			t.Errorf("stopped by %q; %s", outcome.Stop, all["2 n.jpg"].Status)
		}
	})
}

func TestGravestReasonEndsRun(t *testing.T) {
	story(t, fake.Options{Latency: time.Second, Faults: func(call enrollment.Call, n int) fake.Fault {
		switch {
		case call.Action != enrollment.CreatePerson:
		case call.Person == "p0":
			return fake.Fault{Answer: "InvalidParameterValue.PersonNameIllegal"}
		default:
			return fake.Fault{Answer: "ResourceUnavailable.InArrears", Delay: 500 * time.Millisecond}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(5, 1)
		r.config.MaxErrors = Limit{Rows: 0, Set: true}
		outcome, _ := r.once()
		if outcome.Stop != Account {
			t.Errorf("stopped by %q %s", outcome.Stop, outcome.Code)
		}
	})
}

func TestExplainedDoubtIsReportedEnrolled(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson {
			return fake.Fault{Lose: fake.After}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(1, 1)
		r.begin()
		drain, begin := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, begin)
		if _, err := r.drive(t.Context(), drain); err != nil {
			t.Fatal(err)
		}
		r.publish()
		_, all := r.once()
		want(t, all, "2 0-0.jpg", enrollment.StatusEnrolled, "")
	})
}

func TestMaxDurationStartsNoOneAfterwards(t *testing.T) {
	story(t, fake.Options{Latency: time.Second}, func(t *testing.T, r *rig) {
		r.people(50, 1)
		r.config.Workers = 1
		r.config.MaxDuration = 2500 * time.Millisecond
		start := time.Now()
		r.once()
		for _, c := range r.service.Calls() {
			if late := c.Arrived.Sub(start); late > 2500*time.Millisecond {
				t.Errorf("%s of %s left after %v", c.Call.Action, c.Call.Person, late)
			}
		}
	})
}

func TestBareRowFollowsThePerson(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.photo("a.jpg")
		r.roster("a,A,,a.jpg", "a,,,missing.jpg", "a,,,")
		r.once()
		_, all := r.once()
		want(t, all, "2 a.jpg", enrollment.StatusUnchanged, "")
		want(t, all, "4", enrollment.StatusUnchanged, "")
	})
}

func TestChangedFileIsJudgedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		changed := map[string]fake.Photo{}
		r := newRig(t, fake.Options{Photos: changed})
		key := r.photo("a.jpg")
		changed[key] = fake.Photo{Changed: true} // what iai says when the bytes are others
		r.roster("a,A,,a.jpg")
		_, all := r.once()
		want(t, all, "2 a.jpg", enrollment.StatusFailed, codes.PhotoChanged)
		j, err := journal.Open(t.Context(), filepath.Join(r.dir, "run"))
		if err != nil {
			t.Fatal(err)
		}
		defer j.Close()
		if _, known, err := j.Photo(t.Context(), "a.jpg"); known || err != nil {
			t.Errorf("what was found of it is still believed: %v", err)
		}
	})
}

func TestKilledRunsEnrollmentsAreReportedOnce(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		keys := r.people(30, 1)
		r.begin()
		ctx, kill := context.WithCancel(t.Context())
		time.AfterFunc(1200*time.Millisecond, kill)
		r.drive(ctx, t.Context())
		r.close()
		if r.service.Enrolled(keys[0]) != 1 {
			t.Fatal("the killed run had not enrolled anybody")
		}
		r.begin() // the next one is drained at once
		drain, begin := context.WithCancel(t.Context())
		begin()
		if _, err := r.drive(t.Context(), drain); err != nil {
			t.Fatal(err)
		}
		told := r.publish() // and knows all the same what the killed one had done
		_, all := r.once()
		for name := range all {
			if v, ok := told[name]; ok && v.Status == enrollment.StatusEnrolled {
				want(t, all, name, enrollment.StatusUnchanged, "")
			} else {
				want(t, all, name, enrollment.StatusEnrolled, "")
			}
		}
		want(t, told, "2 0-0.jpg", enrollment.StatusEnrolled, "")
		_, all = r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusUnchanged, "")
		}
	})
}

func TestLostWriteThatLandedIsBilled(t *testing.T) {
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		switch {
		case call.Action == enrollment.CreatePerson && n == 1:
			return fake.Fault{Lose: fake.After}
		case call.Action == enrollment.CreateFace && call.Person == "p0" && n == 1:
			return fake.Fault{Lose: fake.After}
		case call.Action == enrollment.CreateFace && call.Person == "p1" && n == 1:
			return fake.Fault{Lose: fake.After, Half: 1} // taken back, and billed all the same
		case call.Action == enrollment.CreateFace && call.Person == "p2" && n == 1:
			return fake.Fault{Lose: fake.Before}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(3, 3)
		r.begin()
		if _, err := r.drive(t.Context(), t.Context()); err != nil {
			t.Fatal(err)
		}
		spent, err := r.journal.Spent(t.Context(), []int64{r.run.ID})
		if err != nil {
			t.Fatal(err)
		}
		billed := 0
		for _, c := range r.service.Calls(enrollment.CreatePerson, enrollment.CreateFace) {
			if c.Applied {
				billed++
			}
		}
		if spent.Billed != billed {
			t.Errorf("%d calls are billed, want %d", spent.Billed, billed)
		}
		r.close()
	})
}

func TestUnreachedGroupIsNotBlamed(t *testing.T) {
	for name, c := range map[string]struct {
		fault fake.Fault
		stop  Stop
	}{
		"a dead network":         {fake.Fault{Lose: fake.Unsent}, Outage},
		"keys that nobody knows": {fake.Fault{Answer: "AuthFailure.SecretIdNotFound"}, Account},
		"an account in arrears":  {fake.Fault{Answer: "ResourceUnavailable.InArrears"}, Account},
	} {
		t.Run(name, func(t *testing.T) {
			bad := false
			story(t, fake.Options{Groups: []string{"staff", "guests"}, Faults: func(enrollment.Call, int) fake.Fault {
				if bad {
					return c.fault
				}
				return fake.Fault{}
			}}, func(t *testing.T, r *rig) {
				r.people(1, 1)
				r.once()
				bad = true
				r.config.Account = "new keys" // looked at before any group is
				r.photo("g.jpg")
				r.roster("p0,Person0,,0-0.jpg", "g,G,guests,g.jpg")
				outcome, all := r.once()
				if outcome.Stop != c.stop {
					t.Errorf("stopped by %q, want %q", outcome.Stop, c.stop)
				}
				want(t, all, "2 0-0.jpg", enrollment.StatusUnchanged, "")
				want(t, all, "3 g.jpg", enrollment.StatusNotAttempted, codes.RunNotAttempted)
			})
		})
	}
}
