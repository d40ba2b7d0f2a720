package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"enroll.example/enroll/iai/simulator"
)

// haunted is a roster whose first run has ended well, and the service that it ran against.
type haunted struct {
	*testing.T
	command, url, roster, dir string
	sim                       *simulator.Server
	older                     string // a copy of the folder before its latest run
}

func newHaunted(t *testing.T) *haunted {
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	h := &haunted{T: t, command: command, roster: writeCrashRoster(t)}
	h.url, h.sim = crashService(t, simulator.Options{})
	h.dir = strings.TrimSuffix(h.roster, ".csv") + ".enroll"
	h.older = h.dir + "-older"
	h.well(crashRun(command, h.url, h.roster))
	h.sh("cp -a $DIR $DIR-older")
	h.sh("head -2 $ROSTER >$ROSTER.2; sed 1d $ROSTER | sed 's/^p/q/; s/-0/-1/' >>$ROSTER.2")
	again := crashRun(command, h.url, h.roster+".2")
	again.Args = append(again.Args, "--dir", h.dir)
	again.Run() // two want a photo
	return h
}

func (h *haunted) well(c *exec.Cmd) {
	h.Helper()
	if out, err := c.CombinedOutput(); err != nil {
		h.Fatalf("%v\n%s", err, out)
	}
}

// sh does what a person does by hand.
func (h *haunted) sh(command string) {
	h.Helper()
	c := exec.Command("sh", "-ec", command)
	c.Env = append(os.Environ(), "DIR="+h.dir, "ROSTER="+h.roster)
	h.well(c)
}

// commands are those that open a journal.
func (h *haunted) commands() map[string]*exec.Cmd {
	run := crashRun(h.command, h.url, h.roster)
	run.Args = append(run.Args, "--existing", "add")
	inside := crashRun(h.command, h.url, filepath.Join(h.dir, "errors.csv"))
	return map[string]*exec.Cmd{
		"run": run, "run of errors.csv": inside,
		"check":  exec.Command(h.command, "check", "--group", "staff", h.roster),
		"report": exec.Command(h.command, "report", h.dir),
	}
}

// tree is what lies in the folder, but for who holds it.
func (h *haunted) tree() string {
	h.Helper()
	var all strings.Builder
	err := filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() != "lock" {
			f, _ := d.Info()
			fmt.Fprintln(&all, path, f.Mode(), f.Size())
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return all.String()
}

// refuses: each command ends with 73 and a hint, and neither calls anybody nor changes anything.
func (h *haunted) refuses(hint string) {
	h.Helper()
	before, calls := h.tree(), h.sim.Stats().Requests
	for name, c := range h.commands() {
		out, _ := c.CombinedOutput()
		if got := c.ProcessState.ExitCode(); got != exitCannotWrite || !strings.Contains(string(out), "enroll: hint: "+hint) {
			h.Errorf("%s: exit %d: %s", name, got, out)
		}
	}
	if after := h.tree(); after != before {
		h.Errorf("the folder has become\n%swas\n%s", after, before)
	}
	if n := h.sim.Stats().Requests - calls; n != 0 {
		h.Errorf("%d calls were made", n)
	}
}

// TestLostJournalStopsEveryCommand takes the journal from a folder with runs, wholly or in part: a
// new one would enroll everyone twice.
func TestLostJournalStopsEveryCommand(t *testing.T) {
	for name, loss := range map[string]string{
		"removed":                               "rm $DIR/journal.db",
		"removed with its mark":                 "rm $DIR/journal.*",
		"removed with its runs":                 "rm -r $DIR/journal.db $DIR/runs",
		"emptied":                               ": >$DIR/journal.db",
		"replaced by an older one":              "cp $DIR-older/journal.db $DIR",
		"replaced by an older one, mark gone":   "cp $DIR-older/journal.db $DIR; rm $DIR/journal.history",
		"replaced by an older one and its mark": "cp $DIR-older/journal.* $DIR",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHaunted(t)
			h.sh(loss)
			h.refuses("put back what was moved or removed; or restore the folder from a copy made after its last run")
		})
	}
}

// TestPreparedFolderIsRefused plants what would be followed, shared or waited for.
func TestPreparedFolderIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ plant, hint string }{
		"lock is a link":                {"mv $DIR/lock $DIR-lock; ln -s $DIR-lock $DIR/lock", "remove the link"},
		"lock is a FIFO":                {"rm $DIR/lock; mkfifo $DIR/lock", "move it away"},
		"journal.db is a link":          {"mv $DIR/journal.db $DIR-db; ln -s $DIR-db $DIR/journal.db", "remove the link"},
		"journal.db has a second name":  {"ln $DIR/journal.db $DIR-db", "replace it with a copy of itself"},
		"its history is a link":         {"mv $DIR/journal.history $DIR-h; ln -s $DIR-h $DIR/journal.history", "remove the link"},
		"everybody may write into it":   {"chmod 777 $DIR", "chmod go-w "},
		"its group may write into it":   {"chmod 775 $DIR", "chmod go-w "},
		"a file is where its runs were": {"mv $DIR/runs $DIR-runs; : >$DIR/runs", "move it away"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHaunted(t)
			h.sh(c.plant)
			h.refuses(c.hint)
		})
	}
}

func TestMovedFolderIsTheSame(t *testing.T) {
	t.Parallel()
	h := newHaunted(t)
	h.sh("mv $DIR $DIR-moved; cp -a $DIR-moved $DIR-copied; chmod 755 $DIR-copied; chmod 644 $DIR-copied/journal.db $DIR-copied/lock; chmod 755 $DIR-copied/runs")
	before := h.sim.Stats().Requests
	for _, at := range []string{"-moved", "-copied"} {
		again := crashRun(h.command, h.url, h.roster)
		again.Args = append(again.Args, "--dir", h.dir+at)
		h.well(again)
	}
	if n := h.sim.Stats().Requests - before; n != 0 {
		t.Errorf("%d calls were made", n)
	}
	h.sh(`test "$(stat -c %a $DIR-copied/journal.db $DIR-copied/lock $DIR-copied/runs | xargs)" = "600 600 700"`)
}

// TestUnopenableFilesHaveHints lets so few files be open that the run cannot begin, or not
// end; in between, everything else may lack one.
func TestUnopenableFilesHaveHints(t *testing.T) {
	t.Parallel()
	h := newHaunted(t)
	for limit := 7; ; limit++ {
		again := exec.Command("bash", "-c", fmt.Sprintf(`ulimit -n %d; exec "$@"`, limit), "-")
		run := crashRun(h.command, h.url, h.roster)
		again.Args, again.Env = append(again.Args, run.Args...), run.Env
		out, err := again.CombinedOutput()
		if err == nil {
			break
		}
		if strings.Contains(string(out), "enroll: error: ") && // and not of Go itself, which needs some as well
			(again.ProcessState.ExitCode() != exitCannotWrite || !strings.Contains(string(out), "(ulimit -n)")) {
			t.Errorf("with %d files: exit %d: %s", limit, again.ProcessState.ExitCode(), out)
		}
		if limit > 100 {
			t.Fatal("they never suffice")
		}
	}
}

// ambush is a run to which something happens at a call: no call is served meanwhile, and it
// has one person in flight.
type ambush struct {
	*haunted
	run   *exec.Cmd
	calls atomic.Int64
}

// ambushed starts a run, lets a thing happen at its nth call, and returns it when it has ended.
func ambushed(t *testing.T, nth int64, happens func(a *ambush)) (a *ambush, out string) {
	t.Helper()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	h := &haunted{T: t, command: command, roster: writeCrashRoster(t)}
	h.dir = strings.TrimSuffix(h.roster, ".csv") + ".enroll"
	if h.sim, err = simulator.New(simulator.Options{}); err != nil {
		t.Fatal(err)
	}
	a = &ambush{haunted: h}
	started := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/_sim/") && a.calls.Add(1) == nth {
			<-started
			happens(a)
		}
		h.sim.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { web.Close(); h.sim.Close() })
	h.url = web.URL
	var said strings.Builder
	a.run = crashRun(command, h.url, h.roster)
	a.run.Env = append(a.run.Env, "ENROLL_WORKERS=1")
	a.run.Stdout, a.run.Stderr = &said, &said
	if err := a.run.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	a.run.Wait()
	return a, said.String()
}

func TestMissingWALIsNoticed(t *testing.T) {
	t.Parallel()
	for _, nth := range []int64{1, 12} {
		a, _ := ambushed(t, nth, func(a *ambush) { a.run.Process.Kill() })
		a.sh("rm $DIR/journal.db-wal")
		before := a.sim.Stats().Requests
		for range 2 {
			again := crashRun(a.command, a.url, a.roster)
			out, _ := again.CombinedOutput()
			if got := again.ProcessState.ExitCode(); got != exitCannotWrite || !strings.Contains(string(out), "enroll: hint: put back what was moved") {
				t.Errorf("killed at call %d: exit %d: %s", nth, got, out)
			}
		}
		if n := a.sim.Stats().Requests - before; n != 0 {
			t.Errorf("killed at call %d: %d calls were made", nth, n)
		}
	}
}

func TestReportAfterKillKeepsFolder(t *testing.T) {
	t.Parallel()
	a, _ := ambushed(t, 12, func(a *ambush) { a.run.Process.Kill() })
	a.sh("cp -a $DIR $DIR-copy; rm -r $DIR; mv $DIR-copy $DIR")
	a.well(exec.Command(a.command, "report", a.dir))
	a.well(crashRun(a.command, a.url, a.roster))
	checkFaces(t, a.url)
}

// TestRemovedLockDoesNotAdmitSecondRun: who comes then is told so, and the first goes on to its end.
func TestRemovedLockDoesNotAdmitSecondRun(t *testing.T) {
	t.Parallel()
	a, out := ambushed(t, 12, func(a *ambush) {
		a.sh("rm $DIR/lock")
		for range 2 {
			second := crashRun(a.command, a.url, a.roster)
			out, _ := second.CombinedOutput()
			if second.ProcessState.ExitCode() != exitHeld || !strings.Contains(string(out), "enroll: error: another run is using") {
				a.Errorf("exit %d: %s", second.ProcessState.ExitCode(), out)
			}
		}
	})
	if got := a.run.ProcessState.ExitCode(); got != exitDone {
		t.Errorf("the first ends with %d: %s", got, out)
	}
	checkFaces(t, a.url)
	a.well(crashRun(a.command, a.url, a.roster))
}

// TestRemovedJournalStopsCalls: what it would write down is lost with the file.
func TestRemovedJournalStopsCalls(t *testing.T) {
	for name, c := range map[string]struct {
		harm  string
		after int // how the next run ends
	}{
		"journal.db removed":  {"rm $DIR/journal.db", exitCannotWrite},
		"journal.db replaced": {"cp $DIR/journal.db $DIR/x; mv $DIR/x $DIR/journal.db; rm $DIR/journal.db-wal", exitCannotWrite},
		"its WAL removed":     {"rm $DIR/journal.db-wal", exitDone}, // the run still has it, and brings it in
		"the folder moved":    {"mv $DIR $DIR-moved; mkdir -m 700 $DIR", exitDone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, out := ambushed(t, 12, func(a *ambush) { a.sh(c.harm) })
			if got := a.run.ProcessState.ExitCode(); got != exitCannotWrite || !strings.Contains(out, "enroll: hint: put it back as it was") {
				t.Errorf("exit %d: %s", got, out)
			}
			if n := a.sim.Stats().Requests; n != 12 {
				t.Errorf("%d calls were made, want 12", n)
			}
			if name == "the folder moved" {
				a.sh("rmdir $DIR; mv $DIR-moved $DIR")
			}
			again := crashRun(a.command, a.url, a.roster)
			if out, _ := again.CombinedOutput(); again.ProcessState.ExitCode() != c.after {
				t.Errorf("the next: exit %d: %s", again.ProcessState.ExitCode(), out)
			}
		})
	}
}
