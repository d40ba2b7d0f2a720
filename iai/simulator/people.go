package simulator

import "slices"

// A group, a person and a face are never altered once they are in an account: a call puts a
// new one in place of the old. So what was read of an account stays as it was.
type group struct {
	ID           string   `json:"id"`
	Name         string   `json:"name"`
	Descriptions []string `json:"descriptions,omitempty"` // names of its custom fields
	Tag          string   `json:"tag,omitempty"`
	Created      int64    `json:"created"` // milliseconds since 1970
	Updated      int64    `json:"updated"`
}

type person struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Gender  int64        `json:"gender"`
	Groups  []membership `json:"groups"`
	Created int64        `json:"created"` // milliseconds since 1970
	Faces   []face       `json:"faces"`
}

type membership struct {
	Group        string   `json:"group"`
	Descriptions []string `json:"descriptions,omitempty"` // one for each field of the group
}

type face struct {
	ID       string `json:"id"`
	Hash     string `json:"sha256"`             // of the photo's bytes as received
	Identity string `json:"identity,omitempty"` // who the photo says it shows, if it says
}

func (p *person) groupIDs() []string {
	ids := make([]string, len(p.Groups))
	for i, m := range p.Groups {
		ids[i] = m.Group
	}
	return ids
}

func (p *person) faceIDs() []string {
	ids := make([]string, len(p.Faces))
	for i, f := range p.Faces {
		ids[i] = f.ID
	}
	return ids
}

// in says where among its groups the person has this one; -1: it is not in it.
func (p *person) in(group string) int {
	return slices.IndexFunc(p.Groups, func(m membership) bool { return m.Group == group })
}
