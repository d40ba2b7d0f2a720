package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/conversation"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// groupSet is what is known of the groups that a roster names.
type groupSet struct {
	mu    sync.Mutex // guards what follows
	known map[string]enrollment.GroupKnown
}

func newGroupSet() *groupSet { return &groupSet{known: map[string]enrollment.GroupKnown{}} }

// set keeps what is known of a group.
func (s *groupSet) set(id string, known enrollment.GroupKnown) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[id] = known
}

// refusal returns why a group cannot be used; ok is false when nothing speaks against it.
func (s *groupSet) refusal(id string) (why enrollment.Refusal, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[id].Refused()
}

// learn adds a call to what is known of a group, and returns whether it was usable before.
func (s *groupSet) learn(id string, call enrollment.Call, r enrollment.Result) (usable bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.known[id]
	s.known[id] = known.Learn(call, r)
	return known.Usable()
}

// noneUsable returns the first group by name and why it cannot be used, when none can.
func (s *groupSet) noneUsable() (group string, why enrollment.Refusal, none bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(s.known)) {
		refusal, refused := s.known[id].Refused()
		if !refused {
			return "", why, false
		}
		if !none {
			group, why, none = id, refusal, true
		}
	}
	return group, why, none
}

// any returns a group to ask about; fallback where none is known.
func (s *groupSet) any(fallback string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.known {
		return id
	}
	return fallback
}

// refuses returns the faults of a person's rows if the person's group cannot be used. A person who is
// enrolled already, or may be, is not refused.
func (s *groupSet) refuses(c *candidate) (stage string, faults map[int]roster.Fault) {
	why, refused := s.refusal(c.merged.Group)
	if !refused || c.known.InDoubt() || c.known.Ours() || c.known.EnrolledAny() {
		return "", nil
	}
	if codes.IsClient(why.Code) {
		why.Code = codes.RunExhausted // not the service's word, but the network's
	}
	faults = map[int]roster.Fault{}
	for _, row := range c.Rows {
		faults[row.Line] = roster.Fault{
			Line: row.Line, Field: "group_id", Code: why.Code,
			Message: fmt.Sprintf("group %s cannot be used: %s", legible.Quote(c.merged.Group), verdict.Clause(codes.Lookup(why.Code).Meaning)),
		}
	}
	return string(why.Stage), faults
}

// prepareGroups sees to it that each group that the roster names can be used, before a person is put
// into it. Groups that an earlier run found usable are not looked at again.
func (p *run) prepareGroups(ctx context.Context) error {
	named, err := p.Journal.Groups(ctx, p.Run.ID)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.places.most)
	seen := map[string]bool{}
	for _, id := range named {
		if id == "" {
			id = p.Group
		}
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		g.Go(func() error { return p.prepareGroup(ctx, id) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	p.endWithoutGroups()
	return nil
}

// groupPreparation is a group on the way to be usable.
type groupPreparation struct {
	want   enrollment.Group
	known  enrollment.GroupKnown
	policy enrollment.Policy
}

func (g *groupPreparation) Next() (enrollment.Call, bool) {
	return enrollment.NextGroup(g.want, g.known, g.policy)
}

func (g *groupPreparation) Learn(call enrollment.Call, result enrollment.Result) error {
	g.known = g.known.Learn(call, result)
	return nil
}

func (p *run) prepareGroup(ctx context.Context, id string) error {
	g := groupPreparation{want: enrollment.Group{ID: id, Descriptions: descriptions(p.Fields)}, policy: p.Policy}
	events, err := p.Journal.GroupHistory(ctx, id)
	if err != nil {
		return err
	}
	for _, e := range events {
		g.known = g.known.Learn(e.Call, e.Result)
	}
	g.known = g.known.Begin(p.Run.ID)
	if _, err := conversation.Hold(ctx, &line{caller: p.caller}, &g); err != nil {
		return err
	}
	p.groups.set(id, g.known)
	return nil
}

// descriptions returns the custom fields of a group that is created for this roster.
func descriptions(names [5]string) []enrollment.Description {
	var fields []enrollment.Description
	for i, name := range names {
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

// endWithoutGroups ends the run when there are groups and none can be used.
func (p *run) endWithoutGroups() {
	group, why, none := p.groups.noneUsable()
	if !none {
		return
	}
	switch codes.Lookup(why.Code).Class {
	case codes.Transient, codes.Ambiguous, codes.Throttle, codes.Conflict:
		p.life.stop(Outage, why.Code)
	default:
		p.life.note(NoGroup, why.Code, group) // every row is refused, without a call
	}
}

// loseGroup notes that a group which an earlier run, or this one, found usable is so no more. It goes
// into the group's own history, so that the next run looks at it again.
func loseGroup(groups *groupSet, j *journal.Journal, run int64, call enrollment.Call, r enrollment.Result) error {
	switch r.Code {
	case codes.GroupIDNotExist, codes.GroupIDNotExists, codes.GroupInDeletedState, codes.GroupFaceNumExceed:
	default:
		return nil
	}
	if !call.Final(r) {
		return nil // a group just made may not be known everywhere yet
	}
	look := enrollment.Call{Action: enrollment.GetGroup, Group: call.Group}
	if !groups.learn(call.Group, look, r) {
		return nil
	}
	return j.RecordListed(run, look, r)
}
