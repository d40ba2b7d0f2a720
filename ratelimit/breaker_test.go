package ratelimit

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// In an outage of 90 s, of 200 callers only those in flight and the probes lose calls, and all go on after it.
func TestBreakerHoldsCallsBackDuringOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Breaker
		began := time.Now()
		down := func() bool { d := time.Since(began); return d > 10*time.Second && d < 100*time.Second }
		var mu sync.Mutex // guards lost and probes
		lost, probes, late := 0, 0, time.Duration(0)
		ctx, end := context.WithCancel(t.Context())
		var callers, prober sync.WaitGroup
		prober.Go(func() {
			for {
				if _, err := b.Due(ctx); err != nil {
					return
				}
				probes++
				time.Sleep(100 * time.Millisecond)
				b.Probed(!down())
			}
		})
		for range 200 {
			callers.Go(func() {
				for time.Since(began) < 5*time.Minute {
					permit, err := b.Wait(ctx, true)
					if err != nil {
						t.Error(err)
						return
					}
					time.Sleep(time.Second)
					mu.Lock()
					if down() {
						lost++
					} else if d := time.Since(began); late == 0 && d > 100*time.Second {
						late = d - 100*time.Second
					}
					mu.Unlock()
					if down() {
						permit.Completed(Failed)
					} else {
						permit.Completed(Fine)
					}
				}
			})
		}
		callers.Wait()
		end()
		prober.Wait()
		if lost > 200+failureThreshold+5 {
			t.Errorf("%d calls were lost", lost)
		}
		if probes < 3 || probes > 8 || late > time.Minute {
			t.Errorf("%d probes, calls went on %v after the end", probes, late)
		}
	})
}

func TestBreakerWaitsAreCancelable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Breaker
		b.For(1)
		for range minSilenceThreshold {
			permit, err := b.Wait(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			permit.Completed(Silent)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := b.Wait(ctx, false); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if _, err := b.Due(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}
