package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline"
)

// march sends an event every ten seconds for two and a half minutes, the last one complete.
func march(show progress) {
	for i := 1; i <= 15; i++ {
		time.Sleep(10 * time.Second) // of the bubble
		show.event(pipeline.Event{Rows: i, Total: 15, Tally: enrollment.Tally{enrollment.StatusEnrolled: i - 1, enrollment.StatusRejected: 1}, Calls: i})
	}
	show.event(pipeline.Event{Rows: 15, Total: 15, Tally: enrollment.Tally{enrollment.StatusEnrolled: 14, enrollment.StatusRejected: 1}, Calls: 15})
	show.end()
}

func TestPlainProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := settings{progress: "auto"}
		march(s.progressTo(&out))
		want := "enroll: 7 of 15 rows, 6 enrolled, 1 rejected\nenroll: 14 of 15 rows, 13 enrolled, 1 rejected\n" +
			"enroll: 15 of 15 rows, 14 enrolled, 1 rejected\n"
		if out.String() != want {
			t.Errorf("got\n%s\nwant\n%s", out.String(), want)
		}
	})
}

func TestJSONProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := settings{progress: "json"}
		march(s.progressTo(&out))
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		var last struct {
			Rows, Total, Calls int
			Tally              map[string]int
		}
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil {
			t.Fatal(err)
		}
		if last.Rows != 15 || last.Calls != 15 || last.Tally["rejected"] != 1 || len(lines) != 15 {
			t.Errorf("%d lines, the last %+v", len(lines), last)
		}
	})
}

func TestProgressBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		s := settings{progress: "bar"}
		march(s.progressTo(&out))
		for _, want := range []string{"/15", "1 with problems"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %q in %q", want, out.String())
			}
		}
	})
}

func TestQuietShowsNoProgress(t *testing.T) {
	var out bytes.Buffer
	for _, s := range []settings{{progress: "auto", quiet: true}, {progress: "none"}} {
		show := s.progressTo(&out)
		show.event(pipeline.Event{Rows: 1, Total: 1})
		show.end()
	}
	if out.Len() > 0 {
		t.Errorf("got %q", out.String())
	}
}

// A file is no terminal, and neither is a pipe.
func TestBarNeedsTerminal(t *testing.T) {
	f, err := os.Create(t.TempDir() + "/err")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := settings{progress: "auto"}
	show := s.progressTo(f)
	show.event(pipeline.Event{Rows: 1, Total: 1, Tally: enrollment.Tally{enrollment.StatusEnrolled: 1}})
	text, err := os.ReadFile(f.Name())
	if err != nil || string(text) != "enroll: 1 of 1 rows, 1 enrolled\n" {
		t.Errorf("%q, %v", text, err)
	}
}
