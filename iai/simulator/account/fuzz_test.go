package account

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"
)

// Whatever calls are made in whatever order, the account's invariants hold. Each byte of story is one
// call on a few groups, people and photos; the body is a call of its own at the end.
func FuzzCalls(f *testing.F) {
	names := Actions()
	slices.Sort(names)
	call := func(name string, n byte) string { return string([]byte{byte(slices.Index(names, name)), n}) }
	birth := call("CreateGroup", 0) + call("CreateGroup", 5) + call("CreatePerson", 1) + call("CreatePerson", 0) + call("CreatePerson", 17)
	for i, end := range []string{
		call("DeleteGroup", 0), call("CopyPerson", 6) + call("DeleteGroup", 0), call("DeletePerson", 0) + call("CreatePerson", 0) + call("GetPersonList", 0),
		call("CreateFace", 0) + call("CreateFace", 15) + call("DeleteFace", 0), call("CopyPerson", 6) + call("DeletePersonFromGroup", 1),
		call("ModifyGroup", 5) + call("ModifyPersonBaseInfo", 1) + call("DeletePersonFromGroup", 0) + call("CreatePerson", 3),
	} {
		f.Add([]byte(birth+end), uint8(i), []byte(`{"GroupId":"g0","GroupName":"g0","PersonId":"p1","GroupIds":["g1"]}`))
	}
	photos := []string{
		text(jpegOf(64, 64, "identity=ana")), text(jpegOf(64, 64, "identity=bob")),
		text(pngOf(64, 64, "")), text(pngOf(64, 64, "verdict=noface")),
	}
	f.Fuzz(func(t *testing.T, story []byte, which uint8, body []byte) {
		a := New(1, Capacity{Groups: 3, Faces: 12, GroupFaces: 8})
		for step := range slices.Chunk(story[:min(len(story), 100)/2*2], 2) {
			n := int(step[1])
			person, group := fmt.Sprintf("p%d", n%5), fmt.Sprintf("g%d", n/5%3)
			photo := photos[n/15%4]
			play(t, a, names[int(step[0])%len(names)], fmt.Sprintf(`{"PersonId":%q,"GroupId":%q,"GroupName":%q,"GroupIds":[%q],
				"PersonName":"x","Image":%q,"Images":[%q],"UniquePersonControl":%d,"FaceIds":%s}`,
				person, group, group, group, photo, photo, n%2, a.someFaces(person)))
		}
		play(t, a, names[int(which)%len(names)], string(body))
		checkInvariants(t, a)
	})
}

// someFaces returns all of a person's faces but the first, as JSON.
func (a *Account) someFaces(person string) string {
	ids := []string{"none"}
	if p := a.persons[person]; p != nil {
		ids = p.faceIDs()
	}
	list, _ := json.Marshal(ids[min(1, len(ids)-1):])
	return string(list)
}

// play makes a call; parameters that its action does not know are skipped.
func play(t *testing.T, a *Account, name, body string) {
	action, _ := Lookup(name)
	given, err := Body([]byte(body))
	if err != nil {
		return
	}
	p := params{left: given.members}
	c := action.read(&p)
	if p.refused != nil {
		return
	}
	o := c.Serve(a, time.UnixMilli(1))
	if (o.Refused == nil) == (o.Reply == nil) || o.Refused != nil && !o.Change.Empty() {
		t.Errorf("%s %s: %+v", name, body, o)
	}
	a.Apply(o.Change)
}
