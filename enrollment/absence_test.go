package enrollment

import (
	"slices"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// wantMayHave checks which of the photos a, b and c the person may have.
func wantMayHave(keys string) move {
	return happens(func(s *sim) {
		s.Helper()
		var got []string
		for _, key := range strings.Fields("a b c") {
			if s.known.MayHave(key) {
				got = append(got, key)
			}
		}
		if !slices.Equal(got, strings.Fields(keys)) {
			s.Errorf("the person may have %q, want %q", got, keys)
		}
	})
}

// checked is a call that checks whether the person still has photo a.
func checked(words string, r Result) move {
	return happens(func(s *sim) {
		s.Helper()
		call, ok := NextCheck(s.want.Person, "a", s.known, s.policy)
		if got := callText(call); !ok || got != words {
			s.Fatalf("checked by %q (%t), want %q", got, ok, words)
		}
		if call.After.After(s.now) {
			s.now = call.After
		}
		s.learn(call, r)
	})
}

// nothingToCheck checks that there is no further such call.
func nothingToCheck() move {
	return happens(func(s *sim) {
		s.Helper()
		if call, ok := NextCheck(s.want.Person, "a", s.known, s.policy); ok {
			s.Errorf("a further read: %s", callText(call))
		}
	})
}

// missedPerson is a created person that one read misses.
var missedPerson = []move{
	call("CreatePerson a", created("1")),
	call("CreateFace b", notThere),
	call("CreateFace b", notThere),
	call("CreateFace b", notThere),
	call("GetPersonBaseInfo", notThere),
}

var mayHaveCoversWritesInDoubtCases = []struct {
	name  string
	moves []move
}{
	{"nothing sent: no", []move{wantMayHave("")}},
	{"refused by the quota: no", []move{call("CreatePerson a", throttling), wantMayHave("")}},
	{"refused for its image: no", []move{call("CreatePerson a", answered(codes.NoFaceInPhoto)), wantMayHave("")}},
	{"enrolled: yes", []move{call("CreatePerson a", created("1")), wantMayHave("a")}},
	{"in doubt: yes", []move{call("CreatePerson a", lostReply), wantMayHave("a")}},
	{
		"late CreatePerson: yes",
		[]move{call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere), wantMayHave("a")},
	},
	{
		"late CreatePerson, in the next run: yes",
		[]move{
			call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", throttling), nextRun(), wantMayHave("a"),
		},
	},
	{"person seems missing: yes", after(missedPerson, wantMayHave("a"))},
	{
		"person seems missing, and an upload is suspended: both",
		[]move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", lostReply),
			call("GetPersonBaseInfo", notThere),
			wantMayHave("a b"),
		},
	},
	{
		"person seems missing, and a CreatePerson is in doubt: yes",
		after(missedPerson, call("CreatePerson a", lostReply), wantMayHave("a")),
	},
	{
		"face deleted: no",
		[]move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c") }),
			call("GetPersonBaseInfo", there("Ana", "2")),
			wantMayHave("b"),
		},
	},
	{
		"another client's person in the place of ours: no",
		after(missedPerson, call("CreatePerson a", taken), call("GetPersonBaseInfo", there("Ana", "7")), wantMayHave("")),
	},
}

func TestMayHaveCoversWritesInDoubt(t *testing.T) {
	for _, c := range mayHaveCoversWritesInDoubtCases {
		t.Run(c.name, func(t *testing.T) { newSim(t, ana("a b")).play(c.moves...) })
	}
}

// enrolledPerson is a person with photo a.
var enrolledPerson = []move{call("CreatePerson a", created("1"))}

var nextCheckEndsWhenConfirmedCases = []struct {
	name  string
	moves []move
}{
	{"never had the photo: no read", []move{call("CreatePerson a", throttling), nothingToCheck()}},
	{"enrolled in this run: no read", after(enrolledPerson, nothingToCheck(), wantMayHave("a"))},
	{
		"face still there: kept",
		after(enrolledPerson, nextRun(), checked("GetPersonBaseInfo", there("Ana", "1")), nothingToCheck(), wantMayHave("a")),
	},
	{
		"face gone: free",
		after(enrolledPerson, nextRun(), checked("GetPersonBaseInfo", there("Ana", "7")), nothingToCheck(), wantMayHave("")),
	},
	{
		"person gone: free after two reads",
		after(enrolledPerson, nextRun(),
			checked("GetPersonBaseInfo", notThere), wantMayHave("a"),
			checked("GetPersonBaseInfo", notThere), nothingToCheck(), wantMayHave("")),
	},
	{
		"person missed once: kept",
		after(enrolledPerson, nextRun(),
			checked("GetPersonBaseInfo", notThere),
			checked("GetPersonBaseInfo", there("Ana", "1")), nothingToCheck(), wantMayHave("a")),
	},
	{
		"person found between two reads that missed it: kept",
		after(enrolledPerson, nextRun(),
			checked("GetPersonBaseInfo", notThere),
			checked("GetPersonBaseInfo", there("Ana", "1")), nextRun(),
			checked("GetPersonBaseInfo", notThere), wantMayHave("a")),
	},
	{
		"lost call: explained first, and free only when it cannot land any more",
		[]move{
			call("CreatePerson a", lostReply),
			checked("GetPersonBaseInfo", notThere),
			checked("GetPersonBaseInfo", notThere), nothingToCheck(), wantMayHave("a"),
			nextRun(),
			checked("GetPersonBaseInfo", notThere), nothingToCheck(), wantMayHave(""),
		},
	},
	{
		"late CreatePerson: judged by the time of creation",
		[]move{
			call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere), nextRun(),
			checked("GetPersonBaseInfo", there("Ana", "1")), wantMayHave("a"),
			checked("GetPersonList", onList("Ana", "1", 0)), nothingToCheck(), wantMayHave("a"),
		},
	},
	{
		"another client's person: free",
		[]move{
			call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere), nextRun(),
			checked("GetPersonBaseInfo", there("Bob", "7")), nothingToCheck(), wantMayHave(""),
		},
	},
	{
		"another lost call: reads are counted anew",
		[]move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere), nextRun(),
			call("CreatePerson a", lostReply),
			checked("GetPersonBaseInfo", notThere), wantMayHave("a"),
		},
	},
	{
		"reads without an answer: repeated up to the attempts",
		after(enrolledPerson, nextRun(func(s *sim) { s.policy.Attempts = 2 }),
			checked("GetPersonBaseInfo", lostReply), checked("GetPersonBaseInfo", lostReply), nothingToCheck(), wantMayHave("a")),
	},
}

// A person that has left the roster is read only if another person is to get one of its photos.
func TestNextCheckEndsWhenConfirmed(t *testing.T) {
	for _, c := range nextCheckEndsWhenConfirmedCases {
		t.Run(c.name, func(t *testing.T) { newSim(t, ana("a b")).play(c.moves...) })
	}
}

func TestAbsenceReadsLieApart(t *testing.T) {
	s := newSim(t, ana("a"))
	s.play(
		call("CreatePerson a", created("1")), nextRun(),
		checked("GetPersonBaseInfo", notThere),
	)
	first := s.now
	s.play(checked("GetPersonBaseInfo", notThere))
	if apart := s.now.Sub(first); apart != 15*time.Second {
		t.Errorf("the second read comes %v after the first", apart)
	}
}

func TestForeignPersonStaysForeignAfterMissing(t *testing.T) {
	missed := []move{
		call("CreatePerson a", taken),
		call("GetPersonBaseInfo", there("Ana", "7")),
		call("CreateFace a", added("8")),
		happens(func(s *sim) { s.want = ana("a b") }),
		call("CreateFace b", notThere),
		call("CreateFace b", notThere),
		call("CreateFace b", notThere),
		call("GetPersonBaseInfo", notThere),
		call("CreatePerson a", taken),
		call("GetPersonBaseInfo", there("Ana", "7 8")),
	}
	runCases(t, []testCase{
		{
			name: "added to with AddToExisting", want: ana("a"), policy: addAnyway,
			moves: after(missed, call("CreateFace b", added("9"))),
			end:   "a enrolled 8, b enrolled 9",
		},
		{
			name: "left alone without it", want: ana("a"), policy: addAnyway,
			moves: after(missed, nextRun(func(s *sim) { s.policy = Policy{} })),
			end:   "a enrolled 8, b rejected Run.PersonExists",
		},
	})
}
