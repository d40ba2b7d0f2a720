package main

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// pace decides when a call may be sent. The time is passed in; it has no clock of its own.
type pace interface {
	// delay is called by one caller at a time, in order of arrival: 0 means that its call is sent now;
	// otherwise it asks again after this time.
	delay(now time.Time) time.Duration
	// observe records the result of a call, and returns how long its caller waits before it tries again;
	// refusals counts those of the same person in a row.
	observe(now time.Time, refusals int) time.Duration
}

// paceOf returns the pace of that name for a quota.
func paceOf(name string, qps float64, now time.Time) pace {
	switch name {
	case "burst":
		return burst{rate.NewLimiter(rate.Limit(qps), int(qps))}
	case "rclone":
		return newRclone()
	case "adaptive":
		return newAdaptive(now)
	}
	return plain{}
}

// plain lets every call be sent; a refused one waits for the next window.
type plain struct{}

func (plain) delay(time.Time) time.Duration { return 0 }

func (plain) observe(_ time.Time, refusals int) time.Duration {
	if refusals == 0 {
		return 0
	}
	return time.Second
}

// burst is a token bucket as large as the quota. A refused call takes a token again.
type burst struct{ limiter *rate.Limiter }

func (b burst) delay(now time.Time) time.Duration {
	if b.limiter.AllowN(now, 1) {
		return 0
	}
	missing := 1 - b.limiter.TokensAt(now)
	return time.Duration(math.Ceil(missing / float64(b.limiter.Limit()) * float64(time.Second)))
}

func (burst) observe(time.Time, int) time.Duration { return 0 }
