package conformance

import (
	"reflect"
	"regexp"
	"testing"

	"enroll.example/enroll/iai/simulator"

	sdkhttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"
)

// story is one call that the simulator refuses by itself.
type story struct {
	code, when string // when: a phrase that docs/simulator.md quotes
	call       string
	options    simulator.Options
	bare       bool // its world has no persons
	before     []step
	with       fields  // changes to the call as it succeeds in the world
	send       sending // nil: by the typed client
}

// sending is how a call is sent, and what goes wrong with it on the way.
type sending func(s *stage, action string, f fields) error

// chapters returns all stories by subject.
func chapters() map[string][]story {
	return map[string][]story{
		"door":        door(),
		"form":        form(),
		"quota":       quota(),
		"patience":    patience(),
		"overlaps":    overlaps(),
		"names":       names(),
		"options":     ranges(),
		"fields":      customFields(),
		"existence":   existence(),
		"capacity":    capacity(),
		"photos":      photos(),
		"photo links": photoLinks(),
	}
}

// each returns a story for each of several calls.
func (s story) each(calls ...string) (list []story) {
	for _, s.call = range calls {
		list = append(list, s)
	}
	return list
}

func TestRefusals(t *testing.T) {
	for chapter, stories := range chapters() {
		for _, story := range stories {
			t.Run(chapter+"/"+story.call+": "+story.when, func(t *testing.T) {
				t.Parallel()
				story.play(t)
			})
		}
	}
}

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func (story story) play(t *testing.T) {
	s := story.stage(t)
	refused := s.refusal(story.sent(s))
	if refused.Code != story.code {
		t.Fatalf("%s (%s), want %s", refused.Code, refused.Message, story.code)
	}
	if refused.Message == "" || !uuid.MatchString(refused.RequestId) {
		t.Errorf("message %q, RequestId %q", refused.Message, refused.RequestId)
	}
	if got := differences(s.ear.answer(refused.RequestId), reflect.TypeFor[sdkhttp.ErrorResponse](), ""); len(got) > 0 {
		t.Errorf("other than the SDK declares: %v", got)
	}
	story.checkRecord(s, refused.RequestId)
}

func (story story) stage(t *testing.T) *stage {
	if story.code == internalError {
		return openFile(t, story.options)
	}
	s := open(t, story.options)
	if !story.bare {
		s.people()
	}
	for _, step := range story.before {
		s.must(step.action, step.fields)
	}
	return s
}

// sent makes the call and returns the SDK's error.
func (story story) sent(s *stage) error {
	send := story.send
	if send == nil {
		send = typed
	}
	return send(s, story.call, s.plainly(story.call).but(story.with))
}

// checkRecord compares the simulator's record with its reply. A call whose reply only says that its
// fate is unknown may have been applied.
func (story story) checkRecord(s *stage, requestID string) {
	got := s.records()[requestID]
	switch {
	case story.code == internalError:
	case got.Code != story.code:
		s.t.Errorf("recorded as %+v", got)
	case got.Applied && story.code != requestTimeout:
		s.t.Errorf("refused, and applied all the same: %+v", got)
	}
}

// Codes that leave open whether the call took effect.
const (
	internalError  = "InternalError"
	requestTimeout = "FailedOperation.RequestTimeout"
)

func typed(s *stage, action string, f fields) error {
	_, err := s.call(action, f)
	return err
}
