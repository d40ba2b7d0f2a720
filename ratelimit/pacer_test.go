package ratelimit

import (
	"flag"
	"fmt"
	"math"
	"testing"
	"time"
)

// forEachService runs a test against services with each kind of window, jitter and quota.
func forEachService(t *testing.T, kinds []string, quotas []int, test func(t *testing.T, kind string, jitter time.Duration, qps int)) {
	for _, kind := range kinds {
		for _, jitter := range []time.Duration{0, 5 * time.Millisecond, 15 * time.Millisecond, 50 * time.Millisecond} {
			for _, qps := range quotas {
				t.Run(fmt.Sprintf("%s %v %d", kind, jitter, qps), func(t *testing.T) {
					t.Parallel()
					test(t, kind, jitter, qps)
				})
			}
		}
	}
}

var (
	kinds  = []string{"fixed", "sliding", "bucket"}
	quotas = []int{5, 10, 20, 50, 100, 500}
)

// long is for simulations of full length. Otherwise each has few enough calls that the race detector
// is done with all of them in seconds.
var long = flag.Bool("long", false, "run every simulation to its end")

const fewCalls = 8000

// span is how long a simulation runs.
func span(d time.Duration, qps int) time.Duration {
	if *long {
		return d
	}
	return min(d, time.Duration(fewCalls/qps)*time.Second).Truncate(time.Second)
}

// docs/pacing.md, "How to know": refused at most 0.05 %, or 2, in 20 minutes. At 5 calls a second the
// third is 0.053 %; here one more is let pass.
func TestPacerSmoothUsesQuotaAlmostWithoutRefusals(t *testing.T) {
	forEachService(t, kinds, quotas, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		s := newSimulation(Quota{QPS: float64(qps)}, counting(kind, qps), 1)
		s.jitter = jitter
		learning := span(time.Minute, 4*qps)
		end := span(20*time.Minute, qps) + learning
		s.run(end)
		all, n := s.between(learning, end)
		share := float64(all.refused) / float64(all.refused+all.passed)
		used := float64(all.passed) / float64(n*qps)
		t.Logf("%.3f used, %d refused (%.4f %%), headroom %.4f", used, all.refused, 100*share, s.pacer.headroom.share)
		if jitter <= 5*time.Millisecond && kind != "sliding" && used < 0.96 {
			t.Errorf("only %.3f of the quota was used", used)
		}
		if all.refused > max(3, 1+(all.refused+all.passed)/2000) {
			t.Errorf("%d of %d calls were refused (%.3f %%)", all.refused, all.refused+all.passed, 100*share)
		}
	})
}

func TestPacerMeasuresUnknownQuota(t *testing.T) {
	forEachService(t, kinds, []int{5, 7, 10, 20, 33, 47, 50, 75, 100, 500}, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		s := newSimulation(Quota{}, counting(kind, qps), 1)
		s.jitter = jitter
		s.run(3 * time.Minute)
		within := max(1, 0.03*float64(qps))
		if kind == "sliding" { // what it passes is less than the quota, the more with jitter
			within = max(1, (0.05+2*jitter.Seconds())*float64(qps))
		}
		if math.Abs(s.pacer.believed.qps-float64(qps)) > within {
			t.Errorf("measured %v calls a second, want %d", s.pacer.believed.qps, qps)
		}
	})
}

func TestPacerSecondRunStartsAtKnownQuota(t *testing.T) {
	forEachService(t, []string{"fixed"}, quotas, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		start := time.Unix(1_700_000_000, 0)
		s := newSimulation(Quota{Known: float64(qps), Measured: start.Add(-24 * time.Hour)}, counting(kind, qps), 1)
		length := span(50*time.Minute, qps)
		s.run(length)
		if sum, _ := s.between(0, length); sum.refused > 0 {
			t.Errorf("%d calls were refused", sum.refused)
		}
		if sum, n := s.between(0, min(length, time.Minute)); float64(sum.passed) < 0.96*float64(n*qps) {
			t.Errorf("only %d calls passed in the first %d seconds", sum.passed, n)
		}
	})
}

// changing is a quota that changes at a time.
type changing struct {
	before, after counter
	at            time.Time
}

func (q *changing) take(at time.Time) bool {
	if at.Before(q.at) {
		return q.before.take(at)
	}
	return q.after.take(at)
}

// untilQuota runs on until the pacer believes a quota, and returns how long that took.
func (s *simulation) untilQuota(t *testing.T, qps float64, most time.Duration) time.Duration {
	t.Helper()
	began := s.now
	for math.Abs(s.pacer.believed.qps-qps) > max(1, 0.03*qps) || s.pacer.phase != steady {
		if s.run(time.Second); s.now.Sub(began) > most {
			t.Fatalf("after %v the pacer believes %v (phase %d), want %v", most, s.pacer.believed.qps, s.pacer.phase, qps)
		}
	}
	return s.now.Sub(began)
}

func TestPacerFindsHalvedQuotaWithinSeconds(t *testing.T) {
	forEachService(t, kinds, []int{20, 50, 100, 500}, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		if kind == "sliding" && jitter > 5*time.Millisecond {
			jitter = 5 * time.Millisecond
		}
		for name, q := range map[string]Quota{"given": {QPS: float64(qps)}, "auto": {Known: float64(qps), Measured: time.Unix(1_700_000_000, 0)}} {
			s := newSimulation(q, nil, 1)
			s.jitter = jitter
			s.quota = &changing{counting(kind, qps), counting(kind, qps/2), s.now.Add(20 * time.Second)}
			s.run(20 * time.Second)
			took := s.untilQuota(t, float64(qps/2), 25*time.Second)
			t.Logf("%s: %v", name, took)
		}
	})
}

func TestPacerRaisesQuotaAfterHour(t *testing.T) {
	for _, kind := range kinds {
		s := newSimulation(Quota{Known: 10, Measured: time.Unix(1_700_000_000, 0)}, counting(kind, 15), 1)
		s.jitter = 5 * time.Millisecond
		t.Logf("%s: %v", kind, s.untilQuota(t, 15, 65*time.Minute))
	}
}

func TestPacerNeverPassesGivenQuota(t *testing.T) {
	s := newSimulation(Quota{QPS: 20}, counting("fixed", 50), 1)
	s.keep = true
	s.run(span(3*time.Hour, 20))
	for i := range s.calls[:len(s.calls)-20] {
		if d := s.calls[i+20].sent.Sub(s.calls[i].sent); d < time.Second {
			t.Fatalf("calls %d to %d sent within %v", i, i+20, d)
		}
	}
}

func TestPacerReturnsToGivenQuotaWhenFree(t *testing.T) {
	s := newSimulation(Quota{QPS: 50}, nil, 1)
	s.jitter = 5 * time.Millisecond
	back := s.now.Add(2 * time.Minute)
	s.quota = &changing{counting("fixed", 30), counting("fixed", 50), back}
	s.untilQuota(t, 30, 30*time.Second)
	s.run(back.Sub(s.now))
	t.Log(s.untilQuota(t, 50, 30*time.Minute))
}

// Timers fire late. A late call must not delay the slots behind it.
func TestPacerLateTimersCostNoQuota(t *testing.T) {
	for qps, late := range map[int]time.Duration{5: 2 * time.Millisecond, 50: 2 * time.Millisecond, 500: 500 * time.Microsecond} {
		for _, lock := range []bool{false, true} {
			s := newSimulation(Quota{QPS: float64(qps), Locked: lock}, counting("fixed", qps), 1)
			s.late = late
			end := span(5*time.Minute, qps) + 15*time.Second
			s.run(end)
			sum, n := s.between(15*time.Second, end)
			used := float64(sum.passed) / float64(n*qps)
			t.Logf("%d/s, locked %v: %.4f", qps, lock, used)
			if least := 0.97; used < least {
				t.Errorf("%d/s, locked %v: only %.4f of the quota used", qps, lock, used)
			}
		}
	}
}

func TestPacerKeepsToShare(t *testing.T) {
	s := newSimulation(Quota{QPS: 50, Share: 0.8}, counting("fixed", 50), 1)
	s.run(2 * time.Minute)
	if sum, n := s.between(time.Minute, 2*time.Minute); math.Abs(float64(sum.passed)/float64(n)-40) > 0.5 {
		t.Errorf("%d calls in %d seconds, want 40 in each", sum.passed, n)
	}
}

// Few calls show nothing of the quota.
func TestPacerConcludesNothingFromLowDemand(t *testing.T) {
	s := newSimulation(Quota{}, counting("fixed", 50), 1)
	s.demand = 8
	s.run(10 * time.Minute)
	if sum, n := s.between(time.Minute, 10*time.Minute); float64(sum.passed) < 7.8*float64(n) {
		t.Errorf("%d calls in %d seconds, want 8 in each", sum.passed, n)
	}
	if s.pacer.believed.qps != 0 {
		t.Errorf("believes a quota of %v by 8 calls a second", s.pacer.believed.qps)
	}
	if s.pacer.rate() > 20 {
		t.Errorf("the pace rose to %v, and 8 calls a second were made", s.pacer.rate())
	}
}

// Other users of the account took most of the quota at the end of the last run, and are gone now.
func TestPacerProbesUpSoonFromLoweredQuota(t *testing.T) {
	yesterday := time.Unix(1_700_000_000, 0).Add(-24 * time.Hour)
	s := newSimulation(Quota{Known: 5, Measured: yesterday, Lowered: true}, counting("fixed", 50), 1)
	s.jitter = 5 * time.Millisecond
	s.untilQuota(t, 50, 4*time.Minute)
}

func TestPacerReportsLoweredQuota(t *testing.T) {
	s := newSimulation(Quota{Known: 50, Measured: time.Unix(1_700_000_000, 0)}, nil, 1)
	s.quota = &changing{counting("fixed", 50), counting("fixed", 20), s.now.Add(10 * time.Second)}
	s.run(10 * time.Second)
	if s.pacer.believed.lowered {
		t.Error("reported as lowered before it was")
	}
	s.untilQuota(t, 20, 30*time.Second)
	if !s.pacer.believed.lowered {
		t.Error("not reported as lowered")
	}
	s.quota = counting("fixed", 50)
	s.untilQuota(t, 50, time.Hour)
	if s.pacer.believed.lowered {
		t.Error("reported as lowered when it is as high as ever")
	}
}

// Cooldowns of an earlier measurement do not delay finding a quota that was cut to half.
func TestPacerFindsQuotaHalvedAfterMeasurement(t *testing.T) {
	for _, kind := range []string{"fixed", "sliding"} {
		for at := 30 * time.Second; at < 3*time.Minute; at += 17 * time.Second {
			s := newSimulation(Quota{}, nil, 1)
			s.jitter = 5 * time.Millisecond
			s.quota = &changing{counting(kind, 50), counting(kind, 25), s.now.Add(at)}
			s.run(at)
			s.untilQuota(t, 25, 25*time.Second)
		}
	}
}

// Late and lost replies do not change the result.
func TestPacerMeasuresQuotaOverBadConnection(t *testing.T) {
	for name, c := range map[string]struct {
		latency time.Duration
		lost    float64
	}{"replies after 5 s": {5 * time.Second, 0}, "replies after 10 s": {10 * time.Second, 0}, "a tenth of the replies is lost": {300 * time.Millisecond, 0.1}} {
		s := newSimulation(Quota{}, counting("fixed", 50), 1)
		s.latency, s.lost = c.latency, c.lost
		s.run(4 * time.Minute)
		if math.Abs(s.pacer.believed.qps-50) > 2.5 {
			t.Errorf("%s: %v, want 50", name, s.pacer.believed.qps)
		}
	}
}
