package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline/fake"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/ratelimit"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// rig is a folder with a roster and photos, and a service to enroll them with. It lives in a
// synctest bubble: the journal and the photos are real files, time is not.
type rig struct {
	t       testing.TB
	dir     string
	service *fake.Service
	api     API // the service, as this folder reaches it
	options fake.Options
	qps     float64
	known   ratelimit.Quota // where qps is 0
	pace    *Throttle
	stagger func(context.Context, enrollment.Call) // what a call waits for before the gate; nil: nothing
	says    wording                                // of the service's answers on their way; nil: its own
	passed  int                                    // through the gates of all runs so far
	config  Config                                 // what a story sets
	runs    int
	journal *journal.Journal
	run     journal.Run
}

func newRig(t testing.TB, o fake.Options) *rig {
	r := &rig{t: t, dir: t.TempDir(), options: o, qps: 100}
	if o.Groups == nil {
		o.Groups = []string{"staff"}
	}
	o.Gate = r.gate
	r.service = fake.New(o)
	r.api = r.service
	r.config.Group, r.config.Account = "staff", "ours"
	return r
}

func (r *rig) gate(ctx context.Context, call enrollment.Call) (func(enrollment.Result), error) {
	if r.stagger != nil {
		r.stagger(ctx, call)
	}
	return r.pace.Pass(ctx, call)
}

// photo draws a photo that no other name has, and returns its key.
func (r *rig) photo(name string) string {
	picture := draw(name)
	r.file(name, picture)
	return preflight.Key(picture)
}

// draw makes the bytes of a photo that no other name has.
func draw(name string) []byte {
	picture := image.NewGray(image.Rect(0, 0, 64, 64))
	for i, b := range []byte(name) {
		for y := range 4 {
			for x := range 4 {
				picture.SetGray(i%16*4+x, i/16*4+y, color.Gray{Y: b * 2})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 95}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func (r *rig) file(name string, text []byte) {
	if err := os.WriteFile(filepath.Join(r.dir, name), text, 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// aside removes files.
func (r *rig) aside(names ...string) {
	for _, name := range names {
		if err := os.Remove(filepath.Join(r.dir, name)); err != nil {
			r.t.Fatal(err)
		}
	}
}

// roster writes rows under the usual header: person_id,person_name,group_id,images.
func (r *rig) roster(rows ...string) {
	r.file("people.csv", []byte("person_id,person_name,group_id,images\n"+strings.Join(rows, "\n")+"\n"))
}

// people writes a roster of n people with so many photos each, and returns the keys.
func (r *rig) people(n, photos int) (keys []string) {
	var rows []string
	for p := range n {
		var names []string
		for i := range photos {
			name := fmt.Sprintf("%d-%d.jpg", p, i)
			keys = append(keys, r.photo(name))
			names = append(names, name)
		}
		rows = append(rows, fmt.Sprintf("p%d,Person%d,,%s", p, p, strings.Join(names, ";")))
	}
	r.roster(rows...)
	return keys
}

// folder is the run's.
func (r *rig) folder() string { return filepath.Join(r.dir, "run") }

// begin opens the journal and stages the roster for another run.
func (r *rig) begin() {
	r.t.Helper()
	var err error
	if r.journal, err = journal.Open(r.t.Context(), r.folder()); err != nil {
		r.t.Fatal(err)
	}
	r.runs++
	path := filepath.Join(r.dir, "people.csv")
	r.run, err = r.journal.Begin(journal.Run{
		Name: fmt.Sprint("run ", r.runs), Kind: journal.KindRun, Roster: path, Started: time.Now(),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	f, err := roster.Open(path, roster.Options{})
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	if _, err := r.journal.Stage(r.run.ID, rowsOf(f)); err != nil {
		r.t.Fatal(err)
	}
}

func rowsOf(f *roster.File) iter.Seq2[roster.Row, error] {
	return func(yield func(roster.Row, error) bool) {
		for {
			row, err := f.Next()
			if errors.Is(err, io.EOF) || !yield(row, err) {
				return
			}
		}
	}
}

// quota is what the run is told of the service's.
func (r *rig) quota() ratelimit.Quota {
	if r.qps == 0 {
		return r.known
	}
	return ratelimit.Quota{QPS: r.qps}
}

// drive runs the pipeline over what begin staged.
func (r *rig) drive(ctx, drain context.Context) (Outcome, error) {
	r.t.Helper()
	c, photos := r.ready()
	defer photos.Close()
	outcome, err := Run(ctx, drain, c)
	r.passed += r.pace.Stats().Passed
	return outcome, err
}

// ready is all that a run needs.
func (r *rig) ready() (Config, *preflight.Photos) {
	r.t.Helper()
	photos, err := preflight.Open(r.dir, 0)
	if err != nil {
		r.t.Fatal(err)
	}
	r.pace = NewThrottle(r.quota())
	c := r.config
	c.Journal, c.Run, c.Photos, c.API, c.Throttle = r.journal, r.run, photos, r.api, r.pace
	if r.says != nil {
		c.API = &interpreter{API: r.api, says: r.says, turns: map[string]int{}}
	}
	switch c.Workers {
	case 0:
		c.Workers = 16
	case -1:
		c.Workers = 0
	}
	return c, photos
}

// publish ends the run as a report would, and returns the statuses of all photos by path.
func (r *rig) publish() map[string]verdict.Verdict {
	r.t.Helper()
	verdicts := r.verdicts()
	r.run.Finished = time.Now()
	if err := r.journal.Finish(r.run); err != nil {
		r.t.Fatal(err)
	}
	r.close()
	return verdicts
}

func (r *rig) close() {
	r.t.Helper()
	if err := r.journal.Close(); err != nil {
		r.t.Fatal(err)
	}
}

// verdicts are the outcomes by "line photo". A row that was not come to has none.
func (r *rig) verdicts() map[string]verdict.Verdict {
	r.t.Helper()
	all := map[string]verdict.Verdict{}
	for o, err := range r.journal.Outcomes(r.t.Context(), r.run.ID) {
		if err != nil {
			r.t.Fatal(err)
		}
		for _, v := range o.Verdicts {
			name := strings.TrimSpace(fmt.Sprint(v.Line, " ", v.Photo))
			if _, twice := all[name]; twice {
				r.t.Errorf("%s has two verdicts", name)
			}
			if !v.Status.Well() && v.Code == "" {
				r.t.Errorf("%s is %s and nothing says why", name, v.Status)
			}
			all[name] = v
		}
	}
	return all
}

// once is a whole run, published.
func (r *rig) once() (Outcome, map[string]verdict.Verdict) {
	r.t.Helper()
	r.begin()
	outcome, err := r.drive(r.t.Context(), r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return outcome, r.publish()
}

// killed is a run that is killed so long after its begin: nothing is said to anybody.
func (r *rig) killed(after time.Duration) {
	r.t.Helper()
	r.begin()
	ctx, kill := context.WithCancel(r.t.Context())
	defer time.AfterFunc(after, kill).Stop()
	_, err := r.drive(ctx, r.t.Context())
	r.close()
	if err == nil && ctx.Err() == nil {
		r.t.Fatal("the run was over before it could be killed")
	}
}

// lawful checks what must hold whatever happened.
func (r *rig) lawful(keys []string) {
	r.t.Helper()
	if n := r.service.Overlaps(); n != 0 {
		r.t.Errorf("%d pairs of calls on one person overlapped", n)
	}
	if n := len(r.service.Calls()); n > r.passed {
		r.t.Errorf("%d calls arrived, %d passed the gate", n, r.passed)
	}
	for i, key := range keys {
		if n := r.service.Enrolled(key); n > 1 {
			r.t.Errorf("photo %d is enrolled %d times", i, n)
		}
	}
}

// want checks one verdict: its status and, where given, its code.
func want(t *testing.T, all map[string]verdict.Verdict, name string, status enrollment.Status, code string) {
	t.Helper()
	v, ok := all[name]
	switch {
	case !ok:
		t.Errorf("%s has no verdict", name)
	case v.Status != status || v.Code != code:
		t.Errorf("%s is %s %s (%s), want %s %s", name, v.Status, v.Code, v.Message, status, code)
	}
}
