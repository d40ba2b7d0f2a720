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
		fmt.Fprintln(c.OutOrStdout(), "No row is left in it: there is nothing to do.")
	default:
		fmt.Fprintf(c.ErrOrStderr(), "enroll: warning: %s has a header and no rows\n", n.run.Roster)
		fmt.Fprintln(c.ErrOrStderr(), "enroll: hint: if people were to be in it, look at what exports it; --min-rows 1 makes this an error")
	}
}

// tooFew is why no call is made of a roster that has fewer rows than it should; nil: it has enough.
func (n *folder) tooFew(ctx context.Context) (*failure, error) {
	rows := n.run.About.Read
	if rows < n.settings.minRows {
		return &failure{exitRoster, fmt.Errorf("the roster has fewer rows than --min-rows %d: %d", n.settings.minRows, rows),
			"look at what exports it; nothing was sent"}, nil
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
	return &failure{exitRoster, fmt.Errorf("the roster has %d rows and had %d in run %s: that is more than --max-shrink %s lost", rows, last.About.Read, last.Name, n.settings.maxShrink),
		"look at what exports it; if so many people have left, run it once without --max-shrink; nothing was sent"}, nil
}
