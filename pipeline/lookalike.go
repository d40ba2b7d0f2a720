package pipeline

import (
	"context"
	"fmt"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// findLookalikes finds those in the roster whose ids are like those of others: a spreadsheet, or a
// hand, may have made one of the other. A person who is enrolled under an id already keeps it; the rest
// are refused until it is said that they are two.
func (a *admission) findLookalikes(ctx context.Context) error {
	pairs, err := a.journal.Lookalikes(ctx, a.run.ID)
	if err != nil {
		return err
	}
	a.alike = map[string]journal.Lookalike{}
	for _, pair := range pairs {
		if _, found := a.alike[pair.Person]; found {
			continue
		}
		mistakable, err := a.mistakable(ctx, pair)
		if err != nil {
			return err
		}
		if mistakable {
			a.alike[pair.Person] = pair
		}
	}
	return nil
}

// mistakable returns whether the person may be the other one.
func (a *admission) mistakable(ctx context.Context, pair journal.Lookalike) (bool, error) {
	known, err := a.mayBeEnrolled(ctx, pair.Person)
	if err != nil || known {
		return false, err
	}
	if pair.Listed {
		return true, nil
	}
	return a.mayBeEnrolled(ctx, pair.Other)
}

// mayBeEnrolled returns whether the folder has enrolled a person, or may have.
func (a *admission) mayBeEnrolled(ctx context.Context, person string) (bool, error) {
	known, err := recall(ctx, a.journal, person)
	return known.Ours() || known.EnrolledAny() || known.InDoubt(), err
}

// refuseLookalike refuses a person whose id is too much like another one, in the roster or of a person
// whom this folder has enrolled.
func (a *admission) refuseLookalike(c *candidate) bool {
	pair, ok := a.alike[c.Key]
	if !ok {
		return false
	}
	if a.looksAtHolders() && !pair.Listed {
		c.disputed = []string{pair.Other}
		return false // the other one may be gone
	}
	c.refuseAs(pair)
	return true
}

// refuseAs refuses a person as one of two whose ids are alike.
func (c *candidate) refuseAs(pair journal.Lookalike) {
	c.stage, c.refused = verdict.StageRoster, map[int]roster.Fault{}
	where := "which was enrolled from this folder"
	if pair.Listed {
		where = "which is also in the roster"
	}
	for _, row := range c.Rows {
		c.refused[row.Line] = roster.Fault{
			Line: row.Line, Field: "person_id", Code: codes.RosterAlmostSame,
			Message: fmt.Sprintf("person_id %s differs from %s, %s, only in %s",
				legible.Quote(pair.Person), legible.Quote(pair.Other), where, roster.Unlike(pair.Person, pair.Other)),
		}
	}
}
