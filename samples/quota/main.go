// Quota measures how much of the quota a run uses, and how often it is refused.
//
//	go run ./samples/quota [-enroll bin/enroll] [-people 400] [-photos 1] [-qps 50] [-runs 3]
//
// Each run enrolls a fresh roster against a fresh simulator in another process, and is judged
// by the simulator's own count. Only whole windows count: those after the one in which the
// first person was sent and before the last, because a run begins and ends within them.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"enroll/samples/measure"
)

// trial is what is measured.
type trial struct {
	enroll         string
	people, photos int
	qps            float64
	window         string
	arrivalJitter  time.Duration
}

// count is what a trial came to, by the server's count.
type count struct {
	requests, refused int
	windows           int     // whole ones
	used              float64 // share of the quota accepted in them
	took              time.Duration
}

func main() {
	var t trial
	var runs int
	flag.StringVar(&t.enroll, "enroll", filepath.Join("bin", "enroll"), "the command")
	flag.IntVar(&t.people, "people", 400, "people in the roster")
	flag.IntVar(&t.photos, "photos", 1, "photos of each")
	flag.Float64Var(&t.qps, "qps", 50, "quota in requests a second")
	flag.StringVar(&t.window, "window", "fixed", "how the quota counts")
	flag.DurationVar(&t.arrivalJitter, "arrival-jitter", 0, "mean delay of calls on their way")
	flag.IntVar(&runs, "runs", 3, "how often")
	flag.Parse()
	if err := t.report(os.Stdout, runs); err != nil {
		fmt.Fprintln(os.Stderr, "quota: error:", err)
		os.Exit(1)
	}
}

// report runs the trial and prints a line for each run, and the median.
func (t trial) report(w io.Writer, runs int) error {
	fmt.Fprintf(w, "%d people, %d photos each, quota %g/s (%s window, %v arrival jitter), %s, %d cores\n",
		t.people, t.photos, t.qps, t.window, t.arrivalJitter, runtime.GOARCH, runtime.NumCPU())
	var used []float64
	for i := range runs {
		c, err := t.run()
		if err != nil {
			return err
		}
		used = append(used, c.used)
		fmt.Fprintf(w, "run %d: %5.1f %% of the quota used over %d whole windows, %d of %d calls refused (%.2f %%), %.1f s\n",
			i+1, 100*c.used, c.windows, c.refused, c.requests, 100*float64(c.refused)/float64(c.requests), c.took.Seconds())
	}
	slices.Sort(used)
	fmt.Fprintf(w, "median: %.1f %%\n", 100*used[len(used)/2])
	return nil
}

// run is one roster against one simulator.
func (t trial) run() (c count, err error) {
	dir, err := os.MkdirTemp("", "quota")
	if err != nil {
		return c, err
	}
	defer os.RemoveAll(dir)
	roster, err := measure.Roster(dir, t.people, t.photos)
	if err != nil {
		return c, err
	}
	s, err := measure.Start(t.enroll, "--qps", fmt.Sprint(t.qps), "--window", t.window, "--arrival-jitter", t.arrivalJitter.String())
	if err != nil {
		return c, err
	}
	defer s.Stop()
	began := time.Now()
	if out, err := measure.Run(t.enroll, s.URL, roster, "--qps", fmt.Sprint(t.qps)).CombinedOutput(); err != nil {
		return c, fmt.Errorf("enrolling: %w: %s", err, strings.TrimSpace(string(out)))
	}
	c, err = ask(s.URL, t.qps)
	c.took = time.Since(began)
	return c, err
}

// ask reads the server's own count.
func ask(url string, qps float64) (c count, err error) {
	var stats struct {
		Requests, Refused int
		Seconds           []struct{ Accepted, Refused int }
	}
	if err := measure.Get(url+"/_sim/stats", func(d *json.Decoder) error { return d.Decode(&stats) }); err != nil {
		return c, err
	}
	begin, err := firstPerson(url)
	if err != nil {
		return c, err
	}
	c.requests, c.refused = stats.Requests, stats.Refused
	if begin+1 >= len(stats.Seconds)-1 {
		return c, fmt.Errorf("only %d windows: too few to judge", len(stats.Seconds))
	}
	whole := stats.Seconds[begin+1 : len(stats.Seconds)-1]
	accepted := 0
	for _, s := range whole {
		accepted += s.Accepted
	}
	c.windows = len(whole)
	c.used = float64(accepted) / (qps * float64(len(whole)))
	return c, nil
}

// firstPerson is the window, counted from that of the first call, in which the first person
// was sent: before it a run looks for its group.
func firstPerson(url string) (window int, err error) {
	var first, person time.Time
	err = measure.Get(url+"/_sim/requests", func(d *json.Decoder) error {
		for {
			var call struct {
				Arrived time.Time
				Action  string
			}
			if err := d.Decode(&call); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if first.IsZero() || call.Arrived.Before(first) {
				first = call.Arrived
			}
			if call.Action == "CreatePerson" && (person.IsZero() || call.Arrived.Before(person)) {
				person = call.Arrived
			}
		}
	})
	return int(person.Unix() - first.Unix()), err
}
