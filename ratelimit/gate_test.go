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

// open runs a gate inside the bubble until the test is over.
func open(t *testing.T, qps float64) *Gate {
	g := New(qps)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); g.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return g
}

func TestNoWindowSeesMoreThanTheQuota(t *testing.T) {
	for _, qps := range []int{5, 10, 50, 100, 500} {
		synctest.Test(t, func(t *testing.T) {
			g := open(t, float64(qps))
			var mu sync.Mutex // guards passes
			var passes []time.Time
			var wg sync.WaitGroup
			for range 20 * qps {
				wg.Go(func() {
					if err := g.Wait(t.Context(), 0); err != nil {
						t.Error(err)
					}
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
		})
	}
}

func TestTheMostUrgentGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(10)
		var mu sync.Mutex // guards order
		var order []int
		var wg sync.WaitGroup
		for i, urgency := range []int{0, 0, 1, 0, 2} {
			wg.Go(func() {
				g.Wait(t.Context(), urgency)
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

func TestWhoGivesUpTakesNoSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := open(t, 1)
		if err := g.Wait(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := g.Wait(ctx, 9); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		if err := g.Wait(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if got := g.Passed(); got != 2 {
			t.Errorf("%d passed, want 2", got)
		}
	})
}

func TestAClosedGateLetsNobodyThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New(1)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { g.Run(ctx) })
		if err := g.Wait(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			if err := g.Wait(t.Context(), 0); !errors.Is(err, ErrClosed) {
				t.Errorf("waiting while it closed: %v", err)
			}
		})
		synctest.Wait()
		cancel()
		wg.Wait()
		if err := g.Wait(t.Context(), 0); !errors.Is(err, ErrClosed) {
			t.Errorf("after it closed: %v", err)
		}
		if got := g.Passed(); got != 1 {
			t.Errorf("%d passed, want 1", got)
		}
	})
}
