package journal

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// testJournal is an open journal and its folder.
type testJournal struct {
	*Journal
	dir string
}

func folder(t testing.TB, dir string) *testJournal {
	t.Helper()
	j, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return &testJournal{j, dir}
}

// newFolder returns the journal of a new folder.
func newFolder(t testing.TB) *testJournal { return folder(t, filepath.Join(t.TempDir(), "run")) }

func reopen(t testing.TB, j *testJournal) *testJournal {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return folder(t, j.dir)
}

func begin(t testing.TB, j *testJournal, name, kind, path string) Run {
	t.Helper()
	r, err := j.Begin(Run{Name: name, Kind: kind, Roster: path, Started: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func finish(t testing.TB, j *testJournal, r Run) {
	t.Helper()
	r.Finished = time.Now()
	if err := j.Finish(r); err != nil {
		t.Fatal(err)
	}
}

var creation = enrollment.Call{
	Action: enrollment.CreatePerson, Person: "ana", Group: "staff", Name: "安娜",
	Photos: []enrollment.Photo{{Key: "k", Base64: 4}},
}

func TestCallRoundTrip(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	at := time.Now()
	id, err := j.RecordIntent(r.ID, creation, at)
	if err != nil {
		t.Fatal(err)
	}
	result := enrollment.Result{RequestID: "q", FaceID: "4000000000000000001", Sent: at, Done: at.Add(time.Second)}
	if err := j.RecordResult(id, creation, result); err != nil {
		t.Fatal(err)
	}
	events, err := reopen(t, j).History(t.Context(), "ana")
	if err != nil || len(events) != 1 {
		t.Fatal(events, err)
	}
	e := events[0]
	if e.Call.Name != creation.Name || e.Call.Photos[0] != creation.Photos[0] || e.Result.FaceID != result.FaceID {
		t.Errorf("got %+v", e)
	}
	if e.Result.Run != r.ID || !e.Result.Intended.Equal(at) || !e.Result.Done.Equal(result.Done) {
		t.Errorf("run %d, intended %v, done %v", e.Result.Run, e.Result.Intended, e.Result.Done)
	}
}

func TestOpenCallBecomesUnknownAtReopen(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	if _, err := j.RecordIntent(r.ID, creation, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	j = reopen(t, j)
	events, err := j.History(t.Context(), "ana")
	if err != nil {
		t.Fatal(err)
	}
	lost := events[0].Result
	if lost.Code != codes.NetworkError || lost.Unsent || lost.Sent.Before(before) {
		t.Errorf("got %+v", lost)
	}
	if known := (enrollment.Known{}).Learn(events[0].Call, lost); !known.InDoubt() {
		t.Error("no person is in doubt about it")
	}
	// Reading the history does not change it.
	events, err = reopen(t, j).History(t.Context(), "ana")
	if err != nil || !events[0].Result.Sent.Equal(lost.Sent) {
		t.Errorf("then it was sent %v, %v; before %v", events[0].Result.Sent, err, lost.Sent)
	}
}

func TestFolderHasOneHolder(t *testing.T) {
	j := newFolder(t)
	_, err := Open(t.Context(), j.dir)
	var held *HeldError
	if !errors.As(err, &held) || !strings.Contains(held.Holder, fmt.Sprint("process ", os.Getpid())) {
		t.Fatalf("got %v", err)
	}
	reopen(t, j)
}

func TestFolderBelongsToOneService(t *testing.T) {
	j := newFolder(t)
	for range 2 {
		if err := j.Bind(t.Context(), "simulator"); err != nil {
			t.Fatal(err)
		}
	}
	recordCall(t, j, enrollment.Call{Action: enrollment.GetGroup, Group: "staff"}, enrollment.Result{RequestID: "q"})
	var other *OtherServiceError
	if err := j.Bind(t.Context(), "https://iai.tencentcloudapi.com ap-guangzhou"); !errors.As(err, &other) {
		t.Fatalf("got %v", err)
	}
}

// recordCall records a call in a run of its own.
func recordCall(t testing.TB, j *testJournal, call enrollment.Call, result enrollment.Result) {
	t.Helper()
	r := begin(t, j, fmt.Sprint("run of ", time.Now().UnixNano()), KindRun, "/people.csv")
	id, err := j.RecordIntent(r.ID, call, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := j.RecordResult(id, call, result); err != nil {
		t.Fatal(err)
	}
}

// A folder is bound by the first reply, or by the first write that may have arrived, but not by an
// endpoint that was mistyped.
func TestServiceThatNeverAnsweredDoesNotBind(t *testing.T) {
	look := enrollment.Call{Action: enrollment.GetGroup, Group: "staff"}
	for name, c := range map[string]struct {
		call   enrollment.Call
		result enrollment.Result
		bound  bool
	}{
		"a look that found nobody":  {look, enrollment.Result{Code: codes.NetworkError, Unsent: true}, false},
		"a look that was lost":      {look, enrollment.Result{Code: codes.NetworkError, Sent: time.Now()}, false},
		"a look that was refused":   {look, enrollment.Result{Code: "AuthFailure.SecretIdNotFound", RequestID: "q"}, true},
		"a write that was lost":     {creation, enrollment.Result{Code: codes.NetworkError, Sent: time.Now()}, true},
		"a write that found nobody": {creation, enrollment.Result{Code: codes.NetworkError, Unsent: true}, false},
		"a group that may be there": {enrollment.Call{Action: enrollment.CreateGroup, Group: "g"}, enrollment.Result{Code: codes.NetworkError}, true},
	} {
		j := newFolder(t)
		if err := j.Bind(t.Context(), "mistyped"); err != nil {
			t.Fatal(err)
		}
		recordCall(t, j, c.call, c.result)
		var other *OtherServiceError
		if err := j.Bind(t.Context(), "right"); errors.As(err, &other) != c.bound || err != nil && !c.bound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Damage anywhere is found when the folder is opened, and not when a person's history is read after
// the first calls.
func TestDamageIsFoundAtOpen(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	for i := range 300 {
		c := creation
		c.Person, c.Name = fmt.Sprint("p", i), strings.Repeat("x", 200)
		if _, err := j.RecordIntent(r.ID, c, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(j.dir, File)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	missed := 0
	for at := page; at < len(whole); at += page {
		if whole[at] == 0 {
			continue // a free page
		}
		damaged := slices.Clone(whole)
		for i := range page {
			damaged[at+i] = byte(7 * i)
		}
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		var storage *StorageError
		again, err := Open(t.Context(), j.dir)
		if err == nil {
			missed++
			again.Close()
		} else if !errors.As(err, &storage) || storage.Hint() != damagedHint {
			t.Errorf("page %d: %v", at/page, err)
		}
	}
	if pages := len(whole)/page - 1; missed > 0 || pages < 20 {
		t.Errorf("damage to %d of %d pages was not met", missed, pages)
	}
}

func TestNewerJournalIsLeftUnchanged(t *testing.T) {
	j := newFolder(t)
	dir := j.dir
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, File))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var newer *NewerError
	if _, err := Open(t.Context(), dir); !errors.As(err, &newer) || newer.Have != 99 {
		t.Fatalf("got %v", err)
	}
	// The lock was released.
	if _, err := Open(t.Context(), dir); !errors.As(err, &newer) {
		t.Fatalf("then %v", err)
	}
}

func TestNonJournalFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, File), []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	var storage *StorageError
	if _, err := Open(t.Context(), dir); !errors.As(err, &storage) || storage.Hint() != damagedHint {
		t.Fatalf("got %v", err)
	}
}

func TestFilesArePrivate(t *testing.T) {
	j := newFolder(t)
	begin(t, j, "1", KindRun, "/people.csv")
	err := filepath.WalkDir(j.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", d.Name(), info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// seq yields these rows as a roster does.
func seq(rows ...roster.Row) iter.Seq2[roster.Row, error] {
	return func(yield func(roster.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func rows(n int) iter.Seq2[roster.Row, error] {
	return func(yield func(roster.Row, error) bool) {
		for i := range n {
			// Every person has two rows, far apart.
			row := roster.Row{Line: i + 2, PersonID: fmt.Sprint("p", i%(n/2)), Group: "staff"}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func TestPeopleAreOrderedByFirstLine(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	const n = 2 * stagedAtOnce
	if staged, err := j.Stage(r.ID, rows(n)); staged != n || err != nil {
		t.Fatal(staged, err)
	}
	after, count := -1, 0
	for {
		people, err := j.People(t.Context(), r.ID, after, 77)
		if err != nil {
			t.Fatal(err)
		}
		if len(people) == 0 {
			break
		}
		for _, p := range people {
			if p.Key != fmt.Sprint("p", count) || p.Line != count+2 || len(p.Rows) != 2 || p.Rows[1].Line != count+2+n/2 {
				t.Fatalf("person %d is %+v", count, p)
			}
			after, count = p.Line, count+1
		}
	}
	if count != n/2 {
		t.Errorf("%d people, want %d", count, n/2)
	}
}

func TestPeopleQueryUsesIndex(t *testing.T) {
	j := newFolder(t)
	rows, err := j.read.Query("EXPLAIN QUERY PLAN "+nextPeople, 1, 1, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, step)
	}
	if !slices.ContainsFunc(plan, func(s string) bool { return strings.Contains(s, "rows_person (run=? AND person=?)") }) {
		t.Errorf("the plan is %q", plan)
	}
}

func TestRowsWithoutIDAreSeparatePeople(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	two := func(yield func(roster.Row, error) bool) {
		_ = yield(roster.Row{Line: 2}, nil) && yield(roster.Row{Line: 3}, nil)
	}
	if _, err := j.Stage(r.ID, two); err != nil {
		t.Fatal(err)
	}
	people, err := j.People(t.Context(), r.ID, -1, 10)
	if err != nil || len(people) != 2 {
		t.Errorf("%+v, %v", people, err)
	}
}

func TestKilledRunIsReportedByNextRun(t *testing.T) {
	j := newFolder(t)
	killed := begin(t, j, "1", KindRun, "/people.csv")
	other := begin(t, j, "2", KindRun, "/others.csv")
	finish(t, j, other)
	check := begin(t, j, "3", KindCheck, "/people.csv")
	finish(t, j, check)
	next := begin(t, j, "4", KindRun, "/people.csv")
	for r, want := range map[*Run][]int64{
		&other: {other.ID}, &check: {check.ID}, &next: {killed.ID, next.ID},
	} {
		if story, err := j.ReportedRuns(t.Context(), *r); err != nil || !slices.Equal(story, want) {
			t.Errorf("the story of run %s: %v, %v; want %v", r.Name, story, err, want)
		}
	}
	finish(t, j, next)
	last := begin(t, j, "5", KindRun, "/people.csv")
	if story, _ := j.ReportedRuns(t.Context(), last); !slices.Equal(story, []int64{last.ID}) {
		t.Errorf("it is reported again: %v", story)
	}
	// And its report can be written again.
	if story, _ := j.ReportedRuns(t.Context(), next); !slices.Equal(story, []int64{killed.ID, next.ID}) {
		t.Errorf("reported again from the journal: %v", story)
	}
}

func TestRowsOfOldRunsAreDeleted(t *testing.T) {
	j := newFolder(t)
	var runs []Run
	for i := range 3 {
		r := begin(t, j, fmt.Sprint(i), KindRun, "/people.csv")
		if _, err := j.Stage(r.ID, rows(4)); err != nil {
			t.Fatal(err)
		}
		finish(t, j, r)
		runs = append(runs, r)
	}
	for i, want := range []int{0, 4, 4} {
		if n, err := j.Count(t.Context(), runs[i].ID); n != want || err != nil {
			t.Errorf("run %d has %d rows, %v; want %d", i, n, err, want)
		}
	}
}

func TestFirstPersonClaimsPhoto(t *testing.T) {
	j := newFolder(t)
	night := begin(t, j, "1", KindRun, "/people.csv")
	admit := func(run Run, people ...string) (winners []string) {
		t.Helper()
		var all []Admission
		for i, p := range people {
			all = append(all, Admission{Person: p, Line: i + 2, Keys: []string{"k"}})
		}
		standings, err := j.Admit(run.ID, all)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range people {
			if _, ok := standings[i].Lost["k"]; !ok {
				winners = append(winners, p)
			}
		}
		return winners
	}
	expect := func(what string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: it stands for %v, want %v", what, got, want)
		}
	}
	check := begin(t, j, "0", KindCheck, "/people.csv")
	expect("a check", admit(check, "bo", "li"), "bo")
	expect("the first in the roster", admit(night, "ana", "bo", "ana"), "ana", "ana")
	if _, err := j.RecordIntent(night.ID, creation, time.Now()); err != nil { // from now on ana may have it enrolled
		t.Fatal(err)
	}
	next := begin(t, j, "2", KindRun, "/people.csv")
	expect("held from the night before", admit(next, "bo", "ana"), "ana")
	later := begin(t, j, "3", KindCheck, "/people.csv")
	expect("a check of the holder", admit(later, "ana"), "ana")
	if err := j.Settle(next.ID, Settlement{Person: "bo", Released: []string{"k"}}); err != nil {
		t.Fatal(err)
	}
	third := begin(t, j, "4", KindRun, "/people.csv")
	expect("freed by somebody else", admit(third, "bo"))
	if err := j.Settle(third.ID, Settlement{Person: "ana", Released: []string{"k"}}); err != nil {
		t.Fatal(err)
	}
	expect("freed by its holder", admit(begin(t, j, "5", KindRun, "/x"), "bo", "ana"), "bo")
}

func TestPhotoIsReportedEnrolledOnce(t *testing.T) {
	j := newFolder(t)
	ana := []Admission{{Person: "ana", Line: 2, Keys: []string{"k"}}}
	for i, want := range []bool{false, false, true} {
		r := begin(t, j, fmt.Sprint(i), KindRun, "/people.csv")
		standings, err := j.Admit(r.ID, ana)
		if err != nil || standings[0].Reported["k"] != want {
			t.Errorf("run %d: reported %v, %v; want %v", i, standings[0].Reported["k"], err, want)
		}
		if err := j.Settle(r.ID, Settlement{Person: "ana", Reported: []string{"k"}}); err != nil {
			t.Fatal(err)
		}
		if i > 0 { // the first was killed before its report
			finish(t, j, r)
		}
	}
}

func TestNewRootDropsPhotos(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	root := func(dir string) {
		t.Helper()
		if err := j.Root(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
	}
	root("/a")
	found := Photo{Path: "x.jpg", Size: 1, ModTime: 2, Rules: 1, Key: "k", Finding: []byte(`{}`)}
	if _, err := j.Admit(r.ID, []Admission{{Person: "ana", Photos: []Photo{found}}}); err != nil {
		t.Fatal(err)
	}
	root("/a")
	if p, ok, err := j.Photo(t.Context(), "x.jpg"); !ok || p.Key != "k" || err != nil {
		t.Errorf("below the same root: %+v, %v, %v", p, ok, err)
	}
	root("/b")
	if _, ok, err := j.Photo(t.Context(), "x.jpg"); ok || err != nil {
		t.Errorf("below another root it is still known: %v", err)
	}
}

func TestSpentAddsUpRuns(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	call := func(action enrollment.Action, result enrollment.Result) {
		t.Helper()
		c := enrollment.Call{Action: action, Person: "ana"}
		result.Sent = time.Now()
		id, err := j.RecordIntent(r.ID, c, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := j.RecordResult(id, c, result); err != nil {
			t.Fatal(err)
		}
	}
	call(enrollment.CreatePerson, enrollment.Result{FaceID: "1"})
	call(enrollment.CreatePerson, enrollment.Result{Code: codes.NoFaceInPhoto})
	call(enrollment.CreateFace, enrollment.Result{Code: codes.RequestLimitExceeded})
	call(enrollment.CreateFace, enrollment.Result{Code: codes.NetworkError, Unsent: true})
	call(enrollment.GetPerson, enrollment.Result{})
	if _, err := j.RecordIntent(r.ID, creation, time.Now()); err != nil { // its fate is unknown, so it counts
		t.Fatal(err)
	}
	s, err := j.Spent(t.Context(), []int64{r.ID})
	if err != nil || s.Unheard != 0 || s.Total != 5 || s.Billed != 2 || s.Refused != 1 || s.Actions["CreatePerson"] != 3 || s.Codes[codes.NoFaceInPhoto] != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestSpentCountsUnknownCallsSeparately(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	id, err := j.RecordIntent(r.ID, creation, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := j.RecordResult(id, creation, enrollment.Result{FaceID: "1", Sent: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if _, err := j.RecordIntent(r.ID, creation, time.Now()); err != nil {
		t.Fatal(err)
	}
	s, err := reopen(t, j).Spent(t.Context(), []int64{r.ID})
	if err != nil || s.Total != 1 || s.Unheard != 1 || s.Billed != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestConcurrentWritesAreAllKept(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	var all sync.WaitGroup
	for i := range 300 {
		all.Go(func() {
			c := creation
			c.Person = fmt.Sprint(i)
			if _, err := j.RecordIntent(r.ID, c, time.Now()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	j = reopen(t, j) // which marks the result of each as unknown
	for i := range 300 {
		if events, err := j.History(t.Context(), fmt.Sprint(i)); len(events) != 1 || err != nil {
			t.Fatalf("person %d: %d events, %v", i, len(events), err)
		}
	}
}

func TestWriteAfterCloseFails(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.RecordIntent(r.ID, creation, time.Now()); !errors.Is(err, errClosed) {
		t.Errorf("got %v", err)
	}
}

func TestOutcomesAreInFileOrder(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	if _, err := j.Stage(r.ID, rows(4)); err != nil {
		t.Fatal(err)
	}
	verdicts := []verdict.Verdict{{Line: 4, Place: 1, Photo: "b"}, {Line: 4, Place: 0, Photo: "a"}, {Line: 2, Status: enrollment.StatusRejected}}
	if err := j.Settle(r.ID, Settlement{Person: "p0", Verdicts: verdicts}); err != nil {
		t.Fatal(err)
	}
	var got []string
	for o, err := range j.Outcomes(t.Context(), r.ID) {
		if err != nil {
			t.Fatal(err)
		}
		says := fmt.Sprint(o.Row.Line)
		for _, v := range o.Verdicts {
			says += " " + v.Photo + string(v.Status)
		}
		got = append(got, says)
	}
	if want := []string{"2 rejected", "3", "4 a b", "5"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// BenchmarkCalls records calls in the order of a run: the intent is durable before the call, the
// result before it is used.
func BenchmarkCalls(b *testing.B) {
	for _, people := range []int{1, 64} {
		b.Run(fmt.Sprint(people, " at once"), func(b *testing.B) { recordCalls(b, people) })
	}
}

func recordCalls(b *testing.B, people int) {
	j := newFolder(b)
	r := begin(b, j, "1", KindRun, "/people.csv")
	work := make(chan enrollment.Call)
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			for c := range work {
				id, err := j.RecordIntent(r.ID, c, time.Now())
				if err == nil {
					err = j.RecordResult(id, c, enrollment.Result{FaceID: "1"})
				}
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	commits := countCommits(b, j)
	calls, began := 0, time.Now()
	for b.Loop() {
		work <- creation
		calls++
	}
	close(work)
	all.Wait()
	b.ReportMetric(float64(calls)/time.Since(began).Seconds(), "calls/s")
	b.ReportMetric(float64(2*calls)/float64(commits.Load()), "changes/commit")
}

// countCommits counts SQLite's own commits from now on.
func countCommits(t testing.TB, j *testJournal) *atomic.Int64 {
	t.Helper()
	var n atomic.Int64
	conn, err := j.writer.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() // back to the pool, which has only this one
	if err := conn.Raw(func(raw any) error {
		raw.(sqlite.HookRegisterer).RegisterCommitHook(func() int32 { n.Add(1); return 0 })
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return &n
}

func TestConcurrentWritesShareCommits(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	commits := countCommits(t, j)
	writing, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		if err := j.writer.write(func(*sql.Tx) error { close(writing); <-release; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-writing
	const n = 200
	for range n {
		all.Go(func() {
			if _, err := j.RecordIntent(r.ID, creation, time.Now()); err != nil {
				t.Error(err)
			}
		})
	}
	for len(j.writer.changes) < n {
		runtime.Gosched()
	}
	close(release)
	all.Wait()
	if got := commits.Load(); got != 2 {
		t.Errorf("%d changes took %d commits, want 2", n+1, got)
	}
}

// A folder of any older version is migrated to this one, with everything in it.
func TestOlderJournalIsMigrated(t *testing.T) {
	now := steps
	defer func() { steps = now }()
	for version := 1; version < len(now); version++ {
		dir := filepath.Join(t.TempDir(), "run")
		steps = now[:version]
		j := folder(t, dir)
		writeFirstVersion(t, j)
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		steps = now
		j = folder(t, dir)
		people, err := j.People(t.Context(), 1, -1, 10)
		if err != nil || len(people) != 1 {
			t.Errorf("from version %d: %v, %v", version, people, err)
		}
		if _, err := j.Unresolved(t.Context(), 1); err != nil {
			t.Error(err)
		}
		if _, _, err := j.Refused(t.Context(), 1, "k", enrollment.Options{}); err != nil {
			t.Error(err)
		}
		r := begin(t, j, "2", KindRun, "/people.csv")
		if _, err := j.Stage(r.ID, seq(roster.Row{Line: 2, PersonID: "7"})); err != nil {
			t.Fatal(err)
		}
		if like, err := j.Lookalikes(t.Context(), r.ID); err != nil || !slices.Equal(like, []Lookalike{{Person: "7", Other: "007"}}) {
			t.Errorf("from version %d: the person of the call is known: %v, %v", version, like, err)
		}
	}
}

// writeFirstVersion writes what the first version could: a person of a run, with a call.
func writeFirstVersion(t *testing.T, j *testJournal) {
	t.Helper()
	err := j.writer.write(func(tx *sql.Tx) error {
		for _, statement := range []string{
			`INSERT INTO runs (id, name, kind, roster, started, about) VALUES (1, '1', 'run', '/people.csv', 1, '{}')`,
			`INSERT INTO rows VALUES (1, 2, '007', 'g', '{"line":2,"person_id":"007"}')`,
			`INSERT INTO people (run, person, line) VALUES (1, '007', 2)`,
			`INSERT INTO calls (run, person, grp, action, intended, intent, result) VALUES (1, '007', 'g', 'CreatePerson', 1, '{}', '{}')`,
		} {
			if _, err := tx.Exec(statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLookalikesInRosterAndFolder(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	for _, person := range []string{"00123", "bo"} {
		if _, err := j.RecordIntent(r.ID, enrollment.Call{Action: enrollment.CreatePerson, Person: person}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	rows := []roster.Row{{Line: 2, PersonID: "123"}, {Line: 3, PersonID: "bo"}, {Line: 4, PersonID: "Ann"}, {Line: 5, PersonID: "ann"}, {Line: 6}, {Line: 7}, {Line: 8, PersonID: "０９"}, {Line: 9, PersonID: "9"}}
	if _, err := j.Stage(r.ID, seq(rows...)); err != nil {
		t.Fatal(err)
	}
	got, err := j.Lookalikes(t.Context(), r.ID)
	want := []Lookalike{{"123", "00123", false}, {"9", "０９", true}, {"Ann", "ann", true}, {"ann", "Ann", true}, {"０９", "9", true}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}

func TestLookalikesAreLinear(t *testing.T) {
	j := newFolder(t)
	r := begin(t, j, "1", KindRun, "/people.csv")
	var rows []roster.Row
	for i := range 2000 {
		rows = append(rows, roster.Row{Line: i + 2, PersonID: strings.Repeat("0", i) + "7"})
	}
	if _, err := j.Stage(r.ID, seq(rows...)); err != nil {
		t.Fatal(err)
	}
	if got, err := j.Lookalikes(t.Context(), r.ID); err != nil || len(got) != len(rows) {
		t.Errorf("%d pairs of %d people, %v", len(got), len(rows), err)
	}
}

func TestReportedRowsAreKeptForSomeRuns(t *testing.T) {
	j := newFolder(t)
	first := begin(t, j, "first", KindRun, "/people.csv")
	if _, err := j.Stage(first.ID, seq(roster.Row{Line: 2, PersonID: "007"}, roster.Row{Line: 3, PersonID: "008"}, roster.Row{Line: 4, PersonID: "009"})); err != nil {
		t.Fatal(err)
	}
	for line, status := range map[int]enrollment.Status{2: enrollment.StatusRejected, 3: enrollment.StatusEnrolled} {
		if err := j.Settle(first.ID, Settlement{Verdicts: []verdict.Verdict{{Line: line, Status: status}}}); err != nil {
			t.Fatal(err)
		}
	}
	finish := func(r Run) {
		r.Finished = time.Now()
		if err := j.Finish(r); err != nil {
			t.Fatal(err)
		}
	}
	finish(first)
	whose := func(line int) string {
		was, _, err := j.Reported(t.Context(), "First", line) // a save may change letter case
		if err != nil {
			t.Fatal(err)
		}
		return was.Person
	}
	for i := range reportsKept - 1 {
		finish(begin(t, j, fmt.Sprint(i), KindRun, "/people.csv"))
	}
	if got := []string{whose(2), whose(3), whose(4), whose(5)}; !slices.Equal(got, []string{"007", "", "009", ""}) {
		t.Errorf("got %q", got)
	}
	finish(begin(t, j, "more", KindRun, "/people.csv"))
	begin(t, j, "last", KindRun, "/people.csv")
	if got := whose(2); got != "" {
		t.Errorf("after %d runs it is still known: %q", reportsKept+1, got)
	}
}

func TestRefusalsDependOnOptions(t *testing.T) {
	j := newFolder(t)
	zero, one := 0, 1
	said := Refusal{Key: "k", Person: "ana", Code: codes.NoFaceInPhoto, Stage: enrollment.CreatePerson, RequestID: "q", Run: 1}
	refused := creation
	refused.Options.Quality = &one
	record(t, j, begin(t, j, "1", KindRun, "/people.csv"), refused, time.Now(), enrollment.Result{Code: said.Code, RequestID: said.RequestID})
	for name, c := range map[string]struct {
		run     int64
		key     string
		options enrollment.Options
		want    bool
	}{
		"as it was":                  {2, "k", enrollment.Options{Quality: &one}, true},
		"compared otherwise":         {2, "k", enrollment.Options{Quality: &one, Threshold: &zero, Unique: &one}, true},
		"by the run that heard it":   {1, "k", enrollment.Options{Quality: &one}, false},
		"another photo":              {2, "l", enrollment.Options{Quality: &one}, false},
		"at another quality":         {2, "k", enrollment.Options{Quality: &zero}, false},
		"at the service's own":       {2, "k", enrollment.Options{}, false},
		"turned until it is upright": {2, "k", enrollment.Options{Quality: &one, Rotate: true}, false},
	} {
		r, ok, err := j.Refused(t.Context(), c.run, c.key, c.options)
		if err != nil || ok != c.want || ok && r != said {
			t.Errorf("%s: %+v, %v, %v", name, r, ok, err)
		}
	}
	if err := j.ForgetRefusal("k", enrollment.Options{Quality: &one}); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := j.Refused(t.Context(), 2, "k", enrollment.Options{Quality: &one}); ok || err != nil {
		t.Errorf("it is still refused, %v", err)
	}
}

func stageOne(t *testing.T, j *testJournal, run int64) {
	t.Helper()
	one := func(yield func(roster.Row, error) bool) { yield(roster.Row{Line: 2, PersonID: "p"}, nil) }
	if _, err := j.Stage(run, one); err != nil {
		t.Fatal(err)
	}
}

func TestUnsureListsRosterFirst(t *testing.T) {
	j := newFolder(t)
	for person, came := range map[string][]string{
		"p": {codes.NetworkError}, "q": {codes.PersonIDNotExist}, "a": {codes.RequestLimitExceeded, codes.NetworkError, codes.ServerError},
		"well": {""}, "throttled": {codes.RequestLimitExceeded, ""}, "refused": {codes.NoFaceInPhoto},
	} {
		for _, code := range came {
			recordCall(t, j, enrollment.Call{Action: enrollment.CreatePerson, Person: person}, enrollment.Result{Code: code})
		}
	}
	recordCall(t, j, enrollment.Call{Action: enrollment.GetGroup, Group: "g"}, enrollment.Result{Code: codes.NetworkError})
	r := begin(t, j, "1", KindRun, "/people.csv")
	stageOne(t, j, r.ID)
	got, err := j.Unresolved(t.Context(), r.ID)
	if want := []Unresolved{{"p", true}, {"a", false}, {"q", false}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}
