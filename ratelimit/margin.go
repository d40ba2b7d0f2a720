package ratelimit

import (
	"math"
	"time"
)

// margin is the share of the quota that is left unused, because calls that leave evenly do
// not arrive evenly. A refusal widens it, the more the sooner it came after the one before;
// calls without refusals narrow it. It settles where about one call in 4,000 is refused,
// whatever the quota and the jitter. To widen it by half each time, to 10 % at most, and to narrow
// it by the minute is too wide for 50 calls a second, and too slow for 5 and not wide enough: that
// was played in every world of pacer_test.go (docs/pacing.md, "Margin").
//
// The zero value is not usable: see newMargin.
type margin struct {
	share   float64
	calls   int       // since it was last widened
	clean   int       // since the last refusal, or since it was last narrowed
	widened time.Time // when it was last widened
	changed time.Time // when it was last widened or narrowed
}

const (
	firstMargin = 0.02 // keeps refusals under 0.05 % at 5 ms of jitter (docs/pacing.md, "Margin")
	leastMargin = 0.008
	mostMargin  = 0.30 // what 50 ms of jitter take at 5 calls a second

	refusalsApart = 1200 * time.Millisecond // those within it are of one window

	callsARefusal = 4000 // a refusal after more widens it least
	cleanCalls    = 1000 // after which it narrows, if they took as long as
	cleanTime     = 20 * time.Second
	narrower      = 0.93
)

func newMargin(now time.Time) margin { return margin{share: firstMargin, changed: now} }

// sent counts a call, and narrows the margin when enough have gone well.
func (m margin) sent(now time.Time) margin {
	m.calls++
	m.clean++
	if m.clean >= cleanCalls && now.Sub(m.changed) >= cleanTime {
		m.share = max(leastMargin, m.share*narrower)
		m.clean, m.changed = 0, now
	}
	return m
}

// refused widens the margin, at most once for all refusals of a window.
func (m margin) refused(now time.Time) margin {
	m.clean = 0
	if !m.widened.IsZero() && now.Sub(m.widened) < refusalsApart {
		return m
	}
	wider := math.Pow(callsARefusal/float64(max(1, m.calls)), 0.3)
	m.share = min(mostMargin, m.share*min(max(wider, 1.1), 3))
	m.calls, m.widened, m.changed = 0, now, now
	return m
}
