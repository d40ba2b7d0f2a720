package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// server returns what a simulator would: windows from 2026-01-02T03:04:05Z on, with the accepted and
// refused calls of each, and the first calls.
func server(t *testing.T, refused int, seconds [][2]int, calls ...string) (url string, origin time.Time) {
	t.Helper()
	origin = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	var windows []string
	requests := 0
	for i, s := range seconds {
		requests += s[0] + s[1]
		windows = append(windows, fmt.Sprintf(`{"second":%d,"accepted":%d,"refused":%d}`, i, s[0], s[1]))
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/_sim/stats":
			fmt.Fprintf(w, `{"requests":%d,"refused":%d,"by_code":{"":1},"seconds":[%s]}`, requests, refused, strings.Join(windows, ","))
		case "/_sim/requests":
			fmt.Fprintln(w, strings.Join(calls, "\n"))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(web.Close)
	return web.URL, origin
}

// A client looks up its group in second 0 and sends its first person in second 1. Seconds 2 and 3 are
// whole; 4 is the one in which its time was up.
func TestOnlyWholeWindowsCount(t *testing.T) {
	url, origin := server(t, 2, [][2]int{{1, 0}, {11, 0}, {49, 0}, {47, 2}, {7, 0}},
		`{"arrived":"2026-01-02T03:04:05.9Z","action":"GetGroupInfo"}`,
		`{"arrived":"2026-01-02T03:04:06.8Z","action":"CreatePerson"}`,
		`{"arrived":"2026-01-02T03:04:06.7Z","action":"CreatePerson"}`)
	got, begin, err := judge(url, stats{}, 0, origin.Add(4300*time.Millisecond))
	both := share{windows: 2, accepted: 96, refused: 2}
	if want := (count{requests: 117, refused: 2, steady: both, last: both}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if want := origin.Add(1700 * time.Millisecond); !begin.Equal(want) {
		t.Errorf("the first person at %v, want %v", begin, want)
	}
	if used := both.used(50); used != 0.96 {
		t.Errorf("%v of the quota used, want 0.96", used)
	}
	if _, _, err := judge(url+"/nowhere", stats{}, 0, origin.Add(time.Minute)); err == nil {
		t.Error("no answer is no error")
	}
	if _, _, err := judge(url, stats{}, 0, origin.Add(2*time.Second)); err == nil {
		t.Error("no whole window is no error")
	}
}

func TestFirstAndLastMinute(t *testing.T) {
	seconds := make([][2]int, 181)
	for i := range seconds {
		seconds[i] = [2]int{50, 0}
		if i <= 60 {
			seconds[i] = [2]int{5, 3}
		}
	}
	seconds[130] = [2]int{20, 1}
	url, origin := server(t, 0, seconds, `{"arrived":"2026-01-02T03:04:05Z","action":"CreatePerson"}`)
	got, _, err := judge(url, stats{}, time.Minute, origin.Add(180*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if want := (share{windows: 119, accepted: 118*50 + 20, refused: 1}); got.steady != want {
		t.Errorf("after the first minute: %+v, want %+v", got.steady, want)
	}
	if want := (share{windows: 60, accepted: 59*50 + 20, refused: 1}); got.last != want {
		t.Errorf("in the last minute: %+v, want %+v", got.last, want)
	}
}

// A client that stops before the end has used nothing of the last windows.
func TestSilenceAtTheEndCounts(t *testing.T) {
	url, origin := server(t, 0, [][2]int{{50, 0}, {50, 0}, {50, 0}}, `{"arrived":"2026-01-02T03:04:05.1Z","action":"CreatePerson"}`)
	got, _, err := judge(url, stats{}, 0, origin.Add(5*time.Second))
	if want := (share{windows: 4, accepted: 100}); err != nil || got.steady != want {
		t.Errorf("got %+v, %v; want %+v", got.steady, err, want)
	}
}

func TestSecondNightIsCountedSeparately(t *testing.T) {
	url, origin := server(t, 3, [][2]int{{1, 3}, {0, 0}, {2, 0}, {40, 0}, {1, 0}},
		`{"arrived":"2026-01-02T03:04:05.2Z","action":"CreatePerson"}`,
		`{"arrived":"2026-01-02T03:04:05.3Z","action":"CreatePerson"}`,
		`{"arrived":"2026-01-02T03:04:07.1Z","action":"GetGroupInfo"}`,
		`{"arrived":"2026-01-02T03:04:07.5Z","action":"CreatePerson"}`)
	got, begin, err := judge(url, stats{Requests: 2, Refused: 3}, 0, origin.Add(4*time.Second))
	only := share{windows: 1, accepted: 40}
	if want := (count{requests: 45, refused: 0, steady: only, last: only}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if want := origin.Add(2500 * time.Millisecond); !begin.Equal(want) {
		t.Errorf("its first person at %v, want %v", begin, want)
	}
	if _, _, err := judge(url, stats{Requests: 4}, 0, origin.Add(4*time.Second)); err == nil {
		t.Error("a night without a person is no error")
	}
}
