// Package pipeline drives every person of a roster to a verdict. It owns goroutines and the order of
// things: what to call next is enrollment's to decide, whether a photo is worth sending is preflight's,
// when a call may leave is ratelimit's, what is remembered is journal's, and what is reported of a row
// is verdict's.
//
//	check the account ──▶ reconcile ──▶ prepare groups ──▶ everyone ──▶ read lists ──▶ settle disputes
//
// A run begins with what earlier ones left: is the account the same (account.go), what became of their
// pending writes (reconcile.go), can the groups be used (groups.go)? Then everyone in the roster is
// taken through (people.go):
//
//	feed ──▶ inspect (a goroutine a core) ──▶ admit (in roster order) ──▶ drive (a goroutine a person)
//
// Feed reads a window of people from the journal. Inspect judges their photos, ahead of the
// calls by a bounded number of people. Admit waits for each in roster order and settles for
// which person a photo stands, so that the outcome does not depend on timing (admission.go, claims.go).
// Drive makes one person's calls, one after the other, until enrollment has no more: because one
// goroutine owns a person from first call to last, two calls for one person cannot overlap. All of
// these are conversations in the sense of package conversation, on a line to the service (caller.go).
// What takes a group's list, or a look at other people first, comes when everyone else is done
// (listing.go, disputed.go).
//
// A run that ends early, for whatever reason, makes no further call, decodes no further photo, and
// still takes everyone through: a person who is enrolled, refused or in doubt by the journal is
// reported so, and only one of whom nothing is known was not attempted (life.go). [Finish] does the
// same for a run that was killed.
//
// A verdict about a row is never a Go error. An error from [Run] means that the journal, the
// disk or the program failed; everything else that ends a run early is in its [Outcome].
package pipeline

import (
	"cmp"
	"context"
	"log/slog"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"enroll.example/enroll/conversation"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/ratelimit"
)

// API is the face service: one call in, one result out. An error ends the run; whatever
// happened to a single call is a result.
type API = conversation.API

// Config is all that a run needs, which is much: what it works on, how, and within which limits. Unset
// numbers get defaults.
type Config struct {
	Journal  *journal.Journal
	Run      journal.Run
	Photos   *preflight.Photos
	API      API       // nil for a check, which makes no call
	Throttle *Throttle // whose Pass the API passes at the wire; nil for a check
	Account  string    // by which accounts are distinguished
	// Remember keeps a quota that was measured; nil: it is not kept.
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

	Progress func(Event) // called from one goroutine, with the latest only; nil: progress is not shown
	Log      *slog.Logger
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
	AllForeign   Stop = "strangers"     // everyone exists already and is not ours
	OtherAccount Stop = "other account" // the credentials are not of the folder's account
	// UnknownAccount: the credentials are others than before, and no person can show that the
	// account is the same.
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

// run is one pipeline at work: where its parts are put together, so that it has more fields than one
// would wish. Each part has a state and, where it needs one, a lock of its own.
type run struct {
	Config
	mode mode
	life *life

	*caller
	admission *admission
	groups    *groupSet
	others    *otherWriters
	lists     *lists

	places   *places
	alive    *semaphore.Weighted // people under way, those who wait included
	deferred queue               // until the groups' lists are read
	disputed queue               // until those are looked at who may hold what they want

	tally    tally
	plan     plan
	progress *progress
	names    runNames
}

// Run enrolls everyone in the run's staged roster. When drain is done no further call
// leaves, what is in flight finishes and is recorded; when ctx is done it returns at once,
// and the journal suffices.
func Run(ctx, drain context.Context, c Config) (Outcome, error) {
	mode := running
	if c.Run.Kind == journal.KindCheck {
		mode = checking
	}
	p, err := start(ctx, drain, c, mode)
	if err != nil {
		return Outcome{}, err
	}
	defer p.life.end()
	absent, err := p.absent(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if absent.Photos > 0 && mode.calls {
		p.setMode(idle)
	}
	err = p.live(ctx)
	return p.outcome(absent), err
}

// Finish settles those of a killed run's people whom it had not come to and of whom the journal knows
// something, without a call and without a look at their photos' files.
func Finish(ctx context.Context, c Config) error {
	ended, end := context.WithCancel(ctx)
	end()
	p, err := start(ctx, ended, c, finishing)
	if err != nil {
		return err
	}
	defer p.life.end()
	return p.everyone(ctx)
}

func start(ctx, drain context.Context, c Config, mode mode) (*run, error) {
	c.Inspectors = cmp.Or(c.Inspectors, runtime.GOMAXPROCS(0))
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	var deadline time.Time
	if c.MaxDuration > 0 {
		deadline = c.Run.Started.Add(c.MaxDuration)
	}
	p := &run{Config: c, life: newLife(drain, deadline), groups: newGroupSet()}
	p.caller = newCaller(c, p.life)
	p.others = newOtherWriters(p.caller, c.Policy.Alone)
	p.lists = &lists{caller: p.caller, others: p.others, journal: c.Journal, run: c.Run.ID, policy: c.Policy, learn: p.learn}
	p.places = newPlaces(p.inFlight(), cmp.Or(c.Workers, MaxWorkers))
	p.alive = semaphore.NewWeighted(MaxWorkers)
	p.progress = newProgress(c.Progress, p.event)
	p.names = runNames{journal: c.Journal, names: map[int64]string{c.Run.ID: c.Run.Name}}
	p.admission = &admission{
		journal: c.Journal, run: c.Run, photos: c.Photos, group: c.Group, options: c.Options, policy: c.Policy,
		groups: p.groups, life: p.life,
	}
	p.setMode(mode)
	return p, p.prepare(ctx)
}

func (p *run) setMode(m mode) { p.mode, p.admission.mode = m, m }

// prepare reads from the journal what a run must know before it begins.
func (p *run) prepare(ctx context.Context) (err error) {
	p.tally.maxErrors = p.MaxErrors
	if p.tally.total, err = p.Journal.Count(ctx, p.Run.ID); err != nil {
		return err
	}
	if p.mode.calls {
		p.Throttle.breaker.For(p.tally.total)
	}
	known, err := p.Journal.RecentlyEnrolled(ctx, 1)
	if err != nil {
		return err
	}
	if len(known) == 0 && !p.Policy.AddToExisting {
		p.tally.allForeignAt = foreignAtMost
	}
	if p.AcceptAlmostSame {
		return nil
	}
	return p.admission.findLookalikes(ctx)
}

// foreignAtMost is how many people at the start of an empty folder may all be at the
// service already before the folder looks like the wrong one.
const foreignAtMost = 20

// MaxWorkers is how many people are under way at most, those who wait included, and so the most that
// Config.Workers can be.
const MaxWorkers = 4096

// inFlight is how many people have a place at first.
func (p *run) inFlight() int {
	if p.Throttle == nil {
		return 4 * p.Inspectors
	}
	return p.Throttle.gate.InFlight()
}

// live runs all goroutines of a run, and returns when all of them have ended.
func (p *run) live(ctx context.Context) error {
	shown, last := context.WithCancel(context.WithoutCancel(ctx))
	var screen errgroup.Group
	screen.Go(func() error { return p.progress.run(shown) })
	defer screen.Wait()
	defer last()
	g, ctx := errgroup.WithContext(ctx)
	defer context.AfterFunc(ctx, p.life.halt)()
	if p.mode.calls {
		g.Go(func() error { return p.Throttle.gate.Run(p.life.halted) })
		g.Go(func() error { return p.probe(ctx) })
		g.Go(p.supervise)
	}
	g.Go(func() error {
		defer p.life.halt() // no one is left who would pass the gate
		err := p.all(ctx)
		p.ended()
		return err
	})
	return g.Wait()
}

// all is the run from first call to last.
func (p *run) all(ctx context.Context) error {
	steps := []func(context.Context) error{p.everyone, p.resolveByListing, p.settleDisputes, p.resolveByListing}
	if p.mode.calls {
		account := &accountCheck{caller: p.caller, journal: p.Journal, account: p.Account}
		steps = slices.Concat([]func(context.Context) error{account.verify, p.reconcile, p.prepareGroups}, steps)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ended notes why the run ended, where nothing else was noted. It comes before the run is halted
// because there is nothing left to do.
func (p *run) ended() {
	if answered, _, trouble := p.health.state(); trouble != "" && answered == 0 {
		p.life.ended(Outage, trouble)
	} else if p.life.isHalted() {
		p.life.ended(Drained, "")
	} else if p.life.isClosed() && p.tally.unfinished() {
		p.life.ended(TimeIsUp, "")
	}
}

// event is how far the run has come.
func (p *run) event() Event {
	e := Event{Total: p.tally.total}
	e.Rows, e.Tally = p.tally.counts()
	s := p.Throttle.Stats()
	e.Calls, e.Rate, e.Quota = s.Passed, s.Recent, s.Quota
	return e
}

// outcome says how the run ended.
func (p *run) outcome(absent Absent) Outcome {
	o := Outcome{Plan: p.plan.sum(), Quota: p.Throttle.Stats().Quota, Absent: absent, Waits: p.waited()}
	o.Stop, o.Code, o.Group = p.life.reason()
	_, o.Cause, _ = p.health.state()
	return o
}
