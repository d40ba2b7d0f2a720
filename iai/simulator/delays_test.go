package simulator

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// These tests run in a synctest bubble, where time passes only while all goroutines are blocked.

func TestLatencyTail(t *testing.T) {
	times := func(seed uint64) (taken []time.Duration) {
		o := Options{Latency: 300 * time.Millisecond, Tail: 2 * time.Second, Seed: seed}
		for i := range uint64(20_000) {
			taken = append(taken, o.serviceTime("CreateFace p", i))
		}
		return taken
	}
	first := times(3)
	if slices.Equal(first, times(4)) || !slices.Equal(first, times(3)) {
		t.Error("the seed does not decide")
	}
	slices.Sort(first)
	for name, c := range map[string]struct{ got, want time.Duration }{
		"median":      {first[len(first)/2], 300 * time.Millisecond},
		"99 per cent": {first[len(first)*99/100], 2 * time.Second},
	} {
		if off := float64(c.got)/float64(c.want) - 1; off < -.1 || off > .1 {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

// The service gives up a call after its timeout. Half of such calls have been applied.
func TestServerTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: time.Second, Timeout: 5 * time.Second, Faults: []Rule{
			{Person: "slow*", Delay: time.Minute}, {Person: "ruled", Delay: time.Minute, Answer: "FailedOperation.ServerError"},
			{Person: "close", Delay: 4 * time.Second},
		}}).group()
		enroll := func(id string) (string, time.Duration) {
			sent := time.Now()
			code := r.call("CreatePerson", fields{"GroupId": "staff", "PersonId": id, "PersonName": id, "Image": shot(0)}).code()
			return code, time.Since(sent)
		}
		if code, took := enroll("close"); code != "" || took != 5*time.Second {
			t.Errorf("just in time: %q after %v", code, took)
		}
		if code, took := enroll("ruled"); code != "FailedOperation.ServerError" || took != 61*time.Second {
			t.Errorf("a rule that says how the call ends: %q after %v", code, took)
		}
		happened := 0
		for i := range 40 {
			code, took := enroll(fmt.Sprint("slow", i))
			if code != "FailedOperation.RequestTimeout" || took != 5*time.Second {
				t.Fatalf("%q after %v", code, took)
			}
			happened += one(r.last().Applied)
		}
		if happened < 10 || happened > 30 || len(r.state().Persons) != happened+1 {
			t.Errorf("%d of 40 happened, %d persons", happened, len(r.state().Persons))
		}
	})
}

func TestReadLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{ReadLag: 2 * time.Second}).group()
		r.person("p", shot(0))
		read := func() string { return r.call("GetPersonBaseInfo", fields{"PersonId": "p"}).code() }
		if got := read(); got != "InvalidParameterValue.PersonIdNotExist" {
			t.Errorf("at once: %q", got)
		}
		if got := r.call("GetPersonList", fields{"GroupId": "staff"}).code(); got != "InvalidParameterValue.GroupIdNotExist" {
			t.Errorf("a list at once: %q", got)
		}
		r.must("CreateFace", fields{"PersonId": "p", "Images": []string{shot(1)}}) // a write sees everything
		time.Sleep(2 * time.Second)
		if got := read(); got != "" {
			t.Errorf("later: %q", got)
		}
		r.must("DeletePerson", fields{"PersonId": "p"})
		time.Sleep(time.Second)
		if got := len(r.must("GetPersonBaseInfo", fields{"PersonId": "p"}).Response.FaceIds); got != 2 {
			t.Errorf("%d faces of a person who was there a while ago", got)
		}
		if got := r.state(); len(got.Persons) != 0 {
			t.Errorf("the state of the simulator lags as well: %+v", got)
		}
	})
}

func TestNoReadLagAfterRestart(t *testing.T) {
	path := t.TempDir() + "/state"
	r := newRig(t, Options{State: path}).group()
	r.person("p", shot(0))
	r.close()
	newRig(t, Options{State: path, ReadLag: time.Hour}).must("GetPersonBaseInfo", fields{"PersonId": "p"})
}

func TestGroupBeingDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: time.Second}).group()
		r.must("CreateGroup", fields{"GroupId": "away", "GroupName": "away"})
		var deletion sync.WaitGroup
		deletion.Go(func() { r.must("DeleteGroup", fields{"GroupId": "staff"}) })
		time.Sleep(500 * time.Millisecond)
		enroll := fields{"GroupId": "staff", "PersonId": "p", "PersonName": "p", "Image": shot(0)}
		for name, c := range map[string]struct{ got, want string }{
			"enrolling into it":     {r.call("CreatePerson", enroll).code(), "FailedOperation.GroupInDeletedState"},
			"deleting it again":     {r.call("DeleteGroup", fields{"GroupId": "staff"}).code(), "FailedOperation.GroupInDeletedState"},
			"enrolling into others": {r.call("CreatePerson", enroll.with("GroupId", "away")).code(), ""},
		} {
			if c.got != c.want {
				t.Errorf("%s: code %q, want %q", name, c.got, c.want)
			}
		}
		deletion.Wait()
		if got := r.call("CreatePerson", enroll.with("PersonId", "q")).code(); got != "InvalidParameterValue.GroupIdNotExist" {
			t.Errorf("afterwards: code %q", got)
		}
	})
}
