package report

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/roster/spreadsheet"
)

// audit reads results.csv back from the disk beside the roster's rows in the journal: each
// row must stand there once, in order, each of its photos with one outcome, and the summary
// must add up to them.
func audit(ctx context.Context, j *journal.Journal, r journal.Run, s *Summary, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading the report back: %w", err)
	}
	defer f.Close()
	written := csv.NewReader(f)
	written.ReuseRecord = true
	if _, err := written.Read(); err != nil {
		return fmt.Errorf("reading the report back: %w", err)
	}
	rows, photos := 0, Count{}
	for o, err := range j.Outcomes(ctx, r.ID) {
		if err != nil {
			return err
		}
		rows++
		for place := range max(1, len(o.Row.Photos)) {
			status, err := auditLine(written, o.Row, place)
			if err != nil {
				return err
			}
			if len(o.Row.Photos) > 0 {
				photos[string(status)]++
			}
		}
	}
	if _, err := written.Read(); err != io.EOF {
		return &UnsoundError{What: "there are more lines in results.csv than photos in the roster"}
	}
	for status, n := range s.Photos {
		if status != total && photos[status] != n {
			return &UnsoundError{What: fmt.Sprintf("%d photos are %s, and the summary says %d", photos[status], status, n)}
		}
	}
	return auditSums(s, rows, r.About.Rows)
}

// auditLine holds the next line of results.csv against the photo of a row that is due, and
// returns its outcome.
func auditLine(written *csv.Reader, row roster.Row, place int) (enrollment.Status, error) {
	record, err := written.Read()
	if errors.Is(err, io.EOF) {
		return "", &UnsoundError{What: fmt.Sprintf("line %d has no outcome", row.Line)}
	}
	if err != nil {
		return "", fmt.Errorf("reading the report back: %w", err)
	}
	photo := ""
	if len(row.Photos) > 0 {
		photo = row.Photos[place].Path
	}
	due := []string{strconv.Itoa(row.Line), readBack(row.PersonID), readBack(photo)}
	if !slices.Equal(record[:3], due) {
		return "", &UnsoundError{What: fmt.Sprintf("an outcome for %q stands where %q is due", record[:3], due)}
	}
	return auditOutcome(row.Line, photo, enrollment.Status(record[3]), record[4], record[6])
}

// readBack is a cell as encoding/csv gives it, which makes LF of CR LF.
func readBack(cell string) string { return strings.ReplaceAll(spreadsheet.Guard(cell), "\r\n", "\n") }

// auditOutcome tells whether an outcome can be true by itself: a photo that is enrolled has a
// face, and nothing was said against it.
func auditOutcome(line int, photo string, status enrollment.Status, code, face string) (enrollment.Status, error) {
	switch status {
	case enrollment.StatusEnrolled, enrollment.StatusUnchanged:
		if photo != "" && (face == "" || code != "" && code != codes.RunDiffersFromService) {
			return "", &UnsoundError{What: fmt.Sprintf("line %d: %s with face %q and code %q", line, status, face, code)}
		}
	case enrollment.StatusRejected, enrollment.StatusFailed, enrollment.StatusInDoubt, enrollment.StatusNotAttempted:
		if code == "" || face != "" {
			return "", &UnsoundError{What: fmt.Sprintf("line %d: %s with face %q and code %q", line, status, face, code)}
		}
	case enrollment.StatusReady:
	default:
		return "", &UnsoundError{What: fmt.Sprintf("line %d has the outcome %q", line, status)}
	}
	return status, nil
}

// auditSums holds the three counts of rows against each other: as read, as kept, as judged.
func auditSums(s *Summary, kept, read int) error {
	judged := 0
	for _, n := range s.tally() {
		judged += n
	}
	if kept != read || judged != kept {
		return &UnsoundError{What: fmt.Sprintf("%d rows were read, %d are kept, %d have a verdict", read, kept, judged)}
	}
	return nil
}
