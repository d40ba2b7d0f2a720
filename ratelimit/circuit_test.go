package ratelimit

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// play takes a circuit through steps: "+" is a call that worked, "-" one that failed, "o" one without
// a reply, "2" one that failed again; "p" and "P" are probes without and with an answer; "?" and "r"
// ask whether a write and a read are allowed, and the next outcome, or "~" for unsent, is of that
// call; "<" is the success of a call of an earlier generation; "s" and "m" let a second and a minute pass.
func play(steps string) (c circuit, allowed []bool) {
	now := time.Unix(1_700_000_000, 0)
	var p permit
	c.silenceThreshold = minSilenceThreshold
	for _, step := range steps {
		switch step {
		case '+', '-', 'o', '2':
			if c.state == closed {
				p = permit{generation: c.generation}
			}
			c = c.onCompleted(now, p, map[rune]Verdict{'+': Fine, '-': Failed, 'o': Silent, '2': FailedAgain}[step])
		case '<':
			c = c.onCompleted(now, permit{generation: -1}, Fine)
		case '~':
			c = c.onUnsent(p)
		case 'p', 'P':
			c = c.probe().onProbed(now, step == 'P')
		case '?', 'r':
			var ok bool
			var got permit
			if c, got, ok = c.allow(step == '?'); ok {
				p = got
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

func TestCircuitTransitions(t *testing.T) {
	many := strings.Repeat
	for name, c := range map[string]struct {
		steps string
		want  string // whether calls are allowed at each "?" and "r"
	}{
		"no calls yet":                {"?r", "[true true]"},
		"19 failures":                 {many("-", 19) + "?", "[true]"},
		"20 in a row":                 {many("-", 20) + "?r", "[false false]"},
		"20 in a row, a minute apart": {many("-m", 20) + "?", "[false]"},
		"half of 20":                  {many("+-", 10) + "?", "[false]"},
		"less than half":              {many("+-+", 30) + "?", "[true]"},
		"half of 18":                  {many("+-", 9) + "?", "[true]"},
		"half, two calls a second":    {many("+-s", 30) + "?", "[false]"},
		"half, one call a second":     {many("+-ss", 30) + "?", "[true]"},
		"3 without a reply":           {"ooo?", "[true]"},
		"4 without a reply":           {"oooo?", "[false]"},
		"4 without a reply, interrupted by a success":     {"ooo+o?", "[true]"},
		"calls that failed before":                        {many("2", 60) + "?", "[true]"},
		"success of an earlier generation does not reset": {many("-", 20) + "<<<?", "[false]"},
		"a probe without an answer":                       {many("-", 20) + "p?", "[false]"},
		"half-open allows one write":                      {many("-", 20) + "P???", "[true false false]"},
		"half-open allows reads":                          {many("-", 20) + "Prr?r?", "[true true true true false]"},
		"success of a read does not reset":                {many("-", 20) + "Pr+??", "[true true false]"},
		"failure of a read trips":                         {many("-", 20) + "Pr-?", "[true false]"},
		"success of the write resets":                     {many("-", 20) + "P?+???", "[true true true true]"},
		"failure of the write trips":                      {many("-", 20) + "P?-?", "[true false]"},
		"repeated failure of the write trips":             {many("-", 20) + "P?2?", "[true false]"},
		"an unsent write makes room for another":          {many("-", 20) + "P?~??", "[true true false]"},
		"success of another call does not reset":          {many("-", 20) + "P?<?", "[true false]"},
		"after a reset old failures do not count":         {many("-", 20) + "P?+---?", "[true true]"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := play(c.steps); fmt.Sprint(got) != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestCircuitBackoffGrowsWithinOutage(t *testing.T) {
	down := strings.Repeat("-", 20)
	for steps, want := range map[string]time.Duration{
		down:                            5 * time.Second,
		down + "p":                      10 * time.Second,
		down + "pp":                     20 * time.Second,
		down + "ppp":                    40 * time.Second,
		down + "pppp":                   time.Minute,
		down + "pppppppp":               time.Minute,
		down + "pPp":                    20 * time.Second, // half-open in between, not closed
		down + "P?-":                    10 * time.Second,
		down + "ppP?+" + down:           40 * time.Second, // closed for less than a minute: the same outage
		down + "ppP?+mm" + down:         5 * time.Second,  // a new one
		down + "ppP?+" + "mm+++" + down: 5 * time.Second,
	} {
		if c, _ := play(steps); c.backoff != want {
			t.Errorf("%s: %v, want %v", steps, c.backoff, want)
		}
	}
	same, _ := play(down + "mP?+s" + down)
	if new, _ := play(down + "mP?+mm" + down); new.began.Sub(same.began) != 3*time.Minute {
		t.Errorf("an outage that returns within a minute began at %v, another at %v", same.began, new.began)
	}
}
