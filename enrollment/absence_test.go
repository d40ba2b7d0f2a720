package enrollment

import (
	"slices"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// mayHold is a beat that says which photos the person may have as faces.
func mayHold(keys string) move {
	return happens(func(s *story) {
		s.Helper()
		var got []string
		for _, key := range strings.Fields("a b c") {
			if s.known.MayHave(key) {
				got = append(got, key)
			}
		}
		if !slices.Equal(got, strings.Fields(keys)) {
			s.Errorf("she may hold %q, want %q", got, keys)
		}
	})
}

// traced is a call that is made for the sake of photo a, of which nothing is wanted of the person.
func traced(words string, r Result) move {
	return happens(func(s *story) {
		s.Helper()
		call, ok := NextCheck(s.want.Person, "a", s.known, s.policy)
		if got := say(call); !ok || got != words {
			s.Fatalf("traced by %q (%t), want %q", got, ok, words)
		}
		if call.After.After(s.now) {
			s.now = call.After
		}
		s.learn(call, r)
	})
}

// untraced is that no call is made any more.
func untraced() move {
	return happens(func(s *story) {
		s.Helper()
		if call, ok := NextCheck(s.want.Person, "a", s.known, s.policy); ok {
			s.Errorf("a further look: %s", say(call))
		}
	})
}

func TestMayHave(t *testing.T) {
	gone := []move{
		call("CreatePerson a", created("1")),
		call("CreateFace b", notThere),
		call("CreateFace b", notThere),
		call("CreateFace b", notThere),
		call("GetPersonBaseInfo", notThere),
	}
	for _, c := range []struct {
		name  string
		moves []move
	}{
		{"not before", []move{mayHold("")}},
		{"nor where it was refused unread", []move{call("CreatePerson a", throttling), mayHold("")}},
		{"nor where it was judged", []move{call("CreatePerson a", answered(codes.NoFaceInPhoto)), mayHold("")}},
		{"it is enrolled", []move{call("CreatePerson a", created("1")), mayHold("a")}},
		{"it is in doubt", []move{call("CreatePerson a", lostReply), mayHold("a")}},
		{
			"a lost call had not landed, and still might",
			[]move{call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere), mayHold("a")},
		},
		{
			"also in the next run",
			[]move{
				call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere),
				call("CreatePerson a", throttling), nextRun(), mayHold("a"),
			},
		},
		{"she seems missing", append(gone[:5:5], mayHold("a"))},
		{
			"she seems missing, and an upload is in doubt",
			[]move{
				call("CreatePerson a", created("1")),
				call("CreateFace b", lostReply),
				call("GetPersonBaseInfo", notThere),
				mayHold("a b"),
			},
		},
		{
			"she is taken for missing, and a lost call is in doubt",
			append(gone[:5:5], call("CreatePerson a", lostReply), mayHold("a")),
		},
		{
			"not when its face was deleted",
			[]move{
				call("CreatePerson a", created("1")),
				call("CreateFace b", added("2")),
				nextRun(func(s *story) { s.want = ana("a b c") }),
				call("GetPersonBaseInfo", there("Ana", "2")),
				mayHold("b"),
			},
		},
		{
			"nor with somebody else's person in the place of ours",
			append(gone[:5:5], call("CreatePerson a", taken), call("GetPersonBaseInfo", there("Ana", "7")), mayHold("")),
		},
	} {
		t.Run(c.name, func(t *testing.T) { newStory(t, ana("a b")).play(c.moves...) })
	}
}

// Who has left the roster is asked for only when someone else is to have a photo of theirs.
func TestNextCheckUntilConfirmedAbsent(t *testing.T) {
	enrolled := []move{call("CreatePerson a", created("1"))}
	for _, c := range []struct {
		name  string
		moves []move
	}{
		{"who never had the photo is not looked for", []move{call("CreatePerson a", throttling), untraced()}},
		{"nor who got it in this very run", append(enrolled[:1:1], untraced(), mayHold("a"))},
		{
			"who still has it keeps it",
			append(enrolled[:1:1], nextRun(), traced("GetPersonBaseInfo", there("Ana", "1")), untraced(), mayHold("a")),
		},
		{
			"who has it no more lets it go",
			append(enrolled[:1:1], nextRun(), traced("GetPersonBaseInfo", there("Ana", "7")), untraced(), mayHold("")),
		},
		{
			"who is gone is looked for twice",
			append(enrolled[:1:1], nextRun(),
				traced("GetPersonBaseInfo", notThere), mayHold("a"),
				traced("GetPersonBaseInfo", notThere), untraced(), mayHold("")),
		},
		{
			"since she may only seem so",
			append(enrolled[:1:1], nextRun(),
				traced("GetPersonBaseInfo", notThere),
				traced("GetPersonBaseInfo", there("Ana", "1")), untraced(), mayHold("a")),
		},
		{
			"and looks of long ago, with one between that found her, do not count",
			append(enrolled[:1:1], nextRun(),
				traced("GetPersonBaseInfo", notThere),
				traced("GetPersonBaseInfo", there("Ana", "1")), nextRun(),
				traced("GetPersonBaseInfo", notThere), mayHold("a")),
		},
		{
			"a lost call is explained first, and of a moment ago may still land",
			[]move{
				call("CreatePerson a", lostReply),
				traced("GetPersonBaseInfo", notThere),
				traced("GetPersonBaseInfo", notThere), untraced(), mayHold("a"),
				nextRun(),
				traced("GetPersonBaseInfo", notThere), untraced(), mayHold(""),
			},
		},
		{
			"whom a lost call may have created is judged by her birth",
			[]move{
				call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere), nextRun(),
				traced("GetPersonBaseInfo", there("Ana", "1")), mayHold("a"),
				traced("GetPersonList", onList("Ana", "1", 0)), untraced(), mayHold("a"),
			},
		},
		{
			"and somebody else's person has no photo of ours",
			[]move{
				call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere), nextRun(),
				traced("GetPersonBaseInfo", there("Somebody", "7")), untraced(), mayHold(""),
			},
		},
		{
			"another lost call begins it all anew",
			[]move{
				call("CreatePerson a", lostReply),
				call("GetPersonBaseInfo", notThere), nextRun(),
				call("CreatePerson a", lostReply),
				traced("GetPersonBaseInfo", notThere), mayHold("a"),
			},
		},
		{
			"an unanswered look is made again, so often",
			append(enrolled[:1:1], nextRun(func(s *story) { s.policy.Attempts = 2 }),
				traced("GetPersonBaseInfo", lostReply), traced("GetPersonBaseInfo", lostReply), untraced(), mayHold("a")),
		},
	} {
		t.Run(c.name, func(t *testing.T) { newStory(t, ana("a b")).play(c.moves...) })
	}
}

func TestMissingLooksLieApart(t *testing.T) {
	s := newStory(t, ana("a"))
	s.play(
		call("CreatePerson a", created("1")), nextRun(),
		traced("GetPersonBaseInfo", notThere),
	)
	first := s.now
	s.play(traced("GetPersonBaseInfo", notThere))
	if apart := s.now.Sub(first); apart != 15*time.Second {
		t.Errorf("the second look comes %v after the first", apart)
	}
}

func TestForeignPersonStaysForeignAfterMissing(t *testing.T) {
	missed := []move{
		call("CreatePerson a", taken),
		call("GetPersonBaseInfo", there("Ana", "7")),
		call("CreateFace a", added("8")),
		happens(func(s *story) { s.want = ana("a b") }),
		call("CreateFace b", notThere),
		call("CreateFace b", notThere),
		call("CreateFace b", notThere),
		call("GetPersonBaseInfo", notThere),
		call("CreatePerson a", taken),
		call("GetPersonBaseInfo", there("Ana", "7 8")),
	}
	add := Policy{AddToExisting: true}
	runCases(t, []testCase{
		{
			name: "she is added to where that is asked for", want: ana("a"), policy: add,
			moves: append(missed[:10:10], call("CreateFace b", added("9"))),
			end:   "a enrolled 8, b enrolled 9",
		},
		{
			name: "and not where it is not", want: ana("a"), policy: add,
			moves: append(missed[:10:10], nextRun(func(s *story) { s.policy = Policy{} })),
			end:   "a enrolled 8, b rejected Run.PersonExists",
		},
	})
}
