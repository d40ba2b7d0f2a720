package contract

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// trouble is what goes wrong in a test: with the first call of an action, or at the gate.
type trouble struct {
	action enrollment.Action
	lose   string // "before" or "after" it was applied
	answer string // a code instead of the reply
	apply  bool   // the call is applied nevertheless
	half   int    // only this many photos are applied
	delay  time.Duration

	every bool   // with all calls on persons, not the first of an action
	held  string // calls on this person do not pass the gate
	qps   int    // the service's quota
}

var errHeld = errors.New("the run is ending")

func (x trouble) gate(_ context.Context, call enrollment.Call) (func(enrollment.Result), error) {
	if x.held != "" && call.Person == x.held {
		return nil, errHeld
	}
	return func(enrollment.Result) {}, nil
}

// api is the interface under test.
type api interface {
	Do(context.Context, enrollment.Call) (enrollment.Result, error)
}

type opener = func(*testing.T, trouble) *stage

// services opens a new, empty service of each kind.
var services = map[string]opener{
	"iai over the simulator": openService,
	"the fake":               openFake,
}

// stage is a service under test, and the state of the test.
type stage struct {
	api
	t       *testing.T
	faces   []string // in order of appearance: the first is #1
	noticed func()   // returns once the service has noticed that a client has disconnected, if it notices such
	later   func()   // ends the calls in service that take an hour
}

func (s *stage) play(steps []step) {
	s.t.Helper()
	for i, step := range steps {
		result := s.do(step.call)
		if got := s.summary(step.call, result); got != step.want {
			s.t.Fatalf("step %d, %s: %q, want %q", i+1, step.call.Action, got, step.want)
		}
	}
}

func (s *stage) do(call enrollment.Call) enrollment.Result {
	s.t.Helper()
	call.FaceIDs = s.real(call.FaceIDs)
	began := time.Now()
	result, err := s.Do(s.t.Context(), call)
	if err != nil {
		s.t.Fatal(err)
	}
	s.check(result, began)
	return result
}

// real turns "#2" into the second face ID of the test.
func (s *stage) real(names []string) (ids []string) {
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(name, "#%d", &n); err == nil {
			name = s.faces[n-1]
		}
		ids = append(ids, name)
	}
	return ids
}

// check checks what holds for every result.
func (s *stage) check(r enrollment.Result, began time.Time) {
	s.t.Helper()
	ours := r.Code == codes.RunNotAttempted || r.Code == codes.PhotoChanged
	answered := !ours && r.Code != codes.NetworkError
	if answered != (r.RequestID != "") {
		s.t.Errorf("code %q with request id %q", r.Code, r.RequestID)
	}
	if answered && (r.Date.Before(began.Add(-time.Second)) || r.Date.After(time.Now())) {
		s.t.Errorf("the service's clock says %v", r.Date)
	}
	if r.Unsent != ours {
		s.t.Errorf("code %q, unsent %v", r.Code, r.Unsent)
	}
	if sent := r.Sent; sent.IsZero() != ours || !ours && sent.Before(began) || r.Done.Before(sent) || r.Done.Before(began) {
		s.t.Errorf("began %v, sent %v, done %v", began, r.Sent, r.Done)
	}
	for _, l := range r.Persons {
		if age := time.Since(l.Created); age < 0 || age > time.Minute || l.Created.Nanosecond()%1e6 != 0 {
			s.t.Errorf("%s was created %v", l.Person, l.Created)
		}
	}
}

// summary returns the part of a result that its call is about: the code; else names and faces.
func (s *stage) summary(call enrollment.Call, r enrollment.Result) string {
	s.t.Helper()
	if r.Code != "" {
		return words(r.Code, strings.Join(r.Changed, " "))
	}
	switch call.Action {
	case enrollment.CreateGroup:
		return "done"
	case enrollment.CreatePerson:
		if r.SimilarPersonID != "" {
			return words("like "+r.SimilarPersonID, r.FaceID)
		}
		return s.number(r.FaceID)
	case enrollment.CreateFace:
		return words(fmt.Sprint(r.RetCodes), s.number(r.FaceIDs...))
	case enrollment.ListPersons:
		var all []string
		for _, l := range r.Persons {
			all = append(all, words(l.Person+":", l.Name, s.number(l.FaceIDs...)))
		}
		return strings.Join(append(all, fmt.Sprintf("of %d", r.Total)), ", ")
	}
	return words(r.Name, s.number(r.FaceIDs...))
}

func words(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), " ")
}

// number replaces face IDs by their numbers in the test.
func (s *stage) number(ids ...string) string {
	s.t.Helper()
	var all []string
	for _, id := range ids {
		if len(id) != 19 || strings.Trim(id, "0123456789") != "" {
			s.t.Errorf("face id %q", id)
		}
		at := slices.Index(s.faces, id)
		if at < 0 {
			at = len(s.faces)
			s.faces = append(s.faces, id)
		}
		all = append(all, fmt.Sprintf("#%d", at+1))
	}
	return strings.Join(all, " ")
}

// Of two concurrent calls on one person, the later one is refused. A refusal while the other calls
// have no reply shows that those are in service, however long they took to get there.
func TestOverlappingCalls(t *testing.T) {
	slowly(t, func(t *testing.T, open opener) {
		s := open(t, trouble{every: true, delay: time.Hour})
		s.play([]step{{group, "done"}})
		seen := s.begin(t.Context(), create("ana", "ana-1"), create("ana", "ana-2"), create("bo", "bo-1"), create("bo", "anybody"))
		for range 2 {
			if r := <-seen; r.Code != codes.ConflictOperation {
				t.Fatalf("beside a call on the same person: %+v", r)
			}
		}
		s.later()
		for range 2 {
			if r := <-seen; r.Code != "" {
				t.Errorf("the first call on a person: %+v", r)
			}
		}
	})
}

// slowly runs a test with calls that take an hour: with the fake in a synctest bubble.
func slowly(t *testing.T, story func(*testing.T, opener)) {
	t.Run("iai over the simulator", func(t *testing.T) { story(t, openService) })
	t.Run("the fake", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { story(t, openFake) })
	})
}

// begin makes calls concurrently; their results arrive as they end.
func (s *stage) begin(ctx context.Context, calls ...enrollment.Call) <-chan enrollment.Result {
	ended := make(chan enrollment.Result, len(calls))
	for _, call := range calls {
		go func() {
			began := time.Now()
			result, err := s.Do(ctx, call)
			if err != nil {
				s.t.Error(err)
			}
			s.check(result, began)
			ended <- result
		}()
	}
	return ended
}

func TestQuota(t *testing.T) {
	for service, open := range services {
		t.Run(service, func(t *testing.T) {
			s := open(t, trouble{qps: 1})
			seen := slices.Compact(s.together(slices.Repeat([]enrollment.Call{look}, 12)...))
			if want := []string{codes.GroupIDNotExist, codes.RequestLimitExceeded}; !slices.Equal(seen, want) {
				t.Errorf("codes %q", seen)
			}
		})
	}
}

// together makes calls concurrently and returns their codes, sorted.
func (s *stage) together(calls ...enrollment.Call) []string {
	seen := make([]string, len(calls))
	var all sync.WaitGroup
	for i, call := range calls {
		all.Go(func() { seen[i] = s.do(call).Code })
	}
	all.Wait()
	slices.Sort(seen)
	return seen
}

func TestLateCall(t *testing.T) {
	for service, open := range services {
		t.Run(service, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			s := open(t, trouble{})
			for _, call := range []enrollment.Call{group, create("ana", "ana-1")} {
				if r, err := s.Do(ctx, call); err != nil || r.Code != codes.RunNotAttempted || !r.Unsent {
					t.Errorf("%+v, error %v", r, err)
				}
			}
			s.play([]step{{look, codes.GroupIDNotExist}})
		})
	}
}

// A client that disconnects while a call is in service undoes nothing.
func TestDisconnect(t *testing.T) {
	slowly(t, func(t *testing.T, open opener) {
		s := open(t, trouble{every: true, delay: time.Hour})
		s.play([]step{{group, "done"}})
		ctx, goAway := context.WithCancel(t.Context())
		defer goAway()
		seen := s.begin(ctx, create("ana", "ana-1"), create("ana", "ana-1"))
		if r := <-seen; r.Code != codes.ConflictOperation {
			t.Fatalf("beside the call in service: %+v", r)
		}
		goAway()
		if r := <-seen; r.Code != codes.NetworkError || r.Unsent {
			t.Errorf("%+v", r)
		}
		s.noticed()
		s.later()
		s.play([]step{{read("ana"), "ana's name #1"}})
	})
}
