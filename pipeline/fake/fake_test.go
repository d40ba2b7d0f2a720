package fake_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

func newcomer(id string) enrollment.Call {
	return enrollment.Call{
		Action: enrollment.CreatePerson, Person: id, Group: "staff", Name: id,
		Photos: photos(id + ".jpg"),
	}
}

func upload(id string, keys ...string) enrollment.Call {
	return enrollment.Call{Action: enrollment.CreateFace, Person: id, Photos: photos(keys...)}
}

func photos(keys ...string) (list []enrollment.Photo) {
	for _, key := range keys {
		list = append(list, enrollment.Photo{Key: key})
	}
	return list
}

func do(t *testing.T, s *fake.Service, call enrollment.Call) enrollment.Result {
	t.Helper()
	result, err := s.Do(t.Context(), call)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// once is a fault for the first call of an action.
func once(action enrollment.Action, fault fake.Fault) func(enrollment.Call, int) fake.Fault {
	return func(call enrollment.Call, n int) fake.Fault {
		if call.Action == action && n == 1 {
			return fault
		}
		return fake.Fault{}
	}
}

func TestFaults(t *testing.T) {
	gone := errors.New("the disk is gone")
	for name, c := range map[string]struct {
		fault  fake.Fault
		code   string
		unsent bool
		err    error
		landed int // photos of the two
		seen   int // uploads that reached the service
	}{
		"nothing is wrong":                       {fake.Fault{}, "", false, nil, 2, 1},
		"the run is over":                        {fake.Fault{Err: gone}, "", false, gone, 0, 0},
		"no connection":                          {fake.Fault{Lose: fake.Unsent}, codes.NetworkError, true, nil, 0, 0},
		"lost before it was applied":             {fake.Fault{Lose: fake.Before}, codes.NetworkError, false, nil, 0, 1},
		"lost after it was applied":              {fake.Fault{Lose: fake.After}, codes.NetworkError, false, nil, 2, 1},
		"lost when one of two photos had landed": {fake.Fault{Lose: fake.After, Half: 1}, codes.NetworkError, false, nil, 1, 1},
		"refused":                                {fake.Fault{Answer: codes.ServerError}, codes.ServerError, false, nil, 0, 1},
		"refused, and applied all the same":      {fake.Fault{Answer: codes.RequestTimeout, Apply: true}, codes.RequestTimeout, false, nil, 2, 1},
		"an answer that is none":                 {fake.Fault{Answer: codes.BadReply, Apply: true}, codes.BadReply, false, nil, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := fake.New(fake.Options{Groups: []string{"staff"}, Faults: once(enrollment.CreateFace, c.fault)})
			do(t, s, newcomer("ana"))
			r, err := s.Do(t.Context(), upload("ana", "x", "y"))
			if !errors.Is(err, c.err) || r.Code != c.code || r.Unsent != c.unsent {
				t.Errorf("code %q, unsent %v, error %v", r.Code, r.Unsent, err)
			}
			if landed := s.Enrolled("x") + s.Enrolled("y"); landed != c.landed {
				t.Errorf("%d photos landed, want %d", landed, c.landed)
			}
			if seen := len(s.Calls(enrollment.CreateFace)); seen != c.seen {
				t.Errorf("the service saw %d uploads, want %d", seen, c.seen)
			}
			if answered := c.err == nil && c.code != codes.NetworkError && c.code != codes.BadReply; answered != (r.RequestID != "") {
				t.Errorf("request id %q", r.RequestID)
			}
		})
	}
}

func TestRolledBackFaceLandedOnce(t *testing.T) {
	s := fake.New(fake.Options{Groups: []string{"staff"}})
	do(t, s, newcomer("ana"))
	added := do(t, s, upload("ana", "x"))
	do(t, s, enrollment.Call{Action: enrollment.DeleteFace, Person: "ana", FaceIDs: added.FaceIDs})
	do(t, s, upload("ana", "x"))
	if s.Enrolled("x") != 1 || s.Landed("x") != 2 {
		t.Errorf("enrolled %d, landed %d", s.Enrolled("x"), s.Landed("x"))
	}
}

func TestLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(fake.Options{Groups: []string{"staff"}, Latency: 300 * time.Millisecond, Skew: time.Hour})
		began := time.Now()
		r := do(t, s, newcomer("ana"))
		if took := time.Since(began); took != 300*time.Millisecond || r.Done.Sub(r.Sent) != took {
			t.Errorf("took %v, and says %v", took, r.Done.Sub(r.Sent))
		}
		p, _ := s.Person("ana")
		if !p.Created.Equal(r.Done.Add(time.Hour)) || r.Date.Before(p.Created.Truncate(time.Second)) {
			t.Errorf("created %v, date %v, done %v", p.Created, r.Date, r.Done)
		}
	})
}

func TestLostCallMayLandLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(fake.Options{
			Groups: []string{"staff"},
			Faults: once(enrollment.CreatePerson, fake.Fault{Lose: fake.After, Late: 4 * time.Second}),
		})
		look := enrollment.Call{Action: enrollment.GetPerson, Person: "ana"}
		do(t, s, newcomer("ana"))
		if r := do(t, s, look); r.Code != codes.ConflictOperation || s.Overlaps() != 1 {
			t.Errorf("while it is in service: %q, %d overlaps", r.Code, s.Overlaps())
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if r := do(t, s, look); r.Code != "" {
			t.Errorf("afterwards: %q", r.Code)
		}
	})
}

func TestCancelledCallerUndoesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(fake.Options{Groups: []string{"staff"}, Latency: time.Minute})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r, err := s.Do(ctx, newcomer("ana"))
		if err != nil || r.Code != codes.NetworkError || r.Unsent {
			t.Errorf("%+v, %v", r, err)
		}
		if r := do(t, s, enrollment.Call{Action: enrollment.GetPerson, Person: "ana"}); r.Code != codes.ConflictOperation {
			t.Errorf("while it is in service: %q", r.Code)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if _, ok := s.Person("ana"); !ok {
			t.Error("nobody was created")
		}
		if r, err := s.Do(ctx, newcomer("bo")); err != nil || r.Code != codes.RunNotAttempted || !r.Unsent {
			t.Errorf("a call that begins too late: %+v, %v", r, err)
		}
	})
}

func TestReadsLagBehindOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(fake.Options{Groups: []string{"staff"}, ReadLag: time.Second})
		do(t, s, newcomer("ana"))
		s.Alter("ana", func(p *fake.Person) { p.Faces = append(p.Faces, fake.Face{Key: "theirs"}) })
		s.Alter("nobody", func(p *fake.Person) { t.Error("nobody is altered") })
		p, _ := s.Person("ana")
		if len(p.Faces) != 2 || p.Faces[1].ID == "" {
			t.Fatalf("faces %v", p.Faces)
		}
		time.Sleep(time.Second)
		look := enrollment.Call{Action: enrollment.GetPerson, Person: "ana"}
		if r := do(t, s, look); !slices.Equal(r.FaceIDs, []string{p.Faces[0].ID, p.Faces[1].ID}) {
			t.Errorf("a second later: %v, want %v", r.FaceIDs, p.Faces)
		}
	})
}

func TestAllEntriesRefuse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(fake.Options{
			Groups: []string{"staff"}, Latency: time.Second, QPS: 4, FaceWrites: 2,
			Photos: map[string]fake.Photo{"other.jpg": {Changed: true}},
			Gate: func(_ context.Context, call enrollment.Call) (func(enrollment.Result), error) {
				if call.Person == "held" {
					return nil, errors.New("the run is ending")
				}
				return func(enrollment.Result) {}, nil
			},
		})
		var all []string
		var mu sync.Mutex // guards all
		var calls sync.WaitGroup
		for _, id := range []string{"held", "other", "a", "a", "b", "c", "d"} {
			calls.Go(func() {
				r := do(t, s, newcomer(id))
				mu.Lock()
				defer mu.Unlock()
				all = append(all, r.Code)
			})
		}
		calls.Wait()
		slices.Sort(all)
		counts := map[string]int{}
		for _, code := range all {
			counts[code]++
		}
		if counts[codes.RunNotAttempted] != 1 || counts[codes.PhotoChanged] != 1 || counts[codes.RequestLimitExceeded] != 1 || counts[""] != 2 {
			t.Errorf("codes %q", all)
		}
		if len(s.Calls()) != 5 || s.Parallel() != 2 {
			t.Errorf("%d calls, %d in parallel", len(s.Calls()), s.Parallel())
		}
	})
}
