package simulator

import (
	"slices"

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
	place  string   // of its face write, in the concurrent scope
	groups []string // that it is about
	ends   bool     // it deletes them
}

// admit lets a call in, or says which overlap forbids it. The later call is the refused one
// (iai-api, Concurrency). Of two face writes on one person, CreateFaceConcurrent is said only
// if the person is its scope.
func (o *occupancy) admit(c claim) *account.Refusal {
	switch {
	case o.persons[c.person] && !(o.writes[c.place] && c.place == personPlace(c.person)):
		return account.Refuse(codes.ConflictOperation, "another call on this person is in service")
	case slices.ContainsFunc(c.groups, func(id string) bool { return o.deletion[id] }):
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
	for _, id := range c.groups {
		if c.ends {
			take(o.deletion, id)
		}
	}
	return nil
}

func (o *occupancy) leave(c claim) {
	o.calls--
	delete(o.persons, c.person)
	delete(o.writes, c.place)
	for _, id := range c.groups {
		if c.ends {
			delete(o.deletion, id)
		}
	}
}

func personPlace(person string) string { return "person " + person }

func take(places map[string]bool, place string) {
	if place != "" {
		places[place] = true
	}
}
