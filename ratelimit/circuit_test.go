package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A story of calls: "+" went well, "-" failed, "~" was not sent, "p" and "P" are probes that
// were not answered and that were, "?" asks whether a call may leave, "s" and "m" let a second
// and a minute pass.
func tell(story string) (c circuit, allowed []bool) {
	now := time.Unix(1_700_000_000, 0)
	c.since = now.Add(-time.Hour)
	for _, step := range story {
		switch step {
		case '+', '-':
			c = c.heard(now, step == '-')
		case '~':
			c = c.unsent()
		case 'p', 'P':
			c = c.probe().probed(now, step == 'P')
		case '?':
			var ok bool
			c, ok = c.allows()
			allowed = append(allowed, ok)
		case 's':
			now = now.Add(time.Second)
		case 'm':
			now = now.Add(time.Minute)
		}
	}
	return c, allowed
}

func TestWhenTheServiceCountsAsDown(t *testing.T) {
	many := strings.Repeat
	for name, c := range map[string]struct {
		story string
		want  string // whether calls may leave at each "?"
	}{
		"nothing was heard yet":                           {"?", "[true]"},
		"a few failures":                                  {many("-", 19) + "?", "[true]"},
		"twenty in a row":                                 {many("-", 20) + "?", "[false]"},
		"twenty in a row, however slowly":                 {many("-m", 20) + "?", "[false]"},
		"half of twenty":                                  {many("+-", 10) + "?", "[false]"},
		"less than half":                                  {many("+-+", 30) + "?", "[true]"},
		"half of too few":                                 {many("+-", 9) + "?", "[true]"},
		"half, but not within ten seconds":                {many("+-s", 30) + "?", "[false]"},
		"half, more slowly":                               {many("+-ss", 30) + "?", "[true]"},
		"answers to calls from before do not end it":      {many("-", 20) + "+++?", "[false]"},
		"a probe that is not answered":                    {many("-", 20) + "p?", "[false]"},
		"a probe that is answered lets one call through":  {many("-", 20) + "P???", "[true false false]"},
		"whose success lets everybody through":            {many("-", 20) + "P?+???", "[true true true true]"},
		"whose failure does not":                          {many("-", 20) + "P?-?", "[true false]"},
		"one that was not sent leaves its turn to others": {many("-", 20) + "P?~??", "[true true false]"},
		"well again, old failures do not count":           {many("-", 20) + "P?+---?", "[true true]"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := tell(c.story); fmt.Sprint(got) != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestProbesComeAtLongerAndLongerIntervals(t *testing.T) {
	down := strings.Repeat("-", 20)
	for story, want := range map[string]time.Duration{
		down:                            5 * time.Second,
		down + "p":                      10 * time.Second,
		down + "pp":                     20 * time.Second,
		down + "ppp":                    40 * time.Second,
		down + "pppp":                   time.Minute,
		down + "pppppppp":               time.Minute,
		down + "pPp":                    20 * time.Second, // better in between, and not well
		down + "P?-":                    10 * time.Second,
		down + "ppP?+" + down:           40 * time.Second, // well for less than a minute: the same outage
		down + "ppP?+mm" + down:         5 * time.Second,  // a new one
		down + "ppP?+" + "mm+++" + down: 5 * time.Second,
	} {
		if c, _ := tell(story); c.pause != want {
			t.Errorf("%s: %v, want %v", story, c.pause, want)
		}
	}
}

// An outage of a minute and a half, with two hundred callers: nobody calls while it lasts but
// the probe, and all go on after it.
func TestTheBreakerHoldsEverybodyBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Breaker
		began := time.Now()
		down := func() bool { d := time.Since(began); return d > 10*time.Second && d < 100*time.Second }
		var mu sync.Mutex // guards lost and probes
		lost, probes, late := 0, 0, time.Duration(0)
		ctx, end := context.WithCancel(t.Context())
		var callers, prober sync.WaitGroup
		prober.Go(func() {
			for {
				if _, err := b.Due(ctx); err != nil {
					return
				}
				probes++
				time.Sleep(100 * time.Millisecond)
				b.Probed(!down())
			}
		})
		for range 200 {
			callers.Go(func() {
				for time.Since(began) < 5*time.Minute {
					if err := b.Wait(ctx); err != nil {
						t.Error(err)
						return
					}
					time.Sleep(time.Second)
					mu.Lock()
					if down() {
						lost++
					} else if d := time.Since(began); late == 0 && d > 100*time.Second {
						late = d - 100*time.Second
					}
					mu.Unlock()
					b.Heard(down())
				}
			})
		}
		callers.Wait()
		end()
		prober.Wait()
		if lost > 200+failuresAtLeast+5 {
			t.Errorf("%d calls were lost", lost)
		}
		if probes < 3 || probes > 8 || late > time.Minute {
			t.Errorf("%d probes, calls went on %v after the end", probes, late)
		}
	})
}

func TestWhoWaitsForTheServiceCanBeCalledOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b Breaker
		for range failuresAtLeast {
			b.Heard(true)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := b.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if _, err := b.Due(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestHowManyRetriesThereAre(t *testing.T) {
	at := time.Unix(1_700_000_000, 0)
	for name, c := range map[string]struct {
		have allowance
		pace float64
		rest float64
		wait time.Duration
	}{
		"at first":                    {allowance{}, 50, 2, 0},
		"the last of the first":       {allowance{1, at}, 50, 0, 0},
		"none, a second ago":          {allowance{0, at.Add(-time.Second)}, 50, 4, 0},
		"none, at a slow pace":        {allowance{0, at.Add(-time.Second)}, 5, 0.5, time.Second + 1},
		"after a long quiet time":     {allowance{3, at.Add(-time.Hour)}, 50, retriesMost - 1, 0},
		"none, and nothing may leave": {allowance{0, at}, 0, 0, 1000*time.Second + 1},
	} {
		rest, wait := c.have.count(at, c.pace).take(c.pace)
		if rest.left != c.rest || wait != c.wait {
			t.Errorf("%s: %v left, wait %v; want %v and %v", name, rest.left, wait, c.rest, c.wait)
		}
	}
}

// A thousand people want to try again. They go at a tenth of the pace, in the order in which
// they came, and all of them go.
func TestRetriesWaitInLineAndNoneIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget(New(Quota{QPS: 50}))
		began := time.Now()
		var all sync.WaitGroup
		var mu sync.Mutex // guards order
		var order []int
		for i := range 1000 {
			all.Go(func() {
				if err := b.Wait(t.Context()); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, i)
			})
			synctest.Wait()
		}
		all.Wait()
		if took := time.Since(began); took < 190*time.Second || took > 210*time.Second {
			t.Errorf("they took %v, want about 1000 / (50 / 10) s", took)
		}
		for i := range order[3:] {
			if order[i] != i {
				t.Fatalf("number %d went as number %d", order[i], i)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestHowManyFaceWritesMayBeInService(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	for name, c := range map[string]struct {
		story string // "(" enters, ")" leaves, "!" is refused and left just before, "<" long before; "h" half a minute passes
		most  int
	}{
		"nobody was ever refused":                  {"((((((h)h", 0},
		"one of eight is refused":                  {"((((((((!", 4},
		"one alone":                                {"(!", 1},
		"a refusal from before the cut":            {"((((((((!<<<", 4},
		"a refusal after the cut":                  {"((((((((!)!", 2},
		"half a minute without a refusal":          {"((((((((!h", 5},
		"two of them":                              {"((((((((!hh", 6},
		"never below one":                          {"(!!!!", 1},
		"half of the limit, not of those too many": {"((((((((!)))))!", 1},
	} {
		crowd, now := crowd{}, start
		for _, step := range c.story {
			now = now.Add(10 * time.Millisecond)
			switch step {
			case '(':
				crowd = crowd.enter()
			case ')':
				crowd = crowd.leave()
			case '!':
				crowd = crowd.refused(now.Add(-time.Millisecond), now)
			case '<':
				crowd = crowd.refused(now.Add(-time.Second), now)
			case 'h':
				now = now.Add(30 * time.Second)
				crowd = crowd.grow(now)
			}
		}
		if crowd.most != c.most {
			t.Errorf("%s: %d, want %d", name, crowd.most, c.most)
		}
	}
}

func TestHowManyPeopleKeepAPaceUp(t *testing.T) {
	for _, c := range []struct {
		rate    float64
		latency time.Duration
		want    int
	}{
		{50, 300 * time.Millisecond, 27},
		{50, 0, 71},
		{5, 300 * time.Millisecond, 10},
		{0.01, 300 * time.Millisecond, 1}, // or a signature would grow old at the gate
		{500, time.Second, 675},
		{500, 5 * time.Millisecond, 54},
	} {
		if got := inFlight(c.rate, c.latency); got != c.want {
			t.Errorf("%v a second of %v each: %d, want %d", c.rate, c.latency, got, c.want)
		}
	}
	var l latencies
	for i := range 1000 {
		l.add(time.Duration(i) * time.Millisecond)
	}
	if got := l.tail(); got != 996*time.Millisecond {
		t.Errorf("the tail of the last 256 is %v", got)
	}
}
