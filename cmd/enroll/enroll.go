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

// enroll is run and check: the same way, with or without a service.
func (s *settings) enroll(c *cobra.Command, path, kind string) (err error) {
	asked, err := s.parse(c.Flags())
	if err != nil {
		return err
	}
	guarded := roster.Guarded(path)
	at, err := s.locate(path, guarded)
	if err != nil {
		return err
	}
	n := &folder{place: at, settings: s, asked: asked, guarded: guarded}
	defer func() { err = errors.Join(err, n.close()) }()
	if err := n.openRoster(c, path); err != nil {
		return err
	}
	log := s.logger(c.ErrOrStderr())
	var who identity
	if kind == journal.KindRun {
		if who, err = s.identify(log); err != nil {
			return err
		}
	}
	err = n.begin(c.Context(), kind, who.service)
	if broken, ok := errors.AsType[*roster.Broken](err); ok {
		return n.publish(c, &failure{exitRoster, broken, broken.Remedy})
	}
	if err != nil {
		return err
	}
	n.told(c)
	if few, err := n.tooFew(c.Context()); few != nil || err != nil {
		if err != nil {
			return err
		}
		return n.publish(c, few)
	}
	return n.work(c, who, log)
}

// work drives the staged roster and publishes what came of it.
func (n *folder) work(c *cobra.Command, who identity, log *slog.Logger) (err error) {
	s, asked := n.settings, n.asked
	photos, err := preflight.Open(n.images, 0)
	if err != nil {
		return &failure{exitNoInput, err, "set the photo folder with --images"}
	}
	defer photos.Close()
	show := s.progressTo(c.ErrOrStderr())
	config := pipeline.Config{
		Journal: n.journal, Run: n.run, Photos: photos,
		Group: s.group, Fields: n.file.ExNames(), Options: asked.options, Policy: s.policy(),
		AcceptAlmostSame: s.acceptsAlmostSame(),
		Workers:          s.workers, MaxErrors: asked.limit, MaxDuration: s.maxDuration,
		Progress: show.event, Log: log,
	}
	if n.run.Kind == journal.KindRun {
		quota, err := n.quota(c.Context())
		if err != nil {
			return err
		}
		config.Throttle, config.Remember = pipeline.NewThrottle(quota), n.remember
		service, stop, err := n.connect(who, config.Throttle, photos)
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
	if hint := n.elsewhere(outcome.Absent); hint != "" {
		fmt.Fprintf(c.ErrOrStderr(), "enroll: hint: %s\n", hint)
	}
	n.run.About.Stopped = outcome.Code
	if n.run.Kind == journal.KindCheck {
		if err := n.estimate(c.Context(), outcome.Plan); err != nil {
			return err
		}
	} else {
		n.run.About.QPS, n.run.About.Waited = outcome.Quota, waited(outcome.Waits)
	}
	return n.publish(c, stopped(outcome, signals.exit()))
}

// estimate is what a run would take, at the quota's pace: the one that was given, or else the
// one that an earlier run found, or else the usual one.
func (n *folder) estimate(ctx context.Context, plan journal.Estimate) error {
	known, err := n.known(ctx)
	if err != nil {
		return err
	}
	plan.Seconds = float64(plan.Calls) / ratelimit.Pace(cmp.Or(float64(n.settings.qps), known.QPS, usualQuota))
	plan.Cost = float64(plan.Billed) * n.settings.price
	n.run.About.Estimate = &plan
	return nil
}

// publish writes the report and tells what it says. why is the reason of an early end.
func (n *folder) publish(c *cobra.Command, why *failure) error {
	n.run.Finished = time.Now()
	if why != nil {
		n.run.About.Exit = why.code
	}
	summary, err := report.Publish(c.Context(), n.journal, n.run, n.run.About.Exit, n.folders()...)
	if err != nil {
		return err
	}
	if err := n.journal.Finish(n.run); err != nil {
		return err
	}
	if n.settings.quiet && why == nil && summary.ExitCode != exitDone {
		fmt.Fprintf(c.ErrOrStderr(), "enroll: %s See %s.\n", summary.Line(), filepath.Join(n.folders()[0], report.ErrorsFile))
	}
	if !n.settings.quiet {
		tell(c.OutOrStdout(), summary, n.folders()[len(n.folders())-1])
	}
	if why != nil {
		return why
	}
	if summary.ExitCode != exitDone {
		return &failure{code: summary.ExitCode, hint: n.perhapsAlone(summary)}
	}
	return nil
}

// perhapsAlone is what may settle the doubts of a run that was told of others; "" where nothing is in
// doubt, or nobody spoke of others.
func (n *folder) perhapsAlone(s report.Summary) string {
	if n.settings.existing != "add" || n.settings.alone || s.Photos[string(enrollment.StatusInDoubt)] == 0 {
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
