package pipeline

import (
	"context"
	"slices"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// accountCheck makes sure that the credentials are of the account that the folder's people are in. Keys
// change; a person who reads back with a known face shows that the account did not. Where no person can
// show it, only a folder that cannot have enrolled anyone changes its account.
type accountCheck struct {
	*caller
	journal *journal.Journal
	account string
}

// verify ends the run where the account is another one, or that cannot be found out.
func (a *accountCheck) verify(ctx context.Context) error {
	known, err := a.journal.Fact(ctx, "account")
	if err != nil || known == a.account {
		return err
	}
	if known != "" {
		same, err := a.same(ctx)
		if err != nil || !same {
			return err
		}
	}
	return a.journal.SetFact("account", a.account)
}

// same returns whether the account is the one that the folder's people are in.
func (a *accountCheck) same(ctx context.Context) (bool, error) {
	people, err := acquaintances(ctx, a.journal)
	if err != nil {
		return false, err
	}
	if len(people) > 0 {
		return a.recognised(ctx, people)
	}
	written, err := a.mayHaveWritten(ctx)
	if err == nil && written {
		a.life.stop(UnknownAccount, codes.RunPersonExists)
	}
	return !written, err
}

// recognised returns whether one of these people reads back with a face that the journal knows.
func (a *accountCheck) recognised(ctx context.Context, people []acquaintance) (bool, error) {
	for _, person := range people {
		call := enrollment.Call{Action: enrollment.GetPerson, Person: person.person, Probe: true, After: (&candidate{}).due(person.quiet, longestWait)}
		result, ok, err := a.read(ctx, call)
		switch {
		case err != nil:
			return false, err
		case !ok && !codes.NoSuchPerson(result.Code):
			if !a.life.isHalted() {
				a.life.stop(Outage, result.Code)
			}
			return false, nil
		case slices.ContainsFunc(result.FaceIDs, func(id string) bool { return slices.Contains(person.faces, id) }):
			return true, nil
		}
	}
	a.life.stop(OtherAccount, codes.RunPersonExists)
	return false, nil
}

// mayHaveWritten returns whether the folder may have enrolled anyone at the service: whether a face
// write left of which it is not certain that it came to nothing.
func (a *accountCheck) mayHaveWritten(ctx context.Context) (bool, error) {
	came, err := a.journal.FaceWrites(ctx)
	return slices.ContainsFunc(came, func(code string) bool { return enrollment.FateOf(code) != enrollment.Refused }), err
}

const (
	// acquaintancesMost is how many people are asked for before an account counts as another one:
	// some may have been deleted at the service since.
	acquaintancesMost = 5
	// remembered is among how many those are looked for who can be asked soonest: a run that was
	// killed leaves as many with a call in service as there were in flight.
	remembered = 100
)

// acquaintance is a person of the folder whose faces are known.
type acquaintance struct {
	person string
	faces  []string
	quiet  time.Time // until then a call about this person may still be in service
	shown  time.Time // until then a look may miss what was written last
}

// acquaintances returns some people of earlier runs: those first of whom no call can be in service any
// more.
func acquaintances(ctx context.Context, j *journal.Journal) ([]acquaintance, error) {
	ids, err := j.RecentlyEnrolled(ctx, remembered)
	if err != nil {
		return nil, err
	}
	probes, err := j.GroupHistory(ctx, "") // which are no part of a person's history
	if err != nil {
		return nil, err
	}
	var people []acquaintance
	for _, id := range ids {
		events, err := j.History(ctx, id)
		if err != nil {
			return nil, err
		}
		known := fold(events)
		if faces := known.Faces(); len(faces) > 0 {
			quiet := settledAt(slices.Concat(events, about(id, probes)))
			people = append(people, acquaintance{person: id, faces: faces, quiet: quiet, shown: known.Quiet()})
		}
	}
	slices.SortStableFunc(people, func(a, b acquaintance) int { return a.quiet.Compare(b.quiet) })
	return people[:min(len(people), acquaintancesMost)], nil
}

// about returns those of the events that are about a person.
func about(person string, events []journal.Event) []journal.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e journal.Event) bool { return e.Call.Person != person })
}

// settledAt returns until when a call that was never answered may still be in service, or its effect
// appear; zero: it is over for all of them.
func settledAt(events []journal.Event) (until time.Time) {
	for _, e := range events {
		over := e.Result.Sent.Add(enrollment.SettleTime)
		if e.Result.RequestID == "" && !e.Result.Unsent && over.After(until) {
			until = over
		}
	}
	if until.Before(time.Now()) {
		return time.Time{}
	}
	return until
}
