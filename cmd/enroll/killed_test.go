package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"enroll.example/enroll/iai/simulator"
)

// stalled is a service of which a call of one kind never ends; met tells for whom they came.
func stalled(t *testing.T, action string) (url string, met chan string) {
	sim, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	met = make(chan string, 1024)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-TC-Action") != action {
			sim.ServeHTTP(w, r)
			return
		}
		var call struct{ PersonId string }
		body, err := io.ReadAll(r.Body) // only then is it noticed that the caller is gone
		if err != nil || json.Unmarshal(body, &call) != nil {
			return // it was killed before all had left
		}
		met <- call.PersonId
		<-r.Context().Done()
	}))
	t.Cleanup(func() { web.CloseClientConnections(); web.Close(); sim.Close() })
	return web.URL, met
}

// statuses are those of all photos that the report at the top of a roster's folder tells, by photo.
func statuses(t *testing.T, path string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(strings.TrimSuffix(path, ".csv")+".enroll", "results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, r := range records[1:] {
		all[r[2]] = r[3]
	}
	return all
}

// TestWhatAKilledRunDidIsReported kills a run of which someone is created and their further photos
// are under way. Its report says who is enrolled and what is in doubt, although its photos are gone.
// No one promises whose photos are under way first.
func TestWhatAKilledRunDidIsReported(t *testing.T) {
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	url, met := stalled(t, "CreateFace")
	path := writeCrashRoster(t)
	victim := crashRun(command, url, path)
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	who := strings.TrimPrefix(<-met, "p")
	victim.Process.Kill()
	victim.Wait()
	photos, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.jpg"))
	if err != nil || len(photos) == 0 {
		t.Fatal(photos, err)
	}
	for _, photo := range photos {
		if err := os.Remove(photo); err != nil {
			t.Fatal(err)
		}
	}
	report := exec.Command(command, "report", strings.TrimSuffix(path, ".csv")+".enroll")
	if out, err := report.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	told := statuses(t, path)
	if told[who+"-0.jpg"] != "enrolled" || told[who+"-1.jpg"] != "in_doubt" {
		t.Errorf("the report of the run that was killed at the further photos of p%s: %v", who, told)
	}
}
