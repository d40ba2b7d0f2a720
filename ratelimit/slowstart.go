package ratelimit

import "time"

// ramp is the slow start: a pace that rises each second toward a quota that is not known.
type ramp struct {
	rate     float64 // calls a second
	interval interval
}

const (
	slowStartRate    = 5.0 // calls a second at first
	slowStartFactor  = 1.25
	slowStartMaxStep = 10.0 // calls a second more, each second
)

// next begins the next interval: faster if the rate of the last one was used.
func (r ramp) next(rate float64, now time.Time) ramp {
	if r.interval.used(rate) {
		r.rate = min(r.rate*slowStartFactor, r.rate+slowStartMaxStep)
	}
	r.interval = interval{began: now}
	return r
}

// interval counts the calls of one second.
type interval struct {
	began time.Time
	sent  int
}

func (i interval) over(now time.Time) bool { return now.Sub(i.began) >= time.Second }

// used reports whether enough calls were sent that only the rate held them back.
func (i interval) used(rate float64) bool { return float64(i.sent) >= 0.9*rate-1 }

func (p *pacer) startSlowStart(rate float64, now time.Time) {
	p.ramp = ramp{rate: rate, interval: interval{began: now}}
	p.enter(slowStart, now)
}

// advanceSlowStart raises the pace each second, up to a quota that was given.
func (p *pacer) advanceSlowStart(now time.Time) {
	if !p.ramp.interval.over(now) {
		return
	}
	p.ramp = p.ramp.next(p.rate(), now)
	if p.given.QPS > 0 && p.ramp.rate >= p.given.QPS {
		p.believe(p.given.QPS, now)
		return
	}
	p.setRate(now)
}
