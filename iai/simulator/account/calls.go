package account

import (
	"maps"
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// Call is one parsed request. Serve decides it against the account as it is and changes nothing: the
// outcome has the change.
type Call interface {
	Serve(a *Account, at time.Time) Outcome
}

// Outcome of a call: its reply, and what it changed.
type Outcome struct {
	Reply   map[string]any // without RequestId
	Refused *Refusal
	Change  Change
}

func refused(code, message string) Outcome { return Outcome{Refused: Refuse(code, message)} }

// Interface groups: each has a quota of its own (docs/service.md, "Quota").
const (
	Management = "management" // of groups, people and faces
	Detection  = "detection"
)

// Action describes one action of the API: how its parameters are read, and how it is counted.
type Action struct {
	read   func(p *params) Call
	bills  bool   // its successes are billed
	Writes bool   // faces: CreateFaceConcurrent may refuse it (error-codes.tsv)
	Reads  bool   // it only reads, and may lag behind what was written
	Group  string // of interfaces
}

var actions = map[string]Action{
	"CreateGroup":           {read: readCreateGroup},
	"GetGroupInfo":          {read: readGetGroupInfo, Reads: true},
	"GetGroupList":          {read: readGetGroupList, Reads: true},
	"ModifyGroup":           {read: readModifyGroup},
	"DeleteGroup":           {read: readDeleteGroup},
	"CreatePerson":          {read: readCreatePerson, Writes: true, bills: true},
	"GetPersonBaseInfo":     {read: readGetPersonBaseInfo, Reads: true},
	"ModifyPersonBaseInfo":  {read: readModifyPersonBaseInfo},
	"ModifyPersonGroupInfo": {read: readModifyPersonGroupInfo},
	"DeletePerson":          {read: readDeletePerson, Writes: true},
	"CreateFace":            {read: readCreateFace, Writes: true, bills: true},
	"DeleteFace":            {read: readDeleteFace, Writes: true},
	"GetPersonList":         {read: readGetPersonList, Reads: true},
	"GetPersonListNum":      {read: readGetPersonListNum, Reads: true},
	"GetPersonGroupInfo":    {read: readGetPersonGroupInfo, Reads: true},
	"CopyPerson":            {read: readCopyPerson, Writes: true},
	"DeletePersonFromGroup": {read: readDeletePersonFromGroup, Writes: true},
	"DetectFace":            {read: readDetectFace, bills: true, Group: Detection},
}

// Actions returns the names of all actions, in no order.
func Actions() []string { return slices.Collect(maps.Keys(actions)) }

// Lookup finds an action by its exact name. An unknown one counts as management.
func Lookup(name string) (a Action, known bool) {
	if a, known = actions[name]; a.Group == "" {
		a.Group = Management
	}
	return a, known
}

// Manner is how calls are read. The zero value is the usual one.
type Manner struct {
	Eyes        Eyes // nil: every photo shows one face, in its middle
	StrictNames bool // of a person: letters, digits, - and _ only
}

// Read parses the call from its parameters.
func (a Action) Read(f Fields, m Manner) (Call, *Refusal) {
	p := params{left: f.members, loose: f.loose, eyes: m.Eyes, strictNames: m.StrictNames}
	c := a.read(&p)
	return c, p.done()
}

// Billed reports whether a reply costs money: a success of an action that bills, and a photo without a
// face (docs/service.md, "Billing").
func (a Action) Billed(code string) bool {
	return a.bills && (code == "" || code == codes.NoFaceInPhoto)
}

// Only limits the call to its first n photos.
func Only(n int, c Call) {
	if c, ok := c.(interface{ only(n int) }); ok {
		c.only(n)
	}
}

// Remote reports whether the call names photos by their URL.
func Remote(c Call) bool { return len(remote(c)) > 0 }

func remote(c Call) (named []*photo) {
	if c, ok := c.(interface{ photos() []*photo }); ok {
		for _, p := range c.photos() {
			if p.url != "" && p.fault == "" {
				named = append(named, p)
			}
		}
	}
	return named
}

// Fetch fetches the photos that the call names by their URL.
func Fetch(c Call, get func(url string) ([]byte, error)) {
	for _, p := range remote(c) {
		if raw, err := get(p.url); err == nil {
			p.look(raw)
		} else {
			p.fault = imageDownloadError
		}
	}
}

func groupMissing() Outcome  { return refused(codes.GroupIDNotExist, "no such group") }
func personMissing() Outcome { return refused(codes.PersonIDNotExist, "no such person") }

// page reads Offset and Limit; a Limit of zero is the default.
func (p *params) page(most int) (offset, limit int) {
	offset, limit = p.count("Offset", 0), p.count("Limit", pageDefault)
	if limit == 0 {
		limit = pageDefault
	}
	if limit > most {
		p.fail(limitExceed, "Limit is over %d", most)
	}
	return offset, limit
}

// cut returns one page of a list. An offset at its end is an empty page, one past it an error.
func cut[T any](list []T, offset, limit int) ([]T, *Refusal) {
	if offset > len(list) {
		return nil, Refuse(offsetExceed, "Offset is past the end")
	}
	return list[offset:min(offset+limit, len(list))], nil
}
