package ratelimit

import (
	"testing"
	"time"
)

func TestPacerLockedFillsWindows(t *testing.T) {
	forEachService(t, []string{"fixed"}, []int{20, 50, 100, 500}, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		s := newSimulation(Quota{QPS: float64(qps), Locked: true}, counting(kind, qps), 1)
		s.jitter = jitter
		end := span(10*time.Minute, qps) + 20*time.Second
		s.run(end)
		after, n := s.between(20*time.Second, end)
		used := float64(after.passed) / float64(n*qps)
		t.Logf("%.4f used, %d refused after calibration, guard %.2f, phase %d", used, after.refused, s.pacer.window.guard, s.pacer.phase)
		if jitter <= 15*time.Millisecond && (used < 0.995 || after.refused > 0) {
			t.Errorf("%.4f used, %d refused after calibration", used, after.refused)
		}
		if share := float64(after.refused) / float64(after.passed); share > 0.005 {
			t.Errorf("%.4f of all calls refused", share)
		}
	})
}

func TestPacerLockedFallsBackWithoutWindows(t *testing.T) {
	forEachService(t, []string{"sliding", "bucket"}, []int{50}, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		s := newSimulation(Quota{QPS: float64(qps), Locked: true}, counting(kind, qps), 1)
		s.jitter = jitter
		end := span(20*time.Minute, qps) + time.Minute
		s.run(end)
		if s.pacer.phase != steady {
			t.Errorf("the phase is %d", s.pacer.phase)
		}
		after, _ := s.between(time.Minute, end)
		t.Logf("%d of %d refused", after.refused, after.passed+after.refused)
	})
}

// A share too small to find windows with is used evenly.
func TestPacerLockedKeepsToShare(t *testing.T) {
	for share, most := range map[float64]float64{0.01: 0.6, 0.04: 2.1, 0.58: 29} {
		s := newSimulation(Quota{QPS: 50, Share: share, Locked: true}, counting("fixed", 50), 1)
		s.run(2 * time.Minute)
		if sum, n := s.between(time.Minute, 2*time.Minute); float64(sum.passed) > most*float64(n)+1 || sum.refused > 0 {
			t.Errorf("a share of %v: %d calls in %d seconds, %d refused", share, sum.passed, n, sum.refused)
		}
	}
}

func TestPacerLockedFindsRaisedQuota(t *testing.T) {
	s := newSimulation(Quota{Known: 20, Measured: time.Unix(1_700_000_000, 0), Locked: true}, nil, 1)
	s.quota = &changing{counting("fixed", 20), counting("fixed", 40), s.now.Add(time.Minute)}
	s.run(70 * time.Minute)
	if s.pacer.believed.qps != 40 || s.pacer.phase != locked {
		t.Errorf("believes %v in phase %d, want 40 locked", s.pacer.believed.qps, s.pacer.phase)
	}
}

// After a time without calls, the rest of a window's quota does not go all at once.
func TestWindowSpreadsLateCalls(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	w := newWindow(start, 0, 100)
	now, n := start.Add(700*time.Millisecond), 0
	for end := now.Add(50 * time.Millisecond); now.Before(end); n++ {
		w = w.onSend(now)
		now = later(now, w.next(now))
	}
	if n > 35 {
		t.Errorf("%d of 100 calls were sent within 50 ms", n)
	}
}

func TestWindowWidensGuardOncePerWindow(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	w := newWindow(start, 0, 50).onRefusal(start).onRefusal(start.Add(oneWindow - 1))
	if w.guard != initialGuard+guardStep {
		t.Errorf("after two refusals of a window the guard is %v", w.guard)
	}
	if w = w.onRefusal(start.Add(oneWindow)); w.guard <= initialGuard+guardStep {
		t.Errorf("after a refusal of the next window the guard is %v", w.guard)
	}
}
