package pipeline

import (
	"context"
	"slices"

	"enroll/codes"
	"enroll/enrollment"
)

// recognise makes sure that the credentials are of the account that the folder's people are
// in. Keys change; a person who reads back with a known face shows that the account did not.
func (p *run) recognise(ctx context.Context) error {
	known, err := p.Journal.Fact(ctx, "account")
	if err != nil || known == p.Account {
		return err
	}
	friend, err := p.Journal.Acquaintance(ctx)
	if err != nil {
		return err
	}
	if known != "" && friend != "" {
		same, err := p.reads(ctx, friend)
		if err != nil {
			return err
		}
		if !same {
			if p.halted.Err() == nil {
				p.stop(OtherAccount, codes.RunPersonExists)
			}
			return nil
		}
	}
	return p.Journal.SetFact("account", p.Account)
}

// reads tells whether a person reads back with a face that the journal knows.
func (p *run) reads(ctx context.Context, person string) (bool, error) {
	var known enrollment.Known
	events, err := p.Journal.History(ctx, person)
	if err != nil {
		return false, err
	}
	for _, e := range events {
		known = known.Learn(e.Call, e.Result)
	}
	call := enrollment.Call{Action: enrollment.GetPerson, Person: person, Probe: true}
	result, ok, err := p.patiently(ctx, call)
	if err != nil || !ok {
		return false, err
	}
	return slices.ContainsFunc(result.FaceIDs, func(id string) bool {
		return slices.Contains(known.Faces(), id)
	}), nil
}
