package ratelimit

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestTokenBucketTake(t *testing.T) {
	at := time.Unix(1_700_000_000, 0)
	for name, c := range map[string]struct {
		bucket tokenBucket
		pace   float64
		tokens float64
		wait   time.Duration
	}{
		"new":                     {tokenBucket{}, 50, 2, 0},
		"the last initial token":  {tokenBucket{1, at}, 50, 0, 0},
		"empty a second ago":      {tokenBucket{0, at.Add(-time.Second)}, 50, 4, 0},
		"empty, at a slow pace":   {tokenBucket{0, at.Add(-time.Second)}, 5, 0.5, time.Second + 1},
		"an hour without retries": {tokenBucket{3, at.Add(-time.Hour)}, 50, retryBurst - 1, 0},
		"empty, at no pace":       {tokenBucket{0, at}, 0, 0, 1000*time.Second + 1},
	} {
		after, wait := c.bucket.fill(at, c.pace).take(c.pace)
		if after.tokens != c.tokens || wait != c.wait {
			t.Errorf("%s: %v tokens, wait %v; want %v and %v", name, after.tokens, wait, c.tokens, c.wait)
		}
	}
}

// A thousand retries go at a tenth of the pace, in order of arrival, and all of them go.
func TestBudgetServesRetriesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(New(Quota{QPS: 50}))
		began := time.Now()
		var all sync.WaitGroup
		var mu sync.Mutex // guards order
		var order []int
		for i := range 1000 {
			all.Go(func() {
				if err := b.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			})
			synctest.Wait()
		}
		all.Wait()
		if took := time.Since(began); took < 190*time.Second || took > 210*time.Second {
			t.Errorf("they took %v, want about 1000 / (50 / 10) s", took)
		}
		for i := range order[3:] {
			if order[i] != i {
				t.Fatalf("retry %d went as number %d", order[i], i)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// The time before a change of pace is filled by the new pace: see Budget on rate.Limiter.
func TestTokenBucketFillsByPresentPace(t *testing.T) {
	at := time.Unix(1_700_000_000, 0)
	b := tokenBucket{}.fill(at, 500).fill(at.Add(2*time.Second), 5)
	if b.tokens != initialTokens+1 {
		t.Errorf("%v tokens, want %v", b.tokens, initialTokens+1)
	}
}
