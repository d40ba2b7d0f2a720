package main

import (
	"math"
	"math/rand/v2"
	"time"
)

// adaptive is the adaptive retry mode of the AWS SDKs (aws-sdk-go-v2, aws/retry). From the first
// refusal on, calls take tokens from a bucket. A refusal reduces its rate to a share of the measured
// rate; then it grows along a cubic curve: back to where it was refused, flat there, and beyond. It is
// at most twice the measured rate.
type adaptive struct {
	on     bool // a call was refused once
	rate   float64
	size   float64 // of the bucket
	tokens float64
	filled time.Time

	measured float64   // calls answered a second, smoothed
	answers  int       // since
	since    time.Time // a whole half second

	peak    float64 // the rate at the latest refusal
	refused time.Time
}

const (
	adaptiveBeta   = 0.7 // factor of the rate after a refusal
	adaptiveScale  = 0.4 // of the cubic curve
	adaptiveLeast  = 0.5 // calls a second
	adaptiveSmooth = 0.8 // weight of the newest measurement
	adaptiveHalf   = time.Second / 2
	adaptiveMost   = 20 * time.Second // a retry's wait
)

func newAdaptive(now time.Time) *adaptive {
	return &adaptive{rate: adaptiveLeast, size: 1, filled: now, since: now.Truncate(time.Second), refused: now}
}

func (a *adaptive) delay(now time.Time) time.Duration {
	if !a.on {
		return 0
	}
	a.fill(now)
	if a.tokens < 1 {
		return time.Duration(math.Ceil((1 - a.tokens) / a.rate * float64(time.Second)))
	}
	a.tokens--
	return 0
}

func (a *adaptive) observe(now time.Time, refusals int) time.Duration {
	a.measure(now)
	var next float64
	if refusals > 0 {
		a.peak = a.measured
		if a.on {
			a.peak = min(a.peak, a.rate)
		}
		a.on, a.refused = true, now
		next = adaptiveBeta * a.peak
	} else {
		next = a.cubic(now)
	}
	a.set(now, min(next, 2*a.measured))
	return backoff(refusals, rand.Float64())
}

// measure records a reply.
func (a *adaptive) measure(now time.Time) {
	a.answers++
	half := now.Truncate(adaptiveHalf)
	if !half.After(a.since) {
		return
	}
	current := float64(a.answers) / half.Sub(a.since).Seconds()
	a.measured = adaptiveSmooth*current + (1-adaptiveSmooth)*a.measured
	a.answers, a.since = 0, half
}

// cubic returns the current rate on the curve.
func (a *adaptive) cubic(now time.Time) float64 {
	plateau := math.Cbrt(a.peak * (1 - adaptiveBeta) / adaptiveScale) // seconds after a refusal
	return adaptiveScale*math.Pow(now.Sub(a.refused).Seconds()-plateau, 3) + a.peak
}

// set changes the rate, and with it the size of the bucket: one second's worth.
func (a *adaptive) set(now time.Time, rate float64) {
	a.fill(now)
	a.rate, a.size = max(rate, adaptiveLeast), max(rate, 1)
	a.tokens = min(a.tokens, a.size)
}

func (a *adaptive) fill(now time.Time) {
	a.tokens = min(a.size, a.tokens+a.rate*now.Sub(a.filled).Seconds())
	a.filled = now
}

// backoff is how long a refused call waits before it asks for a token: a random part (chance, from 0
// to 1) of a second, which doubles with each refusal.
func backoff(refusals int, chance float64) time.Duration {
	if refusals == 0 {
		return 0
	}
	return time.Duration(chance * float64(min(adaptiveMost, time.Second<<min(refusals-1, 5))))
}
