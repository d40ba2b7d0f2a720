package enrollment

import "testing"

// checkRefusals compares the images that a call refuses for all people with what is known of this person.
func (l *life) checkRefusals(before Known, call Call, r Result) {
	said := ImageRefusals(call, r)
	for _, photo := range call.Photos {
		now, refused := l.known.Refused(photo.Key)
		was, _ := before.Refused(photo.Key)
		code := ""
		if refused && now != was && aboutImage(now.Code) {
			code = now.Code
		}
		l.must(said[photo.Key] == code, "a call refuses the image of %s with %q, and the person's history has %q", photo.Key, said[photo.Key], code)
	}
}

func TestImageRefusals(t *testing.T) {
	a, b := Photo{Key: "a"}, Photo{Key: "b"}
	add := Call{Action: CreateFace, Person: "ana", Photos: []Photo{a, b}}
	for name, c := range map[string]struct {
		call   Call
		result Result
		want   string // key and code
	}{
		"one of two":           {add, Result{RequestID: "q", FaceIDs: []string{"1"}, RetCodes: []int{0, -1101}}, "b InvalidParameterValue.NoFaceInPhoto"},
		"both, and not which":  {add, Result{RequestID: "q", Code: "InvalidParameterValue.NoFaceInPhoto"}, ""},
		"the only one":         {Call{Action: CreatePerson, Person: "ana", Photos: []Photo{a}}, Result{RequestID: "q", Code: "InvalidParameterValue.NoFaceInPhoto"}, "a InvalidParameterValue.NoFaceInPhoto"},
		"a person":             {Call{Action: CreatePerson, Person: "ana", Photos: []Photo{a}}, Result{RequestID: "q", Code: "InvalidParameterValue.PersonNameIllegal"}, ""},
		"an impossible answer": {add, Result{RequestID: "q", FaceIDs: []string{""}, RetCodes: []int{0, -1101}}, ""},
	} {
		got := ""
		for key, code := range ImageRefusals(c.call, c.result) {
			got += key + " " + code
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
