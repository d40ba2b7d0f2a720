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

// sameFolder tells whether two paths lead to one folder, through links or not.
func sameFolder(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return a == b
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// folder is an open journal with a run begun in it.
type folder struct {
	place
	settings *settings
	asked    asked
	journal  *journal.Journal
	run      journal.Run
	file     *roster.File
	guarded  bool // the roster is one that a run has written
	images   string

	rootOfRun string // of the run from which the roster comes; "": not known
}

// ours tells whether the roster is one that comes from the folder's own runs, so that it is read
// as the one was from which it came.
func (n *folder) ours() bool { return n.inside || n.guarded }

// openRoster opens the roster. One of the folder's own is read by the flags that the folder
// remembers, where they are not given anew.
func (n *folder) openRoster(c *cobra.Command, path string) (err error) {
	if n.ours() && journal.Exists(n.dir) {
		if n.journal, err = journal.Open(c.Context(), n.dir); err != nil {
			return err
		}
		if err := n.recall(c.Context(), c.Flags(), roster.FirstRun(path)); err != nil {
			return err
		}
	}
	n.file, err = roster.Open(path, n.asked.columns)
	return err
}

// close closes what is open of the roster and the journal.
func (n *folder) close() (err error) {
	if n.file != nil {
		err = n.file.Close()
	}
	if n.journal != nil {
		err = errors.Join(err, n.journal.Close())
	}
	return err
}

// begin opens the run's folder, begins a run of a kind and stages the roster. After a
// *roster.Broken the run can be reported all the same, with the rows that could be read so far.
func (n *folder) begin(ctx context.Context, kind, service string) (err error) {
	if n.journal == nil {
		if n.journal, err = journal.Open(ctx, n.dir); err != nil {
			return err
		}
	}
	if err := n.prepare(ctx, kind, service); err != nil {
		return err
	}
	return pipeline.Stage(ctx, n.journal, &n.run, n.file, n.ours(), n.settings.acceptsAlmostSame())
}

func (n *folder) prepare(ctx context.Context, kind, service string) (err error) {
	if service != "" {
		if err := n.journal.Bind(ctx, service); err != nil {
			return err
		}
	}
	if n.images, err = n.root(ctx); err != nil {
		return err
	}
	if err := n.journal.Root(ctx, n.images); err != nil {
		return err
	}
	if err := n.memorize(kind); err != nil {
		return err
	}
	started := time.Now()
	about := journal.About{
		Service: service, Images: n.images, Header: n.file.Header(),
		Group: n.settings.group, Columns: n.columns(), Options: n.asked.options, Policy: n.settings.policy(),
		QPS: float64(n.settings.qps), Price: n.settings.price,
	}
	n.run = journal.Run{Kind: kind, Roster: n.roster, Started: started, About: about}
	if n.run.Name, err = n.name(started); err != nil {
		return err
	}
	if err := n.make(); err != nil {
		return err
	}
	if n.run, err = n.journal.Begin(n.run); err != nil {
		return err
	}
	return n.keepRoster()
}

// make creates the folders of the report: what cannot be reported must not be begun.
func (n *folder) make() error {
	for _, folder := range n.folders() {
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
func (n *folder) root(ctx context.Context) (string, error) {
	root := cmp.Or(n.settings.images, n.rootOfRun)
	if root == "" && n.ours() {
		known, err := n.journal.Fact(ctx, "images")
		if err != nil {
			return "", err
		}
		root = known
	}
	if root == "" {
		root = filepath.Dir(n.roster)
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
func (n *folder) name(started time.Time) (string, error) {
	base := started.UTC().Format(journal.NameForm)
	for i := 1; ; i++ {
		name := base
		if i > 1 {
			name = fmt.Sprintf("%s-%d", base, i)
		}
		taken, err := n.journal.HasRun(name)
		if err != nil {
			return "", err
		}
		_, err = os.Lstat(filepath.Join(n.dir, journal.Runs, name))
		switch {
		case errors.Is(err, os.ErrNotExist) && !taken:
			return name, nil
		case err != nil && !errors.Is(err, os.ErrNotExist):
			return "", unwritable(err)
		}
	}
}

// folders are where the run's report goes; the first is its own.
func (n *folder) folders() []string {
	if n.run.Kind == journal.KindCheck {
		return []string{filepath.Join(n.dir, journal.Checks)}
	}
	own := filepath.Join(n.dir, journal.Runs, n.run.Name)
	if n.run.About.Broken != "" && n.inside {
		return []string{own} // the roster could not be read to its end: it must not be replaced
	}
	return []string{own, n.dir}
}

// keepRoster copies a roster that lies in the run's folder, where a report may replace it.
func (n *folder) keepRoster() error {
	if !n.inside || n.run.Kind == journal.KindCheck {
		return nil
	}
	if err := report.KeepRoster(n.folders()[0], n.roster); err != nil {
		return fmt.Errorf("keeping the roster: %w", err)
	}
	return nil
}
