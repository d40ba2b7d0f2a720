package simulator

import "enroll/codes"

// occupancy knows which calls are in service now.
type occupancy struct {
	calls   int
	persons map[string]bool // at most one call on a person
	writes  map[string]int  // face writes, by their place in the concurrent scope
}

// admit lets a call in, or says which overlap forbids it. The later call is the refused one
// (iai-api, Concurrency); place is "" for a call that no scope concerns.
func (o *occupancy) admit(person, place string) *refusal {
	if person != "" && o.persons[person] {
		return refuse(codes.ConflictOperation, "another call on this person is in service")
	}
	if place != "" && o.writes[place] > 0 {
		return refuse(codes.CreateFaceConcurrent, "another face is being written")
	}
	if o.persons == nil {
		o.persons, o.writes = map[string]bool{}, map[string]int{}
	}
	o.calls++
	if person != "" {
		o.persons[person] = true
	}
	if place != "" {
		o.writes[place]++
	}
	return nil
}

func (o *occupancy) leave(person, place string) {
	o.calls--
	delete(o.persons, person)
	if o.writes[place]--; o.writes[place] <= 0 {
		delete(o.writes, place)
	}
}
