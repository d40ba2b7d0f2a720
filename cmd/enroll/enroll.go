package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/ratelimit"
	"enroll.example/enroll/report"
	"enroll.example/enroll/roster"
)

func runCommand() *cobra.Command {
	s := &settings{}
	c := &cobra.Command{
		Use:   "run [flags] ROSTER.csv",
		Short: "Enroll everyone in the roster; it can be run again at any time",
		Long: `Enroll everyone in the roster: check every photo, send what is new at the pace of the
quota, and write results.csv, errors.csv and summary.json. An interrupted run resumes when it
is run again. Every flag can also be set in the environment, as ENROLL_<FLAG>.

Exit codes: 0 everything is enrolled, 3 some rows need attention, 4 some rows may succeed when
run again. README.md lists the others, 5 to 143.`,
		Example: `  enroll run --simulate --create-group --group staff people.csv
  enroll run --region ap-guangzhou --dir /var/lib/enroll/staff --quiet people.csv`,
		Args: arguments(1, 1, "one roster"),
		RunE: func(c *cobra.Command, args []string) error {
			return s.enroll(c, args[0], journal.KindRun)
		},
	}
	s.local(c.Flags())
	s.remote(c.Flags())
	return c
}

func checkCommand() *cobra.Command {
	s := &settings{}
	c := &cobra.Command{
		Use:   "check [flags] ROSTER.csv",
		Short: "Check everything that can be checked locally, without a call; reports go to DIR/check",
		Args:  arguments(1, 1, "one roster"),
		RunE: func(c *cobra.Command, args []string) error {
			return s.enroll(c, args[0], journal.KindCheck)
		},
	}
	s.local(c.Flags())
	return c
}

// enroll is run and check: the same steps, with or without a service.
func (s *settings) enroll(c *cobra.Command, path, kind string) (err error) {
	x := &session{settings: s, guarded: roster.Guarded(path)}
	defer func() { err = errors.Join(err, x.close()) }()
	if err := x.open(c, path); err != nil {
		return err
	}
	log := s.logger(c.ErrOrStderr())
	var who identity
	if s.makesCalls {
		if who, err = s.identify(log); err != nil {
			return err
		}
	}
	early, err := x.stage(c, kind, who.service)
	switch {
	case err != nil:
		return err
	case early != nil:
		return x.publish(c, early)
	}
	return x.work(c, who, log)
}

// open parses the flags, finds the folder and opens the roster.
func (s *session) open(c *cobra.Command, path string) (err error) {
	if s.asked, err = s.settings.parse(c.Flags()); err != nil {
		return err
	}
	if s.place, err = s.settings.locate(path, s.guarded); err != nil {
		return err
	}
	return s.openRoster(c, path)
}

// stage begins a run and copies the roster into its folder. early is why nothing more can be done with
// it than to publish what was read; nil: more can.
func (s *session) stage(c *cobra.Command, kind, service string) (early *failure, err error) {
	err = s.begin(c.Context(), kind, service)
	if broken, ok := errors.AsType[*roster.Broken](err); ok {
		return &failure{exitRoster, broken, broken.Remedy}, nil
	}
	if err != nil {
		return nil, err
	}
	s.told(c)
	return s.tooFew(c.Context())
}

// work drives the staged roster and publishes what came of it.
func (s *session) work(c *cobra.Command, who identity, log *slog.Logger) (err error) {
	photos, err := preflight.Open(s.images, 0)
	if err != nil {
		return &failure{exitNoInput, err, "set the photo folder with --images"}
	}
	defer photos.Close()
	show := s.settings.progressTo(c.ErrOrStderr())
	config := pipeline.Config{
		Journal: s.journal, Run: s.run, Photos: photos,
		Group: s.settings.group, Fields: s.file.ExNames(), Options: s.asked.options, Policy: s.settings.policy(),
		AcceptAlmostSame: s.settings.acceptsAlmostSame(),
		Workers:          s.settings.workers, MaxErrors: s.asked.limit, MaxDuration: s.settings.maxDuration,
		Progress: show.event, Log: log,
	}
	if s.run.Kind == journal.KindRun {
		quota, err := s.quota(c.Context())
		if err != nil {
			return err
		}
		config.Throttle, config.Remember = pipeline.NewThrottle(quota), s.remember
		service, stop, err := s.connect(who, config.Throttle, photos)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
		config.API, config.Account = service, who.account
	}
	ctx, drain, signals := listen(c.Context(), c.ErrOrStderr())
	defer signals.ignore()
	outcome, err := pipeline.Run(ctx, drain, config)
	show.end()
	if err != nil {
		return err
	}
	if hint := s.elsewhere(outcome.Absent); hint != "" {
		fmt.Fprintf(c.ErrOrStderr(), "enroll: hint: %s\n", hint)
	}
	s.run.About.Stopped = outcome.Code
	if s.run.Kind == journal.KindCheck {
		if err := s.estimate(c.Context(), outcome.Plan); err != nil {
			return err
		}
	} else {
		s.run.About.QPS, s.run.About.Waited = outcome.Quota, waited(outcome.Waits)
	}
	return s.publish(c, stopped(outcome, signals.exit()))
}

// estimate is what a run would take, at the quota's pace: the one that was given, or else the
// one that an earlier run found, or else the usual one.
func (s *session) estimate(ctx context.Context, plan journal.Estimate) error {
	known, err := s.known(ctx)
	if err != nil {
		return err
	}
	plan.Seconds = float64(plan.Calls) / ratelimit.Pace(cmp.Or(float64(s.settings.qps), known.QPS, usualQuota))
	plan.Cost = float64(plan.Billed) * s.settings.price
	s.run.About.Estimate = &plan
	return nil
}

// publish writes the report and tells what it says. why is the reason of an early end.
func (s *session) publish(c *cobra.Command, why *failure) error {
	s.run.Finished = time.Now()
	if why != nil {
		s.run.About.Exit = why.code
	}
	summary, err := report.Publish(c.Context(), s.journal, s.run, s.run.About.Exit, s.folders()...)
	if err != nil {
		return err
	}
	if err := s.journal.Finish(s.run); err != nil {
		return err
	}
	if s.settings.quiet && why == nil && summary.ExitCode != exitDone {
		fmt.Fprintf(c.ErrOrStderr(), "enroll: %s See %s.\n", summary.Line(), filepath.Join(s.folders()[0], report.ErrorsFile))
	}
	if !s.settings.quiet {
		tell(c.OutOrStdout(), summary, s.folders()[len(s.folders())-1])
	}
	if why != nil {
		return why
	}
	if summary.ExitCode != exitDone {
		return &failure{code: summary.ExitCode, hint: s.perhapsAlone(summary)}
	}
	return nil
}

// perhapsAlone is what may settle the doubts of a run that was told of others; "" where nothing is in
// doubt, or the run was not told of others.
func (s *session) perhapsAlone(summary report.Summary) string {
	if s.settings.existing != "add" || s.settings.alone || summary.Photos[string(enrollment.StatusInDoubt)] == 0 {
		return ""
	}
	return "if no one else enrolls these people, run again with --alone added, which settles what is in doubt"
}

// tell prints what a reader wants to know first.
func tell(w io.Writer, s report.Summary, dir string) {
	fmt.Fprintf(w, "%s\n", s.Line())
	if u := s.Unread; u != nil {
		fmt.Fprintf(w, "%s: %s; fix it and run all of it.\n", u.Roster, roster.NeverRead(u.Line, u.Lines))
	}
	if says := s.Throttled(); says != "" {
		fmt.Fprintf(w, "%s\n", says)
	}
	if len(s.Codes) > 0 {
		fmt.Fprintf(w, "\nPhotos with problems, by code:\n")
		for _, line := range s.Reasons() {
			fmt.Fprintf(w, "  %s\n", line)
		}
		fmt.Fprintf(w, "\n  Run enroll explain CODE to see what to do about a code.\n")
	}
	if len(s.Warnings) > 0 {
		fmt.Fprintf(w, "\nRows with warnings, by code (see the column enroll_warning):\n")
		for _, line := range s.Looks() {
			fmt.Fprintf(w, "  %s\n", line)
		}
	}
	fmt.Fprintln(w)
	for _, name := range []string{report.ResultsFile, report.ErrorsFile, report.SummaryFile} {
		fmt.Fprintf(w, "  %s\n", relative(filepath.Join(dir, name)))
	}
}
