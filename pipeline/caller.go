package pipeline

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// caller makes the calls of a run, and ends the run where the account is refused.
type caller struct {
	api      API // past the breaker, and recorded
	recorded API // for probes of an outage, which the breaker does not hold back
	life     *life
	health   *health
	throttle *Throttle
	waits    *waits
	log      *slog.Logger
}

// newCaller returns what makes the calls of a run: when the service is up, and recorded.
func newCaller(c Config, life *life) *caller {
	w := &waits{}
	r := &recorder{api: c.API, journal: c.Journal, run: c.Run.ID, waited: &w.journal}
	return &caller{
		api: &guarded{api: r, throttle: c.Throttle, halted: life.halted, waits: w}, recorded: r,
		life: life, health: &health{}, throttle: c.Throttle, waits: w, log: c.Log,
	}
}

// Do makes a call and takes note of how the service answers.
func (c *caller) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	result, err := c.api.Do(ctx, call)
	if err != nil {
		return result, err
	}
	c.log.Debug("call", "action", call.Action, "person", call.Person, "group", call.Group, "try", call.Try,
		"code", result.Code, "request_id", result.RequestID, "took", lasted(result))
	if !left(result) {
		return result, nil
	}
	c.health.observe(result)
	if codes.Lookup(result.Code).Class == codes.Account && call.Final(result) {
		c.life.stop(Account, result.Code)
	}
	return result, nil
}

// lasted returns how long a call took from when it left; 0: it did not.
func lasted(r enrollment.Result) time.Duration {
	if r.Sent.IsZero() {
		return 0
	}
	return r.Done.Sub(r.Sent)
}

// line is the way of one conversation to the service.
type line struct {
	*caller
	others *otherWriters
	person *candidate    // nil: the conversation is about no person
	place  *place        // in flight, given to others during a wait; nil: none is held
	most   time.Duration // more than a call about the person ever waits for
}

// Ready waits until a call may leave, and puts on it what is known by then.
func (l *line) Ready(ctx context.Context, call enrollment.Call) (enrollment.Call, bool, error) {
	until := call.After
	if l.person != nil {
		until = l.person.due(until, l.most)
	}
	ready, err := l.wait(ctx, until, call.Retry)
	if err != nil || !ready {
		return call, false, cmp.Or(err, ctx.Err())
	}
	if l.person != nil && l.person.known.InDoubt() && !call.Action.Write() {
		if call.Shared, err = l.others.known(ctx); err != nil {
			return call, false, err
		}
	}
	call.Clock = l.health.ahead.Load()
	return call, true, nil
}

// wait lets time pass before a call, without a place: until it may leave, and for a retry until the
// budget has one. It is not ready when the run ended before.
func (l *line) wait(ctx context.Context, until time.Time, retry bool) (ready bool, err error) {
	if l.place == nil || !retry && !until.After(time.Now()) {
		return l.life.wait(ctx, until), nil
	}
	began := time.Now()
	l.place.release()
	ready = l.life.wait(ctx, until)
	if ready && retry {
		ready = l.throttle.budget.Wait(l.life.halted) == nil
	}
	l.waits.backoff.add(time.Since(began))
	return ready, l.place.reacquire(ctx)
}
