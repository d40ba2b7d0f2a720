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

// ear keeps what the simulator answers, as it is on the wire: the Go SDK does not mind upper
// and lower case in the names of fields, and others do.
type ear struct {
	mu     sync.Mutex // guards bodies
	bodies [][]byte
}

func (e *ear) RoundTrip(r *http.Request) (*http.Response, error) {
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

func (e *ear) hear(body []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.bodies = append(e.bodies, body)
}

// answer is the one with this RequestId; nil if there is none.
func (e *ear) answer(requestID string) (answer any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, body := range e.bodies {
		if bytes.Contains(body, []byte(`"RequestId":"`+requestID+`"`)) {
			json.Unmarshal(body, &answer)
		}
	}
	return answer
}

// differences are where an answer is not of the form of the SDK's type, by their way from the
// root: "-" a field that the SDK declares and that is absent or null, "+" one that it does not
// know. Names are told apart by case.
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

func TestDifferencesAreNoticed(t *testing.T) {
	type inner struct {
		Name *string  `json:"Name,omitempty"`
		List []*int64 `json:"List"`
	}
	type form struct {
		*ear
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
