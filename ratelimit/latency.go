package ratelimit

import (
	"math"
	"slices"
	"time"
)

// latencies holds the latencies of the last calls, from the gate to the answer.
type latencies struct {
	ring [256]time.Duration
	n    int // added so far
}

func (l *latencies) add(d time.Duration) {
	l.ring[l.n%len(l.ring)] = d
	l.n++
}

// p99 is the 99th percentile, or 0 before the first call.
func (l *latencies) p99() time.Duration {
	n := min(l.n, len(l.ring))
	if n == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(l.ring[:n]))
	return sorted[(n-1)*99/100]
}

// assumedLatency stands in until a latency was measured: the service takes 0.2 to 1 s
// (docs/service.md, "Protocol").
const assumedLatency = time.Second

// longestGateWait is how long a call may wait at the gate, in seconds, before its signature is too
// old: it holds for five minutes (docs/service.md, "Protocol").
const longestGateWait = 60

// peopleInFlight is how many people must be worked on to keep up a rate of calls a second: as many
// as there are calls in flight, a quarter more (docs/pacing.md, "Where the wait is"), and some whose
// photos are read and whose calls are signed meanwhile.
func peopleInFlight(rate float64, latency time.Duration) int {
	if latency == 0 {
		latency = assumedLatency
	}
	preparing := max(8, rate/10)
	return int(math.Ceil(min(1.25*rate*latency.Seconds()+preparing, max(1, longestGateWait*rate))))
}
