package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline"
	"enroll.example/enroll/report"
	"enroll.example/enroll/roster"
)

// place says where a roster's run lives.
type place struct {
	roster string // absolute
	dir    string
	inside bool // the roster lies in the run's folder
}

// locate finds the run's folder of a roster. errors.csv of a run belongs to that run's
// folder; anywhere else it needs to be told which.
func (s *settings) locate(path string, guarded bool) (place, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return place{}, usage(err, "use the folder's full path")
	}
	p := place{roster: abs, dir: s.dir}
	beside := filepath.Dir(abs)
	switch {
	case p.dir != "":
		p.dir, err = filepath.Abs(p.dir)
	case journal.Exists(beside):
		p.dir = beside
	case guarded:
		return p, usage(fmt.Errorf("%s is the error report of a run, but it is not in that run's folder", path),
			"name the folder with --dir, so that its people and photos are known")
	default:
		p.dir = strings.TrimSuffix(abs, filepath.Ext(abs)) + ".enroll"
	}
	if err != nil {
		return p, usage(err, "use the folder's full path")
	}
	p.inside = sameFolder(p.dir, beside)
	return p, nil
}

// sameFolder reports whether two paths lead to one folder, through links or not.
func sameFolder(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return a == b
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// session is an open journal with a run begun in it.
type session struct {
	place
	settings *settings
	asked    parsed
	journal  *journal.Journal
	run      journal.Run
	file     *roster.File
	guarded  bool // the roster is one that a run has written
	images   string

	rootOfRun string // of the run from which the roster comes; "": not known
}

// ours reports whether the roster is one that comes from the folder's own runs, so that it is read
// as the one was from which it came.
func (s *session) ours() bool { return s.inside || s.guarded }

// openRoster opens the roster. One of the folder's own is read by the flags that the folder
// remembers, where they are not given anew.
func (s *session) openRoster(c *cobra.Command, path string) (err error) {
	if s.ours() && journal.Exists(s.dir) {
		if s.journal, err = journal.Open(c.Context(), s.dir); err != nil {
			return err
		}
		if err := s.recall(c.Context(), c.Flags(), roster.FirstRun(path)); err != nil {
			return err
		}
	}
	s.file, err = roster.Open(path, s.asked.columns)
	return err
}

// close closes what is open of the roster and the journal.
func (s *session) close() (err error) {
	if s.file != nil {
		err = s.file.Close()
	}
	if s.journal != nil {
		err = errors.Join(err, s.journal.Close())
	}
	return err
}

// begin opens the run's folder, begins a run of a kind and stages the roster. After a
// *roster.Broken the run can be reported all the same, with the rows that could be read so far.
func (s *session) begin(ctx context.Context, kind, service string) (err error) {
	if s.journal == nil {
		if s.journal, err = journal.Open(ctx, s.dir); err != nil {
			return err
		}
	}
	if err := s.prepare(ctx, kind, service); err != nil {
		return err
	}
	return pipeline.Stage(ctx, s.journal, &s.run, s.file, s.ours(), s.settings.acceptsAlmostSame())
}

func (s *session) prepare(ctx context.Context, kind, service string) (err error) {
	if service != "" {
		if err := s.journal.Bind(ctx, service); err != nil {
			return err
		}
	}
	if s.images, err = s.root(ctx); err != nil {
		return err
	}
	if err := s.journal.Root(ctx, s.images); err != nil {
		return err
	}
	if err := s.memorize(kind); err != nil {
		return err
	}
	started := time.Now()
	about := journal.About{
		Service: service, Images: s.images, Header: s.file.Header(),
		Group: s.settings.group, Columns: s.columns(), Options: s.asked.options, Policy: s.settings.policy(),
		QPS: float64(s.settings.qps), Price: s.settings.price,
	}
	s.run = journal.Run{Kind: kind, Roster: s.roster, Started: started, About: about}
	if s.run.Name, err = s.name(started); err != nil {
		return err
	}
	if err := s.make(); err != nil {
		return err
	}
	if s.run, err = s.journal.Begin(s.run); err != nil {
		return err
	}
	return s.keepRoster()
}

// make creates the folders of the report: what cannot be reported must not be begun.
func (s *session) make() error {
	for _, folder := range s.folders() {
		if err := report.MakeFolder(folder); err != nil {
			return unwritable(err)
		}
	}
	return nil
}

// unwritable is the failure of a folder in which no report can be made.
func unwritable(err error) error {
	hint := cmp.Or(journal.Remedy(err), "make the folder writable for the user who runs enroll")
	return &failure{exitCannotWrite, err, hint + "; nothing was sent"}
}

// root is the folder below which all photo paths lie: the one that is named, or the roster's
// own. What is remembered serves the rosters that the run's folder itself has written, which
// lie elsewhere than the one they came of.
func (s *session) root(ctx context.Context) (string, error) {
	root := cmp.Or(s.settings.images, s.rootOfRun)
	if root == "" && s.ours() {
		known, err := s.journal.Fact(ctx, "images")
		if err != nil {
			return "", err
		}
		root = known
	}
	if root == "" {
		root = filepath.Dir(s.roster)
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return "", usage(err, "use the folder's full path")
	}
	if f, err := os.Stat(root); err != nil || !f.IsDir() {
		return "", &failure{exitNoInput, fmt.Errorf("photo folder %s does not exist", root), "set it with --images"}
	}
	return root, nil
}

// name is a run's name by its start, as its folder is called. Checks are not kept.
func (s *session) name(started time.Time) (string, error) {
	base := started.UTC().Format(journal.NameForm)
	for i := 1; ; i++ {
		name := base
		if i > 1 {
			name = fmt.Sprintf("%s-%d", base, i)
		}
		taken, err := s.journal.HasRun(name)
		if err != nil {
			return "", err
		}
		_, err = os.Lstat(filepath.Join(s.dir, journal.Runs, name))
		switch {
		case errors.Is(err, os.ErrNotExist) && !taken:
			return name, nil
		case err != nil && !errors.Is(err, os.ErrNotExist):
			return "", unwritable(err)
		}
	}
}

// folders are where the run's report goes; the first is its own.
func (s *session) folders() []string {
	if s.run.Kind == journal.KindCheck {
		return []string{filepath.Join(s.dir, journal.Checks)}
	}
	own := filepath.Join(s.dir, journal.Runs, s.run.Name)
	if s.run.About.Broken != "" && s.inside {
		return []string{own} // the roster could not be read to its end: it must not be replaced
	}
	return []string{own, s.dir}
}

// keepRoster copies a roster that lies in the run's folder, where a report may replace it.
func (s *session) keepRoster() error {
	if !s.inside || s.run.Kind == journal.KindCheck {
		return nil
	}
	if err := report.KeepRoster(s.folders()[0], s.roster); err != nil {
		return fmt.Errorf("keeping the roster: %w", err)
	}
	return nil
}
