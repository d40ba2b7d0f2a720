package ratelimit

import (
	"math"
	"time"
)

// estimate is what is believed of the quota.
type estimate struct {
	qps     float64   // 0: nothing is believed
	at      time.Time // when a measurement last confirmed it; zero: never
	lowered bool      // a higher quota was believed before
	highest float64   // the highest quota ever believed
}

// initialEstimate is what is believed before any call.
func initialEstimate(q Quota) estimate {
	e := estimate{qps: q.QPS, at: q.Measured}
	if q.QPS == 0 {
		e.qps, e.lowered = q.Known, q.Lowered
	}
	e.highest = e.qps
	return e
}

// confirmedBy reports whether a new value differs from the estimate by no more than noise.
func (e estimate) confirmedBy(qps float64) bool {
	return e.qps > 0 && math.Abs(qps-e.qps) <= 0.03*e.qps
}

// changeTo replaces the estimate by a different quota.
func (e estimate) changeTo(qps float64) estimate {
	e.lowered = qps < e.qps || e.lowered && qps < e.highest
	e.highest = max(e.highest, qps)
	e.qps = qps
	return e
}
