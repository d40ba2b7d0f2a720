package simulator

import (
	"strings"
	"testing"
)

// oneOf are tests of a call, each of which changes one thing in a valid call.
type oneOf map[string]struct {
	field string
	value any
	want  string
}

func (cases oneOf) run(t *testing.T, prepare func(*rig), action string, right fields) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, Options{}).group()
			if prepare != nil {
				prepare(r)
			}
			if got := r.call(action, right.with(c.field, c.value)); got.code() != c.want {
				t.Errorf("code %q, want %q (%s)", got.code(), c.want, got.Response.Error.Message)
			}
		})
	}
}

func long(n int) string { return strings.Repeat("x", n) }

func TestCreateGroup(t *testing.T) {
	oneOf{
		"a group":                                   {"Tag", "t", ""},
		"an id of the full length":                  {"GroupId", long(64), ""},
		"an id of every character":                  {"GroupId", "aZ09-%@#&_", ""},
		"an id too long":                            {"GroupId", long(65), "InvalidParameterValue.GroupIdTooLong"},
		"an id with a space":                        {"GroupId", "a b", "InvalidParameterValue.GroupIdIllegal"},
		"an id in Chinese":                          {"GroupId", "组", "InvalidParameterValue.GroupIdIllegal"},
		"an id that is there":                       {"GroupId", "staff", "InvalidParameterValue.GroupIdAlreadyExist"},
		"no id":                                     {"GroupId", nil, "MissingParameter"},
		"a name of the full length":                 {"GroupName", strings.Repeat("组", 60), ""},
		"a name too long":                           {"GroupName", strings.Repeat("组", 61), "InvalidParameterValue.GroupNameTooLong"},
		"a name with a space":                       {"GroupName", "a b", "InvalidParameterValue.GroupNameIllegal"},
		"a name that is there":                      {"GroupName", "staff", "InvalidParameterValue.GroupNameAlreadyExist"},
		"an empty name":                             {"GroupName", "", "MissingParameter.ErrorParameterEmpty"},
		"five custom fields":                        {"GroupExDescriptions", []string{"a", "b", "c", "d", "e"}, ""},
		"six custom fields":                         {"GroupExDescriptions", []string{"a", "b", "c", "d", "e", "f"}, "InvalidParameterValue.GroupExDescriptionsExceed"},
		"a custom field twice":                      {"GroupExDescriptions", []string{"a", "a"}, "InvalidParameterValue.GroupExDescriptionsNameIdentical"},
		"a custom field too long":                   {"GroupExDescriptions", []string{long(31)}, "InvalidParameterValue.GroupExDescriptionsNameTooLong"},
		"a custom field with a space":               {"GroupExDescriptions", []string{"a b"}, "InvalidParameterValue.GroupExDescriptionsNameIllegal"},
		"a custom field without a name":             {"GroupExDescriptions", []string{""}, "InvalidParameterValue.GroupExDescriptionsNameIllegal"},
		"custom fields that are no array":           {"GroupExDescriptions", "a", "InvalidParameter"},
		"custom fields that are no strings":         {"GroupExDescriptions", []int{1}, "InvalidParameter"},
		"a tag too long":                            {"Tag", long(41), "InvalidParameterValue.GroupTagTooLong"},
		"a tag with a space":                        {"Tag", "a b", "InvalidParameterValue.GroupTagIllegal"},
		"the face model that is served":             {"FaceModelVersion", "3.0", ""},
		"a face model that new accounts cannot use": {"FaceModelVersion", "2.0", "InvalidParameterValue.FaceModelVersionIllegal"},
	}.run(t, nil, "CreateGroup", fields{"GroupId": "g", "GroupName": "g"})
}

func TestCreatePerson(t *testing.T) {
	described := func(pairs ...any) (list []fields) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, fields{"PersonExDescriptionIndex": pairs[i], "PersonExDescription": pairs[i+1]})
		}
		return list
	}
	oneOf{
		"a person":                         {"Gender", 2, ""},
		"an id of the full length":         {"PersonId", long(64), ""},
		"an id too long":                   {"PersonId", long(65), "InvalidParameterValue.PersonIdTooLong"},
		"an id with a slash":               {"PersonId", "a/b", "InvalidParameterValue.PersonIdIllegal"},
		"an id that is there":              {"PersonId", "there", "InvalidParameterValue.PersonIdAlreadyExist"},
		"no id":                            {"PersonId", nil, "MissingParameter"},
		"an empty id":                      {"PersonId", "", "MissingParameter.ErrorParameterEmpty"},
		"a name of the full length":        {"PersonName", strings.Repeat("名", 60), ""},
		"a name with spaces and a dot":     {"PersonName", "Ana María · 安娜", ""},
		"a name too long":                  {"PersonName", strings.Repeat("名", 61), "InvalidParameterValue.PersonNameTooLong"},
		"a name with a tab":                {"PersonName", "a\tb", "InvalidParameterValue.PersonNameIllegal"},
		"an empty name":                    {"PersonName", "", "MissingParameter.ErrorParameterEmpty"},
		"no name":                          {"PersonName", nil, "MissingParameter"},
		"a gender that is none":            {"Gender", 3, "InvalidParameterValue.PersonGenderIllegal"},
		"a gender below all":               {"Gender", -1, "InvalidParameterValue.PersonGenderIllegal"},
		"a gender in words":                {"Gender", "male", "InvalidParameter"},
		"a gender in parts":                {"Gender", 1.5, "InvalidParameter"},
		"a group that is not there":        {"GroupId", "nobody", "InvalidParameterValue.GroupIdNotExist"},
		"a group id too long":              {"GroupId", long(65), "InvalidParameterValue.GroupIdTooLong"},
		"no group":                         {"GroupId", nil, "MissingParameter"},
		"texts for both custom fields":     {"PersonExDescriptionInfos", described(0, "R&D", 1, long(60)), ""},
		"a text for no field of the group": {"PersonExDescriptionInfos", described(2, "x"), "InvalidParameter.InvalidParameter"},
		"a text too long":                  {"PersonExDescriptionInfos", described(0, long(61)), "InvalidParameterValue.PersonExDescriptionsNameTooLong"},
		"two texts for one field":          {"PersonExDescriptionInfos", described(0, "a", 0, "b"), "InvalidParameterValue.PersonExDescriptionsNameIdentical"},
		"six texts":                        {"PersonExDescriptionInfos", described(0, "", 1, "", 2, "", 3, "", 4, "", 5, ""), "InvalidParameterValue.PersonExDescriptionInfosExceed"},
		"a text with an unknown key":       {"PersonExDescriptionInfos", []fields{{"Colour": "red"}}, "UnknownParameter"},
		"texts that are no objects":        {"PersonExDescriptionInfos", []int{1}, "InvalidParameter"},
		"no image":                         {"Image", nil, "InvalidParameterValue.ImageEmpty"},
		"an empty image":                   {"Image", "", "InvalidParameterValue.ImageEmpty"},
		"an image that is no string":       {"Image", 5, "InvalidParameter"},
		"an image that is no base64":       {"Image", "päper", "FailedOperation.ImageDecodeFailed"},
		"an image too small":               {"Image", text(jpegOf(63, 100, "")), "FailedOperation.ImageResolutionTooSmall"},
		"an image too wide":                {"Image", text(pngOf(2001, 64, "")), "FailedOperation.ImageResolutionExceed"},
		"an image of too much base64":      {"Image", strings.Repeat("A", 5<<20+4), "FailedOperation.ImageSizeExceed"},
		"a photo without a face":           {"Image", tagged("identity=a verdict=noface"), "InvalidParameterValue.NoFaceInPhoto"},
		"a photo of poor quality":          {"Image", tagged("identity=a verdict=quality"), "FailedOperation.FaceQualityNotQualified"},
		"a link instead of an image":       {"Url", "http://127.0.0.1/x.jpg", "FailedOperation.ImageDownloadError"},
		"a unique control out of range":    {"UniquePersonControl", 5, "InvalidParameterValue.UniquePersonControlIllegal"},
		"a quality control out of range":   {"QualityControl", 5, "InvalidParameterValue.QualityControlIllegal"},
		"a rotation that is neither":       {"NeedRotateDetection", 2, "InvalidParameter.InvalidParameter"},
		"all options at once":              {"NeedRotateDetection", 1, ""},
	}.run(t, func(r *rig) { r.person("there", shot(0)) }, "CreatePerson",
		fields{"GroupId": "staff", "PersonId": "p", "PersonName": "P", "Image": shot(1), "UniquePersonControl": 4, "QualityControl": 4})
}

func TestCreateFace(t *testing.T) {
	some := func(n int) (photos []string) {
		for i := range n {
			photos = append(photos, shot(i+1))
		}
		return photos
	}
	oneOf{
		"four images":                    {"Images", some(4), ""},
		"five images":                    {"Images", some(5), "InvalidParameterValue.UploadFaceNumExceed"},
		"no image":                       {"Images", nil, "InvalidParameterValue.ImageEmpty"},
		"an empty list of images":        {"Images", []string{}, "InvalidParameterValue.ImageEmpty"},
		"an empty image":                 {"Images", []string{shot(1), ""}, "InvalidParameterValue.ImageEmpty"},
		"an image of too much base64":    {"Images", []string{shot(1), strings.Repeat("A", 5<<20+4)}, "FailedOperation.ImageSizeExceed"},
		"images that are no array":       {"Images", shot(1), "InvalidParameter"},
		"images that are no strings":     {"Images", []int{1}, "InvalidParameter"},
		"more images than are sensible":  {"Images", make([]string, 257), "InvalidParameter"},
		"links":                          {"Urls", []string{"http://127.0.0.1/x.jpg"}, "FailedOperation.ImageDownloadError"},
		"nobody":                         {"PersonId", "nobody", "InvalidParameterValue.PersonIdNotExist"},
		"no id":                          {"PersonId", nil, "MissingParameter"},
		"an id with a space":             {"PersonId", "a b", "InvalidParameterValue.PersonIdIllegal"},
		"a threshold over all":           {"FaceMatchThreshold", 100.5, "InvalidParameterValue.FaceMatchThresholdIllegal"},
		"a threshold below all":          {"FaceMatchThreshold", -1, "InvalidParameterValue.FaceMatchThresholdIllegal"},
		"a threshold that is none":       {"FaceMatchThreshold", "high", "InvalidParameter"},
		"a threshold in parts":           {"FaceMatchThreshold", 59.5, ""},
		"a quality control out of range": {"QualityControl", 5, "InvalidParameterValue.QualityControlIllegal"},
		"a quality control in letters":   {"QualityControl", "x", "InvalidParameter"},
		"a rotation that is neither":     {"NeedRotateDetection", 2, "InvalidParameter.InvalidParameter"},
		"a parameter of another action":  {"GroupId", "staff", "UnknownParameter"},
	}.run(t, func(r *rig) { r.person("p", shot(0)) }, "CreateFace", fields{"PersonId": "p", "Images": []string{shot(1)}})
}

func TestOtherCalls(t *testing.T) {
	r := newRig(t, Options{}).group()
	r.person("p", shot(0))
	for _, c := range []struct {
		action string
		params fields
		want   string
	}{
		{"GetGroupInfo", fields{"GroupId": "nobody"}, "InvalidParameterValue.GroupIdNotExist"},
		{"GetGroupInfo", fields{"GroupId": "a b"}, "InvalidParameterValue.GroupIdIllegal"},
		{"GetGroupInfo", fields{"GroupId": "staff"}, ""},
		{"GetPersonBaseInfo", fields{"PersonId": "nobody"}, "InvalidParameterValue.PersonIdNotExist"},
		{"GetPersonBaseInfo", fields{"PersonId": long(65)}, "InvalidParameterValue.PersonIdTooLong"},
		{"GetPersonList", fields{"GroupId": "nobody"}, "InvalidParameterValue.GroupIdNotExist"},
		{"GetPersonList", fields{"GroupId": "staff", "Limit": 1001}, "InvalidParameterValue.LimitExceed"},
		{"GetPersonList", fields{"GroupId": "staff", "Limit": 1000}, ""},
		{"GetPersonList", fields{"GroupId": "staff", "Limit": -1}, "InvalidParameter"},
		{"GetPersonList", fields{"GroupId": "staff", "Offset": 1}, ""},
		{"GetPersonList", fields{"GroupId": "staff", "Offset": 2}, "InvalidParameterValue.OffsetExceed"},
		{"GetPersonListNum", fields{"GroupId": "nobody"}, "InvalidParameterValue.GroupIdNotExist"},
		{"GetGroupList", fields{"Offset": 2}, "InvalidParameterValue.OffsetExceed"},
		{"GetPersonGroupInfo", fields{"PersonId": "nobody"}, "InvalidParameterValue.PersonIdNotExist"},
		{"GetPersonGroupInfo", fields{"PersonId": "p", "Limit": 101}, "InvalidParameterValue.LimitExceed"},
		{"DeleteFace", fields{"PersonId": "nobody", "FaceIds": []string{"1"}}, "InvalidParameterValue.PersonIdNotExist"},
		{"DeleteFace", fields{"PersonId": "p"}, "MissingParameter"},
		{"DeleteFace", fields{"PersonId": "p", "FaceIds": []string{}}, "MissingParameter.ErrorParameterEmpty"},
		{"DeletePerson", fields{"PersonId": "nobody"}, "ResourceNotFound.ErrorPersonNotExisted"},
		{"ModifyPersonBaseInfo", fields{"PersonId": "nobody"}, "InvalidParameterValue.PersonIdNotExist"},
		{"ModifyPersonBaseInfo", fields{"PersonId": "p", "Gender": 3}, "InvalidParameterValue.PersonGenderIllegal"},
		{"CopyPerson", fields{"PersonId": "p"}, "MissingParameter"},
		{"CopyPerson", fields{"PersonId": "nobody", "GroupIds": []string{"staff"}}, "InvalidParameterValue.PersonIdNotExist"},
		{"CopyPerson", fields{"PersonId": "p", "GroupIds": []string{"nobody"}}, "InvalidParameterValue.GroupIdNotExist"},
		{"CopyPerson", fields{"PersonId": "p", "GroupIds": []string{"staff"}}, "FailedOperation.GroupPersonMapExist"},
		{"DeletePersonFromGroup", fields{"PersonId": "nobody", "GroupId": "staff"}, "InvalidParameterValue.PersonIdNotExist"},
		{"DeletePersonFromGroup", fields{"PersonId": "p", "GroupId": "nobody"}, "InvalidParameterValue.GroupIdNotExist"},
		{"ModifyGroup", fields{"GroupId": "nobody"}, "InvalidParameterValue.GroupIdNotExist"},
		{"DeleteGroup", fields{"GroupId": "nobody"}, "InvalidParameterValue.GroupIdNotExist"},
	} {
		if got := r.call(c.action, c.params).code(); got != c.want {
			t.Errorf("%s %v: code %q, want %q", c.action, c.params, got, c.want)
		}
	}
}
