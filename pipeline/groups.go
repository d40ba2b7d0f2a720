package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/roster"
)

// settleGroups sees to it that each group that the roster names can be used, before anybody
// is put into it. Groups that an earlier run found usable are taken at its word.
func (p *run) settleGroups(ctx context.Context) error {
	named, err := p.Journal.Groups(ctx, p.Run.ID)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.slots.most)
	seen := map[string]bool{}
	for _, id := range named {
		if id == "" {
			id = p.Group
		}
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		g.Go(func() error { return p.settleGroup(ctx, id) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	p.judgeGroups()
	return nil
}

func (p *run) settleGroup(ctx context.Context, id string) error {
	want := enrollment.Group{ID: id, Descriptions: p.descriptions()}
	var known enrollment.GroupKnown
	events, err := p.Journal.GroupHistory(ctx, id)
	if err != nil {
		return err
	}
	for _, e := range events {
		known = known.Learn(e.Call, e.Result)
	}
	known = known.Begin(p.Run.ID)
	for {
		call, ok := enrollment.NextGroup(want, known, p.Policy)
		if !ok || !p.wait(ctx, call.After) {
			break
		}
		result, err := p.do(ctx, call)
		if err != nil {
			return err
		}
		known = known.Learn(call, result)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.groups[id] = known
	return nil
}

// descriptions are the custom fields of a group that is created for this roster.
func (p *run) descriptions() []enrollment.Description {
	var fields []enrollment.Description
	for i, name := range p.Fields {
		if name == "" {
			continue
		}
		for len(fields) < i { // fields are counted from 0: a gap gets the name of its own place
			fields = append(fields, enrollment.Description{Index: len(fields), Text: fmt.Sprintf("ex_%d", len(fields))})
		}
		fields = append(fields, enrollment.Description{Index: i, Text: name})
	}
	return fields
}

// judgeGroups ends the run when there are groups and none can be used.
func (p *run) judgeGroups() {
	group, why, none := p.noGroup()
	if !none {
		return
	}
	switch codes.Lookup(why.Code).Class {
	case codes.Transient, codes.Ambiguous, codes.Throttle, codes.Conflict:
		p.stop(Outage, why.Code)
	default:
		p.note(NoGroup, why.Code) // every row is refused, without a call
		p.mu.Lock()
		defer p.mu.Unlock()
		p.outcome.Group = group
	}
}

// noGroup gives the first group by name and why it cannot be used, when none can.
func (p *run) noGroup() (group string, why enrollment.Refusal, none bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(p.groups)) {
		refusal, refused := p.groups[id].Refused()
		if !refused {
			return "", why, false
		}
		if !none {
			group, why, none = id, refusal, true
		}
	}
	return group, why, none
}

// loseGroup notes that a group which an earlier run, or this one, found usable is so no more.
// It goes into the group's own history, so that the next run looks at it again.
func (p *run) loseGroup(call enrollment.Call, r enrollment.Result) error {
	switch r.Code {
	case codes.GroupIDNotExist, codes.GroupIDNotExists, codes.GroupInDeletedState, codes.GroupFaceNumExceed:
	default:
		return nil
	}
	if !call.Final(r) {
		return nil // a group just made may not be known everywhere yet
	}
	look := enrollment.Call{Action: enrollment.GetGroup, Group: call.Group}
	p.mu.Lock()
	known := p.groups[call.Group]
	p.groups[call.Group] = known.Learn(look, r)
	p.mu.Unlock()
	if !known.Usable() {
		return nil
	}
	return p.Journal.Note(p.Run.ID, look, r)
}

// groupless refuses a person whose group cannot be used, unless the person is enrolled
// already, or may be.
func (p *run) groupless(e *entrant) bool {
	p.mu.Lock()
	why, refused := p.groups[e.merged.Group].Refused()
	p.mu.Unlock()
	if !refused || e.known.InDoubt() || e.known.Ours() || e.known.EnrolledAny() {
		return false
	}
	if strings.HasPrefix(why.Code, "ClientError") {
		why.Code = codes.RunExhausted // not the service's word, but the network's
	}
	e.stage, e.refused = string(why.Stage), map[int]roster.Fault{}
	for _, row := range e.Rows {
		e.refused[row.Line] = roster.Fault{
			Line: row.Line, Field: "group_id", Code: why.Code,
			Message: fmt.Sprintf("group %s cannot be used: %s", legible.Quote(e.merged.Group), clause(codes.Lookup(why.Code).Meaning)),
		}
	}
	return true
}
