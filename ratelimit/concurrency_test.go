package ratelimit

import (
	"testing"
	"time"
)

func TestConcurrencyLimitFollowsRefusals(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	for name, c := range map[string]struct {
		// "(" sends a write and ")" ends one; "!" refuses one that was just sent and "<" one that was
		// sent long before; "h" lets half a minute pass.
		steps string
		limit int
	}{
		"no refusal":                                {"((((((h)h", 0},
		"one of eight is refused":                   {"((((((((!", 4},
		"a single one is refused":                   {"(!", 1},
		"refused, but sent before the cut":          {"((((((((!<<<", 4},
		"refused, and sent after the cut":           {"((((((((!)!", 2},
		"half a minute without a refusal":           {"((((((((!h", 5},
		"a minute without a refusal":                {"((((((((!hh", 6},
		"never below one":                           {"(!!!!", 1},
		"half of the limit, if more are in flight":  {"((((((((!!", 2},
		"half of those in flight, if they are less": {"((((((((!)))))!", 1},
	} {
		t.Run(name, func(t *testing.T) {
			l, now := concurrencyLimit{}, start
			for _, step := range c.steps {
				now = now.Add(10 * time.Millisecond)
				switch step {
				case '(':
					l = l.acquire()
				case ')':
					l = l.release()
				case '!':
					l = l.onRefusal(now.Add(-time.Millisecond), now)
				case '<':
					l = l.onRefusal(now.Add(-time.Second), now)
				case 'h':
					now = now.Add(30 * time.Second)
					l = l.raise(now)
				}
			}
			if l.limit != c.limit {
				t.Errorf("the limit is %d, want %d", l.limit, c.limit)
			}
		})
	}
}
