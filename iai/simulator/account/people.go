package account

import (
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
)

// A group, a person and a face are never modified once they are in an account: a call replaces them.
// So what was read from an account does not change.
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
	ID       faceID `json:"id"`
	Hash     digest `json:"sha256"`             // of the photo's bytes as received
	Identity string `json:"identity,omitempty"` // whom the photo says it shows, if it says
}

// faceID is a number of 19 digits, written as text: clients must not take it for a number.
type faceID uint64

func (id faceID) String() string               { return strconv.FormatUint(uint64(id), 10) }
func (id faceID) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(id), 10), nil }

func (id *faceID) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(string(text), 10, 64)
	*id = faceID(n)
	return err
}

// digest is a SHA-256, written in hex.
type digest [32]byte

func (d digest) String() string               { return hex.EncodeToString(d[:]) }
func (d digest) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d[:]), nil }

func (d *digest) UnmarshalText(text []byte) error {
	if len(text) != 2*len(d) {
		return errors.New("not a SHA-256 in hex")
	}
	_, err := hex.Decode(d[:], text)
	return err
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
		ids[i] = f.ID.String()
	}
	return ids
}

// in returns the index of a group among those of the person; -1: it is not in it.
func (p *person) in(group string) int {
	return slices.IndexFunc(p.Groups, func(m membership) bool { return m.Group == group })
}

// leaving returns the person without one of its groups.
func (p *person) leaving(group string) *person {
	now := *p
	at := p.in(group)
	now.Groups = slices.Delete(slices.Clone(p.Groups), at, at+1)
	return &now
}
