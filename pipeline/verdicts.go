package pipeline

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/roster"
)

func (p *run) verdicts(ctx context.Context, e *entrant) ([]journal.Verdict, error) {
	if e.refused != nil {
		return p.refusedRows(e), nil
	}
	byKey := map[string]enrollment.Verdict{}
	for _, v := range p.decided(e) {
		byKey[v.Key] = v
	}
	var all []journal.Verdict
	for _, ph := range e.photos {
		v, err := p.photoVerdict(ctx, e, ph, byKey)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	for _, row := range e.Rows {
		if len(row.Photos) == 0 {
			all = append(all, p.bareRow(row, all))
		}
	}
	return all, nil
}

// decided is the outcome of each wanted photo.
func (p *run) decided(e *entrant) []enrollment.Verdict {
	if p.Run.Kind == journal.KindCheck {
		return p.foreseen(e)
	}
	return enrollment.Verdicts(e.want, e.known, p.Policy)
}

// refusedRows are the verdicts of a person who is refused as a whole.
func (p *run) refusedRows(e *entrant) []journal.Verdict {
	var all []journal.Verdict
	for _, row := range e.Rows {
		fault := e.refused[row.Line]
		v := journal.Verdict{
			Line: row.Line, Field: fault.Field, Whole: true, Status: against(fault.Code),
			Code: fault.Code, Stage: e.stage, Message: fault.Message,
			Fix: cmp.Or(fault.Remedy, codes.Lookup(fault.Code).Remedy), Run: p.Run.Name,
		}
		if len(row.Photos) == 0 {
			all = append(all, v)
		}
		for place, mention := range row.Photos {
			v.Place, v.Photo = place, mention.Path
			all = append(all, v)
		}
	}
	return all
}

// against is the outcome that a code stands for: failed where running again may help as it is.
func against(code string) enrollment.Status {
	if codes.Lookup(code).Retry() == codes.RetryYes {
		return enrollment.StatusFailed
	}
	return enrollment.StatusRejected
}

func (p *run) photoVerdict(ctx context.Context, e *entrant, ph *photo, byKey map[string]enrollment.Verdict) (journal.Verdict, error) {
	f := ph.finding
	v := journal.Verdict{
		Line: ph.line, Place: ph.place, Field: ph.field, Photo: ph.path,
		Bytes: f.Size, Width: f.Width, Height: f.Height, Key: f.Key, Run: p.Run.Name,
	}
	if ph.unseen {
		v.Status, v.Code = enrollment.StatusNotAttempted, codes.RunNotAttempted
		v.Message, v.Fix = clause(codes.Lookup(v.Code).Meaning), codes.Lookup(v.Code).Remedy
		return v, nil
	}
	if ph.stage != "" {
		v.Status, v.Code, v.Stage, v.Message = against(f.Code), f.Code, ph.stage, f.Message
		v.Fix = cmp.Or(f.Remedy, codes.Lookup(f.Code).Remedy)
		if ph.earlier == nil {
			return v, nil
		}
		v.RequestID = ph.earlier.RequestID
		var err error
		v.Run, err = p.runName(ctx, ph.earlier.Run)
		return v, err
	}
	d, ok := byKey[f.Key]
	if !ok { // a twin of a photo that stands for somebody else
		return p.photoVerdict(ctx, e, twin(ph), byKey)
	}
	return v, p.fill(ctx, &v, e, ph, d)
}

// twin is a second mention under the first one's finding.
func twin(ph *photo) *photo {
	t := *ph
	t.finding, t.stage, t.first = ph.first.finding, ph.first.stage, nil
	return &t
}

// fill completes a verdict by what enrollment decided.
func (p *run) fill(ctx context.Context, v *journal.Verdict, e *entrant, ph *photo, d enrollment.Verdict) error {
	v.Status, v.Code, v.Stage = d.Status, d.Code, string(d.Stage)
	v.FaceID, v.RequestID, v.Attempts = strings.Join(d.FaceIDs, "|"), d.RequestID, d.Attempts
	if d.Code == codes.PhotoChanged || d.Code == codes.PersonFaceNumExceed && d.Stage == "" {
		v.Stage = stagePreflight // no call was made
	}
	if d.Status == enrollment.StatusEnrolled && e.claims.Told[d.Key] {
		v.Status = enrollment.StatusUnchanged
	}
	if v.Status == enrollment.StatusUnchanged && e.known.Differs(e.want) != "" {
		v.Code = codes.RunDiffersFromService
	}
	v.Message = p.message(e, ph, d, v)
	if v.Code != "" {
		v.Fix = codes.Lookup(v.Code).Remedy
	}
	if d.Run != 0 && d.Run != p.Run.ID {
		name, err := p.runName(ctx, d.Run)
		if err != nil {
			return err
		}
		v.Run = name
	}
	return nil
}

func anyWell(verdicts []journal.Verdict) bool {
	return slices.ContainsFunc(verdicts, func(v journal.Verdict) bool { return v.Status.Well() })
}

// bareRow is the verdict of a row without photos: it fares as the best of the person's photos
// do, whose own rows tell of the others.
func (p *run) bareRow(row roster.Row, all []journal.Verdict) journal.Verdict {
	var statuses []enrollment.Status
	v := journal.Verdict{Line: row.Line, Stage: stageRoster, Run: p.Run.Name}
	for _, other := range all {
		if other.Photo != "" && (other.Status.Well() || !anyWell(all)) {
			statuses = append(statuses, other.Status)
		}
	}
	v.Status = enrollment.RowStatus(statuses)
	if !v.Status.Well() {
		v.Code = codes.RosterOtherRow
		v.Message, v.Fix = clause(codes.Lookup(v.Code).Meaning), codes.Lookup(v.Code).Remedy
	}
	return v
}

func (p *run) runName(ctx context.Context, id int64) (string, error) {
	p.mu.Lock()
	name, ok := p.names[id]
	p.mu.Unlock()
	if ok {
		return name, nil
	}
	name, err := p.Journal.RunName(ctx, id)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names[id] = name
	return name, nil
}
