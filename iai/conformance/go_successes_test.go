package conformance

import (
	"reflect"
	"slices"
	"testing"

	"enroll.example/enroll/iai/simulator"
)

// success is a call that succeeds in the world, its whole reply as the SDK parses it, and what another
// call shows of its effect.
type success struct {
	call, when string
	with       fields
	reply      string
	then       step
	effect     string   // the reply to the other call
	null       []string // fields that may be null, according to the SDK's reference
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
	if got := s.normalized(reply); got != story.reply {
		s.t.Errorf("got\n%s, want\n%s", got, story.reply)
	}
	if story.then.action == "" {
		return
	}
	if got := s.normalized(s.must(story.then.action, story.then.fields)); got != story.effect {
		s.t.Errorf("its effect: %s returned\n%s, want\n%s", story.then.action, got, story.effect)
	}
}

// different returns where the raw reply differs from the SDK's declaration.
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
