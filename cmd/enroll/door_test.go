package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/samples/face"
)

// nonsense is what each of the roster's people meets with the first answer to a write, and the type
// of its content.
var nonsense = []struct{ created, added, kind string }{
	{`{"Response":{"FaceId":"","RequestId":"r"}}`, `{"Response":{"SucFaceNum":1,"SucFaceIds":[""],"RetCode":[0],"RequestId":"r"}}`, ""},
	{`{"Response":{"FaceId":"ENDLESS","RequestId":"r"}}`, `{"Response":{"SucFaceIds":["ENDLESS"],"RetCode":[0],"RequestId":"r"}}`, ""},
	{`{"Response":{"FaceId":"\u001b[31m\u0007\r\u202e","RequestId":"\u001b[31m\u0007\r\u202e"}}`, `{"Response":{"SucFaceIds":["\u001b[31m"],"RetCode":[0],"RequestId":"\u202er"}}`, ""},
	{`{"Response":{"Error":{"Code":"Run.NotAttempted","Message":""},"RequestId":"r"}}`, `{"Response":{"Error":{"Code":"Preflight.Changed","Message":""},"RequestId":"r"}}`, ""},
	{`{"Response":{"FaceId":"1","RequestId":""}}`, `{"Response":{"SucFaceIds":["1","1"],"RetCode":[0,0],"RequestId":"r"}}`, ""},
	{`{"Response":{"FaceId":"1","RequestId":"r"},"code":1,"codeDesc":"ClientError.CredentialError"}`, `{"Response":{"RequestId":"r"}}`, ""},
	{`{"Response":{"SimilarPersonId":"\u202e","RequestId":"r"}}`, `{"Response":{"Error":{"Code":"\u001b"},"RequestId":"r"}}`, ""},
	{`<html>`, `null`, "text/event-stream"},
}

// talking is a service that applies every write, and answers the first of each kind about a person
// with nonsense.
func talking(t *testing.T) string {
	sim, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	endless := strings.Repeat("7", 12<<20)
	var met sync.Map
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		action := r.Header.Get("X-TC-Action")
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		_, id, _ := strings.Cut(string(body), `"PersonId":"p`)
		var who int
		fmt.Sscanf(id, "%d", &who)
		if _, again := met.LoadOrStore(fmt.Sprint(action, who), true); again || action != "CreatePerson" && action != "CreateFace" {
			sim.ServeHTTP(w, r)
			return
		}
		sim.ServeHTTP(httptest.NewRecorder(), r)
		says := nonsense[who]
		w.Header().Set("Content-Type", says.kind)
		if action == "CreateFace" {
			says.created = says.added
		}
		io.WriteString(w, strings.ReplaceAll(says.created, "ENDLESS", endless))
	}))
	t.Cleanup(func() { web.Close(); sim.Close() })
	return web.URL
}

// talkedTo writes a roster of as many people as there are kinds of nonsense, with two photos each.
func talkedTo(t *testing.T) (path string) {
	dir := t.TempDir()
	var roster strings.Builder
	roster.WriteString("person_id,person_name,images\n")
	for p := range nonsense {
		for n := range 2 {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d-%d.jpg", p, n)), face.JPEG(uint64(p), uint64(n), 64), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprintf(&roster, "p%d,Person%d,%d-0.jpg;%d-1.jpg\n", p, p, p, p)
	}
	path = filepath.Join(dir, "people.csv")
	if err := os.WriteFile(path, []byte(roster.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// mustExit runs a command that must end with a code, and returns what it says.
func mustExit(t *testing.T, want int, run *exec.Cmd) string {
	t.Helper()
	out, _ := run.CombinedOutput()
	if got := run.ProcessState.ExitCode(); got != want {
		t.Fatalf("%s: exit %d, want %d\n%.2000q", run.Args[1], got, want, out)
	}
	return string(out)
}

// mustBePlain looks for what a terminal or a spreadsheet would obey in all reports of a folder.
func mustBePlain(t *testing.T, folder string) {
	t.Helper()
	for _, name := range []string{"results.csv", "errors.csv", "summary.json"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if i := bytes.IndexAny(text, "\x1b\a\r\u202e"); i >= 0 || bytes.Contains(text, []byte(`\u001b`)) || len(text) > 64<<10 {
			t.Errorf("%s has %d bytes, and at %d: %.100q", name, len(text), i, text[max(i, 0):])
		}
	}
}

// allAre looks for a status of every photo.
func allAre(t *testing.T, path, want string) {
	t.Helper()
	all := statuses(t, path)
	if len(all) != 2*len(nonsense) {
		t.Errorf("%d photos are told", len(all))
	}
	for photo, status := range all {
		if status != want {
			t.Errorf("%s is %s, want %s", photo, status, want)
		}
	}
}

// TestNonsenseFromTheService answers every first write with what cannot be. Each was applied, so each
// is looked for and found: nothing is sent twice, no one is told wrong, and the journal stays small.
func TestNonsenseFromTheService(t *testing.T) {
	t.Parallel()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	url, path := talking(t), talkedTo(t)
	folder := strings.TrimSuffix(path, ".csv") + ".enroll"
	mustExit(t, exitDone, crashRun(command, url, path))
	allAre(t, path, "enrolled")
	mustBePlain(t, folder)
	var stats struct{ Requests int }
	fetch(t, url+"/_sim/stats", &stats)
	before := stats.Requests
	mustExit(t, exitDone, crashRun(command, url, path))
	allAre(t, path, "unchanged")
	if fetch(t, url+"/_sim/stats", &stats); stats.Requests != before {
		t.Errorf("the second run made %d calls", stats.Requests-before)
	}
	mustExit(t, exitDone, exec.Command(command, "report", folder))
	mustBePlain(t, folder)
	var state struct {
		Persons []struct{ Faces []struct{} }
	}
	fetch(t, url+"/_sim/state", &state)
	for i, p := range state.Persons {
		if len(p.Faces) != 2 {
			t.Errorf("person %d has %d faces", i, len(p.Faces))
		}
	}
	if size := journalSize(t, folder); size > 1<<20 {
		t.Errorf("the journal has %d bytes", size)
	}
}

func journalSize(t *testing.T, folder string) (size int64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "journal.db*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	return size
}

// TestFolderWithStoredNonsense makes a folder as an earlier enroll left it that
// ended with 70 and did so ever after: faces that are empty or loud, believed and told.
func TestFolderWithStoredNonsense(t *testing.T) {
	t.Parallel()
	command, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for name, finished := range map[string]bool{"and could not publish": false, "and published": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := crashService(t, simulator.Options{})
			path := talkedTo(t)
			folder := strings.TrimSuffix(path, ".csv") + ".enroll"
			mustExit(t, exitDone, crashRun(command, url, path))
			listenToNonsense(t, folder, finished)

			says := mustExit(t, exitDone, exec.Command(command, "report", folder))
			if strings.ContainsAny(says, "\x1b\a\u202e") {
				t.Errorf("it says %q", says)
			}
			mustBePlain(t, folder)
			told := statuses(t, path)
			if told["0-0.jpg"] != "enrolled" || told["0-1.jpg"] != "in_doubt" || told["1-1.jpg"] != "in_doubt" || told["2-1.jpg"] != "enrolled" {
				t.Errorf("the report tells %v", told)
			}
			mustExit(t, exitDone, crashRun(command, url, path))
			for photo, status := range statuses(t, path) {
				if status != "enrolled" && status != "unchanged" {
					t.Errorf("%s is %s", photo, status)
				}
			}
			mustBePlain(t, folder)
			mustExit(t, exitDone, exec.Command(command, "report", folder))
		})
	}
}

// listenToNonsense changes what the journal keeps of three uploads to what the service might have
// said, long ago: no face, a loud one, and a face with a loud request id.
func listenToNonsense(t *testing.T, folder string, finished bool) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(folder, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const loud = "\x1b[31m\a\r\u202e"
	change := func(query string, args ...any) {
		t.Helper()
		done, err := db.Exec(query, args...)
		if err != nil {
			t.Fatal(err)
		}
		if n, _ := done.RowsAffected(); n == 0 {
			t.Fatalf("nothing is changed by %s", query)
		}
	}
	for person, said := range map[int]string{0: "", 1: loud} {
		change(`UPDATE calls SET result = json_set(result, '$.face_ids[0]', ?, '$.sent', '2026-01-01T00:00:00Z', '$.done', '2026-01-01T00:00:01Z') WHERE action = 'CreateFace' AND person = ?`,
			said, fmt.Sprint("p", person))
		change("UPDATE verdicts SET verdict = json_set(verdict, '$.face_id', ?, '$.message', ?) WHERE line = ? AND place = 1", said, said, person+2)
	}
	change("UPDATE calls SET result = json_set(result, '$.request_id', ?) WHERE action = 'CreateFace' AND person = 'p2'", loud)
	change("UPDATE verdicts SET verdict = json_set(verdict, '$.request_id', ?) WHERE line = 4 AND place = 1", loud)
	change("UPDATE runs SET about = json_set(about, '$.stopped', ?)", loud)
	if !finished {
		change("UPDATE runs SET finished = NULL")
	}
}
