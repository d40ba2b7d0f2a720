package pipeline

import (
	"context"
	"maps"
	"slices"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// pageSize is the most that GetPersonList gives at once (docs/service.md, "Calls").
const pageSize = 1000

// peopleMost is how many people a group holds at most: each has a face (docs/service.md, "Capacity").
const peopleMost = 3_000_000

// rounds bounds how often people may come back from a sweep with a new doubt.
const rounds = 3

// sweep settles the doubts that only a person's time of birth can explain: one reading of
// each group's list serves all of them. It comes last, when everybody else is done; what earlier runs
// left is explained by reconcile.
func (p *run) sweep(ctx context.Context) error {
	for range rounds {
		people := p.takeParked()
		if len(people) == 0 {
			return nil
		}
		if err := p.sweepAll(ctx, people); err != nil {
			return err
		}
	}
	for _, e := range p.takeParked() {
		if err := p.settle(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (p *run) takeParked() []*entrant {
	p.mu.Lock()
	defer p.mu.Unlock()
	people := p.parked
	p.parked = nil
	return people
}

func (p *run) sweepAll(ctx context.Context, people []*entrant) error {
	if err := p.lookUp(ctx, people); err != nil {
		return err
	}
	return p.driveThese(ctx, people)
}

// lookUp reads the list of each group in which somebody is in doubt, and tells each of these people
// what it says.
func (p *run) lookUp(ctx context.Context, people []*entrant) error {
	byGroup := map[string]map[string]*entrant{}
	for _, e := range people {
		call, _ := enrollment.Next(e.want, e.known, p.Policy)
		if byGroup[call.Group] == nil {
			byGroup[call.Group] = map[string]*entrant{}
		}
		byGroup[call.Group][e.Key] = e
	}
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		if err := p.sweepGroup(ctx, group, byGroup[group]); err != nil {
			return err
		}
	}
	return nil
}

// sweepGroup reads a group's list to its end and tells each of the sought what it says. When
// the list cannot be read, they learn nothing and stay in doubt.
func (p *run) sweepGroup(ctx context.Context, group string, sought map[string]*entrant) error {
	var list reading
	for range readings {
		var ok bool
		var err error
		if list, ok, err = p.readList(ctx, group, sought); err != nil || !ok {
			return err
		}
		if list.sound {
			break
		}
	}
	for key, e := range sought {
		if _, ok := list.found[key]; !ok && !list.sound {
			continue // not there, or passed by: the person stays in doubt
		}
		call := enrollment.Call{Action: enrollment.ListPersons, Person: key, Group: group, Alone: p.Policy.Alone}
		if err := p.suspect(ctx, e, &call); err != nil {
			return err
		}
		result := listedResult(list.found, key, list.last)
		if err := p.Journal.Note(p.Run.ID, call, result); err != nil {
			return err
		}
		result.Run = p.Run.ID
		if err := p.learn(e, call, result); err != nil {
			return err
		}
	}
	return nil
}

// readings is how often a list is read that changed while it was read.
const readings = 3

// reading is one pass over a group's list.
type reading struct {
	found map[string]enrollment.Listed // the sought who stand in it
	last  enrollment.Result
	// sound: each page began with the last person of the one before, and the last ended where
	// the list does, so nobody can have slipped from one page to another that was read already.
	// That their number is the same would not do: one who comes makes up for one who goes.
	sound bool
}

// readList reads a group's list from beginning to end. It is not ok when it cannot be read, or does not
// end where it says.
func (p *run) readList(ctx context.Context, group string, sought map[string]*entrant) (list reading, ok bool, err error) {
	list = reading{found: map[string]enrollment.Listed{}, sound: true}
	for offset := 0; ; offset += pageSize - 1 {
		page, ok, err := p.page(ctx, group, offset)
		if err != nil || !ok {
			return list, false, err
		}
		list.sound = list.sound && (offset == 0 || follows(page.Persons, list.last.Persons))
		for _, listed := range page.Persons {
			if _, ok := sought[listed.Person]; ok {
				list.found[listed.Person] = listed
			}
		}
		if list.last = page; len(page.Persons) < pageSize {
			list.sound = list.sound && offset+len(page.Persons) == page.Total
			return list, true, nil
		}
		if offset > min(page.Total, peopleMost)+pageSize {
			return list, false, nil
		}
	}
}

// follows tells whether a page begins where the one before it ended.
func follows(page, before []enrollment.Listed) bool {
	return len(page) > 0 && page[0].Person == before[len(before)-1].Person
}

func listedResult(found map[string]enrollment.Listed, person string, page enrollment.Result) enrollment.Result {
	r := enrollment.Result{RequestID: page.RequestID, Sent: page.Sent, Done: page.Done, Date: page.Date}
	listed, ok := found[person]
	if !ok {
		r.Code = codes.PersonIDNotExist
		return r
	}
	r.Name, r.FaceIDs, r.Created = listed.Name, listed.FaceIDs, listed.Created
	return r
}

// page reads one page of a group's list.
func (p *run) page(ctx context.Context, group string, offset int) (r enrollment.Result, ok bool, err error) {
	call := enrollment.Call{Action: enrollment.ListPersons, Group: group, Offset: offset, Limit: pageSize}
	return p.patiently(ctx, call)
}

// patience is how often a reading is asked for before it counts as impossible.
const patience = 8

// patiently makes a call that only reads until it is answered.
func (p *run) patiently(ctx context.Context, call enrollment.Call) (r enrollment.Result, ok bool, err error) {
	for call.Try = 0; call.Try < patience; call.Try++ {
		if !p.wait(ctx, call.After) {
			return r, false, ctx.Err()
		}
		r, err = p.do(ctx, call)
		if err != nil {
			return r, false, err
		}
		if !call.Final(r) {
			call.Asked, call.After = call.Asked+1, r.Done.Add(time.Second)
			continue
		}
		switch codes.Lookup(r.Code).Class {
		case codes.OK:
			return r, true, nil
		case codes.AlreadyDone: // past the end of a list: somebody left meanwhile
			r.Persons = nil
			return r, true, nil
		case codes.Throttle, codes.Conflict, codes.Transient, codes.Ambiguous:
			call.After = r.Done.Add(time.Second)
			if call.Person != "" && r.RequestID == "" {
				call.After = r.Sent.Add(enrollment.Settled) // it may still be in service
			}
		default:
			return r, false, nil
		}
	}
	return r, false, nil
}
