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

// audit reads results.csv back from disk and compares it with the roster's rows in the journal: each
// row must appear once, in order, each of its photos with one outcome, and the summary must add up to
// them.
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
	if _, err := written.Read(); !errors.Is(err, io.EOF) {
		return &UnsoundError{What: "there are more lines in results.csv than photos in the roster"}
	}
	for status, n := range s.Photos {
		if status != total && photos[status] != n {
			return &UnsoundError{What: fmt.Sprintf("%d photos are %s, and the summary says %d", photos[status], status, n)}
		}
	}
	return auditSums(s, rows, r.About.Rows)
}

// auditLine compares the next line of results.csv with the photo of a row that is due, and returns its
// outcome.
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

// readBack returns a cell as encoding/csv reads it, which turns CR LF into LF.
func readBack(cell string) string { return strings.ReplaceAll(spreadsheet.Guard(cell), "\r\n", "\n") }

// auditOutcome returns an error for an outcome that contradicts itself: an enrolled photo has a face,
// and no error code.
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

// auditSums compares the three counts of rows: as read, as stored, as judged.
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
