package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/iai/simulator/account"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/report"
	"enroll.example/enroll/samples/face"
)

var (
	crashes = flag.Int("crashes", 12, "kill a run at so many of its points; 0: at every one")
	pairs   = flag.Int("pairs", 0, "kill so many runs, and those that resume them as well; 0: a few that do not take long")
	crashAt = flag.String("crash", "", "play this story alone, as the names of the tests tell it")
)

// crashable is the command that kills itself at a point (package journal/crash), built once.
var crashable = sync.OnceValues(func() (string, error) { return build("crash", "-tags", "crash") })

// TestKilledAtEveryPoint kills the command before and after writes to the journal, calls and
// files of the report, over a roster in which everything happens, against a service that fails
// in every way; kills those that resume it too, and asks the simulator what it saw.
func TestKilledAtEveryPoint(t *testing.T) {
	t.Parallel()
	killer, err := crashable()
	if err != nil {
		t.Fatal(err)
	}
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	all := append(singly(*crashes), repeatedly(*pairs)...)
	if *crashAt != "" {
		all = []story{strings.Split(*crashAt, ",")}
	}
	var ended sync.WaitGroup
	var told tolls
	turn := make(chan struct{}, 64) // they wait for doubts to settle far more than they work
	for _, s := range all {
		ended.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			t.Run(fmt.Sprint("-crash=", s), func(t *testing.T) {
				x := newTorture(t, face.Seed(s.String()), killer, command)
				x.run(s)
				told.add(s, x)
			})
		})
	}
	ended.Wait()
	told.report(t)
}

// someRejected is how a run ends whose good rows are all enrolled.
const someRejected = 3

// torture is a roster and its service, for one story.
type torture struct {
	*testing.T
	killer, command string
	dir, roster     string
	sim             *simulator.Server
	url             string
	signals         atomic.Pointer[signalling] // of the run under way, if it gets any
	foreign         account.PersonState
	foreignBilled   int             // what it took to enroll that one
	added           int             // people who came onto the roster later
	gone            map[string]bool // photos that left it: they stay where they are
	doubtful        string          // who may stay in doubt
	stopped         int             // runs that did not come to their end
}

func newTorture(t *testing.T, seed uint64, killer, command string) *torture {
	sim, err := simulator.New(simulator.Options{Latency: 5 * time.Millisecond, Jitter: 4 * time.Millisecond, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	x := &torture{T: t, killer: killer, command: command, dir: t.TempDir(), sim: sim, gone: map[string]bool{}}
	web := httptest.NewServer(x)
	t.Cleanup(func() { web.Close(); sim.Close() })
	x.url, x.roster = web.URL, filepath.Join(x.dir, "people.csv")
	x.beforehand()
	order := make([]int, tortured)
	for who := range order {
		x.draw(who)
		order[who] = who
	}
	x.write(order)
	return x
}

// ServeHTTP is the service, and the hand that signals the run.
func (x *torture) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s := x.signals.Load(); s != nil {
		s.arrived()
		defer s.answered()
	}
	x.sim.ServeHTTP(w, r)
}

// Who is who on the roster: two groups; one person is there already and is another client's;
// one photo is too small, one stands for someone before, one row has no name.
const (
	tortured   = 14
	foreigner  = 3
	smallPhoto = "5-1.jpg"
	twin       = 7
	shared     = "6-0.jpg" // of the one twin, given to the other as well
	nameless   = 8
	replaced   = 4 // whose first photo another one replaces, if the roster changes
	partlyGood = 2 // the rows with the small photo and with the photo that two want
)

func photoOf(who, n int) string {
	if who == twin && n == 0 {
		return shared
	}
	return fmt.Sprintf("%d-%d.jpg", who, n)
}

// portrait is someone's nth photo; the twins look alike.
func portrait(who, n int) []byte {
	size := 64
	if photoOf(who, n) == smallPhoto {
		size = 40
	}
	if who == twin {
		return face.JPEG(twin-1, uint64(100+n), size)
	}
	return face.JPEG(uint64(who), uint64(n), size)
}

func (x *torture) draw(who int) {
	for n := range 3 {
		if photoOf(who, n) != shared || who != twin {
			x.keep(photoOf(who, n), portrait(who, n))
		}
	}
}

func (x *torture) keep(name string, content []byte) {
	if err := os.WriteFile(filepath.Join(x.dir, name), content, 0o600); err != nil {
		x.Fatal(err)
	}
}

// beforehand enrolls someone else under an id of the roster, from another folder.
func (x *torture) beforehand() {
	theirs := filepath.Join(x.dir, "theirs.csv")
	x.keep("900-0.jpg", face.JPEG(900, 0, 64))
	x.keep("theirs.csv", fmt.Appendf(nil, "person_id,person_name,group_id,images\np%d,Somebody,day,900-0.jpg\n", foreigner))
	if out, err := x.start(x.command, theirs, 0).CombinedOutput(); err != nil {
		x.Fatalf("beforehand: %v\n%s", err, out)
	}
	x.foreign, x.foreignBilled = x.sim.State().Persons[0], x.sim.Stats().Billed
}

// write writes the roster of these people, in this order.
func (x *torture) write(order []int) {
	var b strings.Builder
	b.WriteString("person_id,person_name,group_id,images\n")
	for _, who := range order {
		name := fmt.Sprint("Person", who)
		if who == nameless {
			name = ""
		}
		photos := strings.Join([]string{photoOf(who, 0), photoOf(who, 1), photoOf(who, 2)}, ";")
		fmt.Fprintf(&b, "p%d,%s,%s,%s\n", who, name, []string{"day", "night"}[who%2], photos)
	}
	x.keep("people.csv", []byte(b.String()))
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

func (x *torture) run(s story) {
	for _, step := range s {
		x.play(step)
		x.lawful()
	}
	var exit *exec.ExitError
	var out []byte
	var err error
	for range 5 {
		out, err = x.start(x.command, x.roster, 0).CombinedOutput()
		if errors.As(err, &exit) && exit.ExitCode() == someRejected && x.settled() {
			break
		}
		x.lawful()
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

// settled reports whether the latest report leaves nothing to a further run.
func (x *torture) settled() bool {
	rows := summaryOf(x.T, x.roster).Rows
	return rows["failed"]+rows["in_doubt"]+rows["not_attempted"]+rows["partial"] == partlyGood
}

// lawful is what holds at any moment: no photo twice, no one else touched, one call on a person
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
	folder := strings.TrimSuffix(x.roster, ".csv") + ".enroll"
	results := table(x.T, filepath.Join(folder, report.ResultsFile))
	x.excuse(folder, results)
	there := map[string]string{} // photo by face
	good := 0
	for _, p := range x.sim.State().Persons {
		for _, f := range p.Faces {
			there[f.ID] = f.Hash
			if !x.gone[f.Hash] && p.ID != x.foreign.ID && p.ID != x.doubtful {
				good++
			}
		}
	}
	// All but the foreigner's, the nameless's, the small photo and the one that two want.
	want := 3*(tortured+x.added-2) - 2
	if x.doubtful != "" {
		want -= 3
	}
	if good != want {
		x.Errorf("%d good photos at the service, want %d", good, want)
	}
	told, bad := 0, [][]string{}
	for _, line := range results[1:] {
		if status := column(results[0], line, "status"); status == "enrolled" || status == "unchanged" {
			told++
			x.true(there, column(results[0], line, "face_id"), column(results[0], line, "sha256"))
		} else {
			bad = append(bad, line)
		}
	}
	if told != want {
		x.Errorf("%d photos are told to be enrolled, want %d; not so: %q", told, want, bad)
	}
	x.accounted(folder)
}

// excuse lets the person be in doubt whose first photo was replaced, if the call that creates
// the person went out with the old photo and again with the new one: when both are lost, nothing tells
// which of the two is there, and the report has to say so.
func (x *torture) excuse(folder string, results [][]string) {
	who := fmt.Sprint("p", replaced)
	for _, line := range results[1:] {
		if column(results[0], line, "person_id") == who && column(results[0], line, "code") == codes.RunInDoubt && x.createdWith(folder, who) == 2 {
			x.doubtful = who
		}
	}
}

// createdWith is with how many different photos it was tried to create a person.
func (x *torture) createdWith(folder, who string) int {
	j, err := journal.Open(x.Context(), folder)
	if err != nil {
		x.Fatal(err)
	}
	defer j.Close()
	events, err := j.History(x.Context(), who)
	if err != nil {
		x.Fatal(err)
	}
	photos := map[string]bool{}
	for _, e := range events {
		if e.Call.Action == enrollment.CreatePerson {
			photos[e.Call.Photos[0].Key] = true
		}
	}
	return len(photos)
}

// true holds what a line says against the service: the face is there, and shows that photo.
// It is one of several, if they landed together.
func (x *torture) true(there map[string]string, faces, photo string) {
	x.Helper()
	shown := false
	for id := range strings.SplitSeq(strings.TrimPrefix(faces, "'"), "|") {
		if there[id] == "" {
			x.Errorf("face %s is told, and is not at the service", id)
		}
		shown = shown || there[id] == photo
	}
	if !shown {
		x.Errorf("no face of %s shows the photo %s", faces, photo)
	}
}

func column(header, line []string, name string) string { return line[slices.Index(header, name)] }

// accounted compares the calls that all reports tell of with those that the service saw, and what it
// billed.
func (x *torture) accounted(folder string) {
	x.Helper()
	summaries, err := filepath.Glob(filepath.Join(folder, "runs", "*", report.SummaryFile))
	if err != nil {
		x.Fatal(err)
	}
	told, billed := 0, 0
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
		billed += s.Billed
	}
	theirs := 3 // the calls of the folder that enrolled someone else
	if seen := x.sim.Stats().Requests - theirs; seen > told {
		x.Errorf("the service saw %d calls, and the reports tell of %d", seen, told)
	} else if cost := x.sim.Stats().Billed - x.foreignBilled; x.doubtful == "" && (cost > billed || cost < billed && seen == told) {
		// A run that is killed after its report is there, and before the journal says so, is in the next one too.
		x.Errorf("the service billed %d calls, and the reports tell of %d", cost, billed)
	}
}
