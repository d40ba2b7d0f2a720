package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// A story is what happens to one roster before its runs are left in peace, step by step:
//
//	203         a run is killed at its point 203
//	drained9+2  a run gets SIGTERM at its call 9, and again when 2 more calls were answered
//	changed     the roster is another one from here on
//
// Every run of a story meets all the troubles of the service anew.
type story []string

func (s story) String() string { return strings.Join(s, ",") }

// runs is how many runs of the story are meant not to come to their end.
func (s story) runs() int {
	if slices.Contains(s, changed) {
		return len(s) - 1
	}
	return len(s)
}

const (
	changed = "changed"
	drained = "drained%d+%d"
)

// How many points and calls a run of the torture's roster passes: at most, and as a rule. It
// varies with how many changes share a commit. What is behind the end kills nothing, and the
// test says so. A run that resumes another has the rest before it, and looks at what the
// other left.
const (
	crashPoints = 340
	usualPoints = 260
	usualCalls  = 43
	lookPoints  = 30
)

// singly kills one run at n of its points; 0: at each.
func singly(n int) (all []story) {
	if n == 0 {
		n = crashPoints
	}
	for i := range n {
		all = append(all, story{fmt.Sprint(1 + i*crashPoints/n)})
	}
	return all
}

// repeatedly kills n runs and those that resume them: the first points are spread evenly, the
// others over what is left. A third of them is killed three times, a fourth finds its roster
// changed, a fourth was drained first. 0: some that end soon.
func repeatedly(n int) (all []story) {
	if n == 0 {
		return brief
	}
	for i := range n {
		first := 1 + i*usualPoints/n
		left := usualPoints - first + lookPoints
		second := spread(i, math.Phi, left)
		s := story{fmt.Sprint(first), fmt.Sprint(second)}
		switch i % 4 {
		case 1:
			s = slices.Insert(s, 1, changed)
		case 3:
			s[0] = fmt.Sprintf(drained, 1+i*usualCalls/n, i/4%4)
		}
		if i%3 == 2 {
			s = append(s, fmt.Sprint(spread(i, math.Sqrt2, max(left-second, 0)+lookPoints)))
		}
		all = append(all, s)
	}
	return all
}

// brief are stories of few doubts that must be waited out one after another.
var brief = []story{
	{"3", "26"}, {"21", "170"}, {"27", "214", "51"}, {"29", "75"},
	{"22", changed, "131"}, {"34", changed, "217"},
	{"drained4+1", "192"}, {"drained3+2", "84"},
}

// spread is the i-th of numbers from 1 to n that lie evenly however many there are.
func spread(i int, by float64, n int) int {
	_, part := math.Modf(float64(i+1) * by)
	return 1 + int(part*float64(n))
}

// tolls counts stories by how many of their runs did not come to their end.
type tolls struct {
	mu               sync.Mutex // guards the counts
	stories          int
	meant, stopped   int
	twice, moreOften int
	doubtful         int // stories that leave someone in doubt
}

func (c *tolls) add(s story, x *torture) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stories++
	c.meant += s.runs()
	c.stopped += x.stopped
	switch {
	case x.stopped == 2:
		c.twice++
	case x.stopped > 2:
		c.moreOften++
	}
	if x.doubtful != "" {
		c.doubtful++
	}
}

// report says what was killed. Stories whose runs mostly come to their end prove nothing.
func (c *tolls) report(t *testing.T) {
	t.Logf("%d stories: %d of %d runs were stopped, %d twice in a story, %d more often; %d leave somebody in doubt",
		c.stories, c.stopped, c.meant, c.twice, c.moreOften, c.doubtful)
	if c.stopped*4 < c.meant*3 && c.stories > 1 {
		t.Errorf("of %d runs only %d were stopped: do crashPoints and crashCalls still tell how much there is?", c.meant, c.stopped)
	}
}

// play lets one step of a story happen.
func (x *torture) play(step string) {
	var call, more int64
	if step == changed {
		x.change()
	} else if _, err := fmt.Sscanf(step, drained, &call, &more); err == nil {
		x.drain(&signalling{call: call, more: more, victim: make(chan *os.Process, 1)})
	} else if point, err := strconv.Atoi(step); err == nil {
		x.kill(point)
	} else {
		x.Fatalf("what is %q?", step)
	}
}

func (x *torture) trouble() {
	if err := x.sim.SetFaults(troubles()); err != nil {
		x.Fatal(err)
	}
}

func (x *torture) kill(point int) {
	x.trouble()
	out, err := x.start(x.killer, x.roster, point).CombinedOutput()
	var exit *exec.ExitError
	if killed := errors.As(err, &exit) && !exit.Exited(); killed {
		x.stopped++
	} else {
		x.Logf("the run passes fewer points than %d and is not killed: %v %s", point, err, out)
	}
}

// signalling is when a run gets its signals.
type signalling struct {
	call, more   int64        // SIGTERM at this call, and again when so many more were answered
	calls, after atomic.Int64 // calls that arrived; calls answered since the first signal
	began        atomic.Bool
	twice        atomic.Bool
	victim       chan *os.Process // holds it once it runs
}

func (s *signalling) arrived() {
	if s.calls.Add(1) != s.call {
		return
	}
	run := <-s.victim
	s.victim <- run
	run.Signal(syscall.SIGTERM)
	s.began.Store(true)
	if s.more == 0 {
		s.end()
	}
}

func (s *signalling) answered() {
	if s.began.Load() && s.after.Add(1) == s.more {
		s.end()
	}
}

// end signals until the run is dead: two signals that follow one another closely may arrive
// as one.
func (s *signalling) end() {
	s.twice.Store(true)
	run := <-s.victim
	for !dead(run.Pid) {
		run.Signal(syscall.SIGTERM)
	}
}

func (x *torture) drain(s *signalling) {
	x.trouble()
	x.signals.Store(s)
	defer x.signals.Store(nil)
	run := x.start(x.killer, x.roster, 0)
	if err := run.Start(); err != nil {
		x.Fatal(err)
	}
	s.victim <- run.Process
	run.Wait()
	if code := run.ProcessState.ExitCode(); s.began.Load() && code != exitTerminate {
		x.Errorf("a run that was signalled ends with %d", code)
	}
	if s.twice.Load() {
		x.stopped++
	}
}

// change is what a roster's keeper may do before running it again: two photos are replaced
// under their names, one of them the first of its person; a row moves to the top and with it
// its claim to the photo that two want; someone is added in between.
func (x *torture) change() {
	for _, p := range []struct{ who, n int }{{replaced, 0}, {9, 1}} {
		sum := sha256.Sum256(portrait(p.who, p.n))
		x.gone[hex.EncodeToString(sum[:])] = true
		x.keep(photoOf(p.who, p.n), portrait(p.who, 9))
	}
	order := []int{twin, 0, 1, 2, 3, 4, 5, tortured, 6, 8, 9, 10, 11, 12, 13}
	x.draw(tortured)
	x.added = 1
	x.write(order)
}
