package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/report"
	"enroll.example/enroll/samples/face"
)

// builtIn is the folder of what built built; "" while there is none.
var builtIn string

// built is the real command, built once.
var built = sync.OnceValues(func() (string, error) { return build("enroll") })

var building sync.Mutex // guards builtIn

func build(name string, flags ...string) (string, error) {
	building.Lock()
	defer building.Unlock()
	if builtIn == "" {
		dir, err := os.MkdirTemp("", "enroll")
		if err != nil {
			return "", err
		}
		builtIn = dir
	}
	path := filepath.Join(builtIn, name)
	out, err := exec.Command("go", append(append([]string{"build"}, flags...), "-o", path, ".")...).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
}

// crash is a run that is killed when the simulator gets its nth call. The call is then
// applied or not: no one is left who could hear it.
type crash struct {
	nth     int64
	applied bool
}

// TestKilledRunEnrollsEachPhotoOnce kills the real binary with SIGKILL in the middle of a
// roster, starts it again, and asks the simulator's own records.
func TestKilledRunEnrollsEachPhotoOnce(t *testing.T) {
	t.Parallel()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	// They wait for the service far more than they work: all at once, whatever -parallel says.
	var all sync.WaitGroup
	defer all.Wait()
	for _, applied := range []bool{true, false} {
		for _, nth := range []int64{1, 2, 3, 9, 20, 31, 42} {
			c := crash{nth: nth, applied: applied}
			all.Go(func() {
				t.Run(fmt.Sprintf("call %d applied %v", nth, applied), func(t *testing.T) { c.test(t, command) })
			})
		}
	}
}

const (
	crashPeople = 20
	crashPhotos = 3 // two calls a person
)

func (c crash) test(t *testing.T, command string) {
	sim, err := simulator.New(simulator.Options{Latency: 20e6, Jitter: 10e6})
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int64
	var victim *os.Process
	started := make(chan struct{}) // closed when there is a victim
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_sim/") || calls.Add(1) != c.nth {
			sim.ServeHTTP(w, r)
			return
		}
		<-started
		victim.Kill()
		if c.applied {
			sim.ServeHTTP(w, r)
		}
	}))
	defer sim.Close()
	defer server.Close()
	path := writeCrashRoster(t)

	first := crashRun(command, server.URL, path)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	victim = first.Process
	close(started)
	if err := first.Wait(); err == nil || first.ProcessState.Exited() {
		t.Fatalf("the run was not killed: %v", err)
	}
	second := crashRun(command, server.URL, path)
	if out, err := second.CombinedOutput(); err != nil {
		t.Fatalf("the second run: %v\n%s", err, out)
	}
	checkFaces(t, server.URL)
	// What the killed run did is reported by the next: everyone is newly enrolled.
	s := summaryOf(t, path)
	if s.Rows["enrolled"] != crashPeople || s.Photos["enrolled"] != crashPeople*crashPhotos {
		t.Errorf("rows %v, photos %v", s.Rows, s.Photos)
	}
	before := calls.Load()
	third := crashRun(command, server.URL, path)
	if out, err := third.CombinedOutput(); err != nil {
		t.Fatalf("the third run: %v\n%s", err, out)
	}
	if n := calls.Load() - before; n != 0 {
		t.Errorf("the third run made %d calls", n)
	}
	if s := summaryOf(t, path); s.Rows["unchanged"] != crashPeople {
		t.Errorf("third run: rows %v", s.Rows)
	}
}

func crashRun(command, url, path string) *exec.Cmd {
	run := exec.Command(command, "run", "--endpoint", url, "--create-group", "--group", "staff", "--qps", "400", "--quiet", path)
	run.Env = append(os.Environ(), "TENCENTCLOUD_SECRET_ID=SIMULATORID", "TENCENTCLOUD_SECRET_KEY=SIMULATORKEY")
	return run
}

func writeCrashRoster(t *testing.T) string {
	dir := t.TempDir()
	var roster bytes.Buffer
	roster.WriteString("person_id,person_name,images\n")
	for p := range crashPeople {
		var photos []string
		for n := range crashPhotos {
			name := fmt.Sprintf("%d-%d.jpg", p, n)
			photos = append(photos, name)
			if err := os.WriteFile(filepath.Join(dir, name), face.JPEG(uint64(p), uint64(n), 64), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprintf(&roster, "p%d,Person%d,%s\n", p, p, strings.Join(photos, ";"))
	}
	path := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(path, roster.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// checkFaces asks the simulator who is enrolled with which photos: each once.
func checkFaces(t *testing.T, url string) {
	t.Helper()
	var state struct {
		Persons []struct {
			ID    string `json:"person_id"`
			Faces []struct{ SHA256 string }
		}
	}
	fetch(t, url+"/_sim/state", &state)
	if len(state.Persons) != crashPeople {
		t.Errorf("%d persons at the service, want %d", len(state.Persons), crashPeople)
	}
	seen := map[string]bool{}
	for _, p := range state.Persons {
		if len(p.Faces) != crashPhotos {
			t.Errorf("%s has %d faces, want %d", p.ID, len(p.Faces), crashPhotos)
		}
		for _, f := range p.Faces {
			if seen[f.SHA256] {
				t.Errorf("%s: a photo is enrolled twice", p.ID)
			}
			seen[f.SHA256] = true
		}
	}
	var stats struct{ Overlaps int }
	fetch(t, url+"/_sim/stats", &stats)
	if stats.Overlaps != 0 {
		t.Errorf("%d pairs of calls on one person overlapped", stats.Overlaps)
	}
}

func fetch(t *testing.T, url string, to any) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(to); err != nil {
		t.Fatal(err)
	}
}

func summaryOf(t *testing.T, path string) (s report.Summary) {
	t.Helper()
	text, err := os.ReadFile(strings.TrimSuffix(path, ".csv") + ".enroll/summary.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}
