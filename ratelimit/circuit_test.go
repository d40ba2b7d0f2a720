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

// A story of calls: "+" went well, "-" failed, "o" got no answer, "2" failed as it had before;
// "p" and "P" are probes that were not answered and that were; "?" and "r" ask whether a write and
// a read may leave; "s" and "m" let a second and a minute pass. What is told after "?" or "r" is told
// of that call; "<" is a call from before everything, that went well.
func tell(story string) (c circuit, allowed []bool) {
	now := time.Unix(1_700_000_000, 0)
	var with leave
	c.few = silentAtLeast
	for _, step := range story {
		switch step {
		case '+', '-', 'o', '2':
			if c.state == well {
				with = leave{era: c.era}
			}
			c = c.heard(now, with, map[rune]Verdict{'+': Fine, '-': Failed, 'o': Silent, '2': FailedAgain}[step])
		case '<':
			c = c.heard(now, leave{era: -1}, Fine)
		case '~':
			c = c.unsent(with)
		case 'p', 'P':
			c = c.probe().probed(now, step == 'P')
		case '?', 'r':
			var ok bool
			var got leave
			if c, got, ok = c.allows(step == '?'); ok {
				with = got
			}
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
		want  string // whether calls may leave at each "?" and "r"
	}{
		"nothing was heard yet":                           {"?r", "[true true]"},
		"a few failures":                                  {many("-", 19) + "?", "[true]"},
		"twenty in a row":                                 {many("-", 20) + "?r", "[false false]"},
		"twenty in a row, however slowly":                 {many("-m", 20) + "?", "[false]"},
		"half of twenty":                                  {many("+-", 10) + "?", "[false]"},
		"less than half":                                  {many("+-+", 30) + "?", "[true]"},
		"half of too few":                                 {many("+-", 9) + "?", "[true]"},
		"half, but not within ten seconds":                {many("+-s", 30) + "?", "[false]"},
		"half, more slowly":                               {many("+-ss", 30) + "?", "[true]"},
		"three without an answer":                         {"ooo?", "[true]"},
		"four in a row":                                   {"oooo?", "[false]"},
		"four, and something went well in between":        {"ooo+o?", "[true]"},
		"the same calls again and again":                  {many("2", 60) + "?", "[true]"},
		"answers to calls from before do not end it":      {many("-", 20) + "<<<?", "[false]"},
		"a probe that is not answered":                    {many("-", 20) + "p?", "[false]"},
		"a probe that is answered lets one write through": {many("-", 20) + "P???", "[true false false]"},
		"and reads":                                       {many("-", 20) + "Prr?r?", "[true true true true false]"},
		"a read's success does not end it":                {many("-", 20) + "Pr+??", "[true true false]"},
		"a read's failure is a step down":                 {many("-", 20) + "Pr-?", "[true false]"},
		"a write's success lets everybody through":        {many("-", 20) + "P?+???", "[true true true true]"},
		"a write's failure does not":                      {many("-", 20) + "P?-?", "[true false]"},
		"nor that of one that had failed before":          {many("-", 20) + "P?2?", "[true false]"},
		"one that was not sent leaves its turn to others": {many("-", 20) + "P?~??", "[true true false]"},
		"somebody else's success does not end the trial":  {many("-", 20) + "P?<?", "[true false]"},
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
	same, _ := tell(down + "mP?+s" + down)
	if new, _ := tell(down + "mP?+mm" + down); new.began.Sub(same.began) != 3*time.Minute {
		t.Errorf("an outage that returns within a minute began at %v, another at %v", same.began, new.began)
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
					leave, err := b.Wait(ctx, true)
					if err != nil {
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
					if down() {
						leave.Heard(Failed)
					} else {
						leave.Heard(Fine)
					}
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
		b.For(1)
		for range silentAtLeast {
			leave, err := b.Wait(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			leave.Heard(Silent)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := b.Wait(ctx, false); !errors.Is(err, context.DeadlineExceeded) {
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
