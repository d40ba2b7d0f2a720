package account

import (
	"encoding/json"
	"io"
)

// Snapshot is an account at one moment, for reporting it without blocking it.
type Snapshot struct {
	groups  []*group
	persons []*person
}

// Snapshot copies only references, in order of creation.
func (a *Account) Snapshot() (s Snapshot) {
	for _, id := range a.order.list() {
		s.groups = append(s.groups, a.groups[id])
	}
	ids := a.arrival.list()
	s.persons = make([]*person, len(ids))
	for i, id := range ids {
		s.persons[i] = a.persons[id]
	}
	return s
}

// State is what an account holds, in the form in which it is reported.
type State struct {
	Groups  []GroupState  `json:"groups"`
	Persons []PersonState `json:"persons"`
}

// State returns all groups and persons.
func (s Snapshot) State() (state State) {
	for _, g := range s.groups {
		state.Groups = append(state.Groups, GroupState{g.ID, g.Name})
	}
	for _, p := range s.persons {
		state.Persons = append(state.Persons, p.state())
	}
	return state
}

// Tell writes all groups and persons as one JSON object, a person at a time.
func (s Snapshot) Tell(w io.Writer) error {
	groups := make([]GroupState, len(s.groups))
	for i, g := range s.groups {
		groups[i] = GroupState{g.ID, g.Name}
	}
	head, err := json.Marshal(groups)
	if err != nil {
		return err
	}
	io.WriteString(w, `{"groups":`+string(head)+`,"persons":[`)
	for i, p := range s.persons {
		line, err := json.Marshal(p.state())
		if err != nil {
			return err
		}
		if i > 0 {
			io.WriteString(w, ",\n")
		}
		w.Write(line)
	}
	_, err = io.WriteString(w, "]}\n")
	return err
}

// GroupState is one group.
type GroupState struct {
	ID   string `json:"group_id"`
	Name string `json:"name"`
}

// PersonState is one person.
type PersonState struct {
	ID      string      `json:"person_id"`
	Name    string      `json:"name"`
	Gender  int64       `json:"gender"`
	Groups  []string    `json:"group_ids"`
	Created int64       `json:"created"`
	Faces   []FaceState `json:"faces"`
}

// FaceState is one face.
type FaceState struct {
	ID   string `json:"face_id"`
	Hash string `json:"sha256"` // of the photo's bytes as received, in hex
}

func (p *person) state() PersonState {
	faces := make([]FaceState, len(p.Faces))
	for i, f := range p.Faces {
		faces[i] = FaceState{f.ID.String(), f.Hash.String()}
	}
	return PersonState{p.ID, p.Name, p.Gender, p.groupIDs(), p.Created, faces}
}
