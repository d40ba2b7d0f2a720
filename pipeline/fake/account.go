package fake

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// Photo is what the service finds on a photo.
type Photo struct {
	Identity string // whom it shows; "": anybody
	Code     string // the code with which the service refuses it; "": a good photo
	Changed  bool   // its file has other bytes by the time it is to be sent
}

// Person is someone at the service.
type Person struct {
	ID, Name, Gender, Group string

	Descriptions []enrollment.Description
	Created      time.Time // by the service's clock
	Faces        []Face
}

// Face is one face of a person, and the key of its photo.
type Face struct{ ID, Key string }

func (p *Person) faceIDs() []string {
	ids := make([]string, len(p.Faces))
	for i, f := range p.Faces {
		ids[i] = f.ID
	}
	return ids
}

// account is all groups and people.
type account struct {
	photos  map[string]Photo
	groups  map[string]string // names by id
	persons map[string]*Person
	order   []string       // person IDs as created
	issued  int            // face IDs ever given out
	landed  map[string]int // faces ever made of a photo
}

func newAccount(photos map[string]Photo) account {
	return account{photos: photos, groups: map[string]string{}, persons: map[string]*Person{}, landed: map[string]int{}}
}

func (a *account) addGroup(id, name string) { a.groups[id] = name }

func (a *account) put(p Person) {
	a.drop(p.ID)
	a.persons[p.ID] = &p
	a.order = append(a.order, p.ID)
}

func (a *account) drop(id string) {
	delete(a.persons, id)
	a.order = slices.DeleteFunc(a.order, func(s string) bool { return s == id })
}

// face makes a face of a photo. A face ID has 19 digits, as the service's have.
func (a *account) face(key string) Face {
	a.issued++
	a.landed[key]++
	return Face{ID: fmt.Sprintf("4%018d", a.issued), Key: key}
}

// number gives an ID to each face that has none.
func (a *account) number(p *Person) {
	for i, f := range p.Faces {
		if f.ID == "" {
			p.Faces[i] = a.face(f.Key)
		}
	}
}

// serve applies a call; applied says whether it changed anything.
func (a *account) serve(call enrollment.Call, half int, now time.Time) (r enrollment.Result, applied bool) {
	switch call.Action {
	case enrollment.GetGroup:
		return a.getGroup(call), false
	case enrollment.CreateGroup:
		r = a.createGroup(call)
		return r, r.Code == ""
	case enrollment.CreatePerson:
		r = a.createPerson(call, now)
		return r, r.FaceID != ""
	case enrollment.ListPersons:
		return a.listPersons(call), false
	}
	p, ok := a.persons[call.Person]
	if !ok {
		return enrollment.Result{Code: codes.PersonIDNotExist}, false
	}
	switch call.Action {
	case enrollment.GetPerson:
		return enrollment.Result{Name: p.Name, FaceIDs: p.faceIDs()}, false
	case enrollment.CreateFace:
		r = a.createFace(p, call.Photos, half, call.Options)
	case enrollment.DeleteFace:
		r = a.deleteFace(p, call.FaceIDs)
	}
	return r, len(r.FaceIDs) > 0
}

func (a *account) getGroup(call enrollment.Call) enrollment.Result {
	name, ok := a.groups[call.Group]
	if !ok {
		return enrollment.Result{Code: codes.GroupIDNotExist}
	}
	return enrollment.Result{Name: name}
}

func (a *account) createGroup(call enrollment.Call) enrollment.Result {
	if _, ok := a.groups[call.Group]; ok {
		return enrollment.Result{Code: codes.GroupIDAlreadyExist}
	}
	for _, name := range a.groups {
		if name == call.Name {
			return enrollment.Result{Code: codes.GroupNameAlreadyExist}
		}
	}
	a.addGroup(call.Group, call.Name)
	return enrollment.Result{}
}

func (a *account) createPerson(call enrollment.Call, now time.Time) enrollment.Result {
	if _, ok := a.groups[call.Group]; !ok {
		return enrollment.Result{Code: codes.GroupIDNotExist}
	}
	if _, ok := a.persons[call.Person]; ok {
		return enrollment.Result{Code: codes.PersonIDAlreadyExist}
	}
	if len(call.Photos) == 0 {
		return enrollment.Result{Code: codes.ImageEmpty}
	}
	key := call.Photos[0].Key
	if code := a.refusal(key, call.Options); code != "" {
		return enrollment.Result{Code: code}
	}
	if u := call.Options.Unique; u != nil && *u > 0 {
		if id := a.alike(call.Group, key); id != "" {
			return enrollment.Result{SimilarPersonID: id}
		}
	}
	born := Person{
		ID: call.Person, Name: call.Name, Gender: cmp.Or(call.Gender, "0"), Group: call.Group,
		Descriptions: slices.Clone(call.Descriptions), Created: now.UTC().Truncate(time.Millisecond),
		Faces: []Face{a.face(key)},
	}
	a.put(born)
	return enrollment.Result{FaceID: born.Faces[0].ID}
}

// refusal is the code that a photo gets by itself; its quality counts only where it is controlled.
func (a *account) refusal(key string, o enrollment.Options) string {
	code := a.photos[key].Code
	if code == codes.FaceQualityNotQualified && (o.Quality == nil || *o.Quality == 0) {
		return ""
	}
	return code
}

// alike finds a member of the group whom the photo may show; one that does not say whom it
// shows may show anybody.
func (a *account) alike(group, key string) string {
	identity := a.photos[key].Identity
	for _, id := range a.order {
		p := a.persons[id]
		if p.Group == group && slices.ContainsFunc(p.Faces, func(f Face) bool {
			shown := a.photos[f.Key].Identity
			return identity == "" || shown == "" || shown == identity
		}) {
			return id
		}
	}
	return ""
}

func (a *account) createFace(p *Person, photos []enrollment.Photo, half int, o enrollment.Options) (r enrollment.Result) {
	if code := a.refusesUpload(p, photos); code != "" {
		return enrollment.Result{Code: code}
	}
	r.FaceIDs = []string{}
	first := p.Faces[0].Key
	for i, photo := range photos {
		code := a.retCode(first, photo.Key, o)
		if half > 0 && i >= half {
			code = retOther
		}
		r.RetCodes = append(r.RetCodes, code)
		if code == 0 {
			added := a.face(photo.Key)
			p.Faces = append(p.Faces, added)
			r.FaceIDs = append(r.FaceIDs, added.ID)
		}
	}
	return r
}

// refusesUpload is the code with which a whole upload is refused.
func (a *account) refusesUpload(p *Person, photos []enrollment.Photo) string {
	switch n := len(photos); {
	case n == 0:
		return codes.ImageEmpty
	case n > enrollment.FacesPerUpload:
		return codes.UploadFaceNumExceed
	case len(p.Faces)+n > enrollment.FacesPerPerson:
		return codes.PersonFaceNumExceed
	}
	for _, photo := range photos {
		if code := a.photos[photo.Key].Code; code == codes.ImageEmpty || code == codes.ImageSizeExceed {
			return code
		}
	}
	return ""
}

// What CreateFace says of each photo (docs/service.md, "A success can be a failure").
const (
	retMismatch = -1604
	retOther    = -1000 // "other": the algorithm failed
)

var retCodes = map[string]int{
	codes.NoFaceInPhoto:           -1101,
	codes.ImageDecodeFailed:       -1102,
	codes.ImageResolutionTooSmall: -1109,
	codes.ImageResolutionExceed:   -1109,
	codes.FaceQualityNotQualified: -1601,
	codes.RunFaceMismatch:         retMismatch,
}

func (a *account) retCode(first, key string, o enrollment.Options) int {
	photo := a.photos[key]
	if code := a.refusal(key, o); code != "" {
		return cmp.Or(retCodes[code], retOther)
	}
	compares := o.Threshold == nil || *o.Threshold > 0
	if known := a.photos[first].Identity; compares && known != "" && photo.Identity != "" && known != photo.Identity {
		return retMismatch
	}
	return 0
}

// deleteFace takes away the faces that the person has; others are passed over.
func (a *account) deleteFace(p *Person, ids []string) (r enrollment.Result) {
	r.FaceIDs = []string{}
	var kept []Face
	for _, f := range p.Faces {
		if slices.Contains(ids, f.ID) {
			r.FaceIDs = append(r.FaceIDs, f.ID)
		} else {
			kept = append(kept, f)
		}
	}
	if len(kept) == 0 {
		return enrollment.Result{Code: codes.DeleteFaceNumExceed}
	}
	p.Faces = kept
	return r
}

// listPersons is a page of a group, in order of creation.
func (a *account) listPersons(call enrollment.Call) (r enrollment.Result) {
	if _, ok := a.groups[call.Group]; !ok {
		return enrollment.Result{Code: codes.GroupIDNotExist}
	}
	var all []enrollment.Listed
	for _, id := range a.order {
		if p := a.persons[id]; p.Group == call.Group {
			all = append(all, enrollment.Listed{Person: id, Name: p.Name, FaceIDs: p.faceIDs(), Created: p.Created})
		}
	}
	if call.Offset > len(all) {
		return enrollment.Result{Code: "InvalidParameterValue.OffsetExceed"}
	}
	r.Total = len(all)
	r.Persons = all[call.Offset:min(len(all), call.Offset+cmp.Or(call.Limit, 10))]
	return r
}
