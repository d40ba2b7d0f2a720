package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// recorder keeps the raw replies of the simulator: the Go SDK ignores the case of field names, and other
// SDKs do not.
type recorder struct {
	mu     sync.Mutex // guards bodies
	bodies [][]byte
}

func (e *recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := wire.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	e.hear(body)
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, err
}

func (e *recorder) hear(body []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.bodies = append(e.bodies, body)
}

// answer returns the reply with this RequestId; nil if there is none.
func (e *recorder) answer(requestID string) (answer any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, body := range e.bodies {
		if bytes.Contains(body, []byte(`"RequestId":"`+requestID+`"`)) {
			json.Unmarshal(body, &answer)
		}
	}
	return answer
}

// differences returns where a reply differs from the SDK's type, by path from the root: "-" for a
// field that the SDK declares and that is missing or null, "+" for one that it does not know. Names
// are case-sensitive.
func differences(answer any, form reflect.Type, way string) (found []string) {
	for form.Kind() == reflect.Pointer {
		form = form.Elem()
	}
	switch form.Kind() {
	case reflect.Struct:
		return differentFields(answer, form, way)
	case reflect.Slice:
		list, ok := answer.([]any)
		if !ok {
			return []string{"-" + way}
		}
		for i, element := range list {
			found = append(found, differences(element, form.Elem(), fmt.Sprintf("%s[%d]", way, i))...)
		}
	default:
		if answer == nil {
			return []string{"-" + way}
		}
	}
	return found
}

func differentFields(answer any, form reflect.Type, way string) (found []string) {
	given, ok := answer.(map[string]any)
	if !ok {
		return []string{"-" + way}
	}
	unknown := maps.Clone(given)
	for field := range form.Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" {
			found = append(found, differences(given[name], field.Type, way+"."+name)...)
			delete(unknown, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unknown)) {
		found = append(found, "+"+way+"."+name)
	}
	return found
}

func TestDifferences(t *testing.T) {
	type inner struct {
		Name *string  `json:"Name,omitempty"`
		List []*int64 `json:"List"`
	}
	type form struct {
		*recorder
		Response *inner `json:"Response"`
	}
	for text, want := range map[string]string{
		`null`:                                "[-]",
		`{"Response":null}`:                   "[-.Response]",
		`{"Response":{}}`:                     "[-.Response.Name -.Response.List]",
		`{"Response":{"name":"x","List":[]}}`: "[-.Response.Name +.Response.name]",
		`{"Response":{"Name":"x","List":[1,null]}}`: "[-.Response.List[1]]",
		`{"Response":{"Name":"x","List":[1]}}`:      "[]",
	} {
		var answer any
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(differences(answer, reflect.TypeFor[*form](), "")); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
