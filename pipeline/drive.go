package pipeline

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/conversation"
	"enroll.example/enroll/enrollment"
)

// driveAll gives each of those admitted a goroutine as places come free, and returns when all
// of these have ended.
func (p *run) driveAll(ctx context.Context, admitted <-chan *candidate) error {
	g, ctx := errgroup.WithContext(ctx)
	err := p.driveInOrder(ctx, g, admitted)
	if werr := g.Wait(); werr != nil {
		return werr
	}
	return err
}

func (p *run) driveInOrder(ctx context.Context, g *errgroup.Group, admitted <-chan *candidate) error {
	for {
		if err := p.alive.Acquire(ctx, 1); err != nil { // before the place: a person who returns from a wait needs one
			return err
		}
		place, err := p.places.acquire(ctx)
		if err != nil {
			return err
		}
		c, ok := p.following(ctx, admitted)
		if !ok {
			place.release()
			return ctx.Err()
		}
		g.Go(func() error {
			defer p.alive.Release(1)
			defer place.release()
			return p.enter(ctx, c, place)
		})
	}
}

// following returns the next person to drive. That none is ready for a place is preflight's time.
func (p *run) following(ctx context.Context, admitted <-chan *candidate) (*candidate, bool) {
	began := time.Now()
	defer func() { p.waits.preflight.add(time.Since(began)) }()
	select {
	case c, ok := <-admitted:
		return c, ok
	case <-ctx.Done():
		return nil, false
	}
}

// driveThese gives each of these people a place and takes them through.
func (p *run) driveThese(ctx context.Context, people []*candidate) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.places.most)
	for _, c := range people {
		g.Go(func() error {
			place, err := p.places.acquire(ctx)
			if err != nil {
				return err
			}
			defer place.release()
			return p.drive(ctx, c, place)
		})
	}
	return g.Wait()
}

// enter drives a person whose turn it is, unless other people must be looked at first.
func (p *run) enter(ctx context.Context, c *candidate, place *place) error {
	switch c.late = p.life.isClosed(); {
	case len(c.disputed) > 0:
		p.disputed.add(c)
		return nil
	case c.late:
		return p.settle(ctx, c)
	}
	return p.drive(ctx, c, place)
}

// drive makes one person's calls until there is none left to make, and settles the verdicts. A person
// whose doubt needs the group's list is deferred until it is read. The caller holds the place.
func (p *run) drive(ctx context.Context, c *candidate, place *place) error {
	if c.refused != nil || !p.mode.calls {
		return p.settle(ctx, c)
	}
	for _, ph := range c.sendable() { // by the path that was judged: another file may appear under the written one
		p.Photos.Add(ph.finding.Key, ph.finding.Path)
		defer p.Photos.Remove(ph.finding.Key, ph.finding.Path)
	}
	e := enrolling{run: p, candidate: c}
	whole, err := conversation.Hold(ctx, p.lineOf(c, place), &e)
	switch {
	case err != nil:
		return err
	case !whole && ctx.Err() != nil:
		return ctx.Err()
	case e.needsList:
		p.deferred.add(c)
		return nil
	}
	return p.settle(ctx, c)
}

// lineOf returns the line on which a person is talked about.
func (p *run) lineOf(c *candidate, place *place) *line {
	return &line{caller: p.caller, others: p.others, person: c, place: place, most: longestWait}
}

// enrolling is the conversation about a person in the roster.
type enrolling struct {
	*run
	*candidate
	needsList bool // the next step is to read the group's list
}

func (e *enrolling) Next() (enrollment.Call, bool) {
	call, ok := enrollment.Next(e.want, e.candidate.known, e.Policy)
	switch {
	case !ok:
		return call, false
	case call.Action == enrollment.ListPersons:
		e.needsList = true
		return call, false
	case call.Action == enrollment.CreatePerson: // the group may have been lost since the person was inspected
		if stage, faults := e.groups.refuses(e.candidate); faults != nil {
			e.stage, e.candidate.refused = stage, faults
			return call, false
		}
	}
	return call, true
}

func (e *enrolling) Learn(call enrollment.Call, result enrollment.Result) error {
	if err := e.Journal.Forget(result.Changed); err != nil {
		return err
	}
	if err := e.learn(e.candidate, call, result); err != nil {
		return err
	}
	return loseGroup(e.groups, e.Journal, e.Run.ID, call, result)
}

// learn adds to what is known of a person.
func (p *run) learn(c *candidate, call enrollment.Call, result enrollment.Result) error {
	before := c.known
	c.known, c.learned = before.Learn(call, result), time.Now()
	if c.known.Joined(before, result) {
		p.others.note()
	}
	return forgetRefusals(p.Journal, c, call, p.Policy)
}
