package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// absent lists the fields of a reply that the SDK found nothing for, by their way from its
// root. An empty list is something.
func absent(reply any) []string { return missing(reflect.ValueOf(reply), "") }

func missing(v reflect.Value, way string) (found []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return []string{way}
		}
		return missing(v.Elem(), way)
	case reflect.Slice:
		if v.IsNil() {
			return []string{way}
		}
		for i := range v.Len() {
			found = append(found, missing(v.Index(i), fmt.Sprintf("%s[%d]", way, i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if of := v.Type().Field(i); of.Tag.Get("name") != "" || of.Name == "Response" {
				found = append(found, missing(v.Field(i), way+"."+of.Name)...)
			}
		}
	}
	return found
}

var (
	requestID = regexp.MustCompile(`,?"RequestId":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"`)
	faceID    = regexp.MustCompile(`"\d{19}"`)
	timestamp = regexp.MustCompile(`Timestamp":(\d{13})\b`)
)

// told is a reply as the SDK understood it, with what differs from run to run made the same:
// the RequestId is left out, faces are numbered as they were first seen, and a time within
// the last minute is "now".
func (s *stage) told(reply any) string {
	s.t.Helper()
	text, err := json.Marshal(reflect.ValueOf(reply).Elem().FieldByName("Response").Interface())
	if err != nil {
		s.t.Fatal(err)
	}
	text = requestID.ReplaceAll(text, nil)
	text = faceID.ReplaceAllFunc(text, func(id []byte) []byte {
		if s.faces[string(id)] == 0 {
			s.faces[string(id)] = len(s.faces) + 1
		}
		return fmt.Appendf(nil, `"face %d"`, s.faces[string(id)])
	})
	return string(timestamp.ReplaceAllFunc(text, recent))
}

func recent(stamp []byte) []byte {
	ms, _ := strconv.ParseInt(string(timestamp.FindSubmatch(stamp)[1]), 10, 64)
	if time.Since(time.UnixMilli(ms)).Abs() > time.Minute {
		return stamp
	}
	return []byte(`Timestamp":"now"`)
}

func TestWhatIsAbsentFromAReplyIsNoticed(t *testing.T) {
	type inner struct {
		Name *string  `name:"Name"`
		List []*int64 `name:"List"`
	}
	type reply struct{ Response *inner }
	for want, given := range map[string]any{
		"[.Response]":                     &reply{},
		"[.Response.Name .Response.List]": &reply{&inner{}},
		"[.Response.Name]":                &reply{&inner{nil, []*int64{}}},
		"[.Response.List[1]]":             &reply{&inner{new("x"), []*int64{new(int64(1)), nil}}},
		"[]":                              &reply{&inner{new("x"), []*int64{new(int64(1))}}},
	} {
		if got := fmt.Sprint(absent(given)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
