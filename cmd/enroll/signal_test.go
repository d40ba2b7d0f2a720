package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"enroll/iai/simulator"
	"enroll/journal"
)

// interrupted starts a run against a simulator of this latency, calls signal at the nth call,
// waits for the end, and returns the exit code and how long the end took from the signal.
func interrupted(t *testing.T, path string, latency time.Duration, nth int64, signal func(*os.Process)) (url string, code int, took time.Duration) {
	t.Helper()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	sim, err := simulator.New(simulator.Options{Latency: latency})
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int64
	reached := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/_sim/") && calls.Add(1) == nth {
			close(reached)
		}
		sim.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { sim.Close() })
	run := crashRun(command, server.URL, path)
	run.Env = append(run.Env, "ENROLL_WORKERS=4") // or everybody has begun before the signal is heard
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	<-reached
	began := time.Now()
	signal(run.Process)
	run.Wait()
	return server.URL, run.ProcessState.ExitCode(), time.Since(began)
}

func TestTheFirstSignalLetsCallsInFlightFinish(t *testing.T) {
	t.Parallel()
	path := writeCrashRoster(t)
	for _, c := range []struct {
		signal syscall.Signal
		exit   int
	}{{syscall.SIGINT, 130}, {syscall.SIGTERM, 143}} {
		os.RemoveAll(strings.TrimSuffix(path, ".csv") + ".enroll")
		url, code, _ := interrupted(t, path, 100*time.Millisecond, 12, func(p *os.Process) { p.Signal(c.signal) })
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

func TestTheSecondSignalEndsAtOnce(t *testing.T) {
	_, code, took := interrupted(t, writeCrashRoster(t), time.Minute, 1, func(p *os.Process) {
		// Until it dies: two signals that follow one another closely may arrive as one.
		for !dead(p.Pid) {
			p.Signal(syscall.SIGINT)
		}
	})
	if code != 130 || took > 10*time.Second {
		t.Errorf("exit %d after %v", code, took)
	}
}

// dead tells whether a child has ended and waits to be waited for.
func dead(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(stat), ") Z ")
}

func TestAHeldFolderIsLeftAlone(t *testing.T) {
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
	if run.ProcessState.ExitCode() != 11 || !strings.Contains(string(out), "enroll: error: another run holds") {
		t.Errorf("exit %d: %s", run.ProcessState.ExitCode(), out)
	}
}
