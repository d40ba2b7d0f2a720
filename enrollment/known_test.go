package enrollment

import (
	"fmt"
	"testing"

	"enroll.example/enroll/codes"
)

func TestFullPersonIsCheckedOnRequest(t *testing.T) {
	full := []move{call("CreatePerson a", created("1")), call("CreateFace b c d e", added("2 3 4 5")), nextRun()}
	runCases(t, []testCase{
		{
			name: "without RetryRejected: no call", want: ana("a b c d e f"), moves: full,
			end: "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 5, f rejected InvalidParameterValue.PersonFaceNumExceed",
		},
		{
			name: "with RetryRejected: read, and a deleted face makes room", want: ana("a b c d e f"), policy: Policy{RetryRejected: true},
			moves: after(full, nextRun(), lookAt("1 2 3 4"), call("CreateFace e", added("6"))),
			end:   "a enrolled 1, b enrolled 2, c enrolled 3, d enrolled 4, e enrolled 6, f rejected InvalidParameterValue.PersonFaceNumExceed",
		},
	})
}

// blurredPhoto is a photo that is refused for its quality.
var blurredPhoto = []move{
	call("CreatePerson a", created("1")),
	call("CreateFace b", retCodes(ints(-1601), "")),
}

const (
	blurredRefused = "a enrolled 1, b rejected FailedOperation.FaceQualityNotQualified"
	bothEnrolled   = "a enrolled 1, b enrolled 2"
)

// sentAgain is the refused photo in the next run, after a change.
func sentAgain(change func(*sim)) []move {
	return after(blurredPhoto, ends(blurredRefused), nextRun(change), lookAt("1"), call("CreateFace b", added("2")))
}

var nextRunJudgesRefusalsAnewCases = []testCase{
	{
		name:  "same options: not sent again",
		want:  ana("a b"),
		moves: after(blurredPhoto, nextRun(), nextRun()),
		end:   blurredRefused,
	},
	{
		name:  "another quality: sent again",
		want:  ana("a b"),
		moves: sentAgain(func(s *sim) { s.want.Options.Quality = number(1) }),
		end:   bothEnrolled,
	},
	{
		name:  "another threshold: sent again",
		want:  ana("a b"),
		moves: sentAgain(func(s *sim) { s.want.Options.Threshold = number(40) }),
		end:   bothEnrolled,
	},
	{
		name:  "rotation allowed: sent again",
		want:  ana("a b"),
		moves: sentAgain(func(s *sim) { s.want.Options.Rotate = true }),
		end:   bothEnrolled,
	},
	{
		name:  "RetryRejected: sent again",
		want:  ana("a b"),
		moves: sentAgain(func(s *sim) { s.policy.RetryRejected = true }),
		end:   bothEnrolled,
	},
	{
		name:  "another UniquePersonControl: not sent again",
		want:  ana("a b"),
		moves: after(blurredPhoto, nextRun(func(s *sim) { s.want.Options.Unique = number(3) })),
		end:   blurredRefused,
	},
	{
		name:  "equal quality: not sent again",
		want:  ana("a b"),
		moves: after(blurredPhoto, nextRun(func(s *sim) { s.want.Options = Options{} })),
		end:   blurredRefused,
	},
	{
		name:   "RetryRejected: sent once per run",
		want:   ana("a"),
		policy: Policy{RetryRejected: true},
		moves: []move{
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
			nextRun(),
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
		},
		end: "a rejected InvalidParameterValue.NoFaceInPhoto",
	},
	{
		name: "face mismatch: judged again when the person's faces change",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", retCodes(ints(-1604), "")),
			nextRun(),
			ends("a enrolled 1, b rejected Run.FaceMismatch"),
			nextRun(func(s *sim) { s.want = ana("a b c") }),
			lookAt("1"),
			call("CreateFace c", added("2")),
			call("CreateFace b", added("3")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 2",
	},
	{
		name: "face mismatch: faces of the same upload are no change",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", retCodes(ints(-1604, 0), "2")),
			nextRun(),
		},
		end: "a enrolled 1, b rejected Run.FaceMismatch, c enrolled 2",
	},
	{
		name: "account refused: no photo is blamed, and the next run goes on",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", answered("ResourceUnavailable.InArrears")),
			ends("a enrolled 1, b not_attempted ResourceUnavailable.InArrears"),
			nextRun(),
			lookAt("1"),
			call("CreateFace b", added("2")),
		},
		end: bothEnrolled,
	},
	{
		name: "fault of the row: ends this run for the person",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", answered(codes.PersonNameIllegal)),
			ends("a rejected InvalidParameterValue.PersonNameIllegal, b rejected InvalidParameterValue.PersonNameIllegal"),
			nextRun(func(s *sim) { s.want.Name = "Ana_Maria" }),
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("2")),
		},
		end: bothEnrolled,
	},
	{
		name: "fault of the group: ends this run for the person",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", answered("InvalidParameterValue.GroupFaceNumExceed")),
			ends("a enrolled 1, b rejected InvalidParameterValue.GroupFaceNumExceed"),
			nextRun(),
			lookAt("1"),
			call("CreateFace b", added("2")),
		},
		end: bothEnrolled,
	},
	{
		name: "attempts: counted anew",
		want: ana("a"), policy: Policy{Attempts: 1},
		moves: []move{
			call("CreatePerson a", neverSent),
			ends("a failed Run.Exhausted"),
			nextRun(),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
}

func TestNextRunJudgesRefusalsAnew(t *testing.T) {
	runCases(t, nextRunJudgesRefusalsAnewCases)
}

func TestUnsentCallChangesNothing(t *testing.T) {
	s := newSim(t, ana("a b"))
	s.play(call("CreatePerson a", throttling))
	was := s.known
	s.learn(s.next(), Result{Unsent: true, Code: codes.RunNotAttempted})
	if got, want := inFull(Verdicts(s.want, s.known, s.policy)...), inFull(Verdicts(s.want, was, s.policy)...); got != want {
		t.Errorf("verdicts:\n got %s\nwant %s", got, want)
	}
	before, _ := Next(s.want, was, s.policy)
	after, _ := Next(s.want, s.known, s.policy)
	if !sameCalls(before, after) {
		t.Errorf("the next call was %v and is %v", before, after)
	}
}

// Known is a value: two results learned from the same state must not affect each other.
func TestKnownIsAValue(t *testing.T) {
	s := newSim(t, ana("a b c d"))
	s.play(
		call("CreatePerson a", created("1")),
		call("CreateFace b c d", answered(codes.ImageSizeExceed)), // so that faces come one by one
		call("CreateFace b", added("2")),
		call("CreateFace c", added("3")),
	)
	next := s.next()
	one := s.known.Learn(next, Result{Run: 1, RetCodes: ints(0), FaceIDs: []string{"4"}})
	two := s.known.Learn(next, Result{Run: 1, RetCodes: ints(0), FaceIDs: []string{"5"}})
	for _, c := range []struct {
		known Known
		want  string
	}{{s.known, "[1 2 3]"}, {one, "[1 2 3 4]"}, {two, "[1 2 3 5]"}} {
		if got := fmt.Sprint(c.known.Faces()); got != c.want {
			t.Errorf("faces %s, want %s", got, c.want)
		}
	}
}

func TestDiffersNamesFields(t *testing.T) {
	s := newSim(t, ana("a"))
	if got := s.known.Differs(s.want); got != "" {
		t.Errorf("nothing known: %q", got)
	}
	s.play(call("CreatePerson a", created("1")))
	for _, c := range []struct {
		name, group, want string
	}{
		{"Ana", "staff", ""},
		{"Anna", "staff", "name"},
		{"Ana", "guests", "group"},
		{"Anna", "guests", "name, group"},
	} {
		w := s.want
		w.Name, w.Group = c.name, c.group
		if got := s.known.Differs(w); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.name, c.group, got, c.want)
		}
	}
}

func TestOwnershipFollowsCreation(t *testing.T) {
	for _, c := range []struct {
		name                   string
		moves                  []move
		ours, foreign, inDoubt bool
		faces                  int
	}{
		{name: "unknown at first"},
		{name: "ours when we created it", moves: []move{call("CreatePerson a", created("1"))}, ours: true, faces: 1},
		{name: "foreign when it was there", moves: []move{call("CreatePerson a", taken)}, foreign: true},
		{name: "in doubt when the reply was lost", moves: []move{call("CreatePerson a", lostReply)}, inDoubt: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t, ana("a"))
			s.play(c.moves...)
			k := s.known
			if k.Ours() != c.ours || k.Foreign() != c.foreign || k.InDoubt() != c.inDoubt || len(k.Faces()) != c.faces {
				t.Errorf("ours %t, foreign %t, in doubt %t, faces %q", k.Ours(), k.Foreign(), k.InDoubt(), k.Faces())
			}
		})
	}
}
