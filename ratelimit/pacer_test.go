package ratelimit

import (
	"flag"
	"fmt"
	"math"
	"testing"
	"time"
)

// everyWorld plays a story in every kind of window, with every jitter and quota.
func everyWorld(t *testing.T, kinds []string, quotas []int, tell func(t *testing.T, kind string, jitter time.Duration, qps int)) {
	for _, kind := range kinds {
		for _, jitter := range []time.Duration{0, 5 * time.Millisecond, 15 * time.Millisecond, 50 * time.Millisecond} {
			for _, qps := range quotas {
				t.Run(fmt.Sprintf("%s %v %d", kind, jitter, qps), func(t *testing.T) {
					t.Parallel()
					tell(t, kind, jitter, qps)
				})
			}
		}
	}
}

var (
	kinds  = []string{"fixed", "sliding", "bucket"}
	quotas = []int{5, 10, 20, 50, 100, 500}
)

// long plays whole stories; otherwise each has so many calls at most that the race detector is
// done with all of them in seconds.
var long = flag.Bool("long", false, "play every story to its end")

const fewCalls = 8000

// span is how long a story of a quota is played.
func span(d time.Duration, qps int) time.Duration {
	if *long {
		return d
	}
	return min(d, time.Duration(fewCalls/qps)*time.Second).Truncate(time.Second)
}

// docs/pacing.md, "How to know": refused at most 0.05 %, or 2, in 20 minutes. At 5 calls a second the
// third is 0.053 %; here one more is let go.
func TestSmoothIsOnTheQuotaAndNextToNeverOverIt(t *testing.T) {
	everyWorld(t, kinds, quotas, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		w := newWorld(Quota{QPS: float64(qps)}, counting(kind, qps), 1)
		w.jitter = jitter
		learning := span(time.Minute, 4*qps)
		end := span(20*time.Minute, qps) + learning
		w.live(end)
		all, n := w.between(learning, end)
		share := float64(all.refused) / float64(all.refused+all.passed)
		used := float64(all.passed) / float64(n*qps)
		t.Logf("%.3f used, %d refused (%.4f %%), margin %.4f", used, all.refused, 100*share, w.pacer.margin.share)
		if jitter <= 5*time.Millisecond && kind != "sliding" && used < 0.96 {
			t.Errorf("only %.3f of the quota was used", used)
		}
		if all.refused > max(3, 1+(all.refused+all.passed)/2000) {
			t.Errorf("%d of %d calls were refused (%.3f %%)", all.refused, all.refused+all.passed, 100*share)
		}
	})
}

func TestAnUnknownQuotaIsMeasured(t *testing.T) {
	everyWorld(t, kinds, []int{5, 7, 10, 20, 33, 47, 50, 75, 100, 500}, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		w := newWorld(Quota{}, counting(kind, qps), 1)
		w.jitter = jitter
		w.live(3 * time.Minute)
		within := max(1, 0.03*float64(qps))
		if kind == "sliding" { // what it passes is less than the quota, the more with jitter
			within = max(1, (0.05+2*jitter.Seconds())*float64(qps))
		}
		if math.Abs(w.pacer.quota-float64(qps)) > within {
			t.Errorf("%v a second was found, and %d is true", w.pacer.quota, qps)
		}
	})
}

func TestTheSecondNightBeginsAtTheQuotaWithoutATrial(t *testing.T) {
	everyWorld(t, []string{"fixed"}, quotas, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		start := time.Unix(1_700_000_000, 0)
		w := newWorld(Quota{Known: float64(qps), Measured: start.Add(-24 * time.Hour)}, counting(kind, qps), 1)
		night := span(50*time.Minute, qps)
		w.live(night)
		if sum, _ := w.between(0, night); sum.refused > 0 {
			t.Errorf("%d calls were refused", sum.refused)
		}
		if sum, n := w.between(0, min(night, time.Minute)); float64(sum.passed) < 0.96*float64(n*qps) {
			t.Errorf("only %d calls passed in the first %d seconds", sum.passed, n)
		}
	})
}

// changing is a quota that becomes another one.
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

// untilQuota plays on until the pacer believes in a quota, and tells how long that took.
func (w *world) untilQuota(t *testing.T, qps float64, most time.Duration) time.Duration {
	t.Helper()
	began := w.now
	for math.Abs(w.pacer.quota-qps) > max(1, 0.03*qps) || w.pacer.phase != steady {
		if w.live(time.Second); w.now.Sub(began) > most {
			t.Fatalf("after %v it believes in %v (phase %d), and %v is true", most, w.pacer.quota, w.pacer.phase, qps)
		}
	}
	return w.now.Sub(began)
}

func TestAQuotaThatIsHalvedIsFoundWithinSeconds(t *testing.T) {
	everyWorld(t, kinds, []int{20, 50, 100, 500}, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		if kind == "sliding" && jitter > 5*time.Millisecond {
			jitter = 5 * time.Millisecond
		}
		for name, q := range map[string]Quota{"given": {QPS: float64(qps)}, "auto": {Known: float64(qps), Measured: time.Unix(1_700_000_000, 0)}} {
			w := newWorld(q, nil, 1)
			w.jitter = jitter
			w.quota = &changing{counting(kind, qps), counting(kind, qps/2), w.now.Add(20 * time.Second)}
			w.live(20 * time.Second)
			took := w.untilQuota(t, float64(qps/2), 25*time.Second)
			t.Logf("%s: %v", name, took)
		}
	})
}

func TestAQuotaThatIsRaisedIsFoundWithinAnHourOrSo(t *testing.T) {
	for _, kind := range kinds {
		w := newWorld(Quota{Known: 10, Measured: time.Unix(1_700_000_000, 0)}, counting(kind, 15), 1)
		w.jitter = 5 * time.Millisecond
		t.Logf("%s: %v", kind, w.untilQuota(t, 15, 65*time.Minute))
	}
}

func TestAGivenQuotaIsACeiling(t *testing.T) {
	w := newWorld(Quota{QPS: 20}, counting("fixed", 50), 1)
	w.keep = true
	w.live(span(3*time.Hour, 20))
	for i := range w.calls[:len(w.calls)-20] {
		if d := w.calls[i+20].sent.Sub(w.calls[i].sent); d < time.Second {
			t.Fatalf("calls %d to %d left within %v", i, i+20, d)
		}
	}
}

func TestAfterOthersTookASharedQuotaItIsTakenBack(t *testing.T) {
	w := newWorld(Quota{QPS: 50}, nil, 1)
	w.jitter = 5 * time.Millisecond
	back := w.now.Add(2 * time.Minute)
	w.quota = &changing{counting("fixed", 30), counting("fixed", 50), back}
	w.untilQuota(t, 30, 30*time.Second)
	w.live(back.Sub(w.now))
	t.Log(w.untilQuota(t, 50, 30*time.Minute))
}

// Timers fire late. What one slot loses is not lost to those behind it.
func TestLateWakingCostsNoQuota(t *testing.T) {
	for qps, late := range map[int]time.Duration{5: 2 * time.Millisecond, 50: 2 * time.Millisecond, 500: 500 * time.Microsecond} {
		for _, lock := range []bool{false, true} {
			w := newWorld(Quota{QPS: float64(qps), Locked: lock}, counting("fixed", qps), 1)
			w.late = late
			end := span(5*time.Minute, qps) + 15*time.Second
			w.live(end)
			sum, n := w.between(15*time.Second, end)
			used := float64(sum.passed) / float64(n*qps)
			t.Logf("%d/s, locked %v: %.4f", qps, lock, used)
			if least := 0.97; used < least {
				t.Errorf("%d/s, locked %v: only %.4f of the quota used", qps, lock, used)
			}
		}
	}
}

func TestAShareOfTheQuotaIsLeftToOthers(t *testing.T) {
	w := newWorld(Quota{QPS: 50, Share: 0.8}, counting("fixed", 50), 1)
	w.live(2 * time.Minute)
	if sum, n := w.between(time.Minute, 2*time.Minute); math.Abs(float64(sum.passed)/float64(n)-40) > 0.5 {
		t.Errorf("%d calls in %d seconds, want 40 in each", sum.passed, n)
	}
}

// Where there is little to do, nothing can be learned of the quota, and nothing must be.
func TestWithLittleToDoNothingIsConcluded(t *testing.T) {
	w := newWorld(Quota{}, counting("fixed", 50), 1)
	w.demand = 8
	w.live(10 * time.Minute)
	if sum, n := w.between(time.Minute, 10*time.Minute); float64(sum.passed) < 7.8*float64(n) {
		t.Errorf("%d calls in %d seconds, want 8 in each", sum.passed, n)
	}
	if w.pacer.quota != 0 {
		t.Errorf("a quota of %v was concluded from 8 calls a second", w.pacer.quota)
	}
	if w.pacer.rate() > 20 {
		t.Errorf("the pace is %v, and nobody ever used it", w.pacer.rate())
	}
}

func TestLockedFillsWindows(t *testing.T) {
	everyWorld(t, []string{"fixed"}, []int{20, 50, 100, 500}, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		w := newWorld(Quota{QPS: float64(qps), Locked: true}, counting(kind, qps), 1)
		w.jitter = jitter
		end := span(10*time.Minute, qps) + 20*time.Second
		w.live(end)
		after, n := w.between(20*time.Second, end)
		used := float64(after.passed) / float64(n*qps)
		t.Logf("%.4f used, %d refused after calibration, guard %.2f, phase %d", used, after.refused, w.pacer.window.guard, w.pacer.phase)
		if jitter <= 15*time.Millisecond && (used < 0.995 || after.refused > 0) {
			t.Errorf("%.4f used, %d refused after calibration", used, after.refused)
		}
		if share := float64(after.refused) / float64(after.passed); share > 0.005 {
			t.Errorf("%.4f of all calls refused", share)
		}
	})
}

func TestLockedStepsDownWhereThereIsNoWindow(t *testing.T) {
	everyWorld(t, []string{"sliding", "bucket"}, []int{50}, func(t *testing.T, kind string, jitter time.Duration, qps int) {
		w := newWorld(Quota{QPS: float64(qps), Locked: true}, counting(kind, qps), 1)
		w.jitter = jitter
		end := span(20*time.Minute, qps) + time.Minute
		w.live(end)
		if w.pacer.phase != steady {
			t.Errorf("the phase is %d", w.pacer.phase)
		}
		after, _ := w.between(time.Minute, end)
		t.Logf("%d of %d refused", after.refused, after.passed+after.refused)
	})
}

// A share of the quota is never more than that share, and where it is too small to fill windows with,
// calls leave evenly.
func TestAShareIsKeptWhereWindowsAreAskedFor(t *testing.T) {
	for share, most := range map[float64]float64{0.01: 0.6, 0.04: 2.1, 0.58: 29} {
		w := newWorld(Quota{QPS: 50, Share: share, Locked: true}, counting("fixed", 50), 1)
		w.live(2 * time.Minute)
		if sum, n := w.between(time.Minute, 2*time.Minute); float64(sum.passed) > most*float64(n)+1 || sum.refused > 0 {
			t.Errorf("a share of %v: %d calls in %d seconds, %d refused", share, sum.passed, n, sum.refused)
		}
	}
}

// Others took most of the quota at the end of last night. Tonight they are gone.
func TestAQuotaThatWasRememberedTooLowIsLookedForSoon(t *testing.T) {
	yesterday := time.Unix(1_700_000_000, 0).Add(-24 * time.Hour)
	w := newWorld(Quota{Known: 5, Measured: yesterday, Lowered: true}, counting("fixed", 50), 1)
	w.jitter = 5 * time.Millisecond
	w.untilQuota(t, 50, 4*time.Minute)
}

// What was lowered is told, so that it can be remembered; what was found to be so, or higher, is not.
func TestThatAQuotaWasLoweredIsTold(t *testing.T) {
	w := newWorld(Quota{Known: 50, Measured: time.Unix(1_700_000_000, 0)}, nil, 1)
	w.quota = &changing{counting("fixed", 50), counting("fixed", 20), w.now.Add(10 * time.Second)}
	w.live(10 * time.Second)
	if w.pacer.lowered {
		t.Error("it was not lowered yet")
	}
	w.untilQuota(t, 20, 30*time.Second)
	if !w.pacer.lowered {
		t.Error("it was lowered")
	}
	w.quota = counting("fixed", 50)
	w.untilQuota(t, 50, time.Hour)
	if w.pacer.lowered {
		t.Error("it is as high as ever")
	}
}

// Whatever was lately found out, a quota that is cut to half is found within 25 seconds.
func TestAQuotaIsHalvedJustAfterItWasMeasured(t *testing.T) {
	for _, kind := range []string{"fixed", "sliding"} {
		for at := 30 * time.Second; at < 3*time.Minute; at += 17 * time.Second {
			w := newWorld(Quota{}, nil, 1)
			w.jitter = 5 * time.Millisecond
			w.quota = &changing{counting(kind, 50), counting(kind, 25), w.now.Add(at)}
			w.live(at)
			w.untilQuota(t, 25, 25*time.Second)
		}
	}
}

// Answers come late, or never. What is measured is the quota all the same.
func TestAQuotaIsMeasuredThroughABadLine(t *testing.T) {
	for name, c := range map[string]struct {
		latency time.Duration
		lost    float64
	}{"answers after five seconds": {5 * time.Second, 0}, "after ten": {10 * time.Second, 0}, "a tenth of the answers is lost": {300 * time.Millisecond, 0.1}} {
		w := newWorld(Quota{}, counting("fixed", 50), 1)
		w.latency, w.lost = c.latency, c.lost
		w.live(4 * time.Minute)
		if math.Abs(w.pacer.quota-50) > 2.5 {
			t.Errorf("%s: %v, want 50", name, w.pacer.quota)
		}
	}
}

// A bucket pays a short reach from what it saved up. That must not look like a higher quota.
func TestABucketIsNotReachedOverAgainAndAgain(t *testing.T) {
	w := newWorld(Quota{}, counting("bucket", 10), 1)
	w.live(5 * time.Hour)
	all, _ := w.between(time.Minute, 5*time.Hour)
	if share := float64(all.refused) / float64(all.passed); share > 0.002 {
		t.Errorf("%d of %d calls were refused", all.refused, all.passed)
	}
}

// Windows are filled, and still a higher quota is found.
func TestARaisedQuotaIsFoundFromWithinWindows(t *testing.T) {
	w := newWorld(Quota{Known: 20, Measured: time.Unix(1_700_000_000, 0), Locked: true}, nil, 1)
	w.quota = &changing{counting("fixed", 20), counting("fixed", 40), w.now.Add(time.Minute)}
	w.live(70 * time.Minute)
	if w.pacer.quota != 40 || w.pacer.phase != locked {
		t.Errorf("it believes in %v, phase %d", w.pacer.quota, w.pacer.phase)
	}
}

// After a lull, those that a window still has are not let out all at once.
func TestAWindowIsNotFilledInAnInstant(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	w := newWindow(start, 0, 100)
	now, n := start.Add(700*time.Millisecond), 0
	for end := now.Add(50 * time.Millisecond); now.Before(end); n++ {
		w = w.leave(now)
		now = later(now, w.next(now))
	}
	if n > 35 {
		t.Errorf("%d of 100 calls left within 50 ms", n)
	}
}
