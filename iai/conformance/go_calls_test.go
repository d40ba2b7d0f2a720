package conformance

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"enroll.example/enroll/iai/simulator/account"

	iai "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/iai/v20200303"
)

// fields are the parameters of a call by name.
type fields map[string]any

// but returns a copy with other values; nil leaves a parameter out.
func (f fields) but(others fields) fields {
	changed := maps.Clone(f)
	for name, value := range others {
		if changed[name] = value; value == nil {
			delete(changed, name)
		}
	}
	return changed
}

// sender makes one call of the typed client.
type sender func(*iai.Client, fields) (any, error)

// by parses the fields into the SDK's own request, which refuses what it does not declare.
func by[Q, R any](request func() *Q, send func(*iai.Client, *Q) (*R, error)) sender {
	return func(c *iai.Client, f fields) (any, error) {
		text, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		q := request()
		in := json.NewDecoder(bytes.NewReader(text))
		in.DisallowUnknownFields()
		if err := in.Decode(q); err != nil {
			return nil, err
		}
		return send(c, q)
	}
}

var calls = map[string]sender{
	"CreateGroup":           by(iai.NewCreateGroupRequest, (*iai.Client).CreateGroup),
	"GetGroupInfo":          by(iai.NewGetGroupInfoRequest, (*iai.Client).GetGroupInfo),
	"GetGroupList":          by(iai.NewGetGroupListRequest, (*iai.Client).GetGroupList),
	"ModifyGroup":           by(iai.NewModifyGroupRequest, (*iai.Client).ModifyGroup),
	"DeleteGroup":           by(iai.NewDeleteGroupRequest, (*iai.Client).DeleteGroup),
	"CreatePerson":          by(iai.NewCreatePersonRequest, (*iai.Client).CreatePerson),
	"GetPersonBaseInfo":     by(iai.NewGetPersonBaseInfoRequest, (*iai.Client).GetPersonBaseInfo),
	"ModifyPersonBaseInfo":  by(iai.NewModifyPersonBaseInfoRequest, (*iai.Client).ModifyPersonBaseInfo),
	"ModifyPersonGroupInfo": by(iai.NewModifyPersonGroupInfoRequest, (*iai.Client).ModifyPersonGroupInfo),
	"DeletePerson":          by(iai.NewDeletePersonRequest, (*iai.Client).DeletePerson),
	"CreateFace":            by(iai.NewCreateFaceRequest, (*iai.Client).CreateFace),
	"DeleteFace":            by(iai.NewDeleteFaceRequest, (*iai.Client).DeleteFace),
	"GetPersonList":         by(iai.NewGetPersonListRequest, (*iai.Client).GetPersonList),
	"GetPersonListNum":      by(iai.NewGetPersonListNumRequest, (*iai.Client).GetPersonListNum),
	"GetPersonGroupInfo":    by(iai.NewGetPersonGroupInfoRequest, (*iai.Client).GetPersonGroupInfo),
	"CopyPerson":            by(iai.NewCopyPersonRequest, (*iai.Client).CopyPerson),
	"DeletePersonFromGroup": by(iai.NewDeletePersonFromGroupRequest, (*iai.Client).DeletePersonFromGroup),
	"DetectFace":            by(iai.NewDetectFaceRequest, (*iai.Client).DetectFace),
}

// every returns the names of all calls that the simulator knows.
func every() []string { return slices.Sorted(slices.Values(account.Actions())) }

// step is a call that is made before that of a story.
type step struct {
	action string
	fields fields
}

// world is the initial state of a story: p1 with two faces and p2 with one, both in staff, and the
// empty group away.
var world = []step{
	{"CreateGroup", fields{"GroupId": "staff", "GroupName": "Staff", "GroupExDescriptions": []string{"dept", "floor"}, "Tag": "people"}},
	{"CreateGroup", fields{"GroupId": "away", "GroupName": "Away"}},
	{"CreatePerson", fields{"GroupId": "staff", "PersonId": "p1", "PersonName": "Ana", "Gender": 2, "Image": showing("identity=ana"),
		"PersonExDescriptionInfos": []fields{{"PersonExDescriptionIndex": 1, "PersonExDescription": "second"}}}},
	{"CreateFace", fields{"PersonId": "p1", "Images": []string{showing("identity=ana")}}},
	{"CreatePerson", fields{"GroupId": "staff", "PersonId": "p2", "PersonName": "Bob", "Image": showing("identity=bob")}},
}

func (s *stage) people() {
	s.t.Helper()
	for _, step := range world {
		reply := s.must(step.action, step.fields)
		if made, ok := reply.(*iai.CreatePersonResponse); ok && s.face == "" {
			s.face = *made.Response.FaceId
		}
	}
}

// plainly returns the parameters with which a call succeeds in the world.
func (s *stage) plainly(action string) fields {
	return map[string]fields{
		"CreateGroup":           {"GroupId": "new", "GroupName": "New"},
		"GetGroupInfo":          {"GroupId": "staff"},
		"GetGroupList":          {},
		"ModifyGroup":           {"GroupId": "staff"},
		"DeleteGroup":           {"GroupId": "staff"},
		"CreatePerson":          {"GroupId": "staff", "PersonId": "p3", "PersonName": "Cleo", "Image": anybody},
		"GetPersonBaseInfo":     {"PersonId": "p1"},
		"ModifyPersonBaseInfo":  {"PersonId": "p1"},
		"ModifyPersonGroupInfo": {"GroupId": "staff", "PersonId": "p1"},
		"DeletePerson":          {"PersonId": "p1"},
		"CreateFace":            {"PersonId": "p1", "Images": []string{anybody}},
		"DeleteFace":            {"PersonId": "p1", "FaceIds": []string{s.face}},
		"GetPersonList":         {"GroupId": "staff"},
		"GetPersonListNum":      {"GroupId": "staff"},
		"GetPersonGroupInfo":    {"PersonId": "p1"},
		"CopyPerson":            {"PersonId": "p1", "GroupIds": []string{"away"}},
		"DeletePersonFromGroup": {"PersonId": "p1", "GroupId": "staff"},
		"DetectFace":            {"Image": anybody},
	}[action]
}
