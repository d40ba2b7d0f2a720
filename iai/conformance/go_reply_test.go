package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"time"
)

var (
	requestID = regexp.MustCompile(`,?"RequestId":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"`)
	faceID    = regexp.MustCompile(`"\d{19}"`)
	timestamp = regexp.MustCompile(`Timestamp":(\d{13})\b`)
)

// normalized returns a reply as the SDK parsed it, normalised: the RequestId is left out, faces are
// numbered in order of appearance, and a time within the last minute is "now".
func (s *stage) normalized(reply any) string {
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
