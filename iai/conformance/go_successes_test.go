package conformance

import (
	"reflect"
	"slices"
	"testing"

	"enroll.example/enroll/iai/simulator"
)

// success is a call in the world that does what it was asked, its whole reply as the SDK
// tells it, and what another call tells of its effect.
type success struct {
	call, when string
	with       fields
	reply      string
	then       step
	effect     string   // the reply of then
	null       []string // fields that may be null, as the SDK's reference has it
}

func (s success) name() string { return s.call + " " + s.when }

func TestSuccesses(t *testing.T) {
	for _, method := range []string{"POST", "GET"} {
		for _, story := range successes() {
			t.Run(method+" "+story.name(), func(t *testing.T) {
				t.Parallel()
				s := open(t, simulator.Options{})
				s.client = s.official(simulatorKey, region, method)
				s.people()
				story.play(s)
			})
		}
	}
}

func (story success) play(s *stage) {
	reply := s.must(story.call, s.plainly(story.call).but(story.with))
	if got := s.different(reply); !slices.Equal(got, story.null) {
		s.t.Errorf("other than the SDK declares: %v, want %v", got, story.null)
	}
	if got := s.told(reply); got != story.reply {
		s.t.Errorf("told\n%s, want\n%s", got, story.reply)
	}
	if story.then.action == "" {
		return
	}
	if got := s.told(s.must(story.then.action, story.then.fields)); got != story.effect {
		s.t.Errorf("its effect: %s told\n%s, want\n%s", story.then.action, got, story.effect)
	}
}

// different is where the reply on the wire is other than the SDK declares it.
func (s *stage) different(reply any) []string {
	id := reflect.ValueOf(reply).Elem().FieldByName("Response").Elem().FieldByName("RequestId")
	if id.IsNil() {
		return []string{"-.Response.RequestId"}
	}
	return differences(s.ear.answer(id.Elem().String()), reflect.TypeOf(reply), "")
}

func successes() []success {
	return slices.Concat(ofGroups(), ofPersons(), ofMemberships(), ofFaces(), judgements(), ofDetection())
}
