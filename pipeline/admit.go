package pipeline

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/journal"
)

// together is how many people are admitted in one change of the journal, if so many are ready.
const together = 64

// admitAll takes people in roster order, settles for whom their photos stand, and passes them
// on. It closes admitted when nobody comes any more.
func (p *run) admitAll(ctx context.Context, ordered <-chan *entrant, admitted chan<- *entrant) error {
	defer close(admitted)
	for {
		people, err := p.gather(ctx, ordered)
		if err != nil || len(people) == 0 {
			return err
		}
		if err := p.admit(ctx, people); err != nil {
			return err
		}
		for _, e := range people {
			select {
			case admitted <- e:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// driveAll gives each of those admitted a goroutine as places come free, and returns when all
// of these have ended.
func (p *run) driveAll(ctx context.Context, admitted <-chan *entrant) error {
	g, ctx := errgroup.WithContext(ctx)
	err := p.driveInOrder(ctx, g, admitted)
	if werr := g.Wait(); werr != nil {
		return werr
	}
	return err
}

func (p *run) driveInOrder(ctx context.Context, g *errgroup.Group, admitted <-chan *entrant) error {
	for {
		if err := p.alive.Acquire(ctx, 1); err != nil { // before the place: whoever returns from a wait needs one
			return err
		}
		place, err := p.slots.take(ctx)
		if err != nil {
			return err
		}
		e, ok := p.following(ctx, admitted)
		if !ok {
			place.give()
			return ctx.Err()
		}
		g.Go(func() error {
			defer p.alive.Release(1)
			defer place.give()
			return p.enter(ctx, e, place)
		})
	}
}

// enter drives a person whose turn it is, unless somebody else must be looked at first.
func (p *run) enter(ctx context.Context, e *entrant, place *slot) error {
	switch e.late = p.closed.Err() != nil; {
	case len(e.disputed) > 0:
		p.dispute(e)
		return nil
	case e.late:
		return p.settle(ctx, e)
	}
	return p.drive(ctx, e, place)
}

// following is the next person to drive. That nobody is ready for a place is preflight's time.
func (p *run) following(ctx context.Context, admitted <-chan *entrant) (*entrant, bool) {
	began := time.Now()
	defer func() { p.waits.preflight.add(time.Since(began)) }()
	select {
	case e, ok := <-admitted:
		return e, ok
	case <-ctx.Done():
		return nil, false
	}
}

// gather waits for the next person and takes along those behind who are ready too.
func (p *run) gather(ctx context.Context, ordered <-chan *entrant) ([]*entrant, error) {
	var people []*entrant
	for len(people) < together {
		e, ok, err := p.next(ctx, ordered, len(people) == 0)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		people = append(people, e)
	}
	return people, nil
}

// next is the next person in order, inspected. It waits only when told to.
func (p *run) next(ctx context.Context, ordered <-chan *entrant, wait bool) (*entrant, bool, error) {
	var e *entrant
	var ok bool
	if wait {
		select {
		case e, ok = <-ordered:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
	} else {
		select {
		case e, ok = <-ordered:
		default:
		}
	}
	if !ok {
		return nil, false, nil
	}
	select {
	case <-e.ready:
		return e, true, nil
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
}

// admit settles claims for people in order, and what remains to be wanted of each.
func (p *run) admit(ctx context.Context, people []*entrant) error {
	admissions := make([]journal.Admission, len(people))
	for i, e := range people {
		admissions[i] = journal.Admission{Person: e.Key, Line: e.Line, Photos: e.found, Keys: e.keys()}
		e.found = nil
	}
	standings, err := p.Journal.Admit(p.Run.ID, admissions)
	if err != nil {
		return err
	}
	for i, e := range people {
		e.claims = standings[i]
		if err := p.contest(ctx, e); err != nil {
			return err
		}
		if e.refused == nil && len(e.disputed) == 0 {
			e.want = p.wants(e)
		}
	}
	return nil
}
