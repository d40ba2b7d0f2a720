package simulator

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// reported returns everything that a server reports about itself.
func (r *rig) reported() string {
	r.t.Helper()
	return r.get("/_sim/state") + r.get("/_sim/stats") + r.get("/_sim/requests")
}

func (r *rig) close() {
	r.t.Helper()
	if err := r.s.Close(); err != nil {
		r.t.Fatal(err)
	}
}

// makeCalls makes calls of every kind that changes something, and some that are refused.
func (r *rig) makeCalls() *rig {
	r.t.Helper()
	r.group()
	r.must("CreateGroup", fields{"GroupId": "b", "GroupName": "b"})
	for i := range 5 {
		r.person(fmt.Sprint("p", i), tagged(fmt.Sprint("identity=p", i)))
	}
	added := r.must("CreateFace", fields{"PersonId": "p1", "Images": []string{shot(1), tagged("identity=p1 again=1"), "AAAA"}})
	r.must("DeleteFace", fields{"PersonId": "p1", "FaceIds": added.Response.SucFaceIds[:1]})
	r.must("CopyPerson", fields{"PersonId": "p2", "GroupIds": []string{"b"}})
	r.must("DeletePerson", fields{"PersonId": "p3"})
	r.must("ModifyPersonBaseInfo", fields{"PersonId": "p4", "PersonName": "Pia", "Gender": 2})
	r.must("ModifyGroup", fields{"GroupId": "b", "GroupName": "bees"})
	r.call("CreatePerson", fields{"GroupId": "nobody", "PersonId": "x", "PersonName": "x", "Image": shot(2)})
	r.call("GetPersonBaseInfo", fields{})
	r.send(letter{action: "GetGroupList", body: "{}", key: "WRONG"}.request())
	return r
}

func TestStateSurvivesRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	first := newRig(t, Options{State: path, Seed: 5}).makeCalls()
	want := first.reported()
	first.close()
	next := newRig(t, Options{Seed: 5}).makeCalls().person("new", shot(3))

	again := newRig(t, Options{State: path, Seed: 6})
	if got := again.reported(); got != want {
		t.Errorf("after a restart:\n%s\nbefore:\n%s", got, want)
	}
	if !maps.Equal(again.s.turns, first.s.turns) {
		t.Errorf("turns %v, want %v: chance goes on where it was", again.s.turns, first.s.turns)
	}
	if got := again.person("new", shot(3)); got != next {
		t.Errorf("the next face is %s, want %s: the sequence goes on", got, next)
	}
	if got := again.must("CreateFace", fields{"PersonId": "p1", "Images": []string{tagged("identity=bob")}}).Response.RetCode; got[0] != -1604 {
		t.Errorf("RetCode %v: identities are kept", got)
	}
	if got := again.last().N; got != len(again.records()) {
		t.Errorf("the last record is number %d of %d", got, len(again.records()))
	}
}

// The records of applied calls are in the file before their replies are sent: a copy taken at that
// moment has them.
func TestRecordIsDurableBeforeReply(t *testing.T) {
	folder := t.TempDir()
	r := newRig(t, Options{State: filepath.Join(folder, "state"), Faults: rules(t, `[{"action":"CreatePerson","drop":"after"}]`)}).group()
	w := spyingWriter{httptest.NewRecorder(), func() { copyFile(t, filepath.Join(folder, "state"), filepath.Join(folder, "copy")) }}
	func() {
		defer func() { recover() }() // there is no connection to reset
		r.s.ServeHTTP(w, signed(t, "CreatePerson", fields{"GroupId": "staff", "PersonId": "p", "PersonName": "p", "Image": shot(0)}))
	}()
	killed := newRig(t, Options{State: filepath.Join(folder, "copy")})
	if last := killed.last(); !last.Applied || !last.Dropped || last.Person != "p" {
		t.Errorf("%+v", last)
	}
	if got := len(killed.state().Persons); got != 1 {
		t.Errorf("%d persons", got)
	}
}

// spyingWriter runs a function at the moment of a reset.
type spyingWriter struct {
	http.ResponseWriter
	spy func()
}

func (w spyingWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	w.spy()
	return nil, nil, http.ErrNotSupported
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTornLastLineIsCutOff(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "state")
	r := newRig(t, Options{State: path}).group()
	r.person("p", shot(0))
	want := r.reported()
	r.person("lost", shot(1))
	r.close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lastLine := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for _, cut := range []int{lastLine + 1, (lastLine + len(whole)) / 2, len(whole) - 1} {
		torn := filepath.Join(folder, fmt.Sprint("torn", cut))
		if err := os.WriteFile(torn, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		again := newRig(t, Options{State: torn})
		if got := again.reported(); got != want {
			t.Errorf("cut at %d: %s", cut, got)
		}
		again.person("after", shot(2))
		again.close()
		if got := len(newRig(t, Options{State: torn}).records()); got != 3 {
			t.Errorf("cut at %d: %d records after going on, want 3", cut, got)
		}
	}
}

func TestInvalidStateFiles(t *testing.T) {
	folder := t.TempDir()
	good := `{"simulator":1,"seed":1}` + "\n"
	for name, c := range map[string]struct{ text, want string }{
		"a CSV file":                {"person_id,person_name\np1,Ana\n", "not a state file"},
		"a word without a line end": {"hello", "not a state file"},
		"another JSON file":         {`{"run":"1"}` + "\n", "not a state file"},
		"a file of the future":      {`{"simulator":2,"seed":1}` + "\n", "version 2"},
		"a damaged line":            {good + "{]\n" + `{"n":1}` + "\n", "line 2 is damaged"},
	} {
		path := filepath.Join(folder, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := New(Options{State: path}); err == nil || !strings.Contains(err.Error(), c.want) || s != nil {
			t.Errorf("%s: %v, want an error with %q", name, err, c.want)
		}
		if kept, _ := os.ReadFile(path); string(kept) != c.text {
			t.Errorf("%s was altered", name)
		}
	}
	if _, err := New(Options{State: filepath.Join(folder, "no", "such", "folder")}); err == nil {
		t.Error("a folder that is not there: no error")
	}
}

func TestTornHeaderIsRewritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	for _, torn := range []string{"", "{", `{"simulator":1,"seed":1}`} {
		if err := os.WriteFile(path, []byte(torn), 0o600); err != nil {
			t.Fatal(err)
		}
		r := newRig(t, Options{State: path}).group()
		r.close()
		if got := len(newRig(t, Options{State: path}).records()); got != 1 {
			t.Errorf("after %q: %d records", torn, got)
		}
		os.Remove(path)
		os.Remove(path + ".lock")
	}
}

func TestStateFileIsLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	first := newRig(t, Options{State: path})
	if _, err := New(Options{State: path}); err == nil || !strings.Contains(err.Error(), "another simulator") {
		t.Errorf("a second simulator on one file: %v", err)
	}
	first.close()
	newRig(t, Options{State: path})
}

func TestStateFileIsPrivateAndHasNoPhoto(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	r := newRig(t, Options{State: path, SecretKey: "a-secret-key"})
	r.send(letter{action: "CreateGroup", key: "a-secret-key", body: `{"GroupId":"staff","GroupName":"staff"}`}.request())
	photo := shot(0)
	r.send(letter{action: "CreatePerson", key: "a-secret-key",
		body: `{"GroupId":"staff","PersonId":"p","PersonName":"p","Image":"` + photo + `"}`}.request())
	if len(r.state().Persons) != 1 {
		t.Fatal(r.reported())
	}
	r.close()
	stat, err := os.Stat(path)
	if err != nil || stat.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", stat.Mode(), err)
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(kept, []byte(photo[100:160])) || bytes.Contains(kept, []byte("a-secret-key")) {
		t.Error("a photo or a key is in the state file")
	}
}

func TestQuotaSurvivesRestart(t *testing.T) {
	for _, window := range []string{"fixed", "sliding", "bucket"} {
		synctest.Test(t, func(t *testing.T) {
			o := Options{State: filepath.Join(t.TempDir(), "state"), QPS: 2, Window: window}
			first := newRig(t, o)
			first.must("GetGroupList", fields{})
			first.must("GetGroupList", fields{})
			first.close()
			again := newRig(t, o)
			if got := again.call("GetGroupList", fields{}).code(); got != "RequestLimitExceeded" {
				t.Errorf("%s: the third of the second: code %q", window, got)
			}
			time.Sleep(time.Second)
			again.must("GetGroupList", fields{})
			again.close()
		})
	}
}

func TestConcurrentCallsAreStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	r := newRig(t, Options{State: path}).group()
	const people = 40
	var calls sync.WaitGroup
	for i := range people {
		photo := shot(i)
		calls.Go(func() { r.person(fmt.Sprint("p", i), photo) })
	}
	calls.Wait()
	want := r.reported()
	r.close()
	again := newRig(t, Options{State: path})
	if got := again.reported(); got != want {
		t.Errorf("after a restart:\n%s\nbefore:\n%s", got, want)
	}
	seen := map[string]bool{}
	for _, p := range again.state().Persons {
		seen[p.Faces[0].ID] = true
	}
	if len(seen) != people {
		t.Errorf("%d face IDs for %d people", len(seen), people)
	}
}

// What cannot be stored must not be applied, and never answered as done.
func TestStateFileFailure(t *testing.T) {
	r := newRig(t, Options{State: filepath.Join(t.TempDir(), "state")}).group()
	r.s.keeper.file.Close()
	enroll := fields{"GroupId": "staff", "PersonId": "p", "PersonName": "p", "Image": shot(0)}
	if got := r.call("CreatePerson", enroll).code(); got != "InternalError" {
		t.Errorf("code %q", got)
	}
	before := len(r.records())
	if last := r.last(); last.Code != "InternalError" || r.stats().ByCode["InternalError"] != 1 {
		t.Errorf("%+v: the record differs from the reply", last)
	}
	if got := r.call("CreatePerson", enroll.with("PersonId", "q")).code(); got != "InternalError" {
		t.Errorf("code %q", got)
	}
	if last := r.last(); len(r.records()) != before+1 || last.Code != "InternalError" || last.Applied || last.Person != "q" {
		t.Errorf("%+v: recorded, and not applied: the file failed before", last)
	}
	if err := r.s.SetFaults([]Rule{{Answer: "FailedOperation.ServerError"}}); err != nil {
		t.Fatal(err)
	}
	if got := r.call("GetGroupList", fields{}).code(); got != "InternalError" || r.last().Code != got {
		t.Errorf("code %q, recorded %+v: a rule does not hide it", got, r.last())
	}
	r.ask("POST", "/_sim/reset", "", 500)
	if got := len(r.state().Groups); got != 1 {
		t.Errorf("%d groups after a reset that failed, want what was there", got)
	}
	if err := r.s.Close(); err == nil {
		t.Error("Close returns no error")
	}
}

func TestResetEmptiesStateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	r := newRig(t, Options{State: path}).makeCalls()
	firstFace := newRig(t, Options{}).group().person("p", shot(0))
	r.ask("POST", "/_sim/reset", "", 204)
	if got := len(r.records()) + len(r.state().Groups) + len(r.state().Persons) + r.stats().Requests; got != 0 {
		t.Errorf("left after a reset: %s", r.reported())
	}
	r.group()
	if got := r.person("p", shot(0)); got != firstFace {
		t.Errorf("face %s, want %s: the sequence begins anew", got, firstFace)
	}
	want := r.reported()
	r.close()
	if got := newRig(t, Options{State: path}).reported(); got != want {
		t.Errorf("after a restart:\n%s\nbefore:\n%s", got, want)
	}
}

// Another name of the file leads to the same lock.
func TestStateFileByAnotherName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	newRig(t, Options{State: path})
	if err := os.Symlink(path, path+"2"); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{State: path + "2"}); !errors.Is(err, ErrHeld) {
		t.Errorf("%v, want it held", err)
	}
}

// Damage that is still JSON is damage.
func TestMissingOrForeignRecords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	newRig(t, Options{State: path}).makeCalls().close()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	for name, damaged := range map[string][]string{
		"a line gone":      append(slices.Clone(lines[:3]), lines[4:]...),
		"a line twice":     append(slices.Clone(lines[:4]), lines[3:]...),
		"an empty object":  append(slices.Clone(lines[:3]), "{}\n"),
		"an unknown field": append(slices.Clone(lines[:3]), strings.Replace(lines[3], `"n":`, `"m":`, 1)),
		"nothing":          append(slices.Clone(lines[:3]), "null\n"),
	} {
		if err := os.WriteFile(path, []byte(strings.Join(damaged, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := New(Options{State: path}); err == nil || !strings.Contains(err.Error(), "is damaged") {
			t.Errorf("%s: %v", name, err)
			if err == nil {
				s.Close()
			}
		}
	}
}
