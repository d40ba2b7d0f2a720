// Package account is what the face service holds for one customer, and what each of its calls does to
// it. It uses no network and no clock, and it never waits.
//
// A call is read from its parameters once; its photos become hashes, sizes and tags then, and their
// bytes are released. Serving it decides against the account as it is and changes nothing: what the
// call did is a Change, made of after-images of the groups and persons that it touched. So applying a
// change is assigning, a state file is a list of changes, and an account that lags behind is one to
// which the latest have not been applied yet.
//
// Limits, paging and codes are the service's own (docs/service.md; the public error page), implemented here
// independently of the client, so that each can check the other. No face is recognised: whom a photo
// shows is what its tag says, see Photo in photo.go.
package account

import (
	"cmp"
	"math/bits"
)

// Account is all groups and people of one customer. Only Apply changes it, and nothing that was read
// from it is ever modified. It is not safe for concurrent use: reading compacts its lists.
type Account struct {
	seed     uint64 // of the face IDs
	issued   uint64 // face IDs issued so far
	faces    int
	capacity Capacity
	groups   map[string]*group
	names    map[string]string   // group name to group ID
	members  map[string]*members // by group
	order    roll                // group IDs in order of creation
	persons  map[string]*person
	arrival  roll // person IDs in order of creation
	shown    shown
}

// members are those of a group, in the order in which they were added.
type members struct {
	persons roll
	faces   int
}

// Capacity is the service's capacity. Zero values mean the service's own: 100,000 groups, 50,000,000
// faces, 3,000,000 faces in one group (docs/service.md, "Capacity").
type Capacity struct {
	Groups, Faces, GroupFaces int
}

// New returns an empty account. The seed is that of its face IDs.
func New(seed uint64, c Capacity) *Account {
	return &Account{
		seed: seed,
		capacity: Capacity{
			Groups:     cmp.Or(c.Groups, 100_000),
			Faces:      cmp.Or(c.Faces, 50_000_000),
			GroupFaces: cmp.Or(c.GroupFaces, 3_000_000),
		},
		groups:  map[string]*group{},
		names:   map[string]string{},
		members: map[string]*members{},
		persons: map[string]*person{},
	}
}

// Seed returns the seed of the face IDs.
func (a *Account) Seed() uint64 { return a.seed }

// Change is what a call did, as after-images.
type Change struct {
	Groups      []*group  `json:"groups,omitempty"`
	Persons     []*person `json:"persons,omitempty"`
	GoneGroups  []string  `json:"gone_groups,omitempty"`
	GonePersons []string  `json:"gone_persons,omitempty"`
	Issued      uint64    `json:"issued,omitempty"` // face IDs given out
}

// Empty reports whether the call changed nothing.
func (c Change) Empty() bool {
	return len(c.Groups)+len(c.Persons)+len(c.GoneGroups)+len(c.GonePersons) == 0
}

// Apply stores the after-images.
func (a *Account) Apply(c Change) {
	a.issued += c.Issued
	for _, g := range c.Groups {
		a.putGroup(g)
	}
	for _, p := range c.Persons {
		a.putPerson(p)
	}
	for _, id := range c.GonePersons {
		a.dropPerson(id)
	}
	for _, id := range c.GoneGroups {
		a.dropGroup(id)
	}
}

func (a *Account) putGroup(g *group) {
	if old, ok := a.groups[g.ID]; ok {
		delete(a.names, old.Name)
	} else {
		a.order.join(g.ID)
		a.members[g.ID] = &members{}
	}
	a.groups[g.ID] = g
	a.names[g.Name] = g.ID
}

func (a *Account) dropGroup(id string) {
	if g, ok := a.groups[id]; ok {
		delete(a.names, g.Name)
		delete(a.groups, id)
		delete(a.members, id)
		a.order.leave(id)
	}
}

func (a *Account) putPerson(p *person) {
	old, ok := a.persons[p.ID]
	if !ok {
		old = &person{}
		a.arrival.join(p.ID)
	}
	a.persons[p.ID] = p
	a.replace(old, p)
}

func (a *Account) dropPerson(id string) {
	if old, ok := a.persons[id]; ok {
		delete(a.persons, id)
		a.arrival.leave(id)
		a.replace(old, &person{ID: id})
	}
}

// replace moves a person's faces and memberships from the old to the new version.
func (a *Account) replace(old, now *person) {
	a.faces += len(now.Faces) - len(old.Faces)
	for _, m := range old.Groups {
		if of, ok := a.members[m.Group]; ok {
			of.faces -= len(old.Faces)
			if now.in(m.Group) < 0 {
				of.persons.leave(now.ID)
			}
		}
	}
	for _, m := range now.Groups {
		if of, ok := a.members[m.Group]; ok {
			of.faces += len(now.Faces)
			if old.in(m.Group) < 0 {
				of.persons.join(now.ID)
			}
		}
	}
	a.shown.replace(old, now)
}

// faceID returns the i-th next ID of the sequence: 19 digits, unique because multiplying by a number
// coprime to 10^18 permutes the numbers below it.
func (a *Account) faceID(i int) faceID {
	const space, step = 1_000_000_000_000_000_000, 618_033_988_749_894_849
	hi, lo := bits.Mul64((a.issued+uint64(i))%space, step)
	return faceID(3*space + (bits.Rem64(hi, lo, space)+Mix(a.seed)%space)%space)
}

// room returns the refusal of the capacity that forbids this many new faces in these groups.
func (a *Account) room(further int, groups ...string) *Refusal {
	if a.faces+further > a.capacity.Faces {
		return Refuse(accountFaceNumExceed, "the account holds no more faces")
	}
	return a.roomIn(further, groups...)
}

// roomIn is like room for faces that the account holds already.
func (a *Account) roomIn(further int, groups ...string) *Refusal {
	for _, id := range groups {
		if a.members[id].faces+further > a.capacity.GroupFaces {
			return Refuse(groupFaceNumExceed, "the group holds no more faces")
		}
	}
	return nil
}

// GroupsOf returns all groups of a person, if there is one.
func (a *Account) GroupsOf(person string) []string {
	if p := a.persons[person]; p != nil {
		return p.groupIDs()
	}
	return nil
}

// Mix spreads every bit of x over all bits of the result (the finalizer of splitmix64).
func Mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
