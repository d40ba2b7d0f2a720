package main

import (
	"testing"
	"time"

	"enroll.example/enroll/iai/simulator"
)

func TestTakenHalfIsCounted(t *testing.T) {
	s, err := simulator.New(simulator.Options{QPS: 20})
	if err != nil {
		t.Fatal(err)
	}
	l, err := simulator.Listen("127.0.0.1:0", s)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	now := time.Now()
	takeHalf(t.Context(), l.URL, 10, now, now.Truncate(time.Second).Add(time.Second+1))
	got, accepted := s.Stats(), 0
	for _, second := range got.Seconds { // they are sent in one, and may arrive in several
		accepted += second.Accepted
	}
	if accepted != 10 || got.Requests != 10 {
		t.Errorf("%+v, want 10 calls that the quota accepted", got)
	}
}

// From second 2 on half of 50/s is gone; the run knows within second 3.
func TestHalvedQuotaNote(t *testing.T) {
	midway, known := after(1.6), after(3.9)
	f := finding{beliefs: []belief{{start, 20}, {start, 50}, {after(3), 35}, {known, 25}}}
	windows := []second{{0, 50, 0}, {1, 50, 1}, {2, 25, 20}, {3, 25, 10}, {4, 24, 1}, {5, 25, 0}, {6, 3, 1}}
	want := "half of the quota was gone midway, which was known 2 s later; 30 refusals until then and 1 after it; " +
		"of the half that was left 98.00 % were used from then on"
	if got := f.halvedNote(50, windows, start, midway, after(6.4)); got != want {
		t.Errorf("it says %q", got)
	}
	if got := (finding{beliefs: f.beliefs[:3]}).halvedNote(50, windows, start, midway, known); got != "that half of the quota was gone was not noticed" {
		t.Errorf("of a run that noticed nothing it says %q", got)
	}
}

func TestPeopleCountsOnlyPersonCalls(t *testing.T) {
	url, origin := server(t, 0, nil,
		`{"arrived":"2026-01-02T03:04:05.1Z","action":"CreatePerson","code":""}`,
		`{"arrived":"2026-01-02T03:04:06.1Z","action":"CreatePerson","code":"RequestLimitExceeded"}`,
		`{"arrived":"2026-01-02T03:04:06.2Z","action":"CreatePerson","code":""}`,
		`{"arrived":"2026-01-02T03:04:06.3Z","action":"CreatePerson","code":""}`)
	windows, from, err := people(url)
	if err != nil || !from.Equal(origin) {
		t.Fatalf("from %v, %v", from, err)
	}
	if got, want := whole(windows, from, origin.Add(time.Second), origin.Add(2*time.Second)), (share{1, 2, 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
