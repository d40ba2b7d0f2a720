package fake

import (
	"slices"
	"time"

	"enroll.example/enroll/enrollment"
)

// Record is one call that reached the service.
type Record struct {
	Call     enrollment.Call
	N        int    // the n-th of its action on its person or group
	Code     string // what the caller was told; empty: success
	Applied  bool   // it changed something
	Arrived  time.Time
	Answered time.Time // or given up; zero: in service

	request string
}

// Calls are the calls that reached the service, in the order of arrival. With actions, only
// those.
func (s *Service) Calls(actions ...enrollment.Action) []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Record
	for _, r := range s.records {
		if len(actions) == 0 || slices.Contains(actions, r.Call.Action) {
			list = append(list, *r)
		}
	}
	return list
}

// Person is someone at the service now.
func (s *Service) Person(id string) (Person, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.account.persons[id]
	if !ok {
		return Person{}, false
	}
	return p.clone(), true
}

// People are all of them, in the order in which they were created.
func (s *Service) People() []Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Person, len(s.account.order))
	for i, id := range s.account.order {
		list[i] = s.account.persons[id].clone()
	}
	return list
}

func (p *Person) clone() Person {
	c := *p
	c.Faces, c.Descriptions = slices.Clone(p.Faces), slices.Clone(p.Descriptions)
	return c
}

// SetQuota changes how many calls a second pass.
func (s *Service) SetQuota(qps int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.QPS = qps
}

// Put places someone at the service, behind everyone's back, in place of who had the
// id. The group is made if it is missing, and so are face IDs.
func (s *Service) Put(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p = p.clone()
	s.change(func(a *account) {
		p := p.clone()
		if _, ok := a.groups[p.Group]; !ok {
			a.addGroup(p.Group, p.Group)
		}
		a.number(&p)
		a.put(p)
	})
}

// Alter changes someone who is at the service, behind everyone's back, and gives new faces
// their IDs. What it is to do it may do twice: reads see it later.
func (s *Service) Alter(id string, alter func(*Person)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change(func(a *account) {
		if p, ok := a.persons[id]; ok {
			alter(p)
			a.number(p)
		}
	})
}

// Drop takes someone away, behind everyone's back.
func (s *Service) Drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change(func(a *account) { a.drop(id) })
}

// Group is the name of a group, and whether it is there.
func (s *Service) Group(id string) (name string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name, ok = s.account.groups[id]
	return name, ok
}

// Enrolled counts the faces that are of this photo now.
func (s *Service) Enrolled(key string) (n int) {
	for _, p := range s.People() {
		for _, f := range p.Faces {
			if f.Key == key {
				n++
			}
		}
	}
	return n
}

// Landed counts the faces that were ever made of this photo, those taken back included.
func (s *Service) Landed(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account.landed[key]
}

// Overlaps counts the calls that came while another one on the same person was in service.
func (s *Service) Overlaps() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.overlaps
}

// Parallel is the most calls that were in service at once.
func (s *Service) Parallel() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.parallel
}
