package conversation

import (
	"context"
	"errors"
	"slices"
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// subject asks for calls about these people, one after the other.
type subject struct {
	asks    []string
	learned []string
	err     error // of Learn
}

func (s *subject) Next() (enrollment.Call, bool) {
	if len(s.learned) == len(s.asks) {
		return enrollment.Call{}, false
	}
	return enrollment.Call{Person: s.asks[len(s.learned)]}, true
}

func (s *subject) Learn(call enrollment.Call, r enrollment.Result) error {
	s.learned = append(s.learned, call.Person+" "+r.RequestID)
	return s.err
}

// line answers with the person's name twice.
type line struct {
	closed string // about this person no call leaves any more
	held   string // the call about this person is held back
	broken string // the call about this person ends the run
	marked []string
}

var errBroken = errors.New("the journal is gone")

func (l *line) Ready(_ context.Context, call enrollment.Call) (enrollment.Call, bool, error) {
	l.marked = append(l.marked, call.Person)
	call.Group = "marked"
	return call, call.Person != l.closed, nil
}

func (l *line) Do(_ context.Context, call enrollment.Call) (enrollment.Result, error) {
	switch {
	case call.Group != "marked":
		return enrollment.Result{}, errors.New("the call is not the one that Ready returned")
	case call.Person == l.broken:
		return enrollment.Result{}, errBroken
	case call.Person == l.held:
		return enrollment.Result{Unsent: true, Code: codes.RunNotAttempted}, nil
	}
	return enrollment.Result{RequestID: call.Person + call.Person}, nil
}

func TestHold(t *testing.T) {
	for name, c := range map[string]struct {
		line    line
		err     error // of Learn
		learned []string
		whole   bool
		want    error
	}{
		"to the end":           {learned: []string{"a aa", "b bb", "c cc"}, whole: true},
		"until the run ends":   {line: line{closed: "b"}, learned: []string{"a aa"}},
		"until a call is held": {line: line{held: "c"}, learned: []string{"a aa", "b bb"}},
		"until a call fails":   {line: line{broken: "a"}, want: errBroken},
		"until Learn fails":    {err: errBroken, learned: []string{"a aa"}, want: errBroken},
	} {
		t.Run(name, func(t *testing.T) {
			s := &subject{asks: []string{"a", "b", "c"}, err: c.err}
			whole, err := Hold(t.Context(), &c.line, s)
			if whole != c.whole || !errors.Is(err, c.want) || !slices.Equal(s.learned, c.learned) {
				t.Errorf("whole: %t, %v; learned %q", whole, err, s.learned)
			}
		})
	}
}
