package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/ratelimit"
)

func TestCallBehindTheGateMeetsAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttle := NewThrottle(ratelimit.Quota{QPS: 50})
		ctx, end := context.WithCancel(t.Context())
		var g errgroup.Group
		g.Go(func() error { return throttle.gate.Run(ctx) })
		for range 1000 {
			if throttle.breaker.Down() {
				break
			}
			permit, err := throttle.breaker.Wait(ctx, true)
			if err != nil {
				t.Fatal(err)
			}
			permit.Completed(ratelimit.Silent)
		}
		if _, err := throttle.Pass(ctx, enrollment.Call{Action: enrollment.CreateFace, Person: "ana"}); !errors.Is(err, errDown) {
			t.Errorf("a call leaves in an outage: %v", err)
		}
		done, err := throttle.Pass(ctx, enrollment.Call{Action: enrollment.GetGroup, Probe: true})
		if err != nil {
			t.Fatalf("a probe does not: %v", err)
		}
		done(enrollment.Result{RequestID: "q"})
		end()
		g.Wait()
	})
}

func TestRefusedCallsGoFirst(t *testing.T) {
	first, again, more, probe := urgency(enrollment.Call{}), urgency(enrollment.Call{Try: 1}), urgency(enrollment.Call{Try: 7}), urgency(enrollment.Call{Probe: true})
	if again <= first || more != again || probe <= again {
		t.Errorf("new %d, refused once %d, refused often %d, a probe %d", first, again, more, probe)
	}
}

// paged is a service whose list has so many people, and says it has total. Between the first page and
// the second the list moves by shift.
type paged struct{ people, total, shift int }

func (s paged) Do(_ context.Context, call enrollment.Call) (enrollment.Result, error) {
	r := enrollment.Result{RequestID: "q", Total: s.total, Sent: time.Now(), Done: time.Now()}
	from := call.Offset
	if from > 0 {
		from += s.shift
	}
	for i := from; i < min(from+call.Limit, s.people); i++ {
		r.Persons = append(r.Persons, enrollment.Listed{Person: fmt.Sprint("p", i), Name: "Ana", FaceIDs: []string{"1"}})
	}
	return r, nil
}

func TestListIsSoundOnlyAsAWhole(t *testing.T) {
	for name, c := range map[string]struct {
		service paged
		want    bool
	}{
		"as it says":            {paged{people: 1500, total: 1500}, true},
		"more than it has":      {paged{people: 1500, total: 1501}, false},
		"people left meanwhile": {paged{people: 1500, total: 1500, shift: 1}, false},
	} {
		life := newLife(t.Context(), time.Time{})
		l := &lists{caller: &caller{api: c.service, life: life, health: &health{}, log: slog.New(slog.DiscardHandler)}}
		read, ok, err := l.readList(t.Context(), "staff", map[string]*candidate{"p1200": nil})
		if err != nil || !ok || read.sound != c.want {
			t.Errorf("%s: sound %t, read %t, %v", name, read.sound, ok, err)
		}
		if _, found := read.found["p1200"]; !found {
			t.Errorf("%s: a person on the second page is not found", name)
		}
		life.end()
	}
}

func TestPlacesGrowWhileTheQuotaIdles(t *testing.T) {
	s := newPlaces(2, 10)
	var taken []*place
	for range 2 {
		p, err := s.acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, p)
	}
	if n := s.grow(resizeEvery, 2); n != 3 {
		t.Errorf("all places are taken and the quota idled: %d places, want 3", n)
	}
	if n := s.grow(resizeEvery, 2); n != 3 {
		t.Errorf("the quota did not idle since: %d places, want 3", n)
	}
	taken[0].release()
	if n := s.grow(2*resizeEvery, 2); n != 2 {
		t.Errorf("a place is free: %d places, want 2", n)
	}
}
