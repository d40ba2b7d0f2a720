package pipeline

import (
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/conversation"
	"enroll.example/enroll/enrollment"
)

// settleDisputes looks at those who may hold what others want, each once, and takes these others
// through in roster order. It comes when everyone else is done: then nothing owns the holders.
func (p *run) settleDisputes(ctx context.Context) error {
	people := p.disputed.take()
	slices.SortFunc(people, func(a, b *candidate) int { return a.Line - b.Line })
	p.others.dismiss() // every person who may hold a photo is looked at
	if len(people) > 0 {
		p.Log.Warn("checking whether others still hold the photos or IDs of these people; this may take a minute or two", "people", len(people))
	}
	if err := p.lookAtHolders(ctx, people); err != nil {
		return err
	}
	for _, c := range people {
		if err := p.admission.decide(ctx, c); err != nil {
			return err
		}
	}
	return p.driveThese(ctx, people)
}

// lookAtHolders looks at each person who may hold something that these people want.
func (p *run) lookAtHolders(ctx context.Context, people []*candidate) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.places.most)
	seen := map[string]bool{}
	for _, c := range people {
		for _, holder := range c.disputed {
			if seen[holder] {
				continue
			}
			seen[holder] = true
			g.Go(func() error { return p.lookAtHolder(ctx, holder) })
		}
	}
	return g.Wait()
}

// longestTrace is more than a look at a holder ever waits for.
const longestTrace = 80 * time.Second

// lookAtHolder reads a person of whom the roster wants nothing, so that the journal knows which photos
// the person holds: once where the person is there, and once more after a while where not. What was
// enrolled a moment ago is not looked for yet: that it is not seen would prove nothing.
func (p *run) lookAtHolder(ctx context.Context, person string) error {
	events, err := p.Journal.History(ctx, person)
	if err != nil {
		return err
	}
	c := &candidate{known: fold(events).Begin(p.Run.ID)}
	c.Key, c.want.Person = person, person
	line := p.lineOf(c, nil)
	line.most = longestTrace
	_, err = conversation.Hold(ctx, line, &tracing{run: p, candidate: c, keys: carried(events)})
	return err
}

// tracing is the conversation about which of some photos a person holds.
type tracing struct {
	*run
	*candidate
	keys []string
}

func (t *tracing) Next() (enrollment.Call, bool) {
	for _, key := range t.keys {
		call, ok := enrollment.NextCheck(t.Key, key, t.candidate.known, t.Policy)
		if !ok || call.Action == enrollment.ListPersons {
			continue
		}
		if until := t.candidate.known.Readable(); until.After(call.After) {
			call.After = until
		}
		return call, true
	}
	return enrollment.Call{}, false
}

func (t *tracing) Learn(call enrollment.Call, result enrollment.Result) error {
	return t.learn(t.candidate, call, result)
}

// decide settles what a person wants now that the others have been looked at.
func (a *admission) decide(ctx context.Context, c *candidate) error {
	c.looked = true
	if pair, ok := a.alike[c.Key]; ok {
		mistakable, err := a.mistakable(ctx, pair)
		if err != nil {
			return err
		}
		if mistakable {
			c.refuseAs(pair)
			return nil
		}
	}
	if err := a.resolveClaims(ctx, c); err != nil {
		return err
	}
	c.want = c.wants(a.options)
	return nil
}
