package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"enroll.example/enroll/iai/simulator"
)

func TestRecordsAreCounted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/_sim/requests":
			w.Write([]byte(`{"action":"CreatePerson","applied":true,"dropped":true}
				{"action":"CreatePerson","applied":false,"dropped":true}
				{"action":"CreatePerson","applied":true}
				{"action":"GetPersonBaseInfo"}`))
		case "/_sim/state":
			w.Write([]byte(`{"persons":[{"faces":[{"sha256":"a"},{"sha256":"b"}]},{"faces":[{"sha256":"b"},{"sha256":"c"}]}]}`))
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	if _, err := ask(server.URL, dir); err == nil {
		t.Error("a run without a report passes for one")
	}
	summary := `{"rows":{"total":9,"enrolled":3,"unchanged":4,"in_doubt":1,"failed":1}}`
	if err := os.WriteFile(filepath.Join(dir, "summary.json"), []byte(summary), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := ask(server.URL, dir)
	if err != nil || o.calls != 4 || o.lost != 2 || o.applied != 1 || o.once != 2 || o.more != 1 || o.doubtful != 1 || o.unwell != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	var says strings.Builder
	trial{}.compare(&says, outcome{calls: 2, byAction: map[string]int{"CreatePerson": 2}}, o)
	for _, want := range []string{"2 of 4 calls (50.00 %), 1 of them applied", "2 calls (50.00 %): CreatePerson +1 GetPersonBaseInfo +1; 1.00 a lost reply"} {
		if !strings.Contains(says.String(), want) {
			t.Errorf("it says %q, and not %q", says.String(), want)
		}
	}
}

func TestFaultsAreAccepted(t *testing.T) {
	for rate, want := range map[float64]int{0: 0, 0.01: 2} {
		path, err := writeFaults(filepath.Join(t.TempDir(), "run"), rate)
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if rules, err := simulator.ReadFaults(f); err != nil || len(rules) != want {
			t.Errorf("at a rate of %g: %v, %v", rate, rules, err)
		}
	}
}
