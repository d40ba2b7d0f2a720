package ratelimit

import (
	"math"
	"time"
)

// headroom is the share of the quota that is left unused, because calls that are sent evenly do
// not arrive evenly. A refusal widens it, the more the sooner it comes after the one before; calls
// without refusals narrow it. It settles where about one call in 4,000 is refused, whatever the
// quota and the jitter. A simpler rule was tried: half as much again at a refusal, 10 % at most, and
// narrower with each minute. In the worlds of pacer_test.go that is too wide for 50 calls a second,
// and for 5 both too slow and not wide enough (docs/pacing.md, "Margin").
//
// The zero value is not usable: see newHeadroom.
type headroom struct {
	share     float64
	calls     int       // since it was last widened
	clean     int       // since the last refusal, or since it was last narrowed
	widenedAt time.Time // last; zero: never
	changedAt time.Time // when it was last widened or narrowed
}

const (
	initialHeadroom = 0.02 // keeps refusals under 0.05 % at 5 ms of jitter (docs/pacing.md, "Margin")
	minHeadroom     = 0.008
	maxHeadroom     = 0.30 // needed for 50 ms of jitter at 5 calls a second

	// oneWindow is the time within which refusals are of one window of the service.
	oneWindow = 1200 * time.Millisecond

	callsPerRefusal  = 4000 // a refusal after more calls widens it by least
	narrowAfterCalls = 1000 // without a refusal, if they took as long as narrowAfter
	narrowAfter      = 20 * time.Second
	narrowFactor     = 0.93
)

func newHeadroom(now time.Time) headroom { return headroom{share: initialHeadroom, changedAt: now} }

// onSend counts a call, and narrows the headroom after enough calls without a refusal.
func (h headroom) onSend(now time.Time) headroom {
	h.calls++
	h.clean++
	if h.clean >= narrowAfterCalls && now.Sub(h.changedAt) >= narrowAfter {
		h.share = max(minHeadroom, h.share*narrowFactor)
		h.clean, h.changedAt = 0, now
	}
	return h
}

// onRefusal widens the headroom, once for all refusals of a window.
func (h headroom) onRefusal(now time.Time) headroom {
	h.clean = 0
	if !h.widenedAt.IsZero() && now.Sub(h.widenedAt) < oneWindow {
		return h
	}
	factor := math.Pow(callsPerRefusal/float64(max(1, h.calls)), 0.3)
	h.share = min(maxHeadroom, h.share*min(max(factor, 1.1), 3))
	h.calls, h.widenedAt, h.changedAt = 0, now, now
	return h
}
