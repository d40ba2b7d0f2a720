package simulator

import (
	"fmt"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func (r *rig) faces(person string) []string {
	r.t.Helper()
	return r.must("GetPersonBaseInfo", fields{"PersonId": person}).Response.FaceIds
}

func TestEachImageIsCheckedSeparately(t *testing.T) {
	r := newRig(t, Options{}).group()
	first := r.person("ana", tagged("identity=ana"))
	add := func(images ...string) answer {
		return r.must("CreateFace", fields{"PersonId": "ana", "Images": images, "QualityControl": 1})
	}
	bad := add(tagged("identity=ana verdict=noface"), "AAAA", text(pngOf(2001, 64, "")), tagged("identity=bob"))
	if got := bad.Response.RetCode; !reflect.DeepEqual(got, []int{-1101, -1102, -1109, -1604}) {
		t.Errorf("RetCode %v", got)
	}
	if r.last().Applied || !r.last().Billed {
		t.Errorf("%+v: a success without a face changes nothing and is billed", r.last())
	}
	mixed := add(tagged("verdict=quality"), tagged("identity=ana"), text(jpegOf(63, 63, "")), shot(1))
	if got := mixed.Response.RetCode; !reflect.DeepEqual(got, []int{-1601, 0, -1109, 0}) {
		t.Errorf("RetCode %v", got)
	}
	if got := mixed.Response.SucIndexes; !reflect.DeepEqual(got, []int{1, 3}) {
		t.Errorf("SucIndexes %v", got)
	}
	if got, want := r.faces("ana"), append([]string{first}, mixed.Response.SucFaceIds...); !slices.Equal(got, want) {
		t.Errorf("faces %v, want %v", got, want)
	}
	anyway := r.must("CreateFace", fields{"PersonId": "ana", "Images": []string{tagged("identity=bob")}, "FaceMatchThreshold": 0})
	if got := anyway.Response.RetCode; got[0] != 0 {
		t.Errorf("RetCode %v with a threshold of zero", got)
	}
	if got := add(tagged("identity=bob")).Response.RetCode; got[0] != -1604 {
		t.Errorf("RetCode %v: it is the first face that counts", got)
	}
}

// PHP's SDK escapes slashes.
func TestEscapedSlashesInBase64(t *testing.T) {
	r := newRig(t, Options{}).group()
	raw := jpegOf(90, 90, "")
	escaped := strings.ReplaceAll(text(raw), "/", `\/`)
	if escaped == text(raw) {
		t.Fatal("the photo has no slash")
	}
	r.must("CreatePerson", `{"GroupId":"staff","PersonId":"p","PersonName":"p","Image":"`+escaped+`"}`)
	if got := r.state().Persons[0].Faces[0].Hash; got != hexHash(string(raw)) {
		t.Errorf("hash %s", got)
	}
}

func TestFiveFacesPerPerson(t *testing.T) {
	r := newRig(t, Options{}).group()
	first := r.person("p", shot(0))
	upload := func(n int) answer {
		return r.call("CreateFace", fields{"PersonId": "p", "Images": slices.Repeat([]string{shot(1)}, n)})
	}
	if got := upload(3).code(); got != "" {
		t.Fatal(got)
	}
	if got := upload(2).code(); got != "InvalidParameterValue.PersonFaceNumExceed" {
		t.Errorf("a sixth: code %q", got)
	}
	if got := len(r.faces("p")); got != 4 {
		t.Errorf("%d faces: a refused call adds none", got)
	}
	if got := upload(1).code(); got != "" {
		t.Errorf("a fifth: code %q", got)
	}
	all := r.faces("p")
	if distinct := slices.Compact(slices.Sorted(slices.Values(all))); len(distinct) != 5 {
		t.Errorf("faces %v: one ID stands twice", all)
	}
	if got := r.call("DeleteFace", fields{"PersonId": "p", "FaceIds": all}).code(); got != "InvalidParameterValue.DeleteFaceNumExceed" {
		t.Errorf("the last face: code %q", got)
	}
	gone := r.must("DeleteFace", fields{"PersonId": "p", "FaceIds": append(all[1:], all[1], "1234567890123456789")})
	if gone.Response.SucDeletedNum != 4 || !slices.Equal(gone.Response.SucFaceIds, all[1:]) {
		t.Errorf("%+v, want four gone, those that the person had", gone.Response)
	}
	if got := r.faces("p"); !slices.Equal(got, []string{first}) {
		t.Errorf("left are %v, want %v", got, first)
	}
	none := r.must("DeleteFace", fields{"PersonId": "p", "FaceIds": []string{"1234567890123456789"}})
	if none.Response.SucDeletedNum != 0 || r.last().Applied {
		t.Errorf("%+v", none.Response)
	}
}

func TestUniquePersonControl(t *testing.T) {
	r := newRig(t, Options{}).group()
	r.must("CreateGroup", fields{"GroupId": "other", "GroupName": "other"})
	r.person("ana", tagged("identity=ana"))
	r.person("plain", shot(1))
	create := func(group, id, photo string, control int) string {
		return r.must("CreatePerson", fields{"GroupId": group, "PersonId": id, "PersonName": id, "Image": photo, "UniquePersonControl": control}).Response.SimilarPersonId
	}
	if got := create("staff", "ana2", tagged("identity=ana x=1"), 1); got != "ana" {
		t.Errorf("SimilarPersonId %q, want ana", got)
	}
	if last := r.last(); last.Applied || !last.Billed {
		t.Errorf("%+v: no person is created, and the call is billed", last)
	}
	if got := r.call("GetPersonBaseInfo", fields{"PersonId": "ana2"}).code(); got != "InvalidParameterValue.PersonIdNotExist" {
		t.Errorf("ana2: code %q", got)
	}
	for name, c := range map[string]struct{ got, want string }{
		"the very same photo":         {create("staff", "plain2", shot(1), 4), "ana"},
		"a photo without a word":      {create("staff", "p3", shot(2), 4), "ana"},
		"somebody who is not there":   {create("staff", "p4", tagged("identity=bob"), 4), "plain"},
		"another group":               {create("other", "p5", tagged("identity=ana"), 4), ""},
		"somebody new where all tell": {create("other", "p6", tagged("identity=bob"), 4), ""},
		"no control":                  {create("staff", "p7", tagged("identity=ana"), 0), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: SimilarPersonId %q, want %q", name, c.got, c.want)
		}
	}
}

func TestListsArePaged(t *testing.T) {
	r := newRig(t, Options{}).group()
	for i := range 25 {
		r.person(fmt.Sprintf("p%02d", i), shot(i))
	}
	r.must("CreateFace", fields{"PersonId": "p03", "Images": []string{shot(30)}})
	page := func(params fields) string {
		got := r.must("GetPersonList", params.with("GroupId", "staff"))
		if got.Response.PersonNum != 25 || got.Response.FaceNum != 26 {
			t.Errorf("%d persons, %d faces", got.Response.PersonNum, got.Response.FaceNum)
		}
		ids := []string{}
		for _, p := range got.Response.PersonInfos {
			ids = append(ids, p.PersonId)
		}
		return fmt.Sprint(len(ids), strings.Join(append(ids[:min(1, len(ids))], ids[max(0, len(ids)-1):]...), " "))
	}
	for want, params := range map[string]fields{
		"10p00 p09": {},
		"5p20 p24":  {"Offset": 20},
		"7p03 p09":  {"Offset": 3, "Limit": 7},
		"25p00 p24": {"Limit": 1000},
		"0":         {"Offset": 25},
	} {
		if got := page(params); got != want {
			t.Errorf("%v: %q, want %q", params, got, want)
		}
	}
	listed := r.must("GetPersonList", fields{"GroupId": "staff", "Offset": 3, "Limit": 1}).Response.PersonInfos[0]
	if len(listed.FaceIds) != 2 || len(listed.PersonExDescriptions) != 2 || listed.CreationTimestamp < 1_700_000_000_000 {
		t.Errorf("%+v", listed)
	}
}

// An empty list is a list: clients in other languages fail on null.
func TestEmptyListsAreNotNull(t *testing.T) {
	r := newRig(t, Options{})
	r.must("CreateGroup", fields{"GroupId": "g", "GroupName": "g"})
	r.must("CreatePerson", fields{"GroupId": "g", "PersonId": "p", "PersonName": "p", "Image": shot(0)})
	for action, params := range map[string]fields{
		"GetGroupInfo":       {"GroupId": "g"},
		"GetPersonList":      {"GroupId": "g"},
		"GetPersonGroupInfo": {"PersonId": "p"},
		"GetGroupList":       {"Offset": 1},
		"CreateFace":         {"PersonId": "p", "Images": []string{"AAAA"}},
		"DeleteFace":         {"PersonId": "p", "FaceIds": []string{"1"}},
	} {
		w := httptest.NewRecorder()
		r.s.ServeHTTP(w, signed(t, action, params))
		if strings.Contains(w.Body.String(), "null") || strings.Contains(w.Body.String(), "Error") {
			t.Errorf("%s: %s", action, w.Body)
		}
	}
}

func TestGroupsOfAPerson(t *testing.T) {
	r := newRig(t, Options{}).group()
	for _, id := range []string{"b", "c"} {
		r.must("CreateGroup", fields{"GroupId": id, "GroupName": id})
	}
	r.person("p", shot(0))
	r.person("q", shot(1))
	copied := r.must("CopyPerson", fields{"PersonId": "p", "GroupIds": []string{"staff", "b", "c"}})
	if got := copied.Response.SucGroupIds; !slices.Equal(got, []string{"b", "c"}) {
		t.Errorf("copied into %v", got)
	}
	count := func(group string) string {
		got := r.must("GetPersonListNum", fields{"GroupId": group}).Response
		return fmt.Sprint(got.PersonNum, " ", got.FaceNum)
	}
	r.must("CreateFace", fields{"PersonId": "p", "Images": []string{shot(2)}})
	for group, want := range map[string]string{"staff": "2 3", "b": "1 2", "c": "1 2"} {
		if got := count(group); got != want {
			t.Errorf("%s holds %s, want %s", group, got, want)
		}
	}
	r.must("DeletePersonFromGroup", fields{"PersonId": "p", "GroupId": "b"})
	if got := count("b"); got != "0 0" {
		t.Errorf("b holds %s", got)
	}
	if got := r.call("DeletePersonFromGroup", fields{"PersonId": "p", "GroupId": "b"}).code(); got != "FailedOperation.GroupPersonMapNotExist" {
		t.Errorf("code %q", got)
	}
	if got := r.must("GetPersonGroupInfo", fields{"PersonId": "p"}).Response; got.GroupNum != 2 || got.PersonGroupInfos[1].GroupId != "c" {
		t.Errorf("%+v", got)
	}
	r.must("DeleteGroup", fields{"GroupId": "staff"})
	if got := r.call("GetPersonBaseInfo", fields{"PersonId": "q"}).code(); got != "InvalidParameterValue.PersonIdNotExist" {
		t.Errorf("q was in no other group: code %q", got)
	}
	r.must("DeletePersonFromGroup", fields{"PersonId": "p", "GroupId": "c"})
	if got := r.call("GetPersonBaseInfo", fields{"PersonId": "p"}).code(); got != "InvalidParameterValue.PersonIdNotExist" {
		t.Errorf("p left its last group: code %q", got)
	}
	if got := r.must("GetGroupList", fields{}).Response; got.GroupNum != 2 || got.GroupInfos[0].GroupId != "b" {
		t.Errorf("%+v", got)
	}
}

func TestModify(t *testing.T) {
	r := newRig(t, Options{}).group()
	r.must("CreateGroup", fields{"GroupId": "b", "GroupName": "bees"})
	r.person("p", shot(0))
	r.must("ModifyPersonBaseInfo", fields{"PersonId": "p", "PersonName": "Pia"})
	r.must("ModifyPersonBaseInfo", fields{"PersonId": "p", "Gender": 2})
	if got := r.must("GetPersonBaseInfo", fields{"PersonId": "p"}).Response; got.PersonName != "Pia" || got.Gender != 2 {
		t.Errorf("%+v", got)
	}
	if got := r.call("ModifyGroup", fields{"GroupId": "b", "GroupName": "staff"}).code(); got != "InvalidParameterValue.GroupNameAlreadyExist" {
		t.Errorf("code %q", got)
	}
	r.must("ModifyGroup", fields{"GroupId": "b", "GroupName": "hive"})
	if got := r.call("CreateGroup", fields{"GroupId": "c", "GroupName": "bees"}).code(); got != "" {
		t.Errorf("the old name is free again: code %q", got)
	}
	r.must("ModifyGroup", fields{"GroupId": "staff", "GroupExDescriptionInfos": []fields{{"GroupExDescriptionIndex": 1, "GroupExDescription": "room"}}})
	if got := r.must("GetGroupInfo", fields{"GroupId": "staff"}).Response.GroupExDescriptions; !slices.Equal(got, []string{"dept", "room"}) {
		t.Errorf("custom fields %v", got)
	}
	r.must("DeletePerson", fields{"PersonId": "p"})
	if got := r.must("GetPersonListNum", fields{"GroupId": "staff"}).Response; got.PersonNum != 0 || got.FaceNum != 0 {
		t.Errorf("%+v", got)
	}
}
