package simulator

import (
	"fmt"
	"testing"

	"enroll.example/enroll/iai/simulator/account"
)

func TestCapacities(t *testing.T) {
	const groupFull, accountFull, groups = "InvalidParameterValue.GroupFaceNumExceed", "InvalidParameterValue.AccountFaceNumExceed", "InvalidParameterValue.GroupNumExceed"
	another := fields{"GroupId": "staff", "PersonId": "q", "PersonName": "q", "Image": shot(1)}
	two := fields{"PersonId": "p", "Images": []string{shot(1), shot(2)}}
	for name, c := range map[string]struct {
		capacity account.Capacity
		action   string
		params   fields
		want     string
	}{
		"a second person in a full group":          {account.Capacity{GroupFaces: 1}, "CreatePerson", another, groupFull},
		"the last place in a group":                {account.Capacity{GroupFaces: 2}, "CreatePerson", another, ""},
		"two faces where one has room":             {account.Capacity{GroupFaces: 2}, "CreateFace", two, groupFull},
		"two faces in the last places":             {account.Capacity{GroupFaces: 3}, "CreateFace", two, ""},
		"another group's places":                   {account.Capacity{GroupFaces: 1}, "CreatePerson", another.with("GroupId", "away"), ""},
		"a copy into another group":                {account.Capacity{GroupFaces: 1}, "CopyPerson", fields{"PersonId": "p", "GroupIds": []string{"away"}}, ""},
		"a copy into a full group":                 {account.Capacity{GroupFaces: 1}, "CopyPerson", fields{"PersonId": "far", "GroupIds": []string{"staff"}}, groupFull},
		"a person for a full account":              {account.Capacity{Faces: 2}, "CreatePerson", another, accountFull},
		"a face for a full account":                {account.Capacity{Faces: 2}, "CreateFace", two, accountFull},
		"a copy takes no room in the account":      {account.Capacity{Faces: 2}, "CopyPerson", fields{"PersonId": "p", "GroupIds": []string{"away"}}, ""},
		"a third group":                            {account.Capacity{Groups: 2}, "CreateGroup", fields{"GroupId": "c", "GroupName": "c"}, groups},
		"a group that exists, in a full account":   {account.Capacity{Groups: 2}, "CreateGroup", fields{"GroupId": "staff", "GroupName": "c"}, "InvalidParameterValue.GroupIdAlreadyExist"},
		"the service's own capacities are enough":  {account.Capacity{}, "CreateFace", two, ""},
		"a person who exists, in a full account":   {account.Capacity{Faces: 2}, "CreatePerson", another.with("PersonId", "p"), "InvalidParameterValue.PersonIdAlreadyExist"},
		"a photo without a face, in a full group":  {account.Capacity{GroupFaces: 1}, "CreatePerson", another.with("Image", tagged("verdict=noface")), groupFull},
		"a person again, once somebody has left":   {account.Capacity{Faces: 3}, "CreatePerson", another, ""},
		"a read changes nothing in a full account": {account.Capacity{Faces: 2}, "GetPersonBaseInfo", fields{"PersonId": "p"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, Options{Capacity: c.capacity}).group()
			r.must("CreateGroup", fields{"GroupId": "away", "GroupName": "away"})
			r.person("gone", shot(7))
			r.must("DeletePerson", fields{"PersonId": "gone"})
			r.person("p", shot(0))
			if c.action == "CopyPerson" && c.params["PersonId"] == "far" || c.capacity.Faces == 2 {
				r.must("CreatePerson", fields{"GroupId": "away", "PersonId": "far", "PersonName": "far", "Image": shot(5)})
			}
			if got := r.call(c.action, c.params); got.code() != c.want {
				t.Errorf("code %q, want %q (%s)", got.code(), c.want, got.Response.Error.Message)
			}
		})
	}
}

func TestDetectFace(t *testing.T) {
	oneOf{
		"a face":                         {"MaxFaceNum", 1, ""},
		"all that there is to tell":      {"NeedFaceAttributes", 1, ""},
		"its quality":                    {"NeedQualityDetection", 1, ""},
		"as many as can be":              {"MaxFaceNum", 120, ""},
		"more than can be":               {"MaxFaceNum", 121, "InvalidParameter.InvalidParameter"},
		"none":                           {"MaxFaceNum", 0, "InvalidParameter.InvalidParameter"},
		"the smaller of the least sizes": {"MinFaceSize", 20, ""},
		"a least size in between":        {"MinFaceSize", 30, "InvalidParameter.InvalidParameter"},
		"an old face model":              {"FaceModelVersion", "2.0", "InvalidParameterValue.FaceModelVersionIllegal"},
		"a photo without a face":         {"Image", tagged("verdict=noface"), "InvalidParameterValue.NoFaceInPhoto"},
		"a face that is too small":       {"Image", text(jpegOf(66, 66, "")), "FailedOperation.FaceSizeTooSmall"},
		"a photo that is too small":      {"Image", text(jpegOf(63, 66, "")), "FailedOperation.ImageResolutionTooSmall"},
		"no photo":                       {"Image", nil, "InvalidParameterValue.ImageEmpty"},
		"a person, who is not its matter": {
			"PersonId", "p", "UnknownParameter"},
	}.run(t, nil, "DetectFace", fields{"Image": text(jpegOf(80, 80, ""))})
}

func TestDetectionHasItsOwnQuota(t *testing.T) {
	r := newRig(t, Options{QPS: 2})
	r.must("GetGroupList", fields{})
	r.must("GetGroupList", fields{})
	if got := r.call("GetGroupList", fields{}).code(); got != "RequestLimitExceeded" {
		t.Errorf("the third of management: code %q", got)
	}
	r.must("DetectFace", fields{"Image": text(jpegOf(80, 80, ""))})
	if last := r.last(); !last.Billed || last.Images != 1 || last.Applied {
		t.Errorf("%+v", last)
	}
}

func TestQuotaPerAction(t *testing.T) {
	r := newRig(t, Options{QPS: 1, Per: "action"})
	r.must("GetGroupList", fields{})
	r.must("CreateGroup", fields{"GroupId": "g", "GroupName": "g"})
	if got := r.call("GetGroupList", fields{}).code(); got != "RequestLimitExceeded" {
		t.Errorf("the second of an action: code %q", got)
	}
	if got := r.call("NoSuchThing", fields{}).code(); got != "InvalidAction" {
		t.Errorf("what is no action: code %q", got)
	}
	if got := r.call("NorThis", fields{}).code(); got != "RequestLimitExceeded" {
		t.Errorf("another that is none shares its quota: code %q", got)
	}
}

// The gateway refuses before the signature is checked; the service itself does not.
func TestQuotaRefusalCode(t *testing.T) {
	for _, code := range throttling() {
		r := newRig(t, Options{QPS: 1, Refusal: code})
		r.must("GetGroupList", fields{})
		if got := r.call("GetGroupList", fields{}).code(); got != code {
			t.Errorf("%s: code %q", code, got)
		}
		want := code
		if code == "FailedOperation.RequestLimitExceeded" {
			want = "AuthFailure.SignatureFailure"
		}
		if got := r.send(letter{action: "GetGroupList", body: "{}", key: "WRONG"}.request()).code(); got != want {
			t.Errorf("%s, badly signed: code %q, want %q", code, got, want)
		}
		if got := r.stats(); got.Refused != 2 {
			t.Errorf("%s: %d refused by the quota, want 2", code, got.Refused)
		}
	}
}

func TestPersonGroupDescriptions(t *testing.T) {
	texts := func(index int) []fields {
		return []fields{{"PersonExDescriptionIndex": index, "PersonExDescription": "second"}}
	}
	oneOf{
		"a text":                     {"PersonExDescriptionInfos", texts(1), ""},
		"a field that there is not":  {"PersonExDescriptionInfos", texts(2), "InvalidParameter.InvalidParameter"},
		"a group that there is not":  {"GroupId", "nobody", "InvalidParameterValue.GroupIdNotExist"},
		"a group of others":          {"GroupId", "away", "FailedOperation.GroupPersonMapNotExist"},
		"a person that there is not": {"PersonId", "nobody", "InvalidParameterValue.PersonIdNotExist"},
		"a text that is much too long": {"PersonExDescriptionInfos", []fields{{"PersonExDescriptionIndex": 0, "PersonExDescription": long(61)}},
			"InvalidParameterValue.PersonExDescriptionsNameTooLong"},
	}.run(t, func(r *rig) {
		r.must("CreateGroup", fields{"GroupId": "away", "GroupName": "away"})
		r.person("p", shot(0))
	}, "ModifyPersonGroupInfo", fields{"GroupId": "staff", "PersonId": "p", "PersonExDescriptionInfos": texts(0)})

	r := newRig(t, Options{}).group()
	r.person("p", shot(0))
	r.must("ModifyPersonGroupInfo", fields{"GroupId": "staff", "PersonId": "p", "PersonExDescriptionInfos": texts(1)})
	if got := r.must("GetPersonList", fields{"GroupId": "staff"}).Response.PersonInfos[0].PersonExDescriptions; fmt.Sprint(got) != "[ second]" {
		t.Errorf("%q", got)
	}
}

func TestInvalidOptions(t *testing.T) {
	for _, o := range []Options{
		{QPS: -1}, {Window: "round"}, {Per: "day"}, {Refusal: "LimitExceeded"}, {Scope: "world"}, {URLs: "intranet"},
		{Latency: -1}, {Timeout: longestWait + 1}, {Tail: 1}, {Latency: 2, Tail: 1}, {Capacity: account.Capacity{Faces: -1}},
		{Faults: []Rule{{}}},
	} {
		if s, err := New(o); err == nil {
			s.Close()
			t.Errorf("%+v: no error", o)
		}
	}
}
