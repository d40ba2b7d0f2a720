package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/report"
)

func reportCommand() *cobra.Command {
	var quiet bool
	c := &cobra.Command{
		Use:   "report [flags] DIR",
		Short: "Write the reports of the latest run again from the journal",
		Args:  arguments(1, 1, "one run folder"),
		RunE:  func(c *cobra.Command, args []string) error { return rewrite(c, args[0], quiet) },
	}
	c.Flags().BoolVar(&quiet, "quiet", false, "print nothing but errors")
	return c
}

// rewrite publishes the latest run again. Its exit code is that of the command, not the run's.
func rewrite(c *cobra.Command, dir string, quiet bool) (err error) {
	if !journal.Exists(dir) {
		return &failure{exitNoInput, fmt.Errorf("%s is not the folder of a run: it has no %s", dir, journal.File),
			"the folder is next to the roster and its name ends in .enroll"}
	}
	j, err := journal.Open(c.Context(), dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	r, err := j.Latest(c.Context(), journal.KindRun)
	if err != nil {
		return err
	}
	if r.Finished.IsZero() { // it was killed; what it did counts in the next one's report too
		r.Finished = time.Now()
		if err := recount(c.Context(), j, r); err != nil {
			return err
		}
		if err := j.RememberReported(r.ID); err != nil {
			return err
		}
	}
	summary, err := report.Publish(c.Context(), j, r, r.About.Exit, filepath.Join(dir, journal.Runs, r.Name), dir)
	if err != nil {
		return err
	}
	if !quiet {
		tell(c.OutOrStdout(), summary, dir)
	}
	return nil
}

// recount gives a verdict to those of a killed run's people of whom the journal knows something. The
// photos need not be there any more: the journal knows which was which.
func recount(ctx context.Context, j *journal.Journal, r journal.Run) error {
	photos, err := preflight.Open(r.About.Images, 0)
	if err != nil {
		photos = nil
	} else {
		defer photos.Close()
	}
	return pipeline.Finish(ctx, pipeline.Config{
		Journal: j, Run: r, Photos: photos,
		Group: r.About.Group, Options: r.About.Options, Policy: r.About.Policy,
	})
}
