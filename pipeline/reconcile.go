package pipeline

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/conversation"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// reconcile explains what earlier runs left in doubt, before anything new is begun: of those in the
// roster first, but of everyone in the folder, for the roster may want their photos for others. The
// other people are admitted when all this is over, so nothing else owns these meanwhile.
func (p *run) reconcile(ctx context.Context) error {
	people, err := p.unresolved(ctx)
	if err != nil {
		return err
	}
	if err := p.introduceWitnesses(ctx, people); err != nil {
		return err
	}
	defer p.others.dismiss() // their turns come
	for range rounds {
		if err := p.explainAll(ctx, people); err != nil {
			return err
		}
		listed := needList(people)
		if len(listed) == 0 || p.life.isHalted() {
			break
		}
		if err := p.lists.lookUp(ctx, listed); err != nil {
			return err
		}
	}
	for _, u := range people {
		if u.candidate.known.InDoubt() && !u.listed {
			p.Log.Warn("a person who is not in the roster is still in doubt: a photo that was sent may or may not be enrolled", "person", u.Key)
		}
	}
	return nil
}

// unresolved is the conversation about a person of whom it is not certain what the service holds.
type unresolved struct {
	*run
	*candidate
	listed bool     // in this run's roster
	keys   []string // of photos that an earlier call has carried
}

// unresolved returns all about whom there is something to find out.
func (p *run) unresolved(ctx context.Context) ([]*unresolved, error) {
	unsure, err := p.Journal.Unresolved(ctx, p.Run.ID)
	if err != nil {
		return nil, err
	}
	var people []*unresolved
	for _, who := range unsure {
		events, err := p.Journal.History(ctx, who.Person)
		if err != nil {
			return nil, err
		}
		u := &unresolved{run: p, candidate: &candidate{}, listed: who.Listed, keys: carried(events)}
		u.Key, u.want.Person, u.candidate.known = who.Person, who.Person, fold(events).Begin(p.Run.ID)
		if _, ok := u.call(); ok {
			people = append(people, u)
		}
	}
	return people, nil
}

// introduceWitnesses makes witnesses of some people of earlier runs, about whom all is certain.
func (p *run) introduceWitnesses(ctx context.Context, people []*unresolved) error {
	if len(people) == 0 {
		return nil
	}
	known, err := acquaintances(ctx, p.Journal)
	if err != nil {
		return err
	}
	p.others.introduce(slices.DeleteFunc(known, func(a acquaintance) bool {
		return slices.ContainsFunc(people, func(u *unresolved) bool { return u.Key == a.person })
	}))
	return nil
}

// carried returns the keys of the photos that calls have carried, each once.
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

// needList returns those whose doubt only the group's list can explain.
func needList(people []*unresolved) (listed []*candidate) {
	for _, u := range people {
		if call, ok := u.call(); ok && call.Action == enrollment.ListPersons {
			listed = append(listed, u.candidate)
		}
	}
	return listed
}

// call returns the call that tells more: what became of the last write, and of a person who is not in
// the roster, whether a photo that they do not seem to have is not theirs after all.
func (u *unresolved) call() (enrollment.Call, bool) {
	known := u.candidate.known
	if known.InDoubt() {
		return enrollment.Next(u.want, known, u.Policy)
	}
	if u.listed {
		return enrollment.Call{}, false // whatever is wanted of this person, their own calls will tell
	}
	for _, key := range u.keys {
		if known.Enrolled(key) {
			continue
		}
		if call, ok := enrollment.NextCheck(u.Key, key, known, u.Policy); ok {
			return call, true
		}
	}
	return enrollment.Call{}, false
}

func (u *unresolved) Next() (enrollment.Call, bool) {
	call, ok := u.call()
	return call, ok && call.Action != enrollment.ListPersons
}

func (u *unresolved) Learn(call enrollment.Call, result enrollment.Result) error {
	return u.learn(u.candidate, call, result)
}

// explainAll makes the calls that tell more of these people, up to those that take the group's list.
func (p *run) explainAll(ctx context.Context, people []*unresolved) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.places.most)
	for _, u := range people {
		g.Go(func() error {
			_, err := conversation.Hold(ctx, p.lineOf(u.candidate, nil), u)
			return err
		})
	}
	return g.Wait()
}
