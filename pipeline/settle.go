package pipeline

import (
	"context"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// Where a verdict was reached, besides the service's calls.
const (
	stageRoster    = "roster"
	stagePreflight = "preflight"
)

// settle turns what is known of a person into one verdict for each photo of each row.
func (p *run) settle(ctx context.Context, e *entrant) error {
	verdicts, err := p.verdicts(ctx, e)
	if err != nil {
		return err
	}
	s := journal.Settlement{Person: e.Key, Verdicts: verdicts}
	if p.api != nil {
		s.Freed, s.Told = freed(e, verdicts), told(verdicts)
	}
	if err := p.Journal.Settle(p.Run.ID, s); err != nil {
		return err
	}
	p.count(e, verdicts)
	if p.api != nil {
		p.witness.remember(e.Key, e.known)
	}
	return nil
}

// told lists the photos that are reported enrolled for the first time.
func told(verdicts []journal.Verdict) []string {
	var keys []string
	for _, v := range verdicts {
		if v.Key != "" && v.Status == enrollment.StatusEnrolled {
			keys = append(keys, v.Key)
		}
	}
	return keys
}

// freed lists the photos that are certainly not enrolled: they may stand for others again.
func freed(e *entrant, verdicts []journal.Verdict) []string {
	var keys []string
	for _, v := range verdicts {
		if v.Key != "" && !v.Status.Well() && !e.known.MayHold(v.Key) {
			keys = append(keys, v.Key)
		}
	}
	return keys
}
