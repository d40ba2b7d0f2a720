package pipeline

import (
	"context"
	"maps"
	"slices"
	"sync"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// pageSize is the most that GetPersonList gives at once (docs/service.md, "Calls").
const pageSize = 1000

// peopleMost is how many people a group holds at most: each has a face (docs/service.md, "Capacity").
const peopleMost = 3_000_000

// rounds bounds how often people may come back from a reading of the list with a new doubt.
const rounds = 3

// queue keeps people for later.
type queue struct {
	mu     sync.Mutex // guards what follows
	people []*candidate
}

func (q *queue) add(c *candidate) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.people = append(q.people, c)
}

// take empties the queue.
func (q *queue) take() []*candidate {
	q.mu.Lock()
	defer q.mu.Unlock()
	people := q.people
	q.people = nil
	return people
}

// resolveByListing settles the doubts that only a person's time of creation can explain: one reading of
// each group's list serves all of them. It comes last, when everyone else is done; what earlier runs
// left is explained by reconcile.
func (p *run) resolveByListing(ctx context.Context) error {
	for range rounds {
		people := p.deferred.take()
		if len(people) == 0 {
			return nil
		}
		if err := p.lists.lookUp(ctx, people); err != nil {
			return err
		}
		if err := p.driveThese(ctx, people); err != nil {
			return err
		}
	}
	for _, c := range p.deferred.take() {
		if err := p.settle(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// lists reads the groups' lists of people.
type lists struct {
	*caller
	others  *otherWriters
	journal *journal.Journal
	run     int64
	policy  enrollment.Policy
	learn   func(*candidate, enrollment.Call, enrollment.Result) error
}

// lookUp reads the list of each group in which a person is in doubt, and tells each of these people what
// it says.
func (l *lists) lookUp(ctx context.Context, people []*candidate) error {
	byGroup := map[string]map[string]*candidate{}
	for _, c := range people {
		call, _ := enrollment.Next(c.want, c.known, l.policy)
		if byGroup[call.Group] == nil {
			byGroup[call.Group] = map[string]*candidate{}
		}
		byGroup[call.Group][c.Key] = c
	}
	for _, group := range slices.Sorted(maps.Keys(byGroup)) {
		if err := l.lookUpIn(ctx, group, byGroup[group]); err != nil {
			return err
		}
	}
	return nil
}

// lookUpIn reads a group's list to its end and tells each of the sought what it says. When the list
// cannot be read, they learn nothing and stay in doubt.
func (l *lists) lookUpIn(ctx context.Context, group string, sought map[string]*candidate) error {
	var read list
	for range listReadings {
		var ok bool
		var err error
		if read, ok, err = l.readList(ctx, group, sought); err != nil || !ok {
			return err
		}
		if read.sound {
			break
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sought)) {
		if _, ok := read.found[key]; !ok && !read.sound {
			continue // not there, or passed by: the person stays in doubt
		}
		if err := l.tell(ctx, sought[key], group, read); err != nil {
			return err
		}
	}
	return nil
}

// tell lets a person learn what a list says, as if it had been asked for the person alone.
func (l *lists) tell(ctx context.Context, c *candidate, group string, read list) (err error) {
	call := enrollment.Call{Action: enrollment.ListPersons, Person: c.Key, Group: group, Alone: l.policy.Alone}
	if c.known.InDoubt() {
		if call.Shared, err = l.others.known(ctx); err != nil {
			return err
		}
	}
	result := read.about(c.Key)
	if err := l.journal.RecordListed(l.run, call, result); err != nil {
		return err
	}
	result.Run = l.run
	return l.learn(c, call, result)
}

// listReadings is how often a list is read that changed while it was read.
const listReadings = 3

// list is one reading of a group's list.
type list struct {
	found map[string]enrollment.Listed // the sought who stand in it
	last  enrollment.Result
	// sound: each page began with the last person of the one before, and the last ended where
	// the list does, so no one can have slipped from one page to another that was read already.
	// That their number is the same would not do: one who comes makes up for one who goes.
	sound bool
}

// readList reads a group's list from beginning to end. It is not ok when it cannot be read, or does not
// end where it says.
func (l *lists) readList(ctx context.Context, group string, sought map[string]*candidate) (read list, ok bool, err error) {
	read = list{found: map[string]enrollment.Listed{}, sound: true}
	for offset := 0; ; offset += pageSize - 1 {
		page, ok, err := l.read(ctx, enrollment.Call{Action: enrollment.ListPersons, Group: group, Offset: offset, Limit: pageSize})
		if err != nil || !ok {
			return read, false, err
		}
		read.sound = read.sound && (offset == 0 || follows(page.Persons, read.last.Persons))
		for _, listed := range page.Persons {
			if _, ok := sought[listed.Person]; ok {
				read.found[listed.Person] = listed
			}
		}
		if read.last = page; len(page.Persons) < pageSize {
			read.sound = read.sound && offset+len(page.Persons) == page.Total
			return read, true, nil
		}
		if offset > min(page.Total, peopleMost)+pageSize {
			return read, false, nil
		}
	}
}

// follows reports whether a page begins where the one before it ended.
func follows(page, before []enrollment.Listed) bool {
	return len(page) > 0 && page[0].Person == before[len(before)-1].Person
}

// about returns what the list says of one person.
func (l list) about(person string) enrollment.Result {
	r := enrollment.Result{RequestID: l.last.RequestID, Sent: l.last.Sent, Done: l.last.Done, Date: l.last.Date}
	listed, ok := l.found[person]
	if !ok {
		r.Code = codes.PersonIDNotExist
		return r
	}
	r.Name, r.FaceIDs, r.Created = listed.Name, listed.FaceIDs, listed.Created
	return r
}
