package ratelimit

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// startGate runs a gate inside the bubble until the test ends.
func startGate(t *testing.T, q Quota) *Gate {
	g := New(q)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); g.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return g
}

// pass sends one call through the gate and reports its outcome after the time of service.
func pass(t *testing.T, g *Gate, call Call, served time.Duration, o Outcome) {
	p, err := g.Wait(t.Context(), call)
	if err != nil {
		t.Error(err)
		return
	}
	time.Sleep(served)
	p.Done(o)
}

func TestGateKeepsEveryWindowWithinQuota(t *testing.T) {
	for _, qps := range []int{5, 10, 50, 100, 500} {
		synctest.Test(t, func(t *testing.T) {
			g := startGate(t, Quota{QPS: float64(qps)})
			var mu sync.Mutex // guards passes
			var passes []time.Time
			var wg sync.WaitGroup
			for range 20 * qps {
				wg.Go(func() {
					p, err := g.Wait(t.Context(), Call{})
					if err != nil {
						t.Error(err)
						return
					}
					p.Done(Answered)
					mu.Lock()
					defer mu.Unlock()
					passes = append(passes, time.Now())
				})
			}
			wg.Wait()
			slices.SortFunc(passes, time.Time.Compare)
			for i := range passes[:len(passes)-qps] {
				if d := passes[i+qps].Sub(passes[i]); d < time.Second {
					t.Fatalf("%d calls a second: calls %d to %d within %v", qps, i, i+qps, d)
				}
			}
			took := passes[len(passes)-1].Sub(passes[0]).Seconds()
			if used := float64(len(passes)-1) / took / float64(qps); used < 0.975 {
				t.Errorf("%d calls a second: only %.3f of the quota used", qps, used)
			}
			if s := g.Stats(); s.Passed != 20*qps || s.ForConcurrency != 0 || s.ForQuota < time.Duration(qps)*time.Second {
				t.Errorf("%+v", s)
			}
		})
	}
}

func TestGateAdmitsMostUrgentFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(Quota{QPS: 10})
		var mu sync.Mutex // guards order
		var order []int
		var wg sync.WaitGroup
		for i, urgency := range []int{0, 0, 1, 0, 2} {
			wg.Go(func() {
				g.Wait(t.Context(), Call{Urgency: urgency, FaceWrite: i%2 == 0})
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			})
			synctest.Wait()
		}
		ctx, cancel := context.WithCancel(t.Context())
		wg2 := sync.WaitGroup{}
		wg2.Go(func() { g.Run(ctx) })
		wg.Wait()
		cancel()
		wg2.Wait()
		if want := []int{4, 2, 0, 1, 3}; !slices.Equal(order, want) {
			t.Errorf("order %v, want %v", order, want)
		}
	})
}

func TestGateCanceledWaitTakesNoSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGate(t, Quota{QPS: 1})
		pass(t, g, Call{}, 0, Answered)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, err := g.Wait(ctx, Call{Urgency: 9}); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		pass(t, g, Call{}, 0, Answered)
		if got := g.Stats().Passed; got != 2 {
			t.Errorf("%d passed, want 2", got)
		}
	})
}

func TestGateClosedAdmitsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(Quota{QPS: 1})
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { g.Run(ctx) })
		pass(t, g, Call{}, 0, Answered)
		for _, write := range []bool{true, false} {
			wg.Go(func() {
				if _, err := g.Wait(t.Context(), Call{FaceWrite: write}); !errors.Is(err, ErrClosed) {
					t.Errorf("waiting while it closed: %v", err)
				}
			})
		}
		synctest.Wait()
		cancel()
		wg.Wait()
		if _, err := g.Wait(t.Context(), Call{}); !errors.Is(err, ErrClosed) {
			t.Errorf("after it closed: %v", err)
		}
		if got := g.Stats().Passed; got != 1 {
			t.Errorf("%d passed, want 1", got)
		}
	})
}

// scope is a service that refuses a face write while too many others of its scope are in flight.
type scope struct {
	mu    sync.Mutex // guards busy
	busy  map[string]int
	limit int
}

func (s *scope) serve(of string, d time.Duration) Outcome {
	s.mu.Lock()
	if s.busy[of] >= s.limit {
		s.mu.Unlock()
		time.Sleep(d / 10)
		return ConcurrencyRefused
	}
	s.busy[of]++
	s.mu.Unlock()
	time.Sleep(d)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy[of]--
	return Answered
}

// Whatever the scope of the service's limit, all writes succeed, none is refused again and again,
// and the quota is used as far as the scope allows.
func TestGateServesWritesUnderAnyConcurrencyScope(t *testing.T) {
	for name, c := range map[string]struct {
		scopes, limit int
		atMost        time.Duration
	}{
		"account, one at a time": {1, 1, 200 * time.Second},
		"account, four":          {1, 4, 60 * time.Second},
		"ten groups, one each":   {10, 1, 120 * time.Second},
		"no limit":               {1, 1000, 15 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := startGate(t, Quota{QPS: 50})
				s := &scope{busy: map[string]int{}, limit: c.limit}
				var wg sync.WaitGroup
				var mu sync.Mutex // guards worst and refused
				worst, refused := 0, 0
				people := make(chan int)
				for range 40 {
					wg.Go(func() {
						for n := range people {
							tries := 0
							for {
								p, err := g.Wait(t.Context(), Call{Urgency: min(tries, 1), FaceWrite: true})
								if err != nil {
									t.Error(err)
									return
								}
								o := s.serve(string(rune('a'+n%c.scopes)), 300*time.Millisecond)
								p.Done(o)
								if o == Answered {
									break
								}
								tries++
								time.Sleep(250 * time.Millisecond)
							}
							mu.Lock()
							worst, refused = max(worst, tries), refused+tries
							mu.Unlock()
						}
					})
				}
				began := time.Now()
				for n := range 500 {
					people <- n
				}
				close(people)
				wg.Wait()
				took := time.Since(began)
				t.Logf("%v, %d refused, one of them %d times, limit %d", took, refused, worst, g.Stats().ConcurrencyLimit)
				if took > c.atMost {
					t.Errorf("it took %v", took)
				}
				if worst > 15 || refused > 100 {
					t.Errorf("%d refused, one of them %d times", refused, worst)
				}
			})
		})
	}
}

func TestGateConcurrencyLimitDelaysWritesOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := startGate(t, Quota{QPS: 50})
		var wg sync.WaitGroup
		wg.Go(func() { pass(t, g, Call{FaceWrite: true}, 100*time.Millisecond, ConcurrencyRefused) })
		synctest.Wait()
		time.Sleep(200 * time.Millisecond)
		began := time.Now()
		for range 3 { // one at a time now
			wg.Go(func() { pass(t, g, Call{FaceWrite: true}, 5*time.Second, Answered) })
		}
		time.Sleep(100 * time.Millisecond)
		pass(t, g, Call{}, 0, Answered)
		if took := time.Since(began); took > 200*time.Millisecond {
			t.Errorf("a read waited %v", took)
		}
		wg.Wait()
		if took := time.Since(began); took < 15*time.Second {
			t.Errorf("three writes took %v together", took)
		}
		if s := g.Stats(); s.ForConcurrency < 14*time.Second || s.ForQuota > time.Second {
			t.Errorf("waited %v for other writes and %v for the quota", s.ForConcurrency, s.ForQuota)
		}
	})
}
