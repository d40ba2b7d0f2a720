package account

import (
	"encoding/json"
	"io"
)

// Snapshot is an account as it was, for telling without holding it up.
type Snapshot struct {
	groups  []*group
	persons []*person
}

// Snapshot copies references only, in the order of creation.
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

// Tell writes all groups and persons as one JSON object, a person at a time.
func (s Snapshot) Tell(w io.Writer) error {
	groups := make([]toldGroup, len(s.groups))
	for i, g := range s.groups {
		groups[i] = toldGroup{g.ID, g.Name}
	}
	head, err := json.Marshal(groups)
	if err != nil {
		return err
	}
	io.WriteString(w, `{"groups":`+string(head)+`,"persons":[`)
	for i, p := range s.persons {
		line, err := json.Marshal(p.tell())
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

type toldGroup struct {
	ID   string `json:"group_id"`
	Name string `json:"name"`
}

type toldPerson struct {
	ID      string     `json:"person_id"`
	Name    string     `json:"name"`
	Gender  int64      `json:"gender"`
	Groups  []string   `json:"group_ids"`
	Created int64      `json:"created"`
	Faces   []toldFace `json:"faces"`
}

type toldFace struct {
	ID   faceID `json:"face_id"`
	Hash digest `json:"sha256"`
}

func (p *person) tell() toldPerson {
	faces := make([]toldFace, len(p.Faces))
	for i, f := range p.Faces {
		faces[i] = toldFace{f.ID, f.Hash}
	}
	return toldPerson{p.ID, p.Name, p.Gender, p.groupIDs(), p.Created, faces}
}
