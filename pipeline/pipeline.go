// Package pipeline drives every person of a roster to a verdict. It owns goroutines and
// nothing else: what to call next is enrollment's to decide, whether a photo is worth sending
// is preflight's, when a call may leave is ratelimit's, and what is remembered is journal's.
//
//	feed ──▶ inspect (a goroutine a core) ──▶ admit (in roster order) ──▶ drive (a goroutine a person)
//
// Feed reads a window of people from the journal. Inspect judges their photos, ahead of the
// calls by a bounded number of people. Admit waits for each in roster order and settles for
// whom a photo stands, so that the outcome does not depend on timing. Drive makes one
// person's calls, one after the other, until enrollment has no more: because one goroutine
// owns a person from first call to last, two calls for one person cannot overlap.
//
// A run that ends early, for whatever reason, makes no further call, decodes no further photo, and
// still takes everybody through: who is enrolled, refused or in doubt by the journal is told so, and
// only who is really unknown was not attempted. [Tell] does the same for a run that was killed.
//
// A verdict about a row is never a Go error. An error from [Run] means that the journal, the
// disk or the program failed; everything else that ends a run early is in its [Outcome].
package pipeline

import (
	"cmp"
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/ratelimit"
)

// API is the face service: one call in, one result out. An error ends the run; whatever
// happened to a single call is a result.
type API interface {
	Do(context.Context, enrollment.Call) (enrollment.Result, error)
}

// Config is all that a run needs. Unset numbers get defaults.
type Config struct {
	Journal  *journal.Journal
	Run      journal.Run
	Photos   *preflight.Photos
	API      API       // nil: a check, which makes no call
	Throttle *Throttle // whose Pass the API passes at the wire
	Account  string    // tells accounts apart
	// Remember keeps a quota that was measured; nil: nobody does.
	Remember func(ratelimit.Stats) error

	Group   string // for rows without one
	Fields  [5]string
	Options enrollment.Options
	Policy  enrollment.Policy
	// AcceptAlmostSame lets ids pass that differ from others only in leading zeros, case or width.
	AcceptAlmostSame bool

	Workers     int           // people in flight at most; 0: as many as keep the pace up
	Inspectors  int           // photos decoded at once; one a core
	MaxErrors   Limit         // rows that may fail
	MaxDuration time.Duration // no person is started after it; 0: no limit

	Progress func(Event) // called from many goroutines, one at a time; the journal has it already
	Log      *slog.Logger
}

// Event is how far a run has come.
type Event struct {
	Rows, Total int
	Tally       enrollment.Tally // rows by outcome
	Calls       int              // made so far in this run
	Rate        float64          // calls a second, lately
	Quota       float64          // calls a second that the account has; 0: not known yet
}

// Stop is why a run ended before its roster did.
type Stop string

// The reasons.
const (
	Complete     Stop = ""
	Drained      Stop = "drained"       // it was asked to
	TooMany      Stop = "errors"        // more rows failed than were allowed
	TimeIsUp     Stop = "time"          // people remain
	Account      Stop = "account"       // the service refuses every call, with Code
	NoGroup      Stop = "group"         // no group can be used, because of Code
	Outage       Stop = "outage"        // the service does not answer
	Strangers    Stop = "strangers"     // everybody exists already and nobody is ours
	OtherAccount Stop = "other account" // the credentials are not of the folder's account
	// UnknownAccount: the credentials are others than before, and nobody can show that the account
	// is the same.
	UnknownAccount Stop = "unknown account"
)

// Outcome is how a run ended.
type Outcome struct {
	Stop  Stop
	Code  string // of the service, where one is behind it
	Group string // NoGroup: one of them
	Cause string // Outage: why there was no answer
	Plan  journal.Estimate
	Quota float64 // calls a second that the account has, as far as was found out
	// Absent: not one photo of the roster is there, so no call was made.
	Absent Absent
	Waits  Waits
}

// run is one pipeline at work.
type run struct {
	Config
	api      API // guarded and recorded; nil: no call is made
	recorded API // what probes use
	groups   map[string]enrollment.GroupKnown
	slots    *slots
	alive    *semaphore.Weighted // people under way, those who wait included
	waits    waits
	witness  *witness
	clock    atomic.Pointer[time.Duration] // how far the service's is ahead; nil: not told yet

	// newFolder: nobody was enrolled from this folder before this run.
	newFolder bool
	telling   bool                         // of a run that was killed
	alike     map[string]journal.Lookalike // of those whose ids may be taken for others

	drained context.Context // done: whoever ended the run waits for its report
	halted  context.Context // done: no further call
	halt    context.CancelFunc
	closed  context.Context // done: calls for nobody who has not begun
	close   context.CancelFunc

	mu       sync.Mutex // guards what follows
	tally    tally
	parked   []*entrant
	disputed []*entrant
	outcome  Outcome
	names    map[int64]string
}

// Run enrolls everyone in the run's staged roster. When drain is done no further call
// leaves, what is in flight finishes and is recorded; when ctx is done it returns at once,
// and the journal suffices.
func Run(ctx, drain context.Context, c Config) (Outcome, error) {
	p, err := start(ctx, drain, c)
	if err != nil {
		return Outcome{}, err
	}
	defer p.halt()
	defer p.close()
	if p.outcome.Absent, err = p.absent(ctx); err != nil {
		return p.outcome, err
	}
	if p.outcome.Absent.Photos > 0 {
		p.api = nil
	}
	g, ctx := errgroup.WithContext(ctx)
	defer context.AfterFunc(ctx, p.halt)()
	if p.api != nil {
		g.Go(func() error { return c.Throttle.gate.Run(p.halted) })
		g.Go(func() error { return p.probe(ctx) })
		g.Go(p.keep)
	}
	g.Go(func() error {
		defer p.halt() // nobody is left who would pass the gate
		return p.all(ctx)
	})
	if err := g.Wait(); err != nil {
		return p.outcome, err
	}
	return p.outcome, nil
}

// Tell settles those of a killed run's people whom it had not come to and of whom the journal knows
// something, without a call and without a look at their photos' files.
func Tell(ctx context.Context, c Config) error {
	ended, end := context.WithCancel(ctx)
	end()
	p, err := start(ctx, ended, c)
	if err != nil {
		return err
	}
	defer p.halt()
	defer p.close()
	p.telling = true
	return p.everyone(ctx)
}

func start(ctx, drain context.Context, c Config) (*run, error) {
	if c.Inspectors == 0 {
		c.Inspectors = runtime.GOMAXPROCS(0)
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	p := &run{Config: c, groups: map[string]enrollment.GroupKnown{}, names: map[int64]string{}, witness: newWitness()}
	p.slots = newSlots(p.inFlight(), cmp.Or(c.Workers, aliveMost))
	p.alive = semaphore.NewWeighted(aliveMost)
	friends, err := c.Journal.Acquaintances(ctx, 1)
	if err != nil {
		return nil, err
	}
	p.newFolder = len(friends) == 0
	p.tally.total, err = c.Journal.Count(ctx, c.Run.ID)
	if err != nil {
		return nil, err
	}
	if p.alike, err = p.lookalikes(ctx); err != nil {
		return nil, err
	}
	p.drained = drain
	p.halted, p.halt = context.WithCancel(drain)
	if c.API != nil {
		c.Throttle.breaker.For(p.tally.total)
		p.recorded = &recorder{api: c.API, journal: c.Journal, run: c.Run.ID, waited: &p.waits.journal}
		p.api = &guarded{api: p.recorded, breaker: &c.Throttle.breaker, halted: p.halted, waits: &p.waits}
	}
	if c.MaxDuration > 0 {
		p.closed, p.close = context.WithDeadline(drain, c.Run.Started.Add(c.MaxDuration))
	} else {
		p.closed, p.close = context.WithCancel(drain)
	}
	return p, nil
}

// aliveMost is how many people are under way at most, those who wait included.
const aliveMost = 4096

// inFlight is how many people have a place at first.
func (p *run) inFlight() int {
	if p.Throttle == nil {
		return 4 * p.Inspectors
	}
	return p.Throttle.gate.InFlight()
}

// ahead is how many people are judged and admitted ahead of the calls: so much that a photo
// which takes ten seconds to read idles nobody.
func (p *run) ahead() int {
	if p.Throttle == nil {
		return aheadLeast
	}
	return max(aheadLeast, min(aheadMost, int(10*p.Throttle.Stats().Rate)))
}

const aheadLeast, aheadMost = 256, 4096

// all is the run from first call to last.
func (p *run) all(ctx context.Context) error {
	if p.api != nil {
		if err := p.recognise(ctx); err != nil {
			return err
		}
		if err := p.reconcile(ctx); err != nil {
			return err
		}
		if err := p.settleGroups(ctx); err != nil {
			return err
		}
	}
	if err := p.everyone(ctx); err != nil {
		return err
	}
	for _, last := range []func(context.Context) error{p.sweep, p.settleDisputes, p.sweep} {
		if err := last(ctx); err != nil {
			return err
		}
	}
	p.conclude()
	return nil
}

// everyone takes all people through inspect, admit and drive.
func (p *run) everyone(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	ordered := make(chan *entrant, p.ahead())
	jobs := make(chan *entrant, p.ahead())
	admitted := make(chan *entrant, p.ahead())
	g.Go(func() error { return p.feed(ctx, ordered, jobs) })
	for range p.Inspectors {
		g.Go(func() error { return p.inspectAll(ctx, jobs) })
	}
	g.Go(func() error { return p.admitAll(ctx, ordered, admitted) })
	g.Go(func() error { return p.driveAll(ctx, admitted) })
	return g.Wait()
}

// window is how many people are read from the journal at once.
const window = 256

// feed sends everyone to both queues, and closes them. People are sent when the run has been ended
// too: they are told by what is known.
func (p *run) feed(ctx context.Context, ordered, jobs chan<- *entrant) error {
	defer close(ordered)
	defer close(jobs)
	after := -1
	for {
		people, err := p.coming(ctx, after)
		if err != nil || len(people) == 0 {
			return err
		}
		for _, person := range people {
			after = person.Line
			e := &entrant{Person: person, ready: make(chan struct{})}
			for _, queue := range []chan<- *entrant{ordered, jobs} {
				select {
				case queue <- e:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
	}
}

// coming are the next people after a line. Whoever asked the run to end waits for its report: those
// of whom nothing is known are left to that.
func (p *run) coming(ctx context.Context, after int) ([]journal.Person, error) {
	if p.drained.Err() != nil {
		return p.Journal.Untold(ctx, p.Run.ID, after, window)
	}
	return p.Journal.People(ctx, p.Run.ID, after, window)
}

// stop ends the run: no further call leaves. Everybody is still told apart by what is known
// without one: a wrong key must not turn the report of ten thousand enrolled people into ten
// thousand that were not attempted.
func (p *run) stop(why Stop, code string) {
	p.note(why, code)
	p.halt()
	p.close()
}

// weights rank the reasons when several apply (docs/contract.md, "Exit codes").
var weights = map[Stop]int{OtherAccount: 5, UnknownAccount: 5, Account: 4, NoGroup: 4, Outage: 3, TooMany: 2, Strangers: 1}

// note keeps the reason of a run's end: the gravest, and of equals the first.
func (p *run) note(why Stop, code string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if weights[why] > weights[p.outcome.Stop] {
		p.outcome.Stop, p.outcome.Code = why, code
	}
}

// conclude names the reason of a run that was ended from outside.
func (p *run) conclude() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outcome.Cause, p.outcome.Waits = p.tally.cause, p.waited()
	if p.Throttle != nil {
		p.outcome.Quota = p.Throttle.Stats().Quota
	}
	switch {
	case p.outcome.Stop != Complete:
	case p.tally.trouble != "" && p.tally.answered == 0:
		p.outcome.Stop, p.outcome.Code = Outage, p.tally.trouble
	case p.halted.Err() != nil:
		p.outcome.Stop = Drained
	case p.closed.Err() != nil && (p.tally.left || p.tally.rows < p.tally.total):
		p.outcome.Stop = TimeIsUp
	}
}
