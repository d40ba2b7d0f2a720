package ratelimit

import (
	"testing"
	"time"
)

func TestPeopleInFlightKeepUpRate(t *testing.T) {
	for _, c := range []struct {
		rate    float64
		latency time.Duration
		want    int
	}{
		{50, 300 * time.Millisecond, 27},
		{50, 0, 71},
		{5, 300 * time.Millisecond, 10},
		{0.01, 300 * time.Millisecond, 1}, // or a signature would expire at the gate
		{500, time.Second, 675},
		{500, 5 * time.Millisecond, 54},
	} {
		if got := peopleInFlight(c.rate, c.latency); got != c.want {
			t.Errorf("%v calls a second of %v each: %d, want %d", c.rate, c.latency, got, c.want)
		}
	}
}

func TestLatenciesP99IsOfLastCalls(t *testing.T) {
	var l latencies
	if got := l.p99(); got != 0 {
		t.Errorf("before the first call the 99th percentile is %v", got)
	}
	for i := range 1000 {
		l.add(time.Duration(i) * time.Millisecond)
	}
	if got := l.p99(); got != 996*time.Millisecond {
		t.Errorf("the 99th percentile of the last 256 is %v", got)
	}
}
