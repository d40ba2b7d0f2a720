package pipeline

import (
	"context"
	"fmt"
	"slices"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// contest refuses the photos that stand for somebody else. One whose holder certainly does not have
// it, whatever an earlier run had begun, passes to the person who asks. Where the run was told to
// try again what was refused, the holder is looked at first.
func (p *run) contest(ctx context.Context, e *entrant) error {
	held, err := p.holders(ctx, e)
	if err != nil {
		return err
	}
	if p.asks() && !e.asked {
		for key, holder := range e.claims.Lost {
			if held[key].MayHold(key) && !slices.Contains(e.disputed, holder.Person) {
				e.disputed = append(e.disputed, holder.Person)
			}
		}
		if len(e.disputed) > 0 {
			return nil
		}
	}
	return p.refuseShared(ctx, e, held)
}

// asks tells whether the run looks at people of whom the roster wants nothing.
func (p *run) asks() bool { return p.Policy.RetryRejected && p.api != nil }

// holders is what is known of those for whom a person's photos stand by earlier runs, by photo.
// Claims of photos that they certainly do not have pass to the person.
func (p *run) holders(ctx context.Context, e *entrant) (map[string]enrollment.Known, error) {
	held := map[string]enrollment.Known{}
	freed := false
	for key, holder := range e.claims.Lost {
		if holder.Run == p.Run.ID {
			continue // who is earlier in the roster
		}
		known, err := p.recall(ctx, holder.Person)
		if err != nil {
			return nil, err
		}
		if held[key] = known; known.MayHold(key) {
			continue
		}
		freed = true
		if err := p.Journal.Settle(p.Run.ID, journal.Settlement{Person: holder.Person, Freed: []string{key}}); err != nil {
			return nil, err
		}
	}
	if !freed {
		return held, nil
	}
	again, err := p.Journal.Admit(p.Run.ID, []journal.Admission{{Person: e.Key, Line: e.Line, Keys: e.keys()}})
	if err != nil {
		return nil, err
	}
	e.claims = again[0]
	return held, nil
}

// refuseShared refuses the photos of a person that stand for others.
func (p *run) refuseShared(ctx context.Context, e *entrant, held map[string]enrollment.Known) error {
	replaced, err := p.renumbered(ctx, e)
	if err != nil {
		return err
	}
	for _, ph := range e.photos {
		key := ph.finding.Key
		holder, ok := e.claims.Lost[key]
		if !ok || !ph.good() {
			continue
		}
		ph.stage = stagePreflight
		ph.finding.Code, ph.finding.Message, ph.finding.Remedy = codes.PhotoShared, p.sharedWith(holder, held[key].Enrolled(key)), ""
		if replaced != "" {
			ph.finding.Message = fmt.Sprintf("%s; the same is true of all photos of this person, so it looks as if %s was renumbered to %s", ph.finding.Message, replaced, e.Key)
			ph.finding.Remedy = fmt.Sprintf("If both are the same person, delete %s at the service and run with --retry-rejected, which checks that it is gone; if not, use photos of this person.", replaced)
		}
	}
	return nil
}

// renumbered gives the one person for whom all of this one's photos stand by an earlier run, and
// who is not in the roster any more; "" when there is none.
func (p *run) renumbered(ctx context.Context, e *entrant) (string, error) {
	keys := e.keys()
	if len(keys) == 0 {
		return "", nil
	}
	other := e.claims.Lost[keys[0]].Person
	for _, key := range keys {
		if holder := e.claims.Lost[key]; holder.Person != other || holder.Run == p.Run.ID {
			return "", nil
		}
	}
	if other == "" {
		return "", nil
	}
	listed, err := p.Journal.Listed(ctx, p.Run.ID, other)
	if err != nil || listed {
		return "", err
	}
	return other, nil
}

// sharedWith says for whom a photo stands, and whether an earlier run is known to have enrolled it.
func (p *run) sharedWith(h journal.Holder, enrolled bool) string {
	switch {
	case h.Run == p.Run.ID:
		return fmt.Sprintf("the same photo is already used for %s, on line %d of the roster", h.Person, h.Line)
	case enrolled:
		return fmt.Sprintf("the same photo is already enrolled for %s, by an earlier run", h.Person)
	}
	return fmt.Sprintf("an earlier run began to enroll the same photo for %s, and it may still have succeeded: run again later", h.Person)
}
