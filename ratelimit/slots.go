package ratelimit

import (
	"time"

	"golang.org/x/time/rate"
)

// evenSlots spaces calls evenly, by a token bucket. The next slot is reserved ahead, so that a
// timer that fires late does not delay the slots behind it.
type evenSlots struct {
	limiter  *rate.Limiter
	reserved *rate.Reservation // the next slot; nil: none is reserved
	at       time.Time         // of the reserved slot
}

func newEvenSlots() evenSlots { return evenSlots{limiter: rate.NewLimiter(1, 1)} }

// burst is the size of the bucket: a slot that was missed by a few milliseconds is made up for
// where the next one comes as soon, so that a late timer costs no quota. It is 1 below 250 calls a
// second.
func burst(qps float64) int { return 1 + int(qps/250) }

func (s *evenSlots) rate() float64 { return float64(s.limiter.Limit()) }

// setRate changes the pace, and with it the size of the bucket.
func (s *evenSlots) setRate(qps float64, now time.Time) {
	if s.reserved != nil { // at another pace
		s.reserved.CancelAt(now)
		s.reserved = nil
	}
	s.limiter.SetLimitAt(now, rate.Limit(qps))
	s.limiter.SetBurstAt(now, burst(qps))
}

// next is when the next call may be sent; it may be past.
func (s *evenSlots) next(now time.Time) time.Time {
	if s.reserved == nil {
		s.reserved = s.limiter.ReserveN(now, 1)
		s.at = now.Add(s.reserved.DelayFrom(now))
	}
	return s.at
}

// take uses the next slot up.
func (s *evenSlots) take() { s.reserved = nil }
