package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"enroll.example/enroll/pipeline"
)

// logger writes to stderr what a reader asked for: warnings, with --verbose every call.
func (s *settings) logger(w io.Writer) *slog.Logger {
	level := slog.LevelWarn
	switch {
	case s.verbose:
		level = slog.LevelDebug
	case s.quiet:
		level = slog.LevelError
	}
	o := &slog.HandlerOptions{Level: level}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// progress shows how far a run has come. Its methods are called one at a time.
type progress struct {
	event func(pipeline.Event)
	end   func()
}

// progressTo chooses how to show it: a bar on a terminal, otherwise a line a minute.
func (s *settings) progressTo(w io.Writer) progress {
	how := s.progress
	if how == "auto" {
		how = "plain"
		if isTerminal(w) {
			how = "bar"
		}
		if s.quiet {
			how = "none"
		}
	}
	switch how {
	case "bar":
		return bar(w)
	case "plain":
		return every(time.Minute, func(e pipeline.Event) { fmt.Fprintf(w, "enroll: %s\n", describe(e)) })
	case "json":
		return every(time.Second, func(e pipeline.Event) {
			json.NewEncoder(w).Encode(map[string]any{"rows": e.Rows, "total": e.Total, "tally": e.Tally, "calls": e.Calls, "rate": e.Rate, "quota": e.Quota})
		})
	}
	return progress{event: func(pipeline.Event) {}, end: func() {}}
}

func bar(w io.Writer) progress {
	var b *progressbar.ProgressBar
	return progress{
		event: func(e pipeline.Event) {
			if b == nil {
				b = progressbar.NewOptions(e.Total, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(),
					progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"), progressbar.OptionClearOnFinish(),
					progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionFullWidth())
			}
			b.Describe(strings.Join(details(e), ", "))
			b.Set(e.Rows)
		},
		end: func() {
			if b != nil {
				b.Finish()
			}
		},
	}
}

// every passes on the first event after each interval, and the first by which all is done.
func every(interval time.Duration, show func(pipeline.Event)) progress {
	next, done := time.Now().Add(interval), false
	return progress{
		event: func(e pipeline.Event) {
			if now := time.Now(); now.After(next) || e.Rows == e.Total && !done {
				next, done = now.Add(interval), e.Rows == e.Total
				show(e)
			}
		},
		end: func() {},
	}
}

func describe(e pipeline.Event) string {
	says := fmt.Sprintf("%d of %d rows, %v", e.Rows, e.Total, e.Tally)
	if pace := pace(e); pace != "" {
		says += "; " + pace
	}
	return says
}

// details is what a bar tells beside how far it is.
func details(e pipeline.Event) (says []string) {
	if bad := e.Rows - e.Tally.Well(); bad > 0 {
		says = append(says, fmt.Sprintf("%d with problems", bad))
	}
	if pace := pace(e); pace != "" {
		says = append(says, pace)
	}
	return says
}

// pace is the rate of calls against the quota, once there is one.
func pace(e pipeline.Event) string {
	switch {
	case e.Rate == 0:
		return ""
	case e.Quota == 0:
		return fmt.Sprintf("%.1f calls/s, measuring the quota", e.Rate)
	}
	return fmt.Sprintf("%.1f of %g calls/s", e.Rate, e.Quota)
}

// relative is a path as one would type it from here, where that is shorter.
func relative(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if r, err := filepath.Rel(here, path); err == nil && len(r) < len(path) {
		return r
	}
	return path
}
