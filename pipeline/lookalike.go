package pipeline

import (
	"context"
	"fmt"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/roster"
)

// lookalikes are those in the roster whose ids are like those of others, by who it is: a
// spreadsheet, or a hand, may have made one of the other. Whoever is enrolled under an id already
// keeps it; the rest are refused until somebody says that they are two.
func (p *run) lookalikes(ctx context.Context) (map[string]journal.Lookalike, error) {
	if p.AcceptAlmostSame {
		return nil, nil
	}
	pairs, err := p.Journal.Lookalikes(ctx, p.Run.ID)
	if err != nil {
		return nil, err
	}
	like := map[string]journal.Lookalike{}
	for _, pair := range pairs {
		if _, told := like[pair.Person]; told {
			continue
		}
		doubtful, err := p.mistakable(ctx, pair)
		if err != nil {
			return nil, err
		}
		if doubtful {
			like[pair.Person] = pair
		}
	}
	return like, nil
}

// mistakable tells whether the person may be the other one.
func (p *run) mistakable(ctx context.Context, pair journal.Lookalike) (bool, error) {
	known, err := p.settled(ctx, pair.Person)
	if err != nil || known {
		return false, err
	}
	if pair.Listed {
		return true, nil
	}
	return p.settled(ctx, pair.Other)
}

// settled tells whether the folder has enrolled a person, or may have.
func (p *run) settled(ctx context.Context, person string) (bool, error) {
	known, err := p.recall(ctx, person)
	return known.Ours() || known.EnrolledAny() || known.InDoubt(), err
}

// refuseLookalike refuses a person whose id is too much like another one, in the roster or of
// somebody whom this folder has enrolled.
func (p *run) refuseLookalike(e *entrant) bool {
	pair, ok := p.alike[e.Key]
	if !ok {
		return false
	}
	if p.asks() && !pair.Listed {
		e.disputed = []string{pair.Other}
		return false // the other one may be gone
	}
	p.refuseAs(e, pair)
	return true
}

func (p *run) refuseAs(e *entrant, pair journal.Lookalike) {
	e.stage, e.refused = stageRoster, map[int]roster.Fault{}
	where := "which was enrolled from this folder"
	if pair.Listed {
		where = "which is also in the roster"
	}
	for _, row := range e.Rows {
		e.refused[row.Line] = roster.Fault{
			Line: row.Line, Field: "person_id", Code: codes.RosterAlmostSame,
			Message: fmt.Sprintf("person_id %s differs from %s, %s, only in %s",
				legible.Quote(pair.Person), legible.Quote(pair.Other), where, roster.Unlike(pair.Person, pair.Other)),
		}
	}
}
