package simulator

import (
	"enroll/codes"
	"enroll/iai/simulator/account"
)

// occupancy knows which calls are in service now.
type occupancy struct {
	calls    int
	persons  map[string]bool // at most one call on a person
	writes   map[string]bool // at most one face write in a place of the concurrent scope
	deletion map[string]bool // groups that a call is deleting
}

// claim is what a call takes up while it is in service; "" is nothing.
type claim struct {
	person string
	place  string // of its face write, in the concurrent scope
	group  string // that it names
	ends   bool   // it deletes the group
}

// admit lets a call in, or says which overlap forbids it. The later call is the refused one
// (iai-api, Concurrency).
func (o *occupancy) admit(c claim) *account.Refusal {
	switch {
	case o.persons[c.person]:
		return account.Refuse(codes.ConflictOperation, "another call on this person is in service")
	case o.deletion[c.group]:
		return account.Refuse(groupInDeletedState, "the group is being deleted")
	case o.writes[c.place]:
		return account.Refuse(codes.CreateFaceConcurrent, "another face is being written")
	}
	if o.persons == nil {
		o.persons, o.writes, o.deletion = map[string]bool{}, map[string]bool{}, map[string]bool{}
	}
	o.calls++
	take(o.persons, c.person)
	take(o.writes, c.place)
	if c.ends {
		take(o.deletion, c.group)
	}
	return nil
}

func (o *occupancy) leave(c claim) {
	o.calls--
	delete(o.persons, c.person)
	delete(o.writes, c.place)
	if c.ends {
		delete(o.deletion, c.group)
	}
}

func take(places map[string]bool, place string) {
	if place != "" {
		places[place] = true
	}
}
