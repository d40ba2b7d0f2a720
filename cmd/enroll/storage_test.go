package main

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"enroll.example/enroll/iai/simulator"
)

// TestUnusableFolder damages a folder in each way a folder is damaged: the error says
// what to do, the exit code is that of the contract, and nothing is sent.
func TestUnusableFolder(t *testing.T) {
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		damage func(t *testing.T, journal string)
		limit  string // of a file's size, in blocks of 1 KiB
		exit   int
		hint   string
	}{
		"no journal at all": {overwrite(0, []byte("this is a letter to my aunt, and it is long enough to be read")), "", exitCannotWrite, "restore the folder from a copy made after its last run"},
		"a journal that breaks off": {func(t *testing.T, journal string) {
			if err := os.Truncate(journal, 20_000); err != nil {
				t.Fatal(err)
			}
		}, "", exitCannotWrite, "restore the folder from a copy"},
		"a journal with a hole": {overwrite(4096, bytes.Repeat([]byte{0xAA}, 16_384)), "", exitCannotWrite, "restore the folder from a copy"},
		"a journal that is empty": {func(t *testing.T, journal string) {
			if err := os.Truncate(journal, 0); err != nil {
				t.Fatal(err)
			}
		}, "", exitCannotWrite, "restore the folder from a copy"},
		"a journal with a hole far behind": {overwrite(16*4096, bytes.Repeat([]byte{0xAA}, 4096)), "", exitCannotWrite, "restore the folder from a copy"},
		"a newer journal":                  {overwrite(60, []byte{0, 0, 0, 99}), "", exitUsage, "use the enroll that last wrote this folder"},
		"a disk without room":              {func(*testing.T, string) {}, "1", exitCannotWrite, "run again: what was sent is in the journal"},
		"no place for reports": {func(t *testing.T, journal string) {
			runs := filepath.Join(filepath.Dir(journal), "runs")
			if err := os.RemoveAll(runs); err != nil { // who is root may write anywhere, but into no file
				t.Fatal(err)
			}
			if err := os.WriteFile(runs, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "", exitCannotWrite, "move it away"},
		"a folder that is as it was": {func(*testing.T, string) {}, "unlimited", exitDone, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, sim := crashService(t, simulator.Options{})
			path := writeCrashRoster(t)
			if out, err := crashRun(command, url, path).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			folder := strings.TrimSuffix(path, ".csv") + ".enroll"
			c.damage(t, filepath.Join(folder, "journal.db"))
			before := sim.Stats().Requests
			again := crashRun(command, url, path)
			if c.limit != "" {
				again.Args = append([]string{"bash", "-c", `ulimit -f "$0"; exec "$@"`, c.limit}, again.Args...)
				again.Path, again.Err = "/bin/bash", nil
			}
			out, _ := again.CombinedOutput()
			if got := again.ProcessState.ExitCode(); got != c.exit {
				t.Errorf("exit %d, want %d", got, c.exit)
			}
			if c.hint != "" && !strings.Contains(string(out), "enroll: hint: ") || !strings.Contains(string(out), c.hint) {
				t.Errorf("it says %q, want a hint of %q", out, c.hint)
			}
			if got := sim.Stats().Requests - before; got != 0 {
				t.Errorf("%d calls were made", got)
			}
		})
	}
}

// crashService is a simulator for runs of the command.
func crashService(t *testing.T, o simulator.Options) (url string, sim *simulator.Server) {
	sim, err := simulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(sim)
	t.Cleanup(func() { web.Close(); sim.Close() })
	return web.URL, sim
}

func overwrite(at int64, with []byte) func(*testing.T, string) {
	return func(t *testing.T, journal string) {
		f, err := os.OpenFile(journal, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteAt(with, at); err != nil {
			t.Fatal(err)
		}
	}
}
