package report

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// testRun is a journal with one run over a roster of three rows.
type testRun struct {
	t       *testing.T
	dir     string
	journal *journal.Journal
	run     journal.Run
}

var header = []string{"person_id", "person_name", "images", "=note"}

func newDesk(t *testing.T) *testRun {
	d := &testRun{t: t, dir: t.TempDir()}
	var err error
	if d.journal, err = journal.Open(t.Context(), filepath.Join(d.dir, "run")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.journal.Close() })
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	d.run, err = d.journal.Begin(journal.Run{
		Name: "run", Kind: journal.KindRun, Roster: "/people.csv", Started: start,
		About: journal.About{Header: header, Rows: 3, Service: "simulator", QPS: 50, Price: 0.5},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.run.Finished = start.Add(1500 * time.Millisecond)
	d.stage(
		roster.Row{Line: 2, PersonID: "ana", Cells: []string{"ana", "Ana", "a.jpg;b.jpg", "+1\nx"}, Photos: photos("a.jpg", "b.jpg")},
		roster.Row{Line: 4, PersonID: "bo", Cells: []string{"bo", "'Bo", "c.jpg", "=1+1"}, Photos: photos("c.jpg")},
		roster.Row{Line: 5, PersonID: "li", Cells: []string{"li", "Li", "", "\ttab"}},
	)
	return d
}

func photos(paths ...string) (all []roster.Photo) {
	for _, p := range paths {
		all = append(all, roster.Photo{Field: "images", Path: p})
	}
	return all
}

func (d *testRun) stage(rows ...roster.Row) {
	d.t.Helper()
	_, err := d.journal.Stage(d.run.ID, func(yield func(roster.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *testRun) settle(verdicts ...verdict.Verdict) {
	d.t.Helper()
	if err := d.journal.Settle(d.run.ID, journal.Settlement{Verdicts: verdicts}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *testRun) publish(exit int) (Summary, error) {
	return Publish(d.t.Context(), d.journal, d.run, exit, filepath.Join(d.dir, "own"), filepath.Join(d.dir, "top"))
}

func (d *testRun) lines(name string) [][]string {
	d.t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, "top", name))
	if err != nil {
		d.t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		d.t.Fatal(err)
	}
	return lines
}

var (
	good   = verdict.Verdict{Line: 2, Place: 0, Photo: "a.jpg", Status: enrollment.StatusEnrolled, FaceID: "1", Attempts: 1}
	blurry = verdict.Verdict{Line: 2, Place: 1, Photo: "b.jpg", Status: enrollment.StatusRejected, Attempts: 2,
		Code: codes.FaceQualityNotQualified, Stage: "CreateFace", Message: "Too blurred.", Fix: "Bring another."}
)

func TestOneVerdictPerRowAndOutcomePerPhoto(t *testing.T) {
	d := newDesk(t)
	d.settle(good, blurry)
	s, err := d.publish(0)
	if err != nil {
		t.Fatal(err)
	}
	results := d.lines(ResultsFile)
	if !slices.Equal(results[0], resultColumns) || len(results) != 1+4 {
		t.Fatalf("results.csv: %q", results)
	}
	// A person whom the run did not reach was not attempted.
	if c := results[3]; c[0] != "4" || c[3] != "not_attempted" || c[4] != codes.RunNotAttempted {
		t.Errorf("line 4: %q", c)
	}
	want := Count{"total": 3, "enrolled": 0, "unchanged": 0, "partial": 1, "rejected": 0, "failed": 0, "in_doubt": 0, "not_attempted": 2}
	for k, n := range want {
		if s.Rows[k] != n {
			t.Errorf("rows: %v, want %v", s.Rows, want)
			break
		}
	}
	if s.ExitCode != 3 || s.Photos["rejected"] != 1 || s.Photos["total"] != 3 || s.Seconds != 1.5 {
		t.Errorf("%+v", s)
	}
}

func TestErrorsFileIsARoster(t *testing.T) {
	d := newDesk(t)
	d.settle(good, blurry)
	if _, err := d.publish(0); err != nil {
		t.Fatal(err)
	}
	f, err := roster.Open(filepath.Join(d.dir, "top", ErrorsFile), roster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if !slices.Equal(f.Header(), header) {
		t.Errorf("header %q, want %q", f.Header(), header)
	}
	for _, want := range [][]string{
		{"ana", "Ana", "a.jpg;b.jpg", "+1\nx"}, {"bo", "'Bo", "c.jpg", "=1+1"}, {"li", "Li", "", "\ttab"},
	} {
		row, err := f.Next()
		if err != nil || !slices.Equal(row.Cells, want) {
			t.Errorf("got %q, %v; want %q", row.Cells, err, want)
		}
	}
	ana := d.lines(ErrorsFile)[1][len(header):]
	want := []string{"partial", codes.FaceQualityNotQualified, "CreateFace", "", "b.jpg", `photo "b.jpg": Too blurred.`,
		"Bring another.", "after-fix", "3", "1", "", "", "", "", "2", "run"}
	if !slices.Equal(ana, want) {
		t.Errorf("got  %q\nwant %q", ana, want)
	}
}

func TestUnsoundReportIsNotPublished(t *testing.T) {
	for name, spoil := range map[string]func(d *testRun){
		"a row got lost":          func(d *testRun) { d.run.About.Rows = 4 },
		"a row came from nowhere": func(d *testRun) { d.run.About.Rows = 2 },
		"a photo has no outcome":  func(d *testRun) { d.settle(good) },
		"a photo has two outcomes": func(d *testRun) {
			d.settle(good, blurry, verdict.Verdict{Line: 2, Place: 2, Status: enrollment.StatusFailed})
		},
		"an enrolled photo was refused": func(d *testRun) {
			d.settle(good, verdict.Verdict{Line: 2, Place: 1, Photo: "b.jpg", Status: enrollment.StatusEnrolled, FaceID: "1", Code: codes.NoFaceInPhoto})
		},
		"an outcome of another photo": func(d *testRun) {
			d.settle(good, verdict.Verdict{Line: 2, Place: 1, Photo: "z.jpg", Status: enrollment.StatusFailed, Code: "x"})
		},
		"an outcome that nobody knows": func(d *testRun) { d.settle(good, verdict.Verdict{Line: 2, Place: 1, Photo: "b.jpg", Status: "fine"}) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			spoil(d)
			var unsound *UnsoundError
			if _, err := d.publish(0); !errors.As(err, &unsound) {
				t.Errorf("got %v", err)
			}
			for _, folder := range []string{"own", "top"} {
				if files, _ := os.ReadDir(filepath.Join(d.dir, folder)); len(files) > 0 {
					t.Errorf("%s holds %v", folder, files)
				}
			}
		})
	}
}

// Such an outcome can be in results.csv only by a bug in its writer.
func TestEnrolledPhotoHasFace(t *testing.T) {
	var unsound *UnsoundError
	if _, err := auditOutcome(2, "b.jpg", enrollment.StatusEnrolled, "", ""); !errors.As(err, &unsound) {
		t.Errorf("got %v", err)
	}
}

// An earlier version stored and reported whatever the service said.
func TestStoredRepliesAreSanitized(t *testing.T) {
	loud := "\x1b[31m\a\r\u202e"
	long := strings.Repeat("7", 1<<20)
	for name, kept := range map[string]verdict.Verdict{
		"an enrolled photo without a face":    {Status: enrollment.StatusEnrolled, Message: loud},
		"an unchanged one with a loud face":   {Status: enrollment.StatusUnchanged, FaceID: "1|" + loud, RequestID: loud},
		"an enrolled one with an endless one": {Status: enrollment.StatusEnrolled, FaceID: long, RequestID: long},
		"a loud code":                         {Status: enrollment.StatusFailed, Code: loud, RequestID: loud, Message: loud + long},
		"an endless code":                     {Status: enrollment.StatusFailed, Code: long, Message: "it is " + long},
	} {
		t.Run(name, func(t *testing.T) {
			kept.Line, kept.Place, kept.Photo = 2, 1, "b.jpg"
			d := newDesk(t)
			d.settle(good, kept)
			d.run.About.Stopped = loud
			if err := d.journal.Finish(d.run); err != nil {
				t.Fatal(err)
			}
			var err error
			if d.run, err = d.journal.Latest(t.Context(), journal.KindRun); err != nil {
				t.Fatal(err)
			}
			if _, err := d.publish(0); err != nil {
				t.Fatal(err)
			}
			if b := d.lines(ResultsFile)[2]; kept.Status.Well() && (b[3] != "in_doubt" || b[4] != codes.RunInDoubt || b[6] != "" || b[14] == "") {
				t.Errorf("reported as %q", b)
			}
			for _, file := range []string{ResultsFile, ErrorsFile, SummaryFile} {
				text, err := os.ReadFile(filepath.Join(d.dir, "top", file))
				if err != nil {
					t.Fatal(err)
				}
				if i := strings.IndexAny(string(text), "\x1b\a\r\u202e"); i >= 0 || strings.Contains(string(text), `\u00`) {
					t.Errorf("%s holds %.100q", file, text[max(i, 0):])
				}
				if len(text) > 16<<10 {
					t.Errorf("%s has %d bytes", file, len(text))
				}
			}
		})
	}
}

func TestReasonsAreLimited(t *testing.T) {
	s := Summary{Codes: map[string]int{codes.NoFaceInPhoto: 2}}
	for i := range 1000 {
		s.Codes[fmt.Sprint("Made.Up", i)] = 1
	}
	lines := s.Reasons()
	if n := len(lines); n != 41 || lines[0] != "    2  "+codes.NoFaceInPhoto || !strings.HasSuffix(lines[n-1], "and 961 more, in summary.json") {
		t.Errorf("%d lines, from %q to %q", n, lines[0], lines[n-1])
	}
}

func TestExitCode(t *testing.T) {
	verdict := func(status enrollment.Status) []verdict.Verdict {
		a := verdict.Verdict{Line: 2, Photo: "a.jpg", Status: status, Code: "x"}
		if status.Well() {
			a.Code, a.FaceID = "", "1"
		}
		b := a
		b.Place, b.Photo = 1, "b.jpg"
		return []verdict.Verdict{
			a, b, {Line: 4, Photo: "c.jpg", Status: enrollment.StatusEnrolled, FaceID: "3"}, {Line: 5, Status: enrollment.StatusUnchanged},
		}
	}
	for status, want := range map[enrollment.Status]int{
		enrollment.StatusEnrolled: 0, enrollment.StatusUnchanged: 0, enrollment.StatusRejected: 3,
		enrollment.StatusFailed: 4, enrollment.StatusInDoubt: 4, enrollment.StatusNotAttempted: 4,
	} {
		d := newDesk(t)
		d.settle(verdict(status)...)
		if s, err := d.publish(0); s.ExitCode != want || err != nil {
			t.Errorf("%s: exit %d, %v; want %d", status, s.ExitCode, err, want)
		}
		if s, _ := d.publish(130); s.ExitCode != 130 {
			t.Errorf("stopped: exit %d, want 130", s.ExitCode)
		}
	}
}

func TestSummaryIsSameInBothFolders(t *testing.T) {
	d := newDesk(t)
	if _, err := d.publish(0); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, folder := range []string{"own", "top"} {
		text, err := os.ReadFile(filepath.Join(d.dir, folder, SummaryFile))
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(text))
	}
	if texts[0] != texts[1] || !json.Valid([]byte(texts[0])) {
		t.Errorf("%s\n%s", texts[0], texts[1])
	}
}

func TestBrokenRowKeepsItsFault(t *testing.T) {
	d := newDesk(t)
	d.run.About.Rows = 4
	fault := roster.Fault{Line: 7, Code: codes.RosterMalformed, Message: "a quote is never closed"}
	d.stage(roster.Row{Line: 7, Cells: []string{"x", "y", "z", "1", "2"}, Faults: []roster.Fault{fault}})
	s, err := d.publish(65)
	if err != nil {
		t.Fatal(err)
	}
	last := d.lines(ErrorsFile)[4]
	if last[3] != "'1,2" || last[4] != "rejected" || last[5] != codes.RosterMalformed || last[9] != fault.Message {
		t.Errorf("got %q", last)
	}
	if s.ExitCode != 65 || s.Rows["rejected"] != 1 {
		t.Errorf("%+v", s)
	}
}
