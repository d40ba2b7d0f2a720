package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/report"
	"enroll.example/enroll/samples/face"
)

// TestRestoredFolderEnrollsNoOneTwice: what was enrolled since the copy is not known to it. No one
// is enrolled again, and the report tells why.
func TestRestoredFolderEnrollsNoOneTwice(t *testing.T) {
	t.Parallel()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	url, sim := crashService(t, simulator.Options{})
	dir := t.TempDir()
	folder, roster := filepath.Join(dir, "people.enroll"), filepath.Join(dir, "people.csv")
	run := func(photos, exit int, flags ...string) {
		t.Helper()
		writeOlderRoster(t, roster, photos)
		c := crashRun(command, url, roster)
		c.Args = append(c.Args, flags...)
		out, _ := c.CombinedOutput()
		if got := c.ProcessState.ExitCode(); got != exit {
			t.Fatalf("exit %d, want %d\n%s", got, exit, out)
		}
	}

	run(1, exitDone)
	copied(t, folder, filepath.Join(dir, "copy"))
	run(2, exitDone)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	copied(t, filepath.Join(dir, "copy"), folder)
	run(2, someRejected)
	for _, p := range sim.State().Persons {
		if len(p.Faces) != 2 {
			t.Errorf("%s has %d faces, want 2: each photo once", p.ID, len(p.Faces))
		}
	}
	toldUnknown(t, filepath.Join(folder, "errors.csv"))
	run(2, exitDone, "--existing", "add")
}

const olderPeople = 5

func writeOlderRoster(t *testing.T, path string, photos int) {
	t.Helper()
	var roster strings.Builder
	roster.WriteString("person_id,person_name,images\n")
	for p := range olderPeople {
		var names []string
		for n := range photos {
			name := fmt.Sprintf("%d-%d.jpg", p, n)
			names = append(names, name)
			if err := os.WriteFile(filepath.Join(filepath.Dir(path), name), face.JPEG(uint64(p), uint64(n), 64), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprintf(&roster, "p%d,Person%d,%s\n", p, p, strings.Join(names, ";"))
	}
	if err := os.WriteFile(path, []byte(roster.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// toldUnknown: each person's row says that they have a face which the folder does not know, and which.
func toldUnknown(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(records) - 1; n != olderPeople {
		t.Errorf("%d rows are in errors.csv, want %d", n, olderPeople)
	}
	for _, record := range records[1:] {
		line := strings.Join(record, "|")
		if !strings.Contains(line, codes.RunUnknownFaces) || !strings.Contains(line, "unknown faces: ") {
			t.Errorf("it says %s", line)
		}
	}
}

// TestAloneSettlesDoubts: told to add to who exists, a run cannot tell its own face from that of
// another writer, unless someone vouches that there is none.
func TestAloneSettlesDoubts(t *testing.T) {
	t.Parallel()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	lost, err := simulator.ReadFaults(strings.NewReader(`[{"action": "CreateFace", "nth": 1, "drop": "after"}]`))
	if err != nil {
		t.Fatal(err)
	}
	url, sim := crashService(t, simulator.Options{Faults: lost})
	roster := filepath.Join(t.TempDir(), "people.csv")
	writeOlderRoster(t, roster, 2)
	for _, c := range []struct {
		flags []string
		exit  int
		says  string
	}{
		{[]string{"--existing", "add"}, report.ExitFailed, "run again with --alone added"},
		{[]string{"--existing", "add", "--alone"}, exitDone, ""},
	} {
		run := crashRun(command, url, roster)
		run.Args = append(run.Args, c.flags...)
		out, _ := run.CombinedOutput()
		if got := run.ProcessState.ExitCode(); got != c.exit || !strings.Contains(string(out), c.says) {
			t.Errorf("%q: exit %d, want %d\n%s", c.flags, got, c.exit, out)
		}
	}
	for _, p := range sim.State().Persons {
		if len(p.Faces) != 2 {
			t.Errorf("%s has %d faces, want 2", p.ID, len(p.Faces))
		}
	}
}
