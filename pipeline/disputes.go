package pipeline

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/enrollment"
)

// dispute keeps a person whose photos, or whose id, may be another's, until everybody else is done:
// then nobody owns the other one, who can be looked at.
func (p *run) dispute(e *entrant) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.disputed = append(p.disputed, e)
}

// settleDisputes looks at those who may hold what others want, each once, and takes these others
// through in roster order.
func (p *run) settleDisputes(ctx context.Context) error {
	people := p.takeDisputed()
	p.witness.dismiss() // whoever may hold a photo is looked at
	if len(people) > 0 {
		p.Log.Warn("checking whether others still hold the photos or IDs of these people; this may take a minute or two", "people", len(people))
	}
	if err := p.lookAtAll(ctx, people); err != nil {
		return err
	}
	for _, e := range people {
		if err := p.decide(ctx, e); err != nil {
			return err
		}
	}
	return p.driveThese(ctx, people)
}

func (p *run) takeDisputed() []*entrant {
	p.mu.Lock()
	defer p.mu.Unlock()
	people := p.disputed
	p.disputed = nil
	slices.SortFunc(people, func(a, b *entrant) int { return a.Line - b.Line })
	return people
}

// lookAtAll looks at everybody who may hold something that these people want.
func (p *run) lookAtAll(ctx context.Context, people []*entrant) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.slots.most)
	seen := map[string]bool{}
	for _, e := range people {
		for _, other := range e.disputed {
			if seen[other] {
				continue
			}
			seen[other] = true
			g.Go(func() error { return p.lookAt(ctx, other) })
		}
	}
	return g.Wait()
}

// lookAt reads a person of whom the roster wants nothing, so that the journal knows which photos
// she holds: once where she is there, and once more after a while where she seems not to be. What
// was enrolled a moment ago is not looked for yet: that it is not seen would prove nothing.
func (p *run) lookAt(ctx context.Context, person string) error {
	events, err := p.Journal.History(ctx, person)
	if err != nil {
		return err
	}
	e := &entrant{known: fold(events).Begin(p.Run.ID)}
	e.Key, e.want.Person = person, person
	for _, key := range carried(events) {
		for more := true; more; {
			if more, err = p.trace(ctx, e, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// longestTrace is more than a look at a holder ever waits for.
const longestTrace = 80 * time.Second

// trace makes the next call, if there is one, that tells whether a person holds a photo.
func (p *run) trace(ctx context.Context, e *entrant, key string) (more bool, err error) {
	call, ok := enrollment.Trace(e.Key, key, e.known, p.Policy)
	if !ok || call.Action == enrollment.ListPersons {
		return false, nil
	}
	if until := e.known.Readable(); until.After(call.After) {
		call.After = until
	}
	if !p.wait(ctx, e.dueWithin(call.After, longestTrace)) {
		return false, ctx.Err()
	}
	call.Clock = p.clock.Load()
	result, err := p.do(ctx, call)
	if err != nil {
		return false, err
	}
	return true, p.learn(e, call, result)
}

// decide settles what a person wants now that the others have been looked at.
func (p *run) decide(ctx context.Context, e *entrant) error {
	e.asked = true
	if pair, ok := p.alike[e.Key]; ok {
		doubtful, err := p.mistakable(ctx, pair)
		if err != nil {
			return err
		}
		if doubtful {
			p.refuseAs(e, pair)
			return nil
		}
	}
	if err := p.contest(ctx, e); err != nil {
		return err
	}
	e.want = p.wants(e)
	return nil
}

// driveThese gives each of these people a place and takes them through.
func (p *run) driveThese(ctx context.Context, people []*entrant) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.slots.most)
	for _, e := range people {
		g.Go(func() error {
			place, err := p.slots.take(ctx)
			if err != nil {
				return err
			}
			defer place.give()
			return p.drive(ctx, e, place)
		})
	}
	return g.Wait()
}
