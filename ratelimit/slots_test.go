package ratelimit

import (
	"testing"
	"time"
)

// At a fast pace a late timer misses whole slots, which the burst makes up for.
func TestEvenSlotsMakeUpForLateTimers(t *testing.T) {
	const qps, seconds = 1000, 20
	s := newSimulation(Quota{QPS: qps}, counting("bucket", qps), 1)
	s.late = time.Second / qps // on average a whole slot
	s.run(seconds * time.Second)
	sum, n := s.between(0, seconds*time.Second)
	if used := float64(sum.passed) / float64(n*qps); used < 0.96 {
		t.Errorf("only %.4f of the quota used", used)
	}
}

// The limit is per second and not per slot, so a burst of calls must stay rare at slow paces.
func TestEvenSlotsHaveNoBurstAtSlowPace(t *testing.T) {
	for qps, want := range map[float64]int{1: 1, 50: 1, 249: 1, 250: 2, 500: 3, 1000: 5} {
		if got := burst(qps); got != want {
			t.Errorf("%v calls a second: a burst of %d, want %d", qps, got, want)
		}
	}
}
