package simulator

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Each step is "milliseconds:passes" in a quota of two a second.
func TestQuotaWindows(t *testing.T) {
	for name, c := range map[string]struct {
		window string
		qps    float64
		steps  string
	}{
		"fixed: the first of each second pass":           {"fixed", 2, "100:yes 900:yes 950:no 999:no 1000:yes 1001:yes 1002:no 2500:yes"},
		"fixed: twice the quota within a moment":         {"fixed", 2, "999:yes 999:yes 1000:yes 1000:yes 1000:no"},
		"fixed: a clock that steps back opens nothing":   {"fixed", 2, "1500:yes 1500:yes 700:no 1999:no 700:no 2000:yes"},
		"fixed: a part of a request is not one":          {"fixed", 2.9, "0:yes 0:yes 0:no"},
		"fixed: less than one a second is one":           {"fixed", 0.2, "0:yes 0:no 1000:yes"},
		"sliding: a second after the oldest":             {"sliding", 2, "100:yes 900:yes 1000:no 1099:no 1100:yes 1101:no 1899:no 1900:yes"},
		"sliding: refusals cost nothing":                 {"sliding", 2, "0:yes 1:yes 500:no 600:no 700:no 1000:yes 1001:yes 1002:no"},
		"sliding: a clock that steps back opens nothing": {"sliding", 2, "500:yes 500:yes 0:no 1499:no 1500:yes"},
		"bucket: full, then as it fills":                 {"bucket", 2, "0:yes 0:yes 0:no 499:no 500:yes 501:no 1000:yes 5000:yes 5000:yes 5000:no"},
		"bucket: a clock that steps back fills nothing":  {"bucket", 2, "500:yes 500:yes 0:no 600:no 1000:yes"},
		"fixed: a clock set back is believed":            {"fixed", 2, "9500:yes 9500:yes 500:yes 500:yes 500:no 1000:yes"},
		"sliding: a clock set back is believed":          {"sliding", 2, "9500:yes 9500:yes 500:yes 500:yes 500:no 1500:yes"},
		"bucket: a clock set back is believed":           {"bucket", 2, "9500:yes 9500:yes 500:no 1000:yes 1000:no"},
		"none: everything":                               {"fixed", 0, "0:yes 0:yes 0:yes 0:yes"},
	} {
		t.Run(name, func(t *testing.T) {
			q := newQuota(c.window, c.qps)
			for i, step := range strings.Fields(c.steps) {
				var ms int64
				var passes string
				fmt.Sscanf(strings.Replace(step, ":", " ", 1), "%d %s", &ms, &passes)
				if got := q.take(time.UnixMilli(1_700_000_000_000 + ms)); got != (passes == "yes") {
					t.Errorf("step %d, %s: passed is %v", i+1, step, got)
				}
			}
		})
	}
}

func TestQuotaCountsAllRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{QPS: 2})
		unsigned := letter{action: "GetGroupList", body: "{}", key: "WRONG"}
		r.must("GetGroupList", fields{})
		if got := r.send(unsigned.request()).code(); got != "AuthFailure.SignatureFailure" {
			t.Errorf("the second of the second: %q", got)
		}
		if got := r.call("GetGroupList", fields{}).code(); got != "RequestLimitExceeded" {
			t.Errorf("the third of the second: %q; what is badly signed counts too", got)
		}
		time.Sleep(3 * time.Second)
		r.must("GetGroupList", fields{})
		stats := r.stats()
		want := []Second{{0, 2, 1}, {1, 0, 0}, {2, 0, 0}, {3, 1, 0}}
		if fmt.Sprint(stats.Seconds) != fmt.Sprint(want) {
			t.Errorf("windows %v, want %v", stats.Seconds, want)
		}
		if stats.Requests != 4 || stats.Accepted != 3 || stats.Refused != 1 || stats.ByCode["RequestLimitExceeded"] != 1 {
			t.Errorf("%+v", stats)
		}
	})
}

func TestArrivalJitterIsBeforeQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{ArrivalJitter: 100 * time.Millisecond})
		var total time.Duration
		const calls = 2000
		for range calls {
			sent := time.Now()
			r.must("GetGroupList", fields{})
			total += r.s.ledger.from(r.s.ledger.len()-1, 1)[0].Arrived.Sub(sent)
		}
		if mean := total / calls; mean < 90*time.Millisecond || mean > 110*time.Millisecond {
			t.Errorf("mean delay %v, want about 100ms", mean)
		}
	})
}

func TestLatencyIsWithinItsJitter(t *testing.T) {
	times := func(seed uint64) (taken []time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, Options{Latency: 300 * time.Millisecond, Jitter: 50 * time.Millisecond, Seed: seed})
			for range 200 {
				sent := time.Now()
				r.must("GetGroupList", fields{})
				taken = append(taken, time.Since(sent))
			}
		})
		return taken
	}
	first := times(7)
	least, most := first[0], first[0]
	for _, d := range first {
		least, most = min(least, d), max(most, d)
	}
	if least < 250*time.Millisecond || least > 255*time.Millisecond || most > 350*time.Millisecond || most < 345*time.Millisecond {
		t.Errorf("from %v to %v, want all of 250ms to 350ms", least, most)
	}
	if fmt.Sprint(times(7)) != fmt.Sprint(first) {
		t.Error("the same seed gives other times")
	}
	if fmt.Sprint(times(8)) == fmt.Sprint(first) {
		t.Error("another seed gives the same times")
	}
}
