package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"enroll/iai/simulator"
	"enroll/iai/simulator/account"
	"enroll/report"
	"enroll/samples/face"
)

var (
	crashes = flag.Int("crashes", 12, "kill a run at so many of its points; 0: at every one")
	crashAt = flag.Int("crash", 0, "kill a run at this point alone")
)

// crashable is the command that kills itself at a point (package journal/crash), built once.
var crashable = sync.OnceValues(func() (string, error) { return build("crash", "-tags", "crash") })

// TestKilledAtEveryPoint kills the command before and after writes to the journal, calls and
// files of the report, over a roster in which everything happens, against a service that fails
// in every way; starts it again, and asks the simulator what it saw.
func TestKilledAtEveryPoint(t *testing.T) {
	killer, err := crashable()
	if err != nil {
		t.Fatal(err)
	}
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	points := spread(*crashes)
	if *crashAt > 0 {
		points = []int{*crashAt}
	}
	var all sync.WaitGroup
	turn := make(chan struct{}, 24) // they wait for doubts to settle far more than they work
	for _, at := range points {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			t.Run(fmt.Sprint("point ", at, " (-crash=", at, " kills there alone)"), func(t *testing.T) {
				newTorture(t, at, killer, command).run()
			})
		})
	}
	all.Wait()
}

// crashPoints is about how many points a run of the torture's roster passes; those behind its
// end kill nothing, and the test says so.
const crashPoints = 340

// someRejected is how a run ends whose good rows are all enrolled.
const someRejected = 3

func spread(n int) (points []int) {
	if n == 0 {
		n = crashPoints
	}
	for i := range n {
		points = append(points, 1+i*crashPoints/n)
	}
	return points
}

// torture is one run that is killed, and those after it.
type torture struct {
	*testing.T
	at              int
	killer, command string
	dir, roster     string
	sim             *simulator.Server
	url             string
	foreign         account.PersonState
}

func newTorture(t *testing.T, at int, killer, command string) *torture {
	url, sim := crashService(t, simulator.Options{Latency: 5 * time.Millisecond, Jitter: 4 * time.Millisecond, Seed: uint64(at)})
	x := &torture{T: t, at: at, killer: killer, command: command, dir: t.TempDir(), sim: sim, url: url}
	x.beforehand()
	x.write()
	return x
}

// Who is who on the roster: two groups; one person is there already and is somebody else's;
// one photo is too small, one stands for somebody before, one row has no name.
const (
	tortured   = 14
	foreigner  = 3
	smallPhoto = "5-1.jpg"
	shared     = "6-0.jpg" // given to person 7 as well
	nameless   = 8
)

func (x *torture) photo(who, n int) string {
	name := fmt.Sprintf("%d-%d.jpg", who, n)
	size := 64
	if name == smallPhoto {
		size = 40
	}
	if err := os.WriteFile(filepath.Join(x.dir, name), face.JPEG(uint64(who), uint64(n), size), 0o600); err != nil {
		x.Fatal(err)
	}
	return name
}

// beforehand enrolls somebody else under an id of the roster, from another folder.
func (x *torture) beforehand() {
	theirs := filepath.Join(x.dir, "theirs.csv")
	line := fmt.Sprintf("person_id,person_name,group_id,images\np%d,Somebody,day,%s\n", foreigner, x.photo(900, 0))
	if err := os.WriteFile(theirs, []byte(line), 0o600); err != nil {
		x.Fatal(err)
	}
	if out, err := x.start(x.command, theirs, 0).CombinedOutput(); err != nil {
		x.Fatalf("beforehand: %v\n%s", err, out)
	}
	x.foreign = x.sim.State().Persons[0]
}

func (x *torture) write() {
	var b strings.Builder
	b.WriteString("person_id,person_name,group_id,images\n")
	for who := range tortured {
		photos := []string{x.photo(who, 0), x.photo(who, 1), x.photo(who, 2)}
		if who == 7 {
			photos[0] = shared
		}
		name := fmt.Sprint("Person", who)
		if who == nameless {
			name = ""
		}
		fmt.Fprintf(&b, "p%d,%s,%s,%s\n", who, name, []string{"day", "night"}[who%2], strings.Join(photos, ";"))
	}
	x.roster = filepath.Join(x.dir, "people.csv")
	if err := os.WriteFile(x.roster, []byte(b.String()), 0o600); err != nil {
		x.Fatal(err)
	}
}

// start is a run that is killed at a point; 0: at none.
func (x *torture) start(command, roster string, at int) *exec.Cmd {
	c := exec.Command(command, "run", "--endpoint", x.url, "--create-group", "--qps", "400", "--quiet", roster)
	c.Env = append(os.Environ(), "TENCENTCLOUD_SECRET_ID=SIMULATORID", "TENCENTCLOUD_SECRET_KEY=SIMULATORKEY", fmt.Sprint("CRASH_AT=", at))
	return c
}

// troubles are what goes wrong with calls, some times each.
func troubles() []simulator.Rule {
	one := 1
	return []simulator.Rule{
		{Action: "CreatePerson", Nth: 2, Drop: "after"},
		{Action: "CreatePerson", Nth: 5, Drop: "before"},
		{Action: "CreateFace", Nth: 2, Drop: "after", ApplyImages: &one},
		{Action: "CreateFace", Nth: 4, Drop: "after"},
		{Action: "CreateFace", Nth: 6, Answer: "FailedOperation.ServerError", Apply: true},
		{Action: "CreateFace", Nth: 8, Status: 502},
		{Action: "CreateGroup", Nth: 1, Drop: "after"},
		{Action: "GetPersonBaseInfo", Nth: 1, Drop: "after"},
		{Action: "*", Every: 17, Times: 3, Answer: "RequestLimitExceeded"},
	}
}

func (x *torture) run() {
	if err := x.sim.SetFaults(troubles()); err != nil {
		x.Fatal(err)
	}
	out, err := x.start(x.killer, x.roster, x.at).CombinedOutput()
	var exit *exec.ExitError
	if killed := errors.As(err, &exit) && !exit.Exited(); !killed {
		x.Logf("the run passes fewer points and is not killed: %v %s", err, out)
	}
	x.lawful()
	for range 4 {
		out, err = x.start(x.command, x.roster, 0).CombinedOutput()
		if errors.As(err, &exit) && exit.ExitCode() == someRejected {
			break
		}
	}
	if exit == nil || exit.ExitCode() != someRejected {
		x.Fatalf("the runs after it end with %v, want %d\n%s", err, someRejected, out)
	}
	x.lawful()
	x.complete()
	before := x.sim.Stats().Requests
	x.start(x.command, x.roster, 0).Run()
	for _, call := range x.sim.Requests()[before:] {
		if call.Applied {
			x.Errorf("a run after all is said still changes something: %+v", call)
		}
	}
}

// lawful is what holds at any moment: no photo twice, nobody else touched, one call on a person
// at a time.
func (x *torture) lawful() {
	x.Helper()
	seen := map[string]string{}
	for _, p := range x.sim.State().Persons {
		if p.ID == x.foreign.ID && fmt.Sprint(p) != fmt.Sprint(x.foreign) {
			x.Errorf("somebody else's person is now %+v, was %+v", p, x.foreign)
		}
		for _, f := range p.Faces {
			if holder, twice := seen[f.Hash]; twice {
				x.Errorf("a photo is enrolled for %s and for %s", holder, p.ID)
			}
			seen[f.Hash] = p.ID
		}
	}
	if n := x.sim.Stats().Overlaps; n != 0 {
		x.Errorf("%d pairs of calls on one person overlapped", n)
	}
}

// complete is what holds in the end: every good photo is there, the report says so, and no
// call was made that no run tells of.
func (x *torture) complete() {
	x.Helper()
	there := map[string]bool{}
	for _, p := range x.sim.State().Persons {
		for _, f := range p.Faces {
			there[f.ID] = true
		}
	}
	// All but the foreigner, the nameless, the small photo and the one that is person 6's.
	if want := 1 + 3*(tortured-2) - 2; len(there) != want {
		x.Errorf("%d faces at the service, want %d", len(there), want)
	}
	folder := strings.TrimSuffix(x.roster, ".csv") + ".enroll"
	results := table(x.T, filepath.Join(folder, report.ResultsFile))
	status, faceID := slices.Index(results[0], "status"), slices.Index(results[0], "face_id")
	told := 0
	for _, line := range results[1:] {
		if well := line[status] == "enrolled" || line[status] == "unchanged"; well {
			told++
			for id := range strings.SplitSeq(strings.TrimPrefix(line[faceID], "'"), "|") { // one of several, if they landed together
				if !there[id] {
					x.Errorf("%v: no such face at the service", line)
				}
			}
		}
	}
	if want := len(there) - 1; told != want {
		x.Errorf("%d photos are told to be enrolled, want %d", told, want)
	}
	x.accounted(folder)
}

// accounted compares the calls that all reports tell of with those that the service saw.
func (x *torture) accounted(folder string) {
	x.Helper()
	summaries, err := filepath.Glob(filepath.Join(folder, "runs", "*", report.SummaryFile))
	if err != nil {
		x.Fatal(err)
	}
	told := 0
	for _, path := range summaries {
		text, err := os.ReadFile(path)
		if err != nil {
			x.Fatal(err)
		}
		var s report.Summary
		if err := json.Unmarshal(text, &s); err != nil {
			x.Fatal(err)
		}
		told += s.Calls["total"] + s.Unheard
	}
	theirs := 3 // the calls of the folder that enrolled somebody else
	if seen := x.sim.Stats().Requests - theirs; seen > told {
		x.Errorf("the service saw %d calls, and the reports tell of %d", seen, told)
	}
}
