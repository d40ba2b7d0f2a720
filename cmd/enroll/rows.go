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
func (n *folder) told(c *cobra.Command) {
	if !n.settings.quiet {
		fmt.Fprintln(c.OutOrStdout(), report.ReadAs(n.run))
	}
	switch {
	case n.run.About.Rows > 0:
	case n.guarded:
		fmt.Fprintln(c.OutOrStdout(), "It has no rows left: there is nothing to do.")
	default:
		fmt.Fprintf(c.ErrOrStderr(), "enroll: warning: %s has a header and no rows\n", n.run.Roster)
		fmt.Fprintln(c.ErrOrStderr(), "enroll: hint: if it should have people in it, check the export; --min-rows 1 makes this an error")
	}
}

// tooFew is why no call is made of a roster that has fewer rows than it should; nil: it has enough.
func (n *folder) tooFew(ctx context.Context) (*failure, error) {
	rows := n.run.About.Read
	if rows < n.settings.minRows {
		return &failure{exitRoster, fmt.Errorf("the roster has fewer rows than --min-rows %d: %d", n.settings.minRows, rows),
			"check the export; nothing was sent"}, nil
	}
	if n.asked.shrink == 0 {
		return nil, nil
	}
	last, err := n.journal.LatestWhole(ctx, n.run.Roster)
	if errors.Is(err, journal.ErrNoRun) {
		return nil, nil
	}
	if err != nil || float64(rows) >= float64(cmp.Or(last.About.Read, last.About.Rows))*(1-n.asked.shrink) {
		return nil, err
	}
	return &failure{exitRoster, fmt.Errorf("the roster has %d rows, down from %d in run %s: it lost more than --max-shrink %s", rows, last.About.Read, last.Name, n.settings.maxShrink),
		"check the export; if that many people have left, run once without --max-shrink; nothing was sent"}, nil
}
