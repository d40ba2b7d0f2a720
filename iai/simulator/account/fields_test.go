package account

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// The members found here are those that encoding/json finds, and the reverse.
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

func TestObjectMembersLimits(t *testing.T) {
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

func manyKeys(n int) string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf(`"k%d":0`, i)
	}
	return strings.Join(keys, ",")
}
