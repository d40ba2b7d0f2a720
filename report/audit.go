package report

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"enroll/enrollment"
	"enroll/journal"
)

// audit reads results.csv back from the disk beside the roster's rows in the journal: each
// row must stand there once, in order, each of its photos with one outcome.
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
	rows := 0
	for o, err := range j.Outcomes(ctx, r.ID) {
		if err != nil {
			return err
		}
		rows++
		for range max(1, len(o.Row.Photos)) {
			if err := auditLine(written, o.Row.Line); err != nil {
				return err
			}
		}
	}
	if _, err := written.Read(); err != io.EOF {
		return &UnsoundError{What: "there are more lines in results.csv than photos in the roster"}
	}
	return auditSums(s, rows, r.About.Rows)
}

func auditLine(written *csv.Reader, line int) error {
	record, err := written.Read()
	if errors.Is(err, io.EOF) {
		return &UnsoundError{What: fmt.Sprintf("line %d has no outcome", line)}
	}
	if err != nil {
		return fmt.Errorf("reading the report back: %w", err)
	}
	if record[0] != strconv.Itoa(line) {
		return &UnsoundError{What: fmt.Sprintf("an outcome for line %s stands where line %d is due", record[0], line)}
	}
	switch enrollment.Status(record[3]) {
	case enrollment.StatusEnrolled, enrollment.StatusUnchanged, enrollment.StatusReady, enrollment.StatusRejected,
		enrollment.StatusFailed, enrollment.StatusInDoubt, enrollment.StatusNotAttempted:
		return nil
	}
	return &UnsoundError{What: fmt.Sprintf("line %d has the outcome %q", line, record[3])}
}

// auditSums holds the three counts of rows against each other: as read, as kept, as judged.
func auditSums(s *Summary, kept, read int) error {
	judged := 0
	for status, n := range s.Rows {
		if status != total {
			judged += n
		}
	}
	if kept != read || judged != kept {
		return &UnsoundError{What: fmt.Sprintf("%d rows were read, %d are kept, %d have a verdict", read, kept, judged)}
	}
	return nil
}
