// Load measures the simulator: how many calls a second it serves, and how much memory a million people
// take.
//
//	go run ./samples/load [-enroll bin/enroll] [-persons 1000000] [-lasting 10s] [-workers 16] [-state FILE]
//
// The simulator runs in another process, without quota and without latency; the client here shares the
// machine with it. First people are created, one a call; then faces are added to them, one photo a
// call. All calls are signed, over persistent connections.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"enroll.example/enroll/samples/measure"
)

type load struct {
	enroll, state string
	persons       int
	workers, size int
	lasting       time.Duration
}

func main() {
	var l load
	flag.StringVar(&l.enroll, "enroll", filepath.Join("bin", "enroll"), "the command")
	flag.StringVar(&l.state, "state", "", "keep the simulator's state durably in this file")
	flag.IntVar(&l.persons, "persons", 1_000_000, "people to create")
	flag.IntVar(&l.workers, "workers", 16, "calls at once")
	flag.IntVar(&l.size, "size", 128, "edge of the photo in pixels")
	flag.DurationVar(&l.lasting, "lasting", 10*time.Second, "for how long faces are added")
	flag.Parse()
	if err := l.report(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "load: error:", err)
		os.Exit(1)
	}
}

// report runs the load and prints the results.
func (l load) report(w io.Writer) error {
	p, err := measure.Start(l.enroll, l.flags()...)
	if err != nil {
		return err
	}
	defer p.Stop()
	c := newClient(p.URL, l.workers, l.size)
	fmt.Fprintf(w, "%d calls at once, a photo of %d bytes, %s, %d cores\n", l.workers, c.photoBytes, runtime.GOARCH, runtime.NumCPU())
	empty, err := p.Memory()
	if err != nil {
		return err
	}
	if err := c.call("CreateGroup", map[string]any{"GroupId": "staff", "GroupName": "staff"}); err != nil {
		return err
	}
	n, took, err := l.each(time.Hour, func(i int) error { return c.createPerson(i) }, l.persons)
	if err != nil {
		return err
	}
	full, err := p.Memory()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "CreatePerson: %d calls in %.1f s, %.0f/s\n", n, took.Seconds(), float64(n)/took.Seconds())
	fmt.Fprintf(w, "memory: %d MB, %d bytes a person with the record of its call\n", full>>20, (full-empty)/int64(l.persons))
	n, took, err = l.each(l.lasting, func(i int) error { return c.createFace(i % l.persons) }, 4*l.persons)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "CreateFace: %d calls in %.1f s, %.0f/s\n", n, took.Seconds(), float64(n)/took.Seconds())
	return nil
}

func (l load) flags() []string {
	flags := []string{"--qps", "0", "--latency", "0", "--jitter", "0"}
	if l.state != "" {
		flags = append(flags, "--state", l.state)
	}
	return flags
}

// each makes calls 0, 1, 2 and so on, until there are enough or the time is up.
func (l load) each(lasting time.Duration, call func(i int) error, most int) (n int, took time.Duration, err error) {
	var next atomic.Int64
	var workers sync.WaitGroup
	errs := make([]error, l.workers)
	began := time.Now()
	for w := range l.workers {
		workers.Go(func() {
			for time.Since(began) < lasting && errs[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= most {
					return
				}
				errs[w] = call(i)
			}
		})
	}
	workers.Wait()
	return min(int(next.Load()), most), time.Since(began), errors.Join(errs...)
}
