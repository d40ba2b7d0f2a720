package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"

	"enroll.example/enroll/journal"
	"enroll.example/enroll/roster"
)

// Stage copies a roster's rows into the journal, and notes in about what was read. Where the
// reading breaks off, the rows so far are kept, with one for the record at fault and one for
// what stands behind it, and the *roster.Broken returned. ours tells that the file comes from a run of
// this folder, as errors.csv does; acceptAlmostSame is as in Config.
func Stage(ctx context.Context, j *journal.Journal, r *journal.Run, file *roster.File, ours, acceptAlmostSame bool) error {
	s := staging{ctx: ctx, journal: j, run: r, file: file, ours: ours, accept: acceptAlmostSame, readAs: map[string]bool{}}
	staged, err := j.Stage(r.ID, s.rows)
	if err != nil {
		return err
	}
	r.About.Rows, r.About.Read, r.About.Staged, r.About.Format = staged, s.rowsRead, true, file.Format()
	if r.About.People, err = j.CountPeople(ctx, r.ID); err != nil {
		return err
	}
	if s.broken != nil {
		r.About.Broken = s.broken.Message
		r.About.Unread = &journal.Unread{Roster: r.Roster, Line: s.broken.Line, Lines: s.broken.Lines}
	}
	if err := j.Describe(*r); err != nil {
		return err
	}
	if s.broken != nil {
		return s.broken
	}
	return nil
}

// staging is a roster on its way into the journal.
type staging struct {
	ctx      context.Context
	journal  *journal.Journal
	run      *journal.Run
	file     *roster.File
	ours     bool
	accept   bool            // ids that are almost the same
	first    *journal.About  // the run that a row names first
	readAs   map[string]bool // runs whose rosters were read as that of the first
	broken   *roster.Broken
	last     int // line of the row before
	rowsRead int
	begun    bool            // it was found out from which roster this one comes
	missing  *journal.Unread // what was never read of that
	told     bool            // one of the rows says so
}

// rows gives the roster's rows, each held against what this folder knows of it.
func (s *staging) rows(yield func(roster.Row, error) bool) {
	for {
		row, err := s.file.Next()
		switch {
		case errors.Is(err, io.EOF):
			s.behind(yield)
			return
		case errors.As(err, &s.broken):
			if unread, ok := s.broken.Unread(); yield(s.broken.Row, nil) && ok {
				yield(unread, nil)
			}
			return
		case err == nil:
			err = s.hold(&row)
		}
		switch {
		case err == nil && !row.Unread():
			s.rowsRead++
		case err == nil && s.read():
			continue
		}
		if s.last = row.Line; !yield(row, err) || err != nil {
			return
		}
	}
}

// hold holds a row of errors.csv against the one that was reported. Where our columns are lost, it
// is looked for by what it says.
func (s *staging) hold(row *roster.Row) error {
	if !s.ours {
		return nil
	}
	s.told = s.told || row.Unread()
	was, ok, err := roster.Reported{}, false, error(nil)
	if row.Origin != nil {
		if err := s.descend(row.Origin.Run); err != nil {
			return err
		}
		if err := s.alike(row.Origin.Run); err != nil {
			return err
		}
		was, ok, err = s.journal.Reported(s.ctx, row.Origin.Run, row.Origin.Line)
	}
	if err == nil && !ok {
		was, _, err = s.journal.ReportedAs(s.ctx, s.file.Fingerprint(*row), row.PersonID)
	}
	if err == nil {
		s.file.HoldTo(row, was, s.accept)
	}
	return err
}

// descend finds out, by the first row that names a run, from which roster an errors.csv comes, and
// what was never read of that.
func (s *staging) descend(run string) error {
	if s.begun || run == "" {
		return nil
	}
	s.begun = true
	r, err := s.journal.RunByName(s.ctx, run)
	if errors.Is(err, journal.ErrNoRun) {
		return nil
	}
	if err != nil {
		return err
	}
	about := &s.run.About
	if about.Origin = cmp.Or(r.About.Origin, r.Roster); about.Origin == s.run.Roster {
		return nil
	}
	r, err = s.journal.LatestOf(s.ctx, about.Origin)
	if errors.Is(err, journal.ErrNoRun) {
		return nil
	}
	s.missing, about.Unread = r.About.Unread, r.About.Unread
	return err
}

// descendLatest takes a file that names no run for one of the latest.
func (s *staging) descendLatest() error {
	if !s.ours || s.begun {
		return nil
	}
	r, err := s.journal.Latest(s.ctx, journal.KindRun)
	if errors.Is(err, journal.ErrNoRun) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.descend(r.Name)
}

// read reports whether the roster from which this one comes is known to have been read as a whole
// since a row was written that says it was not.
func (s *staging) read() bool { return s.run.About.Origin != "" && s.missing == nil }

// alike makes sure that all rows come from runs whose rosters were read alike: the paths of another
// one lead to other photos.
func (s *staging) alike(run string) error {
	if s.readAs[run] || run == "" {
		return nil
	}
	r, err := s.journal.RunByName(s.ctx, run)
	if errors.Is(err, journal.ErrNoRun) {
		return nil
	}
	if err != nil {
		return err
	}
	if s.first == nil {
		s.first = &r.About
	}
	a, b := &r.About, s.first
	if a.Images != b.Images || a.Group != b.Group || a.Columns != nil && b.Columns != nil && !reflect.DeepEqual(a.Columns, b.Columns) {
		return &MixedError{Run: r.Name}
	}
	s.readAs[run] = true
	return nil
}

// MixedError says that a roster has rows of runs that were told different flags.
type MixedError struct{ Run string }

func (e *MixedError) Error() string {
	return fmt.Sprintf("this file has rows from several runs, and run %s read its roster with a different --images, --group, --map, --ex or --encoding from the first", e.Run)
}

// Hint is what to do about it.
func (e *MixedError) Hint() string {
	return "put the rows of each run into a separate file and run it without these flags: each run's flags are remembered"
}

// behind adds a row for the lines that were never read of the roster from which this one comes:
// as long as that was not read as a whole, no errors.csv of it can be well.
func (s *staging) behind(yield func(roster.Row, error) bool) {
	if err := s.descendLatest(); err != nil {
		yield(roster.Row{}, err)
		return
	}
	if s.missing == nil || s.told {
		return
	}
	yield(roster.Unread(s.last+1, len(s.file.Header()),
		roster.NeverRead(s.missing.Line, s.missing.Lines)+"; no run since then has read it to the end"), nil)
}
