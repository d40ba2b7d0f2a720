package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// story plays a test in a bubble: virtual time, real files.
func story(t *testing.T, o fake.Options, tell func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { tell(t, newRig(t, o)) })
}

func TestFewestCalls(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		keys := r.people(30, 5)
		_, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		if n := len(r.service.Calls()); n != 1+30*2 { // the group, and two calls a person
			t.Errorf("%d calls, want 61", n)
		}
		_, all = r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusUnchanged, "")
		}
		if n := len(r.service.Calls()); n != 61 {
			t.Errorf("the second run made %d calls", n-61)
		}
		if len(all) != 150 {
			t.Errorf("%d verdicts, want 150", len(all))
		}
		r.lawful(keys)
	})
}

func TestSharedPhotoGoesToTheFirstPerson(t *testing.T) {
	story(t, fake.Options{Latency: time.Millisecond}, func(t *testing.T, r *rig) {
		key := r.photo("same.jpg")
		r.photo("own.jpg")
		for i := range 8 {
			r.config.Inspectors = i + 1 // whatever the timing
			r.roster("a,A,,own.jpg", "b,B,,same.jpg", "c,C,,same.jpg", "a,,,same.jpg")
			_, all := r.once()
			status := enrollment.StatusEnrolled
			if i > 0 {
				status = enrollment.StatusUnchanged
			}
			want(t, all, "5 same.jpg", status, "") // a's second row: a was first
			want(t, all, "3 same.jpg", enrollment.StatusRejected, codes.PhotoShared)
			want(t, all, "4 same.jpg", enrollment.StatusRejected, codes.PhotoShared)
		}
		// Without the holder in the roster the photo is still the holder's.
		r.roster("b,B,,same.jpg")
		_, all := r.once()
		want(t, all, "2 same.jpg", enrollment.StatusRejected, codes.PhotoShared)
		r.lawful([]string{key})
	})
}

func TestDuplicatePhotoIsOneFace(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		key := r.photo("one.jpg")
		text, err := os.ReadFile(filepath.Join(r.dir, "one.jpg"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(r.dir, "copy.jpg"), text, 0o644); err != nil {
			t.Fatal(err)
		}
		r.roster("a,A,,one.jpg", "a,,,copy.jpg;one.jpg")
		_, all := r.once()
		first, last := all["2 one.jpg"], all["3 copy.jpg"]
		if first.FaceID == "" || first.FaceID != last.FaceID {
			t.Errorf("faces %q and %q, want the same", first.FaceID, last.FaceID)
		}
		r.lawful([]string{key})
	})
}

func TestDrainFinishesCallsInFlight(t *testing.T) {
	story(t, fake.Options{Latency: time.Second}, func(t *testing.T, r *rig) {
		keys := r.people(60, 2)
		r.begin()
		drain, begin := context.WithCancel(t.Context())
		var at time.Time
		time.AfterFunc(1500*time.Millisecond, func() { at = time.Now(); begin() })
		outcome, err := r.drive(t.Context(), drain)
		if err != nil || outcome.Stop != Drained {
			t.Fatalf("%v, %v", outcome, err)
		}
		if took := time.Since(at); took > 1100*time.Millisecond {
			t.Errorf("draining took %v, want no longer than a call", took)
		}
		for _, c := range r.service.Calls() {
			if c.Arrived.After(at) {
				t.Errorf("%s left %v after the signal", c.Call.Action, c.Arrived.Sub(at))
			}
		}
		all := r.publish()
		for name, v := range all {
			if v.Status != enrollment.StatusEnrolled && v.Status != enrollment.StatusNotAttempted {
				t.Errorf("%s is %s", name, v.Status)
			}
		}
		_, all = r.once()
		for name, v := range all {
			if !v.Status.Well() {
				t.Errorf("afterwards %s is %s", name, v.Status)
			}
		}
		if n := len(r.service.Calls(enrollment.CreatePerson, enrollment.CreateFace)); n != 2*60 {
			t.Errorf("%d writes in all, want 120", n)
		}
		r.lawful(keys)
	})
}

func TestLostCreatePersonIsExplainedByCreationTime(t *testing.T) {
	lost := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson && n == 1 {
			return fake.Fault{Lose: fake.After}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Faults: lost, Skew: 40 * time.Second}, func(t *testing.T, r *rig) {
		keys := r.people(5, 3)
		_, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		if n := len(r.service.Calls(enrollment.ListPersons)); n != 1 {
			t.Errorf("%d pages were read, want one for all", n)
		}
		r.lawful(keys)
	})
}

func TestForeignPersonIsNotTakenForOurs(t *testing.T) {
	lost := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson {
			return fake.Fault{Lose: fake.Before}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Faults: lost}, func(t *testing.T, r *rig) {
		r.people(1, 1)
		r.service.Put(fake.Person{
			ID: "p0", Name: "Person0", Group: "staff", Created: time.Now().Add(-time.Minute),
			Faces: []fake.Face{{ID: "1", Key: "theirs"}},
		})
		_, all := r.once()
		want(t, all, "2 0-0.jpg", enrollment.StatusRejected, codes.RunPersonExists)
		p, _ := r.service.Person("p0")
		if len(p.Faces) != 1 || p.Faces[0].Key != "theirs" {
			t.Errorf("their faces are now %v", p.Faces)
		}
	})
}

func TestEarlyEnds(t *testing.T) {
	answer := func(code string) func(enrollment.Call, int) fake.Fault {
		return func(enrollment.Call, int) fake.Fault { return fake.Fault{Answer: code} }
	}
	silence := func(enrollment.Call, int) fake.Fault { return fake.Fault{Lose: fake.Unsent} }
	for name, c := range map[string]struct {
		options fake.Options
		config  Config
		people  int
		stop    Stop
		code    string
	}{
		"keys that nobody knows":     {fake.Options{Faults: answer("AuthFailure.SecretIdNotFound")}, Config{}, 50, Account, "AuthFailure.SecretIdNotFound"},
		"no answer at all":           {fake.Options{Faults: silence}, Config{}, 3, Outage, codes.NetworkError},
		"a group that is missing":    {fake.Options{Groups: []string{"others"}}, Config{}, 3, NoGroup, codes.GroupIDNotExist},
		"more errors than allowed":   {fake.Options{Faults: onPeople("InvalidParameterValue.PersonNameIllegal")}, Config{MaxErrors: Limit{Rows: 3, Set: true}}, 50, TooMany, ""},
		"a share of errors, 200 on":  {fake.Options{Faults: onPeople("InvalidParameterValue.PersonNameIllegal")}, Config{MaxErrors: Limit{Percent: 10, Set: true}}, 250, TooMany, ""},
		"no more time":               {fake.Options{Latency: time.Second}, Config{MaxDuration: 2500 * time.Millisecond, Workers: 4}, 50, TimeIsUp, ""},
		"everybody is there already": {fake.Options{Faults: onPeople(codes.PersonIDAlreadyExist)}, Config{}, 50, AllForeign, codes.RunPersonExists},
		"nothing":                    {fake.Options{}, Config{}, 3, Complete, ""},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, c.options, func(t *testing.T, r *rig) {
				r.people(c.people, 1)
				c.config.Group, c.config.Account = "staff", "ours"
				r.config = c.config
				outcome, all := r.once()
				if outcome.Stop != c.stop || outcome.Code != c.code {
					t.Errorf("stopped by %q %s, want %q %s", outcome.Stop, outcome.Code, c.stop, c.code)
				}
				if c.people == 50 && len(r.service.Calls()) > 49 {
					t.Errorf("%d calls were made", len(r.service.Calls()))
				}
				enrolled := 0
				for name, v := range all {
					switch {
					case v.Status == enrollment.StatusEnrolled:
						enrolled++
					case c.stop == TimeIsUp && v.Status != enrollment.StatusNotAttempted:
						t.Errorf("%s is %s", name, v.Status)
					}
				}
				if begun := len(r.service.Calls(enrollment.CreatePerson)); c.stop == TimeIsUp && begun != enrolled {
					t.Errorf("%d people were begun, %d of them enrolled", begun, enrolled)
				}
			})
		})
	}
}

func TestShortSilenceIsNoOutage(t *testing.T) {
	var cut, mended time.Time
	blip := func(call enrollment.Call, n int) fake.Fault {
		now := time.Now()
		if cut.IsZero() && call.Action == enrollment.CreatePerson {
			cut, mended = now.Add(time.Second), now.Add(2*time.Second)
		}
		if now.After(cut) && now.Before(mended) && !cut.IsZero() {
			return fake.Fault{Lose: fake.Before}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: blip}, func(t *testing.T, r *rig) {
		r.people(200, 1)
		r.config.Workers = 60
		outcome, all := r.once()
		if outcome.Stop != Complete {
			t.Errorf("stopped by %q", outcome.Stop)
		}
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
	})
}

func TestLongSilenceIsAnOutage(t *testing.T) {
	silent := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson && call.Person > "p2" {
			return fake.Fault{Lose: fake.Unsent}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Faults: silent}, func(t *testing.T, r *rig) {
		r.people(800, 1)
		outcome, all := r.once()
		if outcome.Stop != Outage {
			t.Errorf("stopped by %q", outcome.Stop)
		}
		failed := 0
		for name, v := range all {
			if v.Status == enrollment.StatusFailed {
				failed++
			} else if v.Status != enrollment.StatusNotAttempted && v.Status != enrollment.StatusEnrolled {
				t.Errorf("%s is %s", name, v.Status)
			}
		}
		if failed > 400 || len(all) != 800 {
			t.Errorf("%d of %d people were given up before it was noticed", failed, len(all))
		}
	})
}

func onPeople(code string) func(enrollment.Call, int) fake.Fault {
	return func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson {
			return fake.Fault{Answer: code}
		}
		return fake.Fault{}
	}
}

func TestRotatedKeysAreAccepted(t *testing.T) {
	story(t, fake.Options{}, func(t *testing.T, r *rig) {
		r.people(2, 1)
		r.once()
		r.config.Account = "new keys"
		if outcome, _ := r.once(); outcome.Stop != Complete {
			t.Errorf("new keys of the same account: %v", outcome)
		}
		calls := len(r.service.Calls())
		if _, all := r.once(); len(r.service.Calls()) != calls {
			t.Errorf("the new keys were not remembered: %v", all)
		}
		r.service.Drop("p0")
		r.service.Drop("p1")
		r.config.Account = "another account"
		if outcome, _ := r.once(); outcome.Stop != OtherAccount {
			t.Errorf("another account: %v", outcome)
		}
		// What the other account said of the person is not the person's story.
		r.config.Account = "new keys"
		_, all := r.once()
		want(t, all, "2 0-0.jpg", enrollment.StatusUnchanged, "")
	})
}

func TestRefusedPhotoIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := map[string]fake.Photo{}
		r := newRig(t, fake.Options{Photos: bad})
		bad[r.photo("blank.jpg")] = fake.Photo{Code: codes.NoFaceInPhoto}
		r.photo("good.jpg")
		r.roster("a,A,,blank.jpg;good.jpg")
		_, all := r.once()
		want(t, all, "2 blank.jpg", enrollment.StatusRejected, codes.NoFaceInPhoto)
		want(t, all, "2 good.jpg", enrollment.StatusEnrolled, "")
		calls := len(r.service.Calls())
		_, all = r.once()
		want(t, all, "2 blank.jpg", enrollment.StatusRejected, codes.NoFaceInPhoto)
		if n := len(r.service.Calls()) - calls; n != 0 {
			t.Errorf("%d calls for a verdict that stands", n)
		}
		r.config.Policy.RetryRejected = true
		r.once()
		if n := len(r.service.Calls()) - calls; n != 2 {
			t.Errorf("%d calls when asked to send it again, want a look and an upload", n)
		}
	})
}

func TestNoGoroutineOutlivesSilentService(t *testing.T) {
	story(t, fake.Options{Latency: time.Hour}, func(t *testing.T, r *rig) {
		r.people(3, 1)
		r.begin()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := r.drive(ctx, t.Context()); err == nil {
			t.Error("a run that was cut off says nothing of it")
		}
		r.close()
	})
}

// Who a killed run left in doubt comes first, wherever the roster has them.
func TestDoubtsComeFirst(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		keys := r.people(3, 2)
		r.begin()
		ctx, kill := context.WithCancel(t.Context())
		time.AfterFunc(700*time.Millisecond, kill) // the group, the people; their further faces are under way
		if _, err := r.drive(ctx, t.Context()); err == nil {
			t.Fatal("the run was over before it could be killed")
		}
		r.close()
		killed := len(r.service.Calls())
		keys = append(keys, r.photo("new.jpg"))
		r.roster("new,New,,new.jpg", "p0,Person0,,0-0.jpg;0-1.jpg", "p1,Person1,,1-0.jpg;1-1.jpg", "p2,Person2,,2-0.jpg;2-1.jpg")
		_, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		calls := r.service.Calls()[killed:]
		for i, c := range calls[:3] {
			if c.Call.Action != enrollment.GetPerson || c.Call.Person == "new" {
				t.Errorf("call %d is %s %s, want a look at who is in doubt", i+1, c.Call.Action, c.Call.Person)
			}
		}
		r.lawful(keys)
	})
}

// The clock was an hour ahead when the process was killed, and has been set right since.
func TestClockSetBackDelaysNoCalls(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		keys := r.people(2, 1)
		r.begin()
		ahead := time.Now().Add(time.Hour)
		call := enrollment.Call{Action: enrollment.CreatePerson, Person: "p0", Group: "staff", Name: "Person0", Photos: []enrollment.Photo{{Key: keys[0], Base64: 4}}}
		id, err := r.journal.RecordIntent(r.run.ID, call, ahead)
		if err != nil {
			t.Fatal(err)
		}
		lost := enrollment.Result{Code: codes.NetworkError, Sent: ahead, Done: ahead}
		if err := r.journal.RecordResult(id, call, lost); err != nil {
			t.Fatal(err)
		}
		r.close()
		began := time.Now()
		_, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		if took := time.Since(began); took < enrollment.SettleTime || took > time.Minute {
			t.Errorf("it took %v, want the time in which a lost write settles", took)
		}
		r.lawful(keys)
	})
}

// What is due is due by the time that has passed, whatever the machine's clock is set to
// meanwhile. A clock that is set shows as wall time that does not go with the monotonic one.
func TestDueUsesProcessClock(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		after time.Time
		want  time.Duration
	}{
		"at once":                     {wall(now), 0},
		"in six seconds":              {wall(now).Add(6 * time.Second), 6 * time.Second},
		"by a clock that was far off": {wall(now).Add(5 * time.Hour), longestWait},
		"long ago":                    {wall(now).Add(-time.Minute), -time.Minute},
	} {
		e := &candidate{learned: now}
		if got := e.due(c.after, longestWait); got.Sub(now) != c.want {
			t.Errorf("%s: %v, want %v", name, got.Sub(now), c.want)
		}
	}
	if e := (&candidate{}); !e.due(time.Time{}, longestWait).IsZero() {
		t.Error("a call that waits for nothing waits")
	}
}
