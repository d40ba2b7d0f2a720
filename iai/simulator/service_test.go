package simulator

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// These tests run in a synctest bubble, where time passes only while all goroutines are blocked.

func TestOverlappingCalls(t *testing.T) {
	const conflict, concurrent = "FailedOperation.ConflictOperation", "FailedOperation.CreateFaceConcurrent"
	face := func(id string) fields { return fields{"PersonId": id, "Images": []string{shot(9)}} }
	for name, c := range map[string]struct {
		scope         string
		first, second string
		a, b          fields
		want          string
	}{
		"two writes on one person":                   {"off", "CreateFace", "CreateFace", face("p"), face("p"), conflict},
		"a read beside a write on one person":        {"off", "CreateFace", "GetPersonBaseInfo", face("p"), fields{"PersonId": "p"}, conflict},
		"a write beside a read on one person":        {"off", "GetPersonBaseInfo", "CreateFace", fields{"PersonId": "p"}, face("p"), conflict},
		"a write beside the write on one person":     {"account", "CreateFace", "CreateFace", face("p"), face("p"), conflict},
		"two persons":                                {"off", "CreateFace", "CreateFace", face("p"), face("q"), ""},
		"two persons, by person":                     {"person", "CreateFace", "CreateFace", face("p"), face("q"), ""},
		"two persons of one group, by group":         {"group", "CreateFace", "CreateFace", face("p"), face("q"), concurrent},
		"two persons of two groups, by group":        {"group", "CreateFace", "CreateFace", face("p"), face("far"), ""},
		"somebody new in the same group, by group":   {"group", "CreateFace", "CreatePerson", face("p"), fields{"GroupId": "staff", "PersonId": "n", "PersonName": "n", "Image": shot(8)}, concurrent},
		"two persons of two groups, by account":      {"account", "CreateFace", "CreateFace", face("p"), face("far"), concurrent},
		"taking away is a write too":                 {"account", "CreateFace", "DeleteFace", face("p"), fields{"PersonId": "q", "FaceIds": []string{"1"}}, concurrent},
		"reading is no write":                        {"account", "CreateFace", "GetPersonBaseInfo", face("p"), fields{"PersonId": "q"}, ""},
		"a list is on no person":                     {"account", "CreateFace", "GetPersonList", face("p"), fields{"GroupId": "staff"}, ""},
		"two lists":                                  {"account", "GetPersonList", "GetPersonList", fields{"GroupId": "staff"}, fields{"GroupId": "staff"}, ""},
		"a person who does not exist is one as well": {"off", "GetPersonBaseInfo", "GetPersonBaseInfo", fields{"PersonId": "x"}, fields{"PersonId": "x"}, conflict},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, Options{Latency: time.Second, Scope: c.scope}).group()
				r.must("CreateGroup", fields{"GroupId": "away", "GroupName": "away"})
				r.person("p", shot(0))
				r.person("q", shot(1))
				r.must("CreatePerson", fields{"GroupId": "away", "PersonId": "far", "PersonName": "far", "Image": shot(2)})
				var calls sync.WaitGroup
				calls.Go(func() {
					if got := r.call(c.first, c.a).code(); got == conflict || got == concurrent {
						t.Errorf("the first: code %q", got)
					}
				})
				time.Sleep(500 * time.Millisecond)
				sent := time.Now()
				if got := r.call(c.second, c.b).code(); got != c.want {
					t.Errorf("the second: code %q, want %q", got, c.want)
				}
				if waited := time.Since(sent); c.want != "" && waited != 0 {
					t.Errorf("the refusal took %v", waited)
				}
				calls.Wait()
				if got := r.call(c.second, c.b).code(); got == conflict || got == concurrent {
					t.Errorf("afterwards: code %q", got)
				}
				stats := r.stats()
				if want := one(c.want == conflict); stats.Overlaps != want {
					t.Errorf("%d overlaps, want %d", stats.Overlaps, want)
				}
				if want := 1 + one(c.want == ""); stats.Parallel != want {
					t.Errorf("%d in parallel, want %d", stats.Parallel, want)
				}
			})
		})
	}
}

func TestLatencyIsBeforeApplication(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: time.Second})
		go r.group()
		time.Sleep(999 * time.Millisecond)
		if len(r.state().Groups) != 0 {
			t.Error("applied before its time")
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if len(r.state().Groups) != 1 {
			t.Error("not applied at its time")
		}
		if last := r.last(); last.Answered.Sub(last.Arrived) != time.Second {
			t.Errorf("%+v", last)
		}
	})
}

// The time that a body takes to arrive is part of the latency, not added to it.
func TestLatencyCountsFromArrival(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: time.Second})
		req := signed(t, "GetGroupList", fields{})
		req.Body = io.NopCloser(slowly{req.Body})
		r.send(req)
		if last := r.last(); last.Answered.Sub(last.Arrived) != time.Second {
			t.Errorf("%+v", last)
		}
	})
}

type slowly struct{ io.Reader }

func (s slowly) Read(p []byte) (int, error) {
	time.Sleep(100 * time.Millisecond)
	return s.Reader.Read(p)
}

func TestDisconnectUndoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: time.Second})
		ctx, hangUp := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer hangUp()
		group := fields{"GroupId": "g", "GroupName": "g"}
		r.s.ServeHTTP(httptest.NewRecorder(), signed(t, "CreateGroup", group).WithContext(ctx))
		if last := r.last(); !last.Cut || !last.Applied || last.Answered.Sub(last.Arrived) != time.Second {
			t.Errorf("%+v, want it cut, applied, and as late as ever", last)
		}
		r.must("GetGroupInfo", fields{"GroupId": "g"})
		if r.last().Cut {
			t.Error("a client that stayed is not cut")
		}
	})
}

func TestCloseEndsWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: time.Hour})
		started := time.Now()
		var calls sync.WaitGroup
		calls.Go(func() { r.must("CreateGroup", fields{"GroupId": "g", "GroupName": "g"}) })
		synctest.Wait()
		if err := r.s.Close(); err != nil {
			t.Fatal(err)
		}
		if len(r.state().Groups) != 1 {
			t.Error("Close returned before the call in service was applied")
		}
		calls.Wait()
		if waited := time.Since(started); waited != 0 {
			t.Errorf("it took %v", waited)
		}
		w := httptest.NewRecorder()
		r.s.ServeHTTP(w, signed(t, "GetGroupList", fields{}))
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("a later call: status %d", w.Code)
		}
		if got := len(r.records()); got != 1 {
			t.Errorf("%d records, want 1: they can still be asked for", got)
		}
	})
}

func TestCloseEndsArrivalJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{ArrivalJitter: time.Hour})
		started := time.Now()
		var calls sync.WaitGroup
		calls.Go(func() { r.s.ServeHTTP(httptest.NewRecorder(), signed(t, "GetGroupList", fields{})) })
		synctest.Wait()
		r.s.Close()
		calls.Wait()
		if waited := time.Since(started); waited != 0 {
			t.Errorf("it took %v", waited)
		}
	})
}
