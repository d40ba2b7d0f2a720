package pipeline

import (
	"context"

	"golang.org/x/sync/errgroup"

	"enroll/enrollment"
)

// reconcile explains what earlier runs left in doubt, before anything new is begun. A doubt
// that takes the group's list is left to the sweep.
func (p *run) reconcile(ctx context.Context) error {
	people, err := p.Journal.Unsure(ctx, p.Run.ID)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.slots.most)
	for _, person := range people {
		g.Go(func() error { return p.explain(ctx, person) })
	}
	return g.Wait()
}

// explain makes the calls that tell what became of a person's last write. Nobody else owns
// the person meanwhile: the others are admitted when all this is over.
func (p *run) explain(ctx context.Context, person string) error {
	known, err := p.recall(ctx, person)
	if err != nil || !known.InDoubt() {
		return err
	}
	e := &entrant{known: known.Begin(p.Run.ID)}
	e.Key = person
	e.want.Person = person
	for e.known.InDoubt() {
		call, ok := enrollment.Next(e.want, e.known, p.Policy)
		if !ok || call.Action == enrollment.ListPersons || !p.wait(ctx, e.due(call.After)) {
			return ctx.Err()
		}
		call.Clock = p.clock.Load()
		result, err := p.do(ctx, call)
		if err != nil {
			return err
		}
		if err := p.learn(e, call, result); err != nil {
			return err
		}
	}
	return nil
}
