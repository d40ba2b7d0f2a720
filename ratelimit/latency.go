package ratelimit

import (
	"math"
	"slices"
	"time"
)

// latencies are those of the latest calls, from the gate to the answer.
type latencies struct {
	ring [256]time.Duration
	n    int // ever
}

func (l *latencies) add(d time.Duration) {
	l.ring[l.n%len(l.ring)] = d
	l.n++
}

// tail is the 99th percentile; 0 before there is any.
func (l *latencies) tail() time.Duration {
	n := min(l.n, len(l.ring))
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(l.ring[:n]))
	return sorted[(n-1)*99/100]
}

// What is assumed of a call's latency until some were measured: the service takes 0.2 to 1 s
// (docs/service.md, "Protocol").
const assumedLatency = time.Second

// longestTurn is how long somebody may stand at the gate, in seconds, before the signature is too
// old: it holds for five minutes (docs/service.md, "Protocol").
const longestTurn = 60

// inFlight is how many people keep a pace up: as many as there are calls in service at once,
// a quarter more (docs/pacing.md, "Where the wait is"), and some who read and sign meanwhile.
func inFlight(rate float64, latency time.Duration) int {
	if latency == 0 {
		latency = assumedLatency
	}
	preparing := max(8, rate/10)
	return int(math.Ceil(min(1.25*rate*latency.Seconds()+preparing, max(1, longestTurn*rate))))
}
