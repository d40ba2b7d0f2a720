package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Whatever a signed body holds, the answer is JSON of the right shape, and what was applied
// leaves an account that holds together.
func FuzzCall(f *testing.F) {
	names := []string{}
	for name := range actions {
		names = append(names, name)
	}
	slices.Sort(names)
	for i := range names {
		f.Add(uint8(i), []byte(`{"GroupId":"staff","GroupName":"g","GroupIds":["b"],"PersonId":"p"}`))
	}
	at := func(name string) uint8 { return uint8(slices.Index(names, name)) }
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+shot(0)+`"}`))
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+text(pngOf(64, 64, "identity=x"))+`","UniquePersonControl":1}`))
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+text(bmpOf(64, 64))+`","PersonExDescriptionInfos":[{"PersonExDescriptionIndex":1,"PersonExDescription":"x"}]}`))
	f.Add(at("CreateFace"), []byte(`{"PersonId":"p","Images":["`+shot(1)+`","AAAA",null,"\u0041"],"FaceMatchThreshold":1e999}`))
	f.Add(at("DeleteFace"), []byte(`{"PersonId":"p","FaceIds":["x"]}`))
	f.Add(at("GetPersonList"), []byte(`{"GroupId":"staff","Offset":1,"Limit":99999999999999999999}`))
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		r := newRig(t, Options{}).group()
		r.person("p", shot(0))
		r.call(names[int(which)%len(names)], string(body))
		if got := len(r.records()); got != 3 {
			t.Errorf("%d records of 3 calls", got)
		}
		r.soundness()
	})
}

// soundness checks what must hold of any account.
func (r *rig) soundness() {
	r.t.Helper()
	a := r.s.account
	persons, faces := map[string]int{}, map[string]int{}
	for id, p := range a.persons {
		if p.ID != id || len(p.Faces) < 1 || len(p.Faces) > facesLimit || len(p.Groups) < 1 {
			r.t.Errorf("%+v", p)
		}
		for _, m := range p.Groups {
			persons[m.Group]++
			faces[m.Group] += len(p.Faces)
		}
	}
	for id, of := range a.members {
		if a.groups[id] == nil || len(of.persons) != persons[id] || of.faces != faces[id] || a.names[a.groups[id].Name] != id {
			r.t.Errorf("group %s: %+v", id, of)
		}
	}
	if len(a.order) != len(a.groups) || len(a.names) != len(a.groups) || len(a.arrival) != len(a.persons) {
		r.t.Errorf("%d in order, %d names, %d groups; %d arrivals, %d persons", len(a.order), len(a.names), len(a.groups), len(a.arrival), len(a.persons))
	}
}

// What is cut here is what encoding/json reads, and whatever that reads is cut here.
func FuzzObjectMembers(f *testing.F) {
	for _, body := range []string{
		`{}`, ` { "a" : 1 , "b" : [ "x" , { "c" : null } ] } `, `{"a":"\"\\"}`, `{"a":"\\","b":"\\\""}`, `{"a":[[],{}],"a":-1e5}`,
		`{"a":1,}`, `{"a" 1}`, `{"a":tru}`, `{"a":"x}`, `{"a":"\`, `{1:2}`, `{"a":[1 2]}`, `[]`, ``, `{"a":1}}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		members, err := objectMembers(body)
		var want map[string]json.RawMessage
		if json.Unmarshal(body, &want) == nil && want != nil && err != nil {
			if nesting := bytes.Count(body, []byte("[")) + bytes.Count(body, []byte("{")); len(want) <= widest && nesting < deepest {
				t.Fatalf("%q: %v", body, err)
			}
		}
		if err != nil || want == nil {
			return
		}
		if len(members) != len(want) {
			t.Fatalf("%q: members %v, want %v", body, members, want)
		}
		for name, raw := range want {
			var ours, theirs any
			if json.Unmarshal(members[name], &ours) != nil || json.Unmarshal(raw, &theirs) != nil || fmt.Sprint(ours) != fmt.Sprint(theirs) {
				t.Fatalf("%q: %q is %s, want %s", body, name, members[name], raw)
			}
		}
	})
}

func TestObjectMembersHaveBounds(t *testing.T) {
	nested := func(n int) string { return `{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}` }
	for name, c := range map[string]struct {
		body string
		want error
	}{
		"deepest":       {nested(deepest), nil},
		"too deep":      {nested(deepest + 1), errJSON},
		"widest":        {`{` + manyKeys(widest) + `}`, nil},
		"too wide":      {`{` + manyKeys(widest+1) + `}`, errJSON},
		"an open quote": {`{"a":"\`, errJSON},
	} {
		if _, err := objectMembers([]byte(c.body)); err != c.want {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func BenchmarkCreateFace(b *testing.B) {
	r := newRig(b, Options{}).group()
	photo := text(append(jpegOf(400, 400, ""), make([]byte, 60<<10)...))
	body := `{"PersonId":"p","Images":["` + photo + `","` + photo + `"]}`
	first := &person{ID: "p", Groups: []membership{{Group: "staff"}}, Faces: []face{{ID: "1"}}}
	requests := signed(b, "CreateFace", body)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		r.s.account.apply(change{Persons: []*person{first}})
		requests.Body = reader(body)
		r.send(requests)
	}
	if last := r.last(); last.Code != "" || !last.Applied {
		b.Errorf("%+v", last)
	}
}

// Calls that come together share a sync of the state file.
func BenchmarkDurableCalls(b *testing.B) {
	r := newRig(b, Options{State: b.TempDir() + "/state"})
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.call("GetGroupList", fields{})
		}
	})
}
