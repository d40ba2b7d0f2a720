package ratelimit

import (
	"context"
	"sync"
	"time"
)

// tokenBucket holds the retries that may go now: three at first, and a tenth of the pace from then
// on. It is filled by the pace and not by the calls made: people who all wait for a retry make no
// calls.
type tokenBucket struct {
	tokens float64
	at     time.Time // when tokens was right; zero: the bucket is new
}

const (
	retryShare    = 0.1
	initialTokens = 3
	retryBurst    = 100 // most tokens that a long time without retries saves up
)

// fill adds the tokens of the time since the last call, at a pace of calls a second.
func (b tokenBucket) fill(now time.Time, pace float64) tokenBucket {
	if b.at.IsZero() {
		return tokenBucket{tokens: initialTokens, at: now}
	}
	b.tokens = min(retryBurst, b.tokens+retryShare*pace*now.Sub(b.at).Seconds())
	b.at = now
	return b
}

// take takes a token, or returns the time until there is one.
func (b tokenBucket) take(pace float64) (after tokenBucket, wait time.Duration) {
	if b.tokens < 1 {
		return b, time.Duration((1-b.tokens)/(retryShare*max(pace, 0.01))*1e9) + 1
	}
	b.tokens--
	return b, 0
}

// Budget keeps retries a small share of all calls, so that a failing service does not get more calls
// because it fails. A retry that finds it empty waits, in order of arrival; none is given up.
//
// It is not a [golang.org/x/time/rate.Limiter], because the pace changes while nothing retries.
// A Limiter adds the tokens of the time before SetLimit at the old limit, so it would have to be
// told each change of pace; the bucket looks at the pace only when a retry comes, and adds by that.
type Budget struct {
	gate *Gate
	head chan struct{} // holds one token, of the retry that waits for the bucket; the others wait to send theirs

	mu     sync.Mutex // guards the field below
	bucket tokenBucket
}

// NewBudget returns a budget that follows a gate's pace, from now on.
func NewBudget(g *Gate) *Budget {
	return &Budget{gate: g, head: make(chan struct{}, 1), bucket: tokenBucket{}.fill(time.Now(), 0)}
}

// Wait blocks until a retry may go. It returns ctx's error if that does not happen.
func (b *Budget) Wait(ctx context.Context) error {
	select {
	case b.head <- struct{}{}: // goroutines blocked in a send are served in order of arrival
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-b.head }()
	for {
		wait := b.take()
		if wait == 0 {
			return nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

func (b *Budget) take() (wait time.Duration) {
	pace := b.gate.Stats().Rate
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bucket, wait = b.bucket.fill(time.Now(), pace).take(pace)
	return wait
}
