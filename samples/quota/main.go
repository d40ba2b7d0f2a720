// Quota measures how much of the quota enroll uses, and how often it is refused, compared with clients
// that one would write without it.
//
//	go run ./samples/quota [-enroll bin/enroll] [-minutes 10] [-qps 50] [-window fixed]
//		[-arrival-jitter 5ms] [-clients smooth,plain,...] [-halve] [-apart]
//
// Each client enrolls people for the given number of minutes at a simulator of its own, in a process
// of its own, and is measured by the simulator's count, in whole windows. All clients run at the same
// time, so that other load on the machine affects all of them alike; with -apart they run one after
// another. The clients:
//
//	smooth    enroll run --qps N
//	locked    enroll run --qps N --pacing locked
//	auto      enroll run --qps auto, and then once more, for a shorter time, in the same folder
//	plain     the official SDK in a loop of 64 workers; a refused one waits for a second
//	burst     the same workers behind golang.org/x/time/rate with a burst as large as the quota
//	rclone    the same workers behind rclone's pacer
//	adaptive  the same workers behind the adaptive retry mode of the AWS SDKs
//
// The decisions of the last four are state without clock and without waiting (pace); the pool does the
// waiting.
//
// With -halve there is one more, halved: enroll run --qps N, and from midway on another client takes
// one half of the quota.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"enroll.example/enroll/samples/measure"
)

// bench is what is measured.
type bench struct {
	enroll        string
	minutes, qps  float64
	window        string
	arrivalJitter time.Duration
	clients       []string
	apart         bool
	dir           string // of rosters, photos and the runs' folders
}

// names are all clients, in the order of the table.
var names = []string{"smooth", "locked", "auto", "plain", "burst", "rclone", "adaptive"}

func main() {
	b, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "quota: error:", err)
		os.Exit(64)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.compare(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "quota: error:", err)
		os.Exit(1)
	}
}

func parse(args []string) (b bench, err error) {
	f := flag.NewFlagSet("quota", flag.ExitOnError)
	f.StringVar(&b.enroll, "enroll", filepath.Join("bin", "enroll"), "the command")
	f.Float64Var(&b.minutes, "minutes", 10, "how long each client runs")
	f.Float64Var(&b.qps, "qps", 50, "quota in requests a second")
	f.StringVar(&b.window, "window", "fixed", "how the quota counts: fixed, sliding or bucket")
	f.DurationVar(&b.arrivalJitter, "arrival-jitter", 5*time.Millisecond, "mean delay of calls on their way")
	halve := f.Bool("halve", false, "one more run, with half of its quota taken away midway")
	clients := f.String("clients", strings.Join(names, ","), "which clients, with commas")
	f.BoolVar(&b.apart, "apart", false, "one client after another")
	f.Parse(args)
	b.clients = strings.Split(*clients, ",")
	for _, name := range b.clients {
		if !slices.Contains(names, name) {
			return b, fmt.Errorf("there is no client %q; there are %s", name, strings.Join(names, ", "))
		}
	}
	if *halve {
		b.clients = append(b.clients, "halved")
	}
	if b.minutes < 0.5 || b.qps < 1 {
		return b, fmt.Errorf("%g minutes of %g requests a second tell nothing; half a minute and 1/s are the least", b.minutes, b.qps)
	}
	return b, nil
}

// compare runs the clients and prints the table.
func (b bench) compare(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "quota"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if err := b.draw(); err != nil {
		return err
	}
	lines := make([][]line, len(b.clients))
	var running sync.WaitGroup
	for i, name := range b.clients {
		running.Go(func() { lines[i] = b.run(ctx, name) })
		if b.apart {
			running.Wait()
		}
	}
	running.Wait()
	b.print(os.Stdout, slices.Concat(lines...))
	return nil
}

// run lets one client enroll at a simulator of its own. Its line has the error, if any, so that it
// does not spoil the others.
func (b bench) run(ctx context.Context, name string) []line {
	s, err := measure.Start(b.enroll, "--qps", fmt.Sprint(b.qps), "--window", b.window, "--arrival-jitter", b.arrivalJitter.String())
	if err != nil {
		return []line{{name: name, err: err}}
	}
	defer s.Stop()
	switch name {
	case "smooth":
		return []line{b.night(ctx, s.URL, name, b.lasting(), "--qps", fmt.Sprint(b.qps))}
	case "locked":
		return []line{b.night(ctx, s.URL, name, b.lasting(), "--qps", fmt.Sprint(b.qps), "--pacing", "locked")}
	case "halved":
		return []line{b.halved(ctx, s.URL)}
	case "auto":
		first := b.night(ctx, s.URL, name, b.lasting(), "--qps", "auto")
		second := b.night(ctx, s.URL, name, b.secondNight(), "--qps", "auto")
		second.name = "auto, second night"
		return []line{first, second}
	}
	return []line{b.written(ctx, s.URL, name)}
}

func (b bench) lasting() time.Duration { return time.Duration(b.minutes * float64(time.Minute)) }

// secondNight is long enough to see whether the quota is still known.
func (b bench) secondNight() time.Duration { return min(2*time.Minute, b.lasting()) }

// warmingUp is excluded from the steady share: the first minute, or a quarter of a short run.
func warmingUp(lasting time.Duration) time.Duration { return min(time.Minute, lasting/4) }
