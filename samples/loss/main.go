// Loss measures what lost replies cost: how many calls a run spends on finding out what became of its
// writes, and for which people that stays in doubt.
//
//	go run ./samples/loss [-enroll bin/enroll] [-people 3000] [-photos 3] [-qps 300] [-rate 0.01]
//
// A roster is enrolled at a simulator in another process that loses nothing, then again from the start
// at one that loses this share of all replies: in one half of the cases the call was applied before
// the connection broke, in the other half it was not. What the second run spends beyond the first is
// the cost of reconciling: lookups of people and lists, faces removed again, writes repeated. Then the
// roster is run once more, while replies are still lost.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"enroll.example/enroll/samples/measure"
)

// trial is what is measured.
type trial struct {
	enroll         string
	people, photos int
	qps, rate      float64
}

func main() {
	var t trial
	flag.StringVar(&t.enroll, "enroll", filepath.Join("bin", "enroll"), "the command")
	flag.IntVar(&t.people, "people", 3000, "people in the roster")
	flag.IntVar(&t.photos, "photos", 3, "photos of each")
	flag.Float64Var(&t.qps, "qps", 300, "quota in requests a second")
	flag.Float64Var(&t.rate, "rate", 0.01, "share of the replies that are lost")
	flag.Parse()
	if err := t.report(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "loss: error:", err)
		os.Exit(1)
	}
}

// report runs the trial and prints the results.
func (t trial) report(w io.Writer) error {
	dir, err := os.MkdirTemp("", "loss")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	roster, err := measure.Roster(dir, t.people, t.photos)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d people, %d photos each, quota %g/s, %g %% of replies lost, %s, %d cores\n",
		t.people, t.photos, t.qps, 100*t.rate, runtime.GOARCH, runtime.NumCPU())
	clean, err := t.at(0, roster, filepath.Join(dir, "clean"), 1)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "nothing lost:  %d calls in %.1f s\n", clean[0].calls, clean[0].took.Seconds())
	lossy, err := t.at(t.rate, roster, filepath.Join(dir, "lossy"), 2)
	if err != nil {
		return err
	}
	t.compare(w, clean[0], lossy[0])
	for i, o := range lossy {
		fmt.Fprintf(w, "after run %d:   %d of %d people in doubt (%.3f %%), %d not wholly enrolled; at the service %d of %d photos once, %d more than once\n",
			i+1, o.doubtful, t.people, share(o.doubtful, t.people), o.unwell, o.once, t.people*t.photos, o.more)
	}
	return nil
}

// compare prints what one run spent beyond the other.
func (t trial) compare(w io.Writer, clean, lossy outcome) {
	spent := lossy.calls - clean.calls
	fmt.Fprintf(w, "replies lost:  %d of %d calls (%.2f %%), %d of them applied; %.1f s\n",
		lossy.lost, lossy.calls, share(lossy.lost, lossy.calls), lossy.applied, lossy.took.Seconds())
	fmt.Fprintf(w, "reconciling:   %d calls (%.2f %%):", spent, share(spent, lossy.calls))
	for _, action := range slices.Sorted(maps.Keys(lossy.byAction)) {
		if more := lossy.byAction[action] - clean.byAction[action]; more != 0 {
			fmt.Fprintf(w, " %s %+d", action, more)
		}
	}
	fmt.Fprintf(w, "; %.2f a lost reply\n", float64(spent)/float64(max(lossy.lost, 1)))
}

func share(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

// outcome is the result of a run; counts of calls and photos are the server's.
type outcome struct {
	calls, lost, applied int
	byAction             map[string]int
	doubtful, unwell     int // rows, by the run's report
	once, more           int // photos
	took                 time.Duration
}

// at enrolls the roster runs times at one simulator that loses replies at this rate.
func (t trial) at(rate float64, roster, dir string, runs int) (all []outcome, err error) {
	faults, err := writeFaults(dir, rate)
	if err != nil {
		return nil, err
	}
	s, err := measure.Start(t.enroll, "--qps", fmt.Sprint(t.qps), "--faults", faults)
	if err != nil {
		return nil, err
	}
	defer s.Stop()
	for range runs {
		began := time.Now()
		run := measure.Run(t.enroll, s.URL, roster, "--qps", fmt.Sprint(t.qps), "--dir", dir)
		out, failed := run.CombinedOutput()
		o, err := ask(s.URL, dir)
		if err != nil {
			return nil, fmt.Errorf("enrolling: %w: %s", cmp.Or(failed, err), out)
		}
		o.took = time.Since(began)
		all = append(all, o)
	}
	return all, nil
}

// writeFaults writes the rules of a simulator next to the folder of its runs.
func writeFaults(dir string, rate float64) (string, error) {
	rules := "[]"
	if rate > 0 {
		rules = fmt.Sprintf(`[{"action":"*","probability":%[1]g,"drop":"after"},{"action":"*","probability":%[1]g,"drop":"before"}]`, rate/2)
	}
	path := dir + ".faults.json"
	return path, os.WriteFile(path, []byte(rules), 0o600)
}
