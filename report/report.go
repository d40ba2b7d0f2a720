// Package report is a view of the journal: what a run did, for people and for scripts.
//
// It writes results.csv (one line for each photo of each row), errors.csv (one line for each row that
// is not wholly enrolled: itself a roster, to be corrected and run again) and summary.json. Files are
// written atomically: each goes to a temporary file, is synced and renamed, summary.json last.
//
// Before anything is published, results.csv is read back from disk and compared with the roster in the
// journal: every row must have exactly one verdict and every photo of a row exactly one outcome. A
// report that fails this is not published: see [UnsoundError].
package report

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/journal/crash"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// The files of a report.
const (
	ResultsFile = "results.csv"
	ErrorsFile  = "errors.csv"
	SummaryFile = "summary.json"
	RosterFile  = "roster.csv" // of a run whose own report may replace its roster
)

// UnsoundError says that the report would be wrong.
type UnsoundError struct{ What string }

func (e *UnsoundError) Error() string { return "the report contradicts the roster: " + e.What }

// Publish writes a run's report into folders, the first of which is the run's own. exit is the code
// with which the run was stopped; when it is 0, the rows decide.
func Publish(ctx context.Context, j *journal.Journal, r journal.Run, exit int, folders ...string) (Summary, error) {
	story, err := j.ReportedRuns(ctx, r)
	if err != nil {
		return Summary{}, err
	}
	for _, folder := range folders {
		if err := MakeFolder(folder); err != nil {
			return Summary{}, err
		}
	}
	s := newSummary(r)
	if err := writeTables(ctx, j, r, &s, folders); err != nil {
		return s, err
	}
	if err := s.spend(ctx, j, r, story); err != nil {
		return s, err
	}
	if s.ExitCode = exit; exit == 0 {
		s.ExitCode = s.verdict()
	}
	for _, folder := range folders {
		crash.Point()
		if err := s.write(filepath.Join(folder, SummaryFile)); err != nil {
			return s, err
		}
	}
	crash.Point()
	return s, nil
}

// MakeFolder makes a folder for a report, and checks that files can be created in it.
func MakeFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("creating the report's folder: %w", err)
	}
	f, err := pending(filepath.Join(folder, SummaryFile))
	if err != nil {
		return err
	}
	return writeError(f.Cleanup())
}

// writeTables writes both CSV files in one pass over the journal, checks the one on disk, and only
// then renames them.
func writeTables(ctx context.Context, j *journal.Journal, r journal.Run, s *Summary, folders []string) error {
	results, err := pending(filepath.Join(folders[0], ResultsFile))
	if err != nil {
		return err
	}
	defer results.Cleanup()
	faults, err := pending(filepath.Join(folders[0], ErrorsFile))
	if err != nil {
		return err
	}
	defer faults.Cleanup()
	if err := fill(ctx, j, r, s, results, faults); err != nil {
		return err
	}
	if err := audit(ctx, j, r, s, results.Name()); err != nil {
		return err
	}
	for _, f := range []*renameio.PendingFile{results, faults} {
		crash.Point()
		if err := f.CloseAtomicallyReplace(); err != nil {
			return writeError(err)
		}
	}
	return copyTables(folders)
}

func pending(path string) (*renameio.PendingFile, error) {
	f, err := renameio.NewPendingFile(path, renameio.WithStaticPermissions(0o600))
	if err != nil {
		return nil, writeError(err)
	}
	return f, nil
}

// fill streams the run's rows into both tables and counts them.
func fill(ctx context.Context, j *journal.Journal, r journal.Run, s *Summary, results, faults io.Writer) error {
	photos, err := newTable(roster.NewWriter(results, ',', serviceColumns...), resultColumns)
	if err != nil {
		return writeError(err)
	}
	rows, err := newTable(roster.NewWriter(faults, r.About.Format.Comma()), slices.Concat(r.About.Header, errorColumns))
	if err != nil {
		return writeError(err)
	}
	for o, err := range j.Outcomes(ctx, r.ID) {
		if err != nil {
			return err
		}
		if len(o.Verdicts) > 0 {
			verdict.Legible(o.Verdicts)
		} else {
			o.Verdicts = verdict.NotReached(o.Row, r.Name)
		}
		status := rowStatus(o.Verdicts)
		s.add(status, o)
		if err := photos.addResults(o); err != nil {
			return writeError(err)
		}
		if status.Well() {
			continue
		}
		if err := rows.addFaults(o, status, r); err != nil {
			return writeError(err)
		}
	}
	return writeError(cmp.Or(photos.flush(), rows.flush()))
}

// writeError adds to err what was being done; nil stays nil.
func writeError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("writing the report: %w", err)
}

// copyTables copies the tables from the first folder to the others.
func copyTables(folders []string) error {
	for _, folder := range folders[1:] {
		for _, name := range []string{ResultsFile, ErrorsFile} {
			if err := duplicate(filepath.Join(folders[0], name), filepath.Join(folder, name)); err != nil {
				return writeError(err)
			}
		}
	}
	return nil
}

// KeepRoster copies a run's roster into the run's own folder, creating the folder if it is missing.
func KeepRoster(folder, roster string) error {
	if err := MakeFolder(folder); err != nil {
		return err
	}
	return duplicate(roster, filepath.Join(folder, RosterFile))
}

// duplicate copies a file atomically.
func duplicate(from, to string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	out, err := pending(to)
	if err != nil {
		return err
	}
	defer out.Cleanup()
	if _, err := io.Copy(out, f); err != nil {
		return err
	}
	crash.Point()
	return out.CloseAtomicallyReplace()
}

func rowStatus(verdicts []verdict.Verdict) enrollment.Status {
	statuses := make([]enrollment.Status, len(verdicts))
	for i, v := range verdicts {
		statuses[i] = v.Status
	}
	return enrollment.RowStatus(statuses)
}
