package pipeline

import (
	"context"
	"slices"

	"enroll/codes"
	"enroll/enrollment"
)

// acquaintances is how many people are asked for before an account counts as another one:
// some may have been deleted at the service since.
const acquaintances = 5

// recognise makes sure that the credentials are of the account that the folder's people are
// in. Keys change; a person who reads back with a known face shows that the account did not.
func (p *run) recognise(ctx context.Context) error {
	known, err := p.Journal.Fact(ctx, "account")
	if err != nil || known == p.Account {
		return err
	}
	friends, err := p.Journal.Acquaintances(ctx, acquaintances)
	if err != nil {
		return err
	}
	if known != "" && len(friends) > 0 {
		ours, err := p.anyone(ctx, friends)
		if err != nil || !ours {
			return err
		}
	}
	return p.Journal.SetFact("account", p.Account)
}

// anyone tells whether one of these people reads back with a face that the journal knows.
// When it cannot be told, or nobody does, the run is over.
func (p *run) anyone(ctx context.Context, friends []string) (bool, error) {
	asked := false
	for _, friend := range friends {
		known, err := p.recall(ctx, friend)
		if err != nil {
			return false, err
		}
		if known.InDoubt() {
			continue // a call about this person may still be in service
		}
		asked = true
		call := enrollment.Call{Action: enrollment.GetPerson, Person: friend, Probe: true}
		result, ok, err := p.patiently(ctx, call)
		switch {
		case err != nil:
			return false, err
		case !ok && result.Code != codes.PersonIDNotExist && result.Code != codes.PersonNotFound:
			if p.halted.Err() == nil {
				p.stop(Outage, result.Code)
			}
			return false, nil
		case slices.ContainsFunc(result.FaceIDs, func(id string) bool { return slices.Contains(known.Faces(), id) }):
			return true, nil
		}
	}
	if asked {
		p.stop(OtherAccount, codes.RunPersonExists)
	}
	return !asked, nil
}
