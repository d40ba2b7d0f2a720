package iai

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// serving returns these bytes for every photo.
func serving(bytes []byte) func(*rig, *Config) {
	return func(r *rig, c *Config) {
		c.Photos = func(context.Context, []string) ([][]byte, func(), error) {
			return [][]byte{bytes}, func() {}, nil
		}
	}
}

func coded(keys ...string) (list []any) {
	for _, key := range keys {
		list = append(list, base64.StdEncoding.EncodeToString(photo(key)))
	}
	return list
}

// replyPart keeps of a result only what the reply says.
func replyPart(r enrollment.Result) enrollment.Result {
	r.Sent, r.Done, r.Date = time.Time{}, time.Time{}, time.Time{}
	r.Cause = "" // TestCauseOfMissingReply
	return r
}

func TestRequestsAndReplies(t *testing.T) {
	zero, two, four, seventy := 0, 2, 4, 70
	type fields = map[string]any
	everybody := creating
	everybody.Descriptions = []enrollment.Description{{Index: 0, Text: "sales"}, {Index: 3, Text: "3F"}}
	everybody.Options = enrollment.Options{Quality: &two, Unique: &four, Threshold: &seventy, Rotate: true}
	unset := creating
	unset.Options = enrollment.Options{Quality: &zero, Unique: &zero}
	unset.Gender = "0"
	man, woman := creating, creating
	man.Gender, woman.Gender = "1", "2"
	described := grouping
	described.Descriptions = []enrollment.Description{{Index: 0, Text: "dept"}, {Index: 1, Text: "floor"}}
	strict, lenient := adding, adding
	strict.Options = enrollment.Options{Quality: &two, Unique: &four, Threshold: &seventy, Rotate: true}
	lenient.Options = enrollment.Options{Threshold: &zero}
	person := fields{"GroupId": "staff", "PersonId": "ana", "PersonName": "Ana", "Image": coded("a")[0]}
	faces := fields{"PersonId": "ana", "Images": coded("b", "c")}
	born := `"FaceId":"3817000000000000001","SimilarPersonId":"","FaceModelVersion":"3.0"`
	added := `"SucFaceNum":2,"SucFaceIds":["31","32"],"RetCode":[0,0],"SucIndexes":[0,1]`
	both := enrollment.Result{RequestID: "r-1", FaceIDs: []string{"31", "32"}, RetCodes: []int{0, 0}}

	for name, c := range map[string]struct {
		call   enrollment.Call
		gets   fields
		says   string
		result enrollment.Result
	}{
		"a group is looked at": {looking, fields{"GroupId": "staff"}, `"GroupName":"Staff","GroupId":"staff"`,
			enrollment.Result{RequestID: "r-1", Name: "Staff"}},
		"a group is created": {grouping, fields{"GroupId": "staff", "GroupName": "Staff", "FaceModelVersion": "3.0"}, `"FaceModelVersion":"3.0"`,
			enrollment.Result{RequestID: "r-1"}},
		"a group with custom fields": {described,
			fields{"GroupId": "staff", "GroupName": "Staff", "FaceModelVersion": "3.0", "GroupExDescriptions": []any{"dept", "floor"}}, "",
			enrollment.Result{RequestID: "r-1"}},
		"a person with nothing but the least": {creating, person, born,
			enrollment.Result{RequestID: "r-1", FaceID: "3817000000000000001"}},
		"a person with everything": {everybody,
			merged(person, fields{
				"PersonExDescriptionInfos": []any{
					fields{"PersonExDescriptionIndex": 0.0, "PersonExDescription": "sales"},
					fields{"PersonExDescriptionIndex": 3.0, "PersonExDescription": "3F"},
				},
				"QualityControl": 2.0, "UniquePersonControl": 4.0, "NeedRotateDetection": 1.0,
			}), born,
			enrollment.Result{RequestID: "r-1", FaceID: "3817000000000000001"}},
		"a person whose options are zero, which is not unset": {unset,
			merged(person, fields{"Gender": 0.0, "QualityControl": 0.0, "UniquePersonControl": 0.0}), born,
			enrollment.Result{RequestID: "r-1", FaceID: "3817000000000000001"}},
		"a man":   {man, merged(person, fields{"Gender": 1.0}), born, enrollment.Result{RequestID: "r-1", FaceID: "3817000000000000001"}},
		"a woman": {woman, merged(person, fields{"Gender": 2.0}), born, enrollment.Result{RequestID: "r-1", FaceID: "3817000000000000001"}},
		"a success in which nobody was created": {creating, person, `"FaceId":"","SimilarPersonId":"bo"`,
			enrollment.Result{RequestID: "r-1", SimilarPersonID: "bo"}},
		"two faces": {adding, faces, added, both},
		"two faces with all that applies to faces": {strict,
			merged(faces, fields{"QualityControl": 2.0, "NeedRotateDetection": 1.0, "FaceMatchThreshold": 70.0}), added, both},
		"two faces at a threshold of zero, which is not unset": {lenient, merged(faces, fields{"FaceMatchThreshold": 0.0}), added, both},
		"the second of two photos shows no face": {adding, faces, `"SucFaceNum":1,"SucFaceIds":["31"],"RetCode":[0,-1101]`,
			enrollment.Result{RequestID: "r-1", FaceIDs: []string{"31"}, RetCodes: []int{0, -1101}}},
		"faces are listed in another order than their photos": {adding, faces,
			`"SucFaceNum":2,"SucFaceIds":["32","31"],"RetCode":[0,0],"SucIndexes":[1,0]`, both},
		"indexes of other photos than were added": {adding, faces,
			`"SucFaceNum":1,"SucFaceIds":["31"],"RetCode":[0,-1101],"SucIndexes":[1]`,
			enrollment.Result{Code: codes.BadReply, RequestID: "r-1"}},
		"no photo is good": {adding, faces, `"SucFaceNum":0,"SucFaceIds":[],"RetCode":[-1601,-1604]`,
			enrollment.Result{RequestID: "r-1", FaceIDs: []string{}, RetCodes: []int{-1601, -1604}}},
		"no photo is good, told with null": {adding, faces, `"SucFaceNum":0,"SucFaceIds":null,"RetCode":[-1601,-1604]`,
			enrollment.Result{RequestID: "r-1", FaceIDs: []string{}, RetCodes: []int{-1601, -1604}}},
		"a face is deleted": {deleting, fields{"PersonId": "ana", "FaceIds": []any{"2"}}, `"SucDeletedNum":1,"SucFaceIds":["2"]`,
			enrollment.Result{RequestID: "r-1", FaceIDs: []string{"2"}}},
		"a person is read": {reading, fields{"PersonId": "ana"}, `"PersonName":"Ana","Gender":2,"FaceIds":["1","2"]`,
			enrollment.Result{RequestID: "r-1", Name: "Ana", FaceIDs: []string{"1", "2"}}},
		"a page of a list": {listing, fields{"GroupId": "staff", "Offset": 20.0, "Limit": 1000.0},
			`"PersonNum":22,"PersonInfos":[{"PersonId":"ana","PersonName":"Ana","FaceIds":["1","2"],"CreationTimestamp":1700000000123},{"PersonId":"bo"}]`,
			enrollment.Result{RequestID: "r-1", Total: 22, Persons: []enrollment.Listed{
				{Person: "ana", Name: "Ana", FaceIDs: []string{"1", "2"}, Created: time.UnixMilli(1700000000123).UTC()},
				{Person: "bo", FaceIDs: []string{}},
			}}},
		"a list of nobody": {listing, fields{"GroupId": "staff", "Offset": 20.0, "Limit": 1000.0}, `"PersonNum":0,"PersonInfos":[]`,
			enrollment.Result{RequestID: "r-1"}},
		"a list that does not count": {listing, fields{"GroupId": "staff", "Offset": 20.0, "Limit": 1000.0}, `"PersonNum":null,"PersonInfos":[]`,
			enrollment.Result{RequestID: "r-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, says(c.says))
			result := r.do(c.call)
			if got := replyPart(result); !reflect.DeepEqual(got, c.result) {
				t.Errorf("result %+v\n want %+v", got, c.result)
			}
			got := r.requests()[0]
			if !reflect.DeepEqual(got.params, c.gets) {
				t.Errorf("the service got %s, want %v", got.body, c.gets)
			}
			if action := got.header.Get("X-TC-Action"); action != string(c.call.Action) {
				t.Errorf("action %s", action)
			}
		})
	}
}

func merged(all ...map[string]any) map[string]any {
	sum := map[string]any{}
	for _, m := range all {
		maps.Copy(sum, m)
	}
	return sum
}

func TestRequestHeaders(t *testing.T) {
	r := newRig(t, created)
	r.do(creating)
	got := r.requests()[0]
	for name, want := range map[string]string{
		"X-TC-Version": "2020-03-03", "X-TC-Region": "ap-guangzhou", "X-TC-Token": token,
		"X-TC-RequestClient": "enroll", "Content-Type": "application/json",
	} {
		if value := got.header.Get(name); !strings.HasSuffix(value, want) {
			t.Errorf("%s: %q, want %q", name, value, want)
		}
	}
	if a := got.header.Get("Authorization"); !strings.HasPrefix(a, "TC3-HMAC-SHA256 Credential="+secretID+"/") {
		t.Errorf("Authorization: %q", a)
	}
}

func TestNoRegionHeaderWithoutRegion(t *testing.T) {
	r := newRig(t, created, func(_ *rig, c *Config) { c.Region = "" })
	r.do(creating)
	if _, said := r.requests()[0].header["X-Tc-Region"]; said {
		t.Error("a region is said")
	}
}

func TestRefusalsAreResults(t *testing.T) {
	calls := []enrollment.Call{looking, grouping, creating, adding, deleting, reading, listing}
	for _, code := range []string{
		codes.PersonIDAlreadyExist, codes.NoFaceInPhoto, codes.RequestLimitExceeded, codes.ConflictOperation,
		codes.SignatureExpire, "InternalError", "FailedOperation.NobodyKnowsThis",
	} {
		t.Run(code, func(t *testing.T) {
			r := newRig(t, refuses(code))
			for _, call := range calls {
				result := r.do(call)
				if want := (enrollment.Result{Code: code, RequestID: "r-1"}); !reflect.DeepEqual(replyPart(result), want) {
					t.Errorf("%s: %+v", call.Action, result)
				}
			}
			each := 1
			if code == codes.SignatureExpire {
				each = 2 // signed again: it may have waited
			}
			if got := len(r.requests()); got != each*len(calls) {
				t.Errorf("%d requests for %d calls", got, len(calls))
			}
		})
	}
}

// A face ID has 19 digits, more than a float64 holds.
func TestFaceIDsKeepAllTheirDigits(t *testing.T) {
	const id = "3817000000000000001"
	r := newRig(t, says(`"PersonName":"Ana","FaceIds":["`+id+`"]`))
	if got := r.do(reading).FaceIDs; !slices.Equal(got, []string{id}) {
		t.Errorf("%s", got)
	}
}

func TestUploadIsBase64OfPhoto(t *testing.T) {
	bytes := make([]byte, 100_000)
	for i := range bytes {
		bytes[i] = byte(i * i >> 3)
	}
	r := newRig(t, created, serving(bytes))
	r.do(creating)
	var got struct{ Image []byte }
	if err := json.Unmarshal([]byte(r.requests()[0].body), &got); err != nil || !slices.Equal(got.Image, bytes) {
		t.Errorf("%d bytes came of %d: %v", len(got.Image), len(bytes), err)
	}
}
