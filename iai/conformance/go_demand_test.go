package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator"
)

// ofService returns every code that the service is known to return. The others come from the SDK on
// the client's side, or from a run.
func ofService() (known []string) {
	for _, e := range codes.All() {
		family, _, _ := strings.Cut(e.Code, ".")
		if !slices.Contains([]string{"ClientError", "Roster", "Preflight", "Run"}, family) {
			known = append(known, e.Code)
		}
	}
	slices.Sort(known)
	return known
}

// A rule can make every call fail with every code, and then nothing is applied.
func TestEveryCodeOnDemand(t *testing.T) {
	for _, code := range ofService() {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			s := open(t, simulator.Options{Faults: answering(t, code)})
			refused := map[string]record{}
			for _, call := range every() {
				refused[s.refuses(call, code)] = record{Action: call, Code: code}
			}
			if got := s.records(); !maps.Equal(got, refused) {
				t.Errorf("recorded as %v, want %v", got, refused)
			}
		})
	}
}

func answering(t *testing.T, code string) []simulator.Rule {
	rules, err := simulator.ReadFaults(strings.NewReader(fmt.Sprintf(`[{"answer": %q}]`, code)))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func (s *stage) refuses(call, code string) (requestID string) {
	_, err := s.call(call, s.plainly(call))
	refused := s.refusal(err)
	if refused.Code != code || !uuid.MatchString(refused.RequestId) {
		s.t.Errorf("%s: %s, RequestId %q", call, refused.Code, refused.RequestId)
	}
	return refused.RequestId
}

// Some photos fail for a reason of the service's own, which only a rule can produce.
func TestPhotoFailuresOnDemand(t *testing.T) {
	one, none := 1, 0
	s := open(t, simulator.Options{Faults: []simulator.Rule{
		{Person: "p1", Action: "CreateFace", Nth: 2, ApplyImages: &one}, // the first is part of the world
		{Person: "p3", ApplyImages: &none},
	}})
	s.people()
	both := fields{"PersonId": "p1", "Images": []string{plain(80), plain(80)}}
	want := `{"SucFaceNum":1,"SucFaceIds":["face 1"],"RetCode":[0,-1000],` + oneFace
	if got := s.normalized(s.must("CreateFace", both)); got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
	_, err := s.call("CreatePerson", s.plainly("CreatePerson"))
	if code := s.refusal(err).Code; code != codes.ServerError {
		t.Errorf("a new person whose photo is not applied: %s", code)
	}
}
