package main

import (
	"math"
	"testing"
	"time"
)

var start = time.Unix(1_700_000_000, 0)

// after returns the time this many seconds into a test.
func after(seconds float64) time.Time {
	return start.Add(time.Duration(seconds * float64(time.Second)))
}

func TestPlainWaitsOnlyForRefusals(t *testing.T) {
	p := paceOf("plain", 50, start)
	for range 1000 {
		if d := p.delay(start); d != 0 {
			t.Fatalf("waits for %v before a call", d)
		}
	}
	for refusals, want := range []time.Duration{0, time.Second, time.Second} {
		if d := p.observe(start, refusals); d != want {
			t.Errorf("after %d refusals it waits for %v, want %v", refusals, d, want)
		}
	}
}

func TestBurstEqualsQuota(t *testing.T) {
	p := paceOf("burst", 50, start)
	for i := range 50 {
		if d := p.delay(start); d != 0 {
			t.Fatalf("call %d waits for %v", i, d)
		}
	}
	if d := p.delay(start); d.Round(time.Microsecond) != 20*time.Millisecond {
		t.Errorf("call 51 waits for %v, want 20ms", d)
	}
	if d := p.delay(after(0.021)); d != 0 {
		t.Errorf("a token later it still waits, for %v", d)
	}
	if d := p.observe(start, 3); d != 0 {
		t.Errorf("a refused call waits for %v before it asks for a token", d)
	}
}

func TestRcloneSleep(t *testing.T) {
	const ms = time.Millisecond
	for _, story := range []struct {
		name     string
		refusals []int
		want     time.Duration
	}{
		{"it begins at the least", nil, 10 * ms},
		{"a success leaves it there", []int{0}, 10 * ms},
		{"a refusal doubles it", []int{1}, 20 * ms},
		{"each refusal does", []int{1, 1, 2}, 80 * ms},
		{"a success takes a quarter", []int{1, 1, 2, 0}, 60 * ms},
		{"it is never longer than the most", []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, 2 * time.Second},
		{"nor shorter than the least", []int{1, 0, 0, 0, 0}, 10 * ms},
	} {
		r := newRclone()
		for _, n := range story.refusals {
			if d := r.observe(start, n); d != 0 {
				t.Errorf("%s: the caller itself waits for %v", story.name, d)
			}
		}
		if r.sleep != story.want {
			t.Errorf("%s: %v, want %v", story.name, r.sleep, story.want)
		}
	}
}

func TestRcloneToken(t *testing.T) {
	r := newRclone()
	for _, step := range []struct {
		at   float64
		want time.Duration
	}{{0, 0}, {0.004, 6 * time.Millisecond}, {0.010, 0}, {0.010, 10 * time.Millisecond}, {5, 0}} {
		if d := r.delay(after(step.at)); d != step.want {
			t.Errorf("at %v s: %v, want %v", step.at, d, step.want)
		}
	}
}

// replay feeds replies at a steady rate, from one second of the test to another.
func replay(a *adaptive, from, to, rate float64) {
	for at := from; at < to; at += 1 / rate {
		a.observe(after(at), 0)
	}
}

func TestAdaptiveRateFollowsMeasurement(t *testing.T) {
	a := newAdaptive(start)
	for range 1000 {
		if d := a.delay(start); d != 0 {
			t.Fatalf("before a refusal it waits for %v", d)
		}
	}
	replay(a, 0, 10, 50)
	near(t, "measured", a.measured, 50, 1)
	a.observe(after(10), 1)
	near(t, "the rate after a refusal", a.rate, 0.7*50, 1)
	peak := a.peak

	plateau := math.Cbrt(peak * 0.3 / 0.4) // 3.35 s
	for _, point := range []struct{ at, want float64 }{
		{0, 0.7 * peak},
		{plateau / 2, peak - 0.3*peak/8},
		{plateau, peak},
		{plateau + 2, peak + 0.4*8},
		{2 * plateau, 1.3 * peak},
	} {
		near(t, "on the curve", a.cubic(after(10+point.at)), point.want, 0.01)
	}

	a.observe(after(10.01), 1)
	near(t, "refused again at the lower rate", a.rate, 0.7*0.7*peak, 0.01)
}

func TestAdaptiveRateIsBounded(t *testing.T) {
	a := newAdaptive(start)
	replay(a, 0, 10, 50)
	a.observe(after(10), 1)
	replay(a, 10, 40, 2)
	near(t, "of two calls a second", a.rate, 4, 0.01)
	for i := range 200 {
		a.observe(after(40+float64(i)/1000), 1)
	}
	if a.rate != adaptiveLeast || a.size != 1 {
		t.Errorf("after many refusals %v/s and a bucket of %v, want the least", a.rate, a.size)
	}
}

func TestAdaptiveBucketSize(t *testing.T) {
	a := newAdaptive(start)
	replay(a, 0, 10, 50)
	a.observe(after(10), 1)
	a.rate, a.size, a.tokens = 10, 10, 0
	left := 0
	for a.delay(after(60)) == 0 {
		left++
	}
	if d := a.delay(after(60)); left != 10 || d != 100*time.Millisecond {
		t.Errorf("%d calls left at once and the next waits for %v, want 10 and 100ms", left, d)
	}
}

func TestBackoff(t *testing.T) {
	for _, c := range []struct {
		refusals int
		chance   float64
		want     time.Duration
	}{
		{0, 1, 0}, {1, 1, time.Second}, {1, 0.25, time.Second / 4}, {2, 1, 2 * time.Second},
		{5, 1, 16 * time.Second}, {6, 1, 20 * time.Second}, {90, 0.5, 10 * time.Second},
	} {
		if d := backoff(c.refusals, c.chance); d != c.want {
			t.Errorf("%d refusals, chance %v: %v, want %v", c.refusals, c.chance, d, c.want)
		}
	}
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
