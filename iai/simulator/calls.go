package simulator

import (
	"time"

	"enroll/codes"
)

// apiVersion is the only one served.
const apiVersion = "2020-03-03"

// call is one understood request. serve decides it against the account as it is and changes
// nothing: the outcome carries the change.
type call interface {
	serve(a *account, at time.Time) outcome
}

type outcome struct {
	reply   map[string]any // without RequestId
	refused *refusal
	change  change
}

func refused(code, message string) outcome { return outcome{refused: refuse(code, message)} }

// trimmable is a call of whose photos only the first few may be applied, as a rule wants it.
type trimmable interface {
	firstPhotos(n int)
}

// action is one line of the API: how its parameters are read, and what it counts as.
type action struct {
	read  func(p *params) call
	write bool // writes faces: CreateFaceConcurrent may refuse it
	bills bool // its successes are billed
}

var actions = map[string]action{
	"CreateGroup":           {read: readCreateGroup},
	"GetGroupInfo":          {read: readGetGroupInfo},
	"GetGroupList":          {read: readGetGroupList},
	"ModifyGroup":           {read: readModifyGroup},
	"DeleteGroup":           {read: readDeleteGroup},
	"CreatePerson":          {read: readCreatePerson, write: true, bills: true},
	"GetPersonBaseInfo":     {read: readGetPersonBaseInfo},
	"ModifyPersonBaseInfo":  {read: readModifyPersonBaseInfo},
	"DeletePerson":          {read: readDeletePerson},
	"CreateFace":            {read: readCreateFace, write: true, bills: true},
	"DeleteFace":            {read: readDeleteFace, write: true},
	"GetPersonList":         {read: readGetPersonList},
	"GetPersonListNum":      {read: readGetPersonListNum},
	"GetPersonGroupInfo":    {read: readGetPersonGroupInfo},
	"CopyPerson":            {read: readCopyPerson},
	"DeletePersonFromGroup": {read: readDeletePersonFromGroup},
}

// billed tells whether an answer costs money: a success of an action that bills, and a
// photo without a face (iai-api, Billing).
func (a action) billed(code string) bool {
	return a.bills && (code == "" || code == codes.NoFaceInPhoto)
}

func groupMissing() outcome  { return refused(codes.GroupIDNotExist, "no such group") }
func personMissing() outcome { return refused(codes.PersonIDNotExist, "no such person") }

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

// cut takes one page off a list. An offset at its end is an empty page, one past it an error.
func cut[T any](list []T, offset, limit int) ([]T, *refusal) {
	if offset > len(list) {
		return nil, refuse(offsetExceed, "Offset is past the end")
	}
	return list[offset:min(offset+limit, len(list))], nil
}
