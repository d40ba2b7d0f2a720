package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"enroll.example/enroll/journal"
	"enroll.example/enroll/report"
)

// told says what was read, before anything is sent. That a roster has no rows is said in any
// case: an export that went wrong is often empty.
func (s *session) told(c *cobra.Command) {
	if !s.settings.quiet {
		fmt.Fprintln(c.OutOrStdout(), report.ReadAs(s.run))
	}
	switch {
	case s.run.About.Rows > 0:
	case s.guarded:
		fmt.Fprintln(c.OutOrStdout(), "It has no rows left: there is nothing to do.")
	default:
		fmt.Fprintf(c.ErrOrStderr(), "enroll: warning: %s has a header and no rows\n", s.run.Roster)
		fmt.Fprintln(c.ErrOrStderr(), "enroll: hint: if it should have people in it, check the export; --min-rows 1 makes this an error")
	}
}

// tooFew is why no call is made of a roster that has fewer rows than it should; nil: it has enough.
func (s *session) tooFew(ctx context.Context) (*failure, error) {
	rows := s.run.About.Read
	if rows < s.settings.minRows {
		return &failure{exitRoster, fmt.Errorf("the roster has fewer rows than --min-rows %d: %d", s.settings.minRows, rows),
			"check the export; nothing was sent"}, nil
	}
	if s.asked.shrink == 0 {
		return nil, nil
	}
	last, err := s.journal.LatestWhole(ctx, s.run.Roster)
	if errors.Is(err, journal.ErrNoRun) {
		return nil, nil
	}
	if err != nil || float64(rows) >= float64(cmp.Or(last.About.Read, last.About.Rows))*(1-s.asked.shrink) {
		return nil, err
	}
	return &failure{exitRoster, fmt.Errorf("the roster has %d rows, down from %d in run %s: it lost more than --max-shrink %s", rows, last.About.Read, last.Name, s.settings.maxShrink),
		"check the export; if that many people have left, run once without --max-shrink; nothing was sent"}, nil
}
