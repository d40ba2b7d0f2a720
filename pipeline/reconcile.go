package pipeline

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// suspect is somebody of whom it is not certain what the service holds.
type suspect struct {
	entrant
	listed bool     // in this run's roster
	keys   []string // of photos that an earlier call has carried
}

// reconcile explains what earlier runs left in doubt, before anything new is begun: of those in the
// roster first, but of everybody in the folder, for the roster may want their photos for others.
// Nobody else owns these people meanwhile: the others are admitted when all this is over.
func (p *run) reconcile(ctx context.Context) error {
	suspects, err := p.suspects(ctx)
	if err != nil {
		return err
	}
	if err := p.introduce(ctx, suspects); err != nil {
		return err
	}
	defer p.witness.dismiss() // their turns come
	for range rounds {
		if err := p.explainAll(ctx, suspects); err != nil {
			return err
		}
		var listed []*entrant
		for _, s := range suspects {
			if call, ok := s.next(p.Policy); ok && call.Action == enrollment.ListPersons {
				listed = append(listed, &s.entrant)
			}
		}
		if len(listed) == 0 || p.halted.Err() != nil {
			break
		}
		if err := p.lookUp(ctx, listed); err != nil {
			return err
		}
	}
	for _, s := range suspects {
		if s.known.InDoubt() && !s.listed {
			p.Log.Warn("a person who is not in the roster is still in doubt: a photo that was sent may or may not be enrolled", "person", s.Key)
		}
	}
	return nil
}

// suspects are all about whom there is something to find out.
func (p *run) suspects(ctx context.Context) ([]*suspect, error) {
	unsure, err := p.Journal.Unsure(ctx, p.Run.ID)
	if err != nil {
		return nil, err
	}
	var suspects []*suspect
	for _, u := range unsure {
		events, err := p.Journal.History(ctx, u.Person)
		if err != nil {
			return nil, err
		}
		s := &suspect{listed: u.Listed, keys: carried(events)}
		s.Key, s.want.Person, s.known = u.Person, u.Person, fold(events).Begin(p.Run.ID)
		if _, ok := s.next(p.Policy); ok {
			suspects = append(suspects, s)
		}
	}
	return suspects, nil
}

// carried lists the photos that calls have carried, each once.
func carried(events []journal.Event) (keys []string) {
	for _, e := range events {
		for _, photo := range e.Call.Photos {
			if !slices.Contains(keys, photo.Key) {
				keys = append(keys, photo.Key)
			}
		}
	}
	return keys
}

// next is the call that tells more of a suspect: what became of the last write, and of somebody who
// is not in the roster, whether a photo that she does not seem to have is not hers after all.
func (s *suspect) next(policy enrollment.Policy) (enrollment.Call, bool) {
	if s.known.InDoubt() {
		return enrollment.Next(s.want, s.known, policy)
	}
	if s.listed {
		return enrollment.Call{}, false // whatever is wanted of her, her own calls will tell
	}
	for _, key := range s.keys {
		if s.known.Enrolled(key) {
			continue
		}
		if call, ok := enrollment.Trace(s.Key, key, s.known, policy); ok {
			return call, true
		}
	}
	return enrollment.Call{}, false
}

func (p *run) explainAll(ctx context.Context, suspects []*suspect) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.slots.most)
	for _, s := range suspects {
		g.Go(func() error { return p.explain(ctx, s) })
	}
	return g.Wait()
}

// explain makes the calls that tell more of a suspect, up to one that takes the group's list.
func (p *run) explain(ctx context.Context, s *suspect) error {
	for {
		call, ok := s.next(p.Policy)
		if !ok || call.Action == enrollment.ListPersons || !p.wait(ctx, s.due(call.After)) {
			return ctx.Err()
		}
		if err := p.suspect(ctx, &s.entrant, &call); err != nil {
			return err
		}
		call.Clock = p.clock.Load()
		result, err := p.do(ctx, call)
		if err != nil {
			return err
		}
		if err := p.learn(&s.entrant, call, result); err != nil {
			return err
		}
	}
}
