package simulator

import (
	"math/bits"
	"slices"
	"strconv"
)

// account is all groups and people of one customer. Only apply changes it.
type account struct {
	seed    uint64 // of the face IDs
	issued  uint64 // face IDs ever given out
	groups  map[string]*group
	names   map[string]string   // group name to group ID
	members map[string]*members // by group
	order   []string            // group IDs as created
	persons map[string]*person
	arrival []string // person IDs as created
}

// members of a group, in the order in which they came.
type members struct {
	persons []string
	faces   int
}

func newAccount(seed uint64) *account {
	return &account{
		seed:    seed,
		groups:  map[string]*group{},
		names:   map[string]string{},
		members: map[string]*members{},
		persons: map[string]*person{},
	}
}

// change is what a call did, as after-images: assigning them is all that a replay does.
type change struct {
	Groups      []*group  `json:"groups,omitempty"`
	Persons     []*person `json:"persons,omitempty"`
	GoneGroups  []string  `json:"gone_groups,omitempty"`
	GonePersons []string  `json:"gone_persons,omitempty"`
	Issued      uint64    `json:"issued,omitempty"` // face IDs given out
}

func (c change) empty() bool {
	return len(c.Groups)+len(c.Persons)+len(c.GoneGroups)+len(c.GonePersons) == 0
}

func (a *account) apply(c change) {
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

func (a *account) putGroup(g *group) {
	if old, ok := a.groups[g.ID]; ok {
		delete(a.names, old.Name)
	} else {
		a.order = append(a.order, g.ID)
		a.members[g.ID] = &members{}
	}
	a.groups[g.ID] = g
	a.names[g.Name] = g.ID
}

func (a *account) dropGroup(id string) {
	if g, ok := a.groups[id]; ok {
		delete(a.names, g.Name)
		delete(a.groups, id)
		delete(a.members, id)
		a.order = without(a.order, id)
	}
}

func (a *account) putPerson(p *person) {
	old, ok := a.persons[p.ID]
	if !ok {
		old = &person{}
		a.arrival = append(a.arrival, p.ID)
	}
	a.persons[p.ID] = p
	a.leave(old, p)
	for _, m := range p.Groups {
		of, ok := a.members[m.Group]
		if !ok {
			continue
		}
		if old.in(m.Group) < 0 {
			of.persons = append(of.persons, p.ID)
		}
		of.faces += len(p.Faces)
	}
}

func (a *account) dropPerson(id string) {
	if old, ok := a.persons[id]; ok {
		a.leave(old, &person{})
		delete(a.persons, id)
		a.arrival = without(a.arrival, id)
	}
}

// leave takes old's faces off the counts of its groups, and old itself out of those groups
// that now is not in any more.
func (a *account) leave(old, now *person) {
	for _, m := range old.Groups {
		of, ok := a.members[m.Group]
		if !ok {
			continue
		}
		of.faces -= len(old.Faces)
		if now.in(m.Group) < 0 {
			of.persons = without(of.persons, old.ID)
		}
	}
}

// faceID is the one that is i places down the sequence: 19 digits, unique because
// multiplying by a number coprime to 10^18 permutes the numbers below it.
func (a *account) faceID(i int) string {
	const space, step = 1_000_000_000_000_000_000, 618_033_988_749_894_849
	hi, lo := bits.Mul64((a.issued+uint64(i))%space, step)
	scattered := (bits.Rem64(hi, lo, space) + mix(a.seed)%space) % space
	return strconv.FormatUint(3*space+scattered, 10)
}

// alike finds a member of the group whom the photo shows by its own word, or who was
// enrolled with the very same photo.
func (a *account) alike(group string, p photo) string {
	for _, id := range a.members[group].persons {
		for _, f := range a.persons[id].Faces {
			if f.Hash == p.hash || p.identity != "" && f.Identity == p.identity {
				return id
			}
		}
	}
	return ""
}

// list is everything, in the order of creation.
func (a *account) list() (groups []*group, persons []*person) {
	for _, id := range a.order {
		groups = append(groups, a.groups[id])
	}
	for _, id := range a.arrival {
		persons = append(persons, a.persons[id])
	}
	return groups, persons
}

func without(list []string, gone string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == gone })
}
