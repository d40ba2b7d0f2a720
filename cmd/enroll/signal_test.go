package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/journal"
)

// heard is closed once a run has said that it was signalled.
type heard chan struct{}

func (h heard) Write(said []byte) (int, error) {
	if bytes.Contains(said, []byte("finishing the calls in flight")) {
		close(h)
	}
	return len(said), nil
}

// interrupted starts a run and calls signal at its nth call, and no call is served from there on
// until that returns: however slow the machine is, a run gets no further meanwhile. It waits for
// the end and returns the exit code.
func interrupted(t *testing.T, path string, nth int64, signal func(*os.Process, heard)) (url string, code int) {
	t.Helper()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	sim, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int64
	reached, signalled := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/_sim/") {
			n := calls.Add(1)
			if n == nth {
				close(reached)
			}
			if n >= nth {
				<-signalled
			}
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { sim.Close() })
	run := crashRun(command, server.URL, path)
	run.Env = append(run.Env, "ENROLL_WORKERS=4") // or everybody has begun before the signal is heard
	hears := make(heard)
	run.Stderr = hears
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	<-reached
	signal(run.Process, hears)
	close(signalled)
	run.Wait()
	return server.URL, run.ProcessState.ExitCode()
}

func TestFirstSignalFinishesCalls(t *testing.T) {
	t.Parallel()
	path := writeCrashRoster(t)
	for _, c := range []struct {
		signal syscall.Signal
		exit   int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}} {
		os.RemoveAll(strings.TrimSuffix(path, ".csv") + ".enroll")
		url, code := interrupted(t, path, 12, func(p *os.Process, h heard) { p.Signal(c.signal); <-h })
		s := summaryOf(t, path)
		if code != c.exit || s.ExitCode != c.exit {
			t.Errorf("%v: exit %d, in the summary %d", c.signal, code, s.ExitCode)
		}
		if s.Photos["enrolled"] == 0 || s.Rows["not_attempted"] == 0 || s.Rows["in_doubt"] != 0 {
			t.Errorf("%v: rows %v", c.signal, s.Rows)
		}
		// Run again, it goes on where it was.
		command, _ := built()
		if out, err := crashRun(command, url, path).CombinedOutput(); err != nil {
			t.Fatalf("the second run: %v\n%s", err, out)
		}
		checkFaces(t, url)
		s = summaryOf(t, path)
		if s.Rows["enrolled"]+s.Rows["unchanged"] != crashPeople || s.Calls["GetPersonList"] != 0 {
			t.Errorf("%v, then: rows %v, calls %v", c.signal, s.Rows, s.Calls)
		}
	}
}

// A run that waits for its calls after the second signal waits for its report as well.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	path := writeCrashRoster(t)
	_, code := interrupted(t, path, 1, func(p *os.Process, _ heard) {
		// Until it dies: two signals that follow one another closely may arrive as one.
		for !dead(p.Pid) {
			p.Signal(syscall.SIGINT)
		}
	})
	if code != 130 {
		t.Errorf("exit %d", code)
	}
	if _, err := os.Stat(strings.TrimSuffix(path, ".csv") + ".enroll/summary.json"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it took the time for a report (%v)", err)
	}
}

// dead reports whether a child has ended and waits to be waited for.
func dead(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(stat), ") Z ")
}

func TestHeldFolderIsLeftAlone(t *testing.T) {
	path := writeCrashRoster(t)
	j, err := journal.Open(t.Context(), strings.TrimSuffix(path, ".csv")+".enroll")
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	run := crashRun(command, "http://127.0.0.1:9", path)
	out, _ := run.CombinedOutput()
	if run.ProcessState.ExitCode() != 11 || !strings.Contains(string(out), "enroll: error: another run is using") {
		t.Errorf("exit %d: %s", run.ProcessState.ExitCode(), out)
	}
}
