package pipeline

import (
	"context"
	"slices"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

const (
	// acquaintances is how many people are asked for before an account counts as another one:
	// some may have been deleted at the service since.
	acquaintances = 5
	// remembered is among how many those are looked for who can be asked soonest: a run that was
	// killed leaves as many with a call in service as there were in flight.
	remembered = 100
)

// recognise makes sure that the credentials are of the account that the folder's people are
// in. Keys change; a person who reads back with a known face shows that the account did not.
// Where nobody can show it, only a folder that cannot have enrolled anybody changes its account.
func (p *run) recognise(ctx context.Context) error {
	known, err := p.Journal.Fact(ctx, "account")
	if err != nil || known == p.Account {
		return err
	}
	if known != "" {
		ours, err := p.sameAccount(ctx)
		if err != nil || !ours {
			return err
		}
	}
	return p.Journal.SetFact("account", p.Account)
}

// sameAccount tells whether the account is the one that the folder's people are in. When it is
// not, or that cannot be told, the run is over.
func (p *run) sameAccount(ctx context.Context) (bool, error) {
	friends, err := p.friends(ctx)
	if err != nil {
		return false, err
	}
	if len(friends) > 0 {
		return p.anyone(ctx, friends)
	}
	touched, err := p.touched(ctx)
	if err == nil && touched {
		p.stop(UnknownAccount, codes.RunPersonExists)
	}
	return !touched, err
}

// friend is a person by whom the account can be recognised.
type friend struct {
	person string
	faces  []string
	quiet  time.Time // until then a call about this person may still be in service
	shown  time.Time // until then a look may miss what was written last
}

// friends are the people to ask for: those first of whom no call can be in service any more.
func (p *run) friends(ctx context.Context) ([]friend, error) {
	people, err := p.Journal.Acquaintances(ctx, remembered)
	if err != nil {
		return nil, err
	}
	probes, err := p.Journal.GroupHistory(ctx, "") // which are no part of anybody's history
	if err != nil {
		return nil, err
	}
	var friends []friend
	for _, person := range people {
		events, err := p.Journal.History(ctx, person)
		if err != nil {
			return nil, err
		}
		known := fold(events)
		if faces := known.Faces(); len(faces) > 0 {
			until := quiet(slices.Concat(events, about(person, probes)))
			friends = append(friends, friend{person: person, faces: faces, quiet: until, shown: known.Quiet()})
		}
	}
	slices.SortStableFunc(friends, func(a, b friend) int { return a.quiet.Compare(b.quiet) })
	return friends[:min(len(friends), acquaintances)], nil
}

// about are those of the events that are about a person.
func about(person string, events []journal.Event) []journal.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e journal.Event) bool { return e.Call.Person != person })
}

// quiet is until when a call that was never answered may still be in service, or its effect
// appear; zero: it is over for all of them.
func quiet(events []journal.Event) (until time.Time) {
	for _, e := range events {
		over := e.Result.Sent.Add(enrollment.Settled)
		if e.Result.RequestID == "" && !e.Result.Unsent && over.After(until) {
			until = over
		}
	}
	if until.Before(time.Now()) {
		return time.Time{}
	}
	return until
}

// anyone tells whether one of these people reads back with a face that the journal knows.
// When it cannot be told, or nobody does, the run is over.
func (p *run) anyone(ctx context.Context, friends []friend) (bool, error) {
	for _, f := range friends {
		call := enrollment.Call{Action: enrollment.GetPerson, Person: f.person, Probe: true, After: (&entrant{}).due(f.quiet)}
		result, ok, err := p.patiently(ctx, call)
		switch {
		case err != nil:
			return false, err
		case !ok && result.Code != codes.PersonIDNotExist && result.Code != codes.PersonNotFound:
			if p.halted.Err() == nil {
				p.stop(Outage, result.Code)
			}
			return false, nil
		case slices.ContainsFunc(result.FaceIDs, func(id string) bool { return slices.Contains(f.faces, id) }):
			return true, nil
		}
	}
	p.stop(OtherAccount, codes.RunPersonExists)
	return false, nil
}

// touched tells whether the folder may have enrolled anybody at the service: whether a face write
// left of which it is not certain that it came to nothing.
func (p *run) touched(ctx context.Context) (bool, error) {
	came, err := p.Journal.FaceWrites(ctx)
	return slices.ContainsFunc(came, func(code string) bool {
		switch codes.Lookup(code).Class {
		case codes.OK, codes.Transient, codes.Ambiguous:
			return true
		}
		return false
	}), err
}
