package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/report"
)

// stoppedTerminal is a terminal that takes nothing until it is released.
type stoppedTerminal struct {
	release chan struct{}

	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (s *stoppedTerminal) Write(p []byte) (int, error) {
	<-s.release
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func TestStalledScreenHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		terminal := &stoppedTerminal{release: make(chan struct{})}
		s := newScreen(terminal)
		began := time.Now()
		for range 3 * screenHolds {
			if n, err := io.WriteString(s, "a line\n"); n != 7 || err != nil {
				t.Fatal(n, err)
			}
		}
		if took := time.Since(began); took != screenPatience {
			t.Errorf("the lines took %v, want the patience of the first, %v", took, screenPatience)
		}
		close(terminal.release)
		synctest.Wait()
		s.Close()
		if said := terminal.text.String(); strings.Count(said, "a line\n") != screenHolds+1 || !strings.Contains(said, "2047 messages are not shown here") {
			t.Errorf("%d lines, and at the end %q", strings.Count(said, "a line\n"), said[len(said)-80:])
		}
	})
}

func TestCloseDoesNotWaitForStalledScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		terminal := &stoppedTerminal{release: make(chan struct{})}
		s := newScreen(terminal)
		io.WriteString(s, "a line\n")
		began := time.Now()
		s.Close()
		if took := time.Since(began); took != screenEnd {
			t.Errorf("it took %v, want %v", took, screenEnd)
		}
		close(terminal.release)
	})
}

func TestScreenKeepsOrder(t *testing.T) {
	var out bytes.Buffer
	s := newScreen(&out)
	for _, text := range []string{"1", "2", "3"} {
		io.WriteString(s, text)
		out.WriteString("-") // as to standard output, when Write has returned
	}
	s.Close()
	if out.String() != "1-2-3-" {
		t.Errorf("%q", out.String())
	}
}

// A run whose messages are not read goes on all the same.
func TestRunWithUnreadStandardError(t *testing.T) {
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	path := writeCrashRoster(t)
	unread, stderr, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer unread.Close()
	defer stderr.Close()
	for filled := make([]byte, 1<<10); ; { // the pipe is full before the run begins
		stderr.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
		if _, err := stderr.Write(filled); errors.Is(err, os.ErrDeadlineExceeded) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	run := exec.CommandContext(t.Context(), command, "run", "--simulate", "--create-group", "--group", "day", "--verbose", "--progress", "json", path)
	run.Stderr = stderr
	if err := run.Run(); err != nil {
		t.Error(err)
	}
	if s := summaryOf(t, path); s.Rows["total"] == 0 || s.Rows["total"] != s.Rows["enrolled"] {
		t.Errorf("rows: %v", s.Rows)
	}
	if _, err := os.Stat(filepath.Join(strings.TrimSuffix(path, ".csv")+".enroll", report.ResultsFile)); err != nil {
		t.Error(err)
	}
}
