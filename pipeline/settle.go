package pipeline

import (
	"context"
	"sync"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/verdict"
)

// settle turns what is known of a person into one verdict for each photo of each row.
func (p *run) settle(ctx context.Context, c *candidate) error {
	verdicts, err := p.verdicts(ctx, c)
	if err != nil {
		return err
	}
	s := journal.Settlement{Person: c.Key, Verdicts: verdicts}
	if p.mode.calls {
		s.Released, s.Reported = releasable(c, verdicts), newlyReported(verdicts)
	}
	if err := p.Journal.Settle(p.Run.ID, s); err != nil {
		return err
	}
	p.count(c, verdicts)
	if p.mode.calls {
		p.others.add(c.Key, c.known)
	}
	return nil
}

func (p *run) verdicts(ctx context.Context, c *candidate) (_ []verdict.Verdict, err error) {
	var decided []enrollment.Verdict
	if c.refused == nil {
		decided = p.mode.decide(p, c)
	}
	person := c.outcome(decided)
	person.Run = p.Run.Name
	person.RunNames, err = p.names.of(ctx, person.Deciding())
	return verdict.Of(person), err
}

// count adds a settled person to the tally, and ends the run when a limit is passed.
func (p *run) count(c *candidate, verdicts []verdict.Verdict) {
	why, code := p.tally.add(settled{
		verdicts: verdicts, called: c.refused == nil && p.mode.calls, foreign: c.known.Foreign(), late: c.late,
	})
	p.progress.note()
	if why != Complete {
		p.life.stop(why, code)
	}
}

// newlyReported returns the photos that are reported enrolled for the first time.
func newlyReported(verdicts []verdict.Verdict) []string {
	var keys []string
	for _, v := range verdicts {
		if v.Key != "" && v.Status == enrollment.StatusEnrolled {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

// releasable returns the photos that are certainly not enrolled: they may stand for others again.
func releasable(c *candidate, verdicts []verdict.Verdict) []string {
	var keys []string
	for _, v := range verdicts {
		if v.Key != "" && !v.Status.Well() && !c.known.MayHave(v.Key) {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

// runNames remembers the names of runs.
type runNames struct {
	journal *journal.Journal

	mu    sync.Mutex // guards what follows
	names map[int64]string
}

// of returns the names of these runs.
func (n *runNames) of(ctx context.Context, ids []int64) (map[int64]string, error) {
	names := map[int64]string{}
	for _, id := range ids {
		name, err := n.one(ctx, id)
		if err != nil {
			return nil, err
		}
		names[id] = name
	}
	return names, nil
}

func (n *runNames) one(ctx context.Context, id int64) (string, error) {
	n.mu.Lock()
	name, ok := n.names[id]
	n.mu.Unlock()
	if ok {
		return name, nil
	}
	name, err := n.journal.RunName(ctx, id)
	if err != nil {
		return "", err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names[id] = name
	return name, nil
}
