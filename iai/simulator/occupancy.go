package simulator

import (
	"slices"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator/account"
)

// occupancy is which calls are in service now.
type occupancy struct {
	calls    int
	persons  map[string]bool // those with a call: at most one each
	writes   map[string]bool // places of the concurrent scope with a face write: at most one each
	deletion map[string]bool // groups that a call is deleting
}

// claim is what a call occupies while it is in service. person is "" for a call on no person.
type claim struct {
	person string
	places []string // of its face write, in the concurrent scope
	groups []string // the groups that it is about
	ends   bool     // it deletes them
}

// admit admits a call, or returns the refusal for the overlap that forbids it. The later call is
// refused (docs/service.md, "Concurrency"). Of two face writes on one person, the code is CreateFaceConcurrent
// only if the person is its scope.
func (o *occupancy) admit(c claim) *account.Refusal {
	switch {
	case o.persons[c.person] && !o.writes[personPlace(c.person)]:
		return account.Refuse(codes.ConflictOperation, "another call on this person is in service")
	case among(o.deletion, c.groups):
		return account.Refuse(groupInDeletedState, "the group is being deleted")
	case among(o.writes, c.places):
		return account.Refuse(codes.CreateFaceConcurrent, "another face is being written")
	}
	if o.persons == nil {
		o.persons, o.writes, o.deletion = map[string]bool{}, map[string]bool{}, map[string]bool{}
	}
	o.calls++
	if c.person != "" {
		o.persons[c.person] = true
	}
	for _, place := range c.places {
		o.writes[place] = true
	}
	for _, id := range c.groups {
		if c.ends {
			o.deletion[id] = true
		}
	}
	return nil
}

func (o *occupancy) leave(c claim) {
	o.calls--
	delete(o.persons, c.person)
	for _, place := range c.places {
		delete(o.writes, place)
	}
	for _, id := range c.groups {
		if c.ends {
			delete(o.deletion, id)
		}
	}
}

func personPlace(person string) string { return "person " + person }

func among(taken map[string]bool, places []string) bool {
	return slices.ContainsFunc(places, func(place string) bool { return taken[place] })
}
