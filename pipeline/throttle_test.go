package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
	"enroll.example/enroll/ratelimit"
	"enroll.example/enroll/verdict"
)

// breakdown is a service that does not answer for a while, from its nth call on.
type breakdown struct {
	from  int
	lasts time.Duration
	loss  fake.Loss
	calls int
	began time.Time
	lost  int
}

func (b *breakdown) fault(enrollment.Call, int) fake.Fault {
	if b.calls++; b.calls == b.from {
		b.began = time.Now()
	}
	if b.began.IsZero() || time.Since(b.began) > b.lasts {
		return fake.Fault{}
	}
	b.lost++
	return fake.Fault{Lose: b.loss}
}

// An outage costs a run its time and no one an attempt too many: it waits, asks now and then,
// and goes on.
func TestOutageIsWaitedFor(t *testing.T) {
	for name, loss := range map[string]fake.Loss{"calls are lost on the way": fake.Before, "answers are lost": fake.After, "nobody listens": fake.Unsent} {
		t.Run(name, func(t *testing.T) {
			down := &breakdown{from: 60, lasts: 4 * time.Minute, loss: loss}
			story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: down.fault}, func(t *testing.T, r *rig) {
				keys := r.people(100, 2)
				outcome, all := r.once()
				if outcome.Stop != Complete {
					t.Errorf("stopped by %q", outcome.Stop)
				}
				for name := range all {
					want(t, all, name, enrollment.StatusEnrolled, "")
				}
				if down.lost > 100 {
					t.Errorf("%d calls were made to a service that was down", down.lost)
				}
				if outcome.Waits.Outage < 4*time.Minute {
					t.Errorf("%v were waited for the service", outcome.Waits.Outage)
				}
				r.lawful(keys)
			})
		})
	}
}

func TestEndlessOutageEndsTheRun(t *testing.T) {
	down := &breakdown{from: 150, lasts: 24 * time.Hour, loss: fake.Before}
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: down.fault}, func(t *testing.T, r *rig) {
		r.people(400, 1)
		began := time.Now()
		outcome, all := r.once()
		if outcome.Stop != Outage {
			t.Errorf("stopped by %q", outcome.Stop)
		}
		if took := time.Since(began); took < outageMost || took > outageMost+2*time.Minute {
			t.Errorf("it was given up after %v", took)
		}
		if failed := having(all, enrollment.StatusFailed); failed > 5 {
			t.Errorf("%d people were given up, for an outage that was none of their business", failed)
		}
	})
}

// having counts the photos with an outcome.
func having(all map[string]verdict.Verdict, status enrollment.Status) (n int) {
	for _, v := range all {
		if v.Status == status {
			n++
		}
	}
	return n
}

// A third of all writes fail. People wait for their retries, and none fails for want of one.
func TestRetriesAreAShareOfCalls(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	failing := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson && n <= 3 && dice.IntN(3) == 0 {
			return fake.Fault{Lose: fake.Unsent}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: failing}, func(t *testing.T, r *rig) {
		r.people(300, 1)
		outcome, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		if outcome.Waits.Backoff < 20*time.Second {
			t.Errorf("only %v were waited for retries", outcome.Waits.Backoff)
		}
	})
}

// Forty people's first write is lost, and each waits ten seconds for it to settle. They leave
// their places to others meanwhile.
func TestWaitingPersonGivesUpThePlace(t *testing.T) {
	lost := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson && n == 1 && len(call.Person) == 2 {
			return fake.Fault{Lose: fake.Before}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: lost}, func(t *testing.T, r *rig) {
		r.qps = 50
		var rows []string
		for i := range 400 {
			id := fmt.Sprintf("person%d", i)
			if i%4 == 3 && i < 120 {
				id = fmt.Sprintf("%02d", i/4)
			}
			r.photo(id + ".jpg")
			rows = append(rows, fmt.Sprintf("%s,Name,,%s.jpg", id, id))
		}
		r.roster(rows...)
		r.config.Workers = -1 // as many as keep the pace up
		began := time.Now()
		_, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		calls := float64(len(r.service.Calls()))
		if took, ideal := time.Since(began).Seconds(), calls/49; took > 1.1*ideal+5 {
			t.Errorf("%v calls took %.1f s, and the quota allows %.1f s", calls, took, ideal)
		}
	})
}

// Someone's photo takes five seconds to be judged. Those who come after in the roster must
// wait with their claims, but those before, who were judged ahead, keep the calls busy.
func TestSlowPhotoDoesNotIdleTheQuota(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond}, func(t *testing.T, r *rig) {
		r.qps = 50
		r.people(700, 1)
		r.begin()
		defer r.close()
		p := r.under(t)
		g, ctx := errgroup.WithContext(t.Context())
		ordered, admitted := make(chan *candidate, p.ahead()), make(chan *candidate, p.ahead())
		people, err := p.Journal.People(ctx, p.Run.ID, -1, 1000)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		g.Go(func() error {
			defer close(ordered)
			for i, person := range people {
				e := &candidate{Person: person, ready: make(chan struct{})}
				if err := p.admission.inspect(ctx, e); err != nil {
					return err
				}
				ordered <- e
				if i == 600 {
					time.AfterFunc(5*time.Second, func() { close(e.ready) })
				} else {
					close(e.ready)
				}
			}
			return nil
		})
		g.Go(func() error { return p.Throttle.gate.Run(p.life.halted) })
		g.Go(func() error { return p.admitAll(ctx, ordered, admitted) })
		g.Go(func() error { defer p.life.halt(); return p.driveAll(ctx, admitted) })
		if err := g.Wait(); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("700 calls took %v, want 14.3 s", took)
		}
	})
}

// under is a run that is ready to be played part by part.
func (r *rig) under(t *testing.T) *run {
	t.Helper()
	c, photos := r.ready()
	t.Cleanup(func() { photos.Close() })
	p, err := start(t.Context(), t.Context(), c, running)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Only one face write at a time is borne, in the whole account. Everyone is enrolled.
func TestAccountWithOneFaceWriteAtATime(t *testing.T) {
	story(t, fake.Options{Latency: 300 * time.Millisecond, FaceWrites: 1}, func(t *testing.T, r *rig) {
		keys := r.people(60, 3)
		_, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		refused := 0
		for _, c := range r.service.Calls() {
			if c.Code == codes.CreateFaceConcurrent {
				refused++
			}
		}
		if refused > 40 {
			t.Errorf("%d of %d calls were refused", refused, len(r.service.Calls()))
		}
		r.lawful(keys)
	})
}

func TestWorkersLimitPeopleInFlight(t *testing.T) {
	story(t, fake.Options{Latency: time.Second}, func(t *testing.T, r *rig) {
		r.people(40, 1)
		r.config.Workers = 3
		r.once()
		if n := r.service.Parallel(); n != 3 {
			t.Errorf("%d calls were in service at once, want 3", n)
		}
	})
}

// A quota that no one knows is measured and remembered, and the next run begins there.
func TestUnknownQuotaIsMeasuredAndRemembered(t *testing.T) {
	var mu sync.Mutex // guards known
	var known ratelimit.Quota
	story(t, fake.Options{Latency: 100 * time.Millisecond, QPS: 20}, func(t *testing.T, r *rig) {
		r.qps = 0
		r.config.Workers = -1
		r.config.Remember = func(s ratelimit.Stats) error {
			mu.Lock()
			defer mu.Unlock()
			known = ratelimit.Quota{Known: s.Quota, Measured: s.Measured}
			return nil
		}
		keys := r.people(450, 1)
		outcome, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		if outcome.Quota != 20 || known.Known != 20 {
			t.Errorf("found %v and remembered %v, want 20", outcome.Quota, known.Known)
		}
		r.known = known
		before := len(r.service.Calls())
		keys = append(keys, r.more(100)...)
		r.once()
		for _, c := range r.service.Calls()[before:] {
			if c.Code != "" {
				t.Errorf("the second night: %s", c.Code)
			}
		}
		r.lawful(keys)
	})
}

func TestQuotaMeasuredDuringAWriteIsRemembered(t *testing.T) {
	var mu sync.Mutex // guards kept
	var kept []float64
	story(t, fake.Options{Latency: 100 * time.Millisecond, QPS: 20}, func(t *testing.T, r *rig) {
		r.qps = 0
		r.config.Workers = -1
		r.config.Remember = func(s ratelimit.Stats) error {
			mu.Lock()
			kept = append(kept, s.Quota)
			first := len(kept) == 1
			mu.Unlock()
			if first { // a slow disk
				r.service.SetQuota(10)
				time.Sleep(time.Minute)
			}
			return nil
		}
		r.people(1100, 1)
		if outcome, _ := r.once(); outcome.Quota != 10 || kept[len(kept)-1] != 10 {
			t.Errorf("found %v and remembered %v, want 10 last", outcome.Quota, kept)
		}
	})
}

// more replaces the roster by n new people.
func (r *rig) more(n int) (keys []string) {
	var rows []string
	for i := range n {
		name := fmt.Sprintf("new%d.jpg", i)
		keys = append(keys, r.photo(name))
		rows = append(rows, fmt.Sprintf("new%d,New%d,,%s", i, i, name))
	}
	r.roster(rows...)
	return keys
}

// What is drained in an outage does not wait for its end.
func TestDrainDuringOutage(t *testing.T) {
	down := &breakdown{from: 100, lasts: 24 * time.Hour, loss: fake.Unsent}
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: down.fault}, func(t *testing.T, r *rig) {
		r.people(400, 1)
		r.begin()
		drain, begin := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Minute, begin)
		began := time.Now()
		outcome, err := r.drive(t.Context(), drain)
		if err != nil || outcome.Stop != Drained {
			t.Errorf("%v, %v", outcome, err)
		}
		if took := time.Since(began); took > 121*time.Second {
			t.Errorf("it took %v", took-2*time.Minute)
		}
		r.publish()
	})
}

// Who returns from a wait finds a place, also where there is but one.
func TestSingleWorkerWaits(t *testing.T) {
	refusing := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson && n == 1 && call.Person != "p0" {
			return fake.Fault{Answer: codes.RequestLimitExceeded}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: refusing}, func(t *testing.T, r *rig) {
		r.people(6, 1)
		r.config.Workers = 1
		outcome, all := r.once()
		for name := range all {
			want(t, all, name, enrollment.StatusEnrolled, "")
		}
		if n := r.service.Parallel(); n != 1 {
			t.Errorf("%d calls were in service at once", n)
		}
		if w := outcome.Waits.Backoff; w < 5*time.Second || w > 6*time.Second+time.Second {
			t.Errorf("five refusals of a second each, and %v were waited", w)
		}
	})
}

// The service answers questions and fails at every write. That is an outage too.
func TestFailingWritesAreAnOutage(t *testing.T) {
	failing := func(call enrollment.Call, n int) fake.Fault {
		if call.Action.Write() && call.Person > "p2" {
			return fake.Fault{Answer: codes.ServerError}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: failing}, func(t *testing.T, r *rig) {
		r.people(400, 1)
		began := time.Now()
		outcome, all := r.once()
		if outcome.Stop != Outage || outcome.Code != codes.ServerError {
			t.Errorf("stopped by %q %s", outcome.Stop, outcome.Code)
		}
		if took := time.Since(began); took > outageMost+2*time.Minute {
			t.Errorf("it was given up after %v", took)
		}
		if failed := having(all, enrollment.StatusFailed); failed > 5 {
			t.Errorf("%d people were given up", failed)
		}
	})
}

// Every third row is poison: the service fails at it whenever it comes. The others are no worse
// off for it, and the poison fails by itself.
func TestPoisonRowIsNoOutage(t *testing.T) {
	poison := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson && len(call.Person) > 1 && call.Person[len(call.Person)-1]%3 == 0 {
			return fake.Fault{Answer: codes.ServerError}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: poison}, func(t *testing.T, r *rig) {
		r.people(200, 1)
		outcome, all := r.once()
		if outcome.Stop != Complete {
			t.Errorf("stopped by %q", outcome.Stop)
		}
		failed := having(all, enrollment.StatusFailed) + having(all, enrollment.StatusInDoubt)
		if n := failed + having(all, enrollment.StatusEnrolled); n != len(all) {
			t.Errorf("%d of %d photos are neither enrolled nor failed", len(all)-n, len(all))
		}
		if failed < 50 || failed > 80 {
			t.Errorf("%d rows failed", failed)
		}
	})
}

// A run of one person is worth waiting for, too.
func TestOutageIsWaitedForByFewPeople(t *testing.T) {
	for _, people := range []int{1, 3} {
		down := &breakdown{from: 3, lasts: 2 * time.Minute, loss: fake.Unsent}
		story(t, fake.Options{Latency: 300 * time.Millisecond, Faults: down.fault}, func(t *testing.T, r *rig) {
			r.people(people, 4)
			_, all := r.once()
			for name := range all {
				want(t, all, name, enrollment.StatusEnrolled, "")
			}
		})
	}
}
