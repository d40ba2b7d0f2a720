package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"enroll.example/enroll/samples/measure"
)

// exitTime is the exit code of a run that --max-duration has ended (docs/contract.md, "Exit codes").
const exitTime = 6

// night is one run of enroll, in the folder named after the client.
func (b bench) night(ctx context.Context, url, name string, lasting time.Duration, flags ...string) line {
	l := line{name: name}
	before, err := ask(url)
	if err != nil {
		l.err = err
		return l
	}
	until := time.Now().Add(lasting)
	found, err := b.enrollRun(ctx, url, name, lasting, flags)
	if err != nil {
		l.err = err
		return l
	}
	var begin time.Time
	l.count, begin, l.err = judge(url, before, warmingUp(lasting), until)
	if name == "auto" && l.err == nil {
		l.note = found.tell(begin, before.Refused)
	}
	return l
}

// enrollRun runs enroll and watches it.
func (b bench) enrollRun(ctx context.Context, url, name string, lasting time.Duration, flags []string) (found finding, err error) {
	flags = append([]string{"--progress", "json", "--dir", filepath.Join(b.dir, name),
		"--images", filepath.Join(b.dir, "photos"), "--max-duration", lasting.String()}, flags...)
	run := measure.Run(b.enroll, url, filepath.Join(b.dir, "people.csv"), flags...)
	says, err := run.StderrPipe()
	if err != nil {
		return found, err
	}
	if err := run.Start(); err != nil {
		return found, err
	}
	defer context.AfterFunc(ctx, func() { run.Process.Signal(os.Interrupt) })()
	rest := found.watch(says, func() (int, error) {
		s, err := ask(url)
		return s.Refused, err
	})
	err = run.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == exitTime {
		return found, nil
	}
	if err != nil {
		return found, fmt.Errorf("enroll run: %w: %s", err, rest)
	}
	return found, errors.New("enroll run had nobody left to enroll before its time was up")
}

// finding is what a run reported of the quota.
type finding struct {
	refused int // by the service, when the quota was first known
	beliefs []belief
}

type belief struct {
	at    time.Time
	quota float64
}

// watch reads a run's progress to its end and returns the output that is not progress.
func (f *finding) watch(says io.Reader, refused func() (int, error)) (rest string) {
	var other []string
	for lines := bufio.NewScanner(says); lines.Scan(); {
		var p struct{ Quota float64 }
		if json.Unmarshal(lines.Bytes(), &p) != nil {
			other = append(other, lines.Text())
			continue
		}
		if p.Quota == 0 || len(f.beliefs) > 0 && f.beliefs[len(f.beliefs)-1].quota == p.Quota {
			continue
		}
		if len(f.beliefs) == 0 {
			f.refused, _ = refused()
		}
		f.beliefs = append(f.beliefs, belief{time.Now(), p.Quota})
	}
	return strings.Join(other, "\n")
}

// firstBelow returns when, from a moment on, the quota was first estimated below qps.
func (f finding) firstBelow(qps float64, from time.Time) (at time.Time, ok bool) {
	for _, b := range f.beliefs {
		if b.at.After(from) && b.quota < qps {
			return b.at, true
		}
	}
	return at, false
}

func (f finding) tell(begin time.Time, before int) string {
	if len(f.beliefs) == 0 {
		return "the quota was not found"
	}
	return fmt.Sprintf("the quota was known %.0f s after the first person was sent, %d refusals until then; at the end it was taken for %g/s",
		max(0, f.beliefs[0].at.Sub(begin).Seconds()), f.refused-before, f.beliefs[len(f.beliefs)-1].quota)
}
