package enrollment

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

var lostCreatePersonIsReconciledCases = []testCase{
	{
		name: "that did not land is sent again with the same photo",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", lostReply),
			ends("a in_doubt Run.InDoubt, b not_attempted Run.InDoubt"),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "is looked for too when the service says that it failed",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", answered(codes.ServerError)),
			call("GetPersonBaseInfo", answered(codes.PersonNotFound)),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "that landed is ours by its birth, though nobody saw the id free",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			ends("a in_doubt Run.InDoubt, b not_attempted Run.InDoubt"),
			call("GetPersonList", onList("Ana", "1", time.Second)),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "that landed is ours at once when the id was seen free before",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "found under another name is somebody else's",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Bob", "1")),
		},
		end: "a rejected Run.PersonExists",
	},
	{
		name: "found in no list of our group is somebody else's",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", notThere),
		},
		end: "a rejected Run.PersonExists",
	},
	{
		name: "found in the list under another name is somebody else's",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", onList("Bob", "1", time.Second)),
		},
		end: "a rejected Run.PersonExists",
	},
	{
		name:   "found to be somebody else's is added to, when told to, within the room that is left",
		want:   ana("a b c"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Bob", "7 8 9")),
			call("CreateFace a b", added("1 2")),
		},
		end: "a enrolled 1, b enrolled 2, c rejected InvalidParameterValue.PersonFaceNumExceed",
	},
	{
		name: "found with several faces is not explained, and looked at again in the next run",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			ends("a in_doubt Run.InDoubt"),
			nextRun(),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", onList("Ana", "1", time.Second)),
		},
		end: "a enrolled 1",
	},
	{
		name: "that was found when its group's list cannot be read stays in doubt",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", answered("InvalidParameterValue.GroupIdNotExist")),
			ends("a in_doubt Run.InDoubt"),
			nextRun(),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", onList("Ana", "1", time.Second)),
		},
		end: "a enrolled 1",
	},
	{
		name:   "is read back even when it was the last attempt",
		want:   ana("a b"),
		policy: Policy{Attempts: 1},
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", onList("Ana", "1", time.Second)),
		},
		end: "a enrolled 1, b failed Run.Exhausted",
	},
	{
		name:   "stays in doubt when the reading fails too often, and the next run begins with it",
		want:   ana("a"),
		policy: Policy{Attempts: 2},
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", lostReply),
			call("GetPersonBaseInfo", answered(codes.ServerError)),
			ends("a in_doubt Run.InDoubt"),
			nextRun(),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "whose look gets no answer is not looked for again before that look has ended",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", lostReply),
			waits(5_700), // of its six seconds 300 ms are over
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "by a killed process is looked for not before it has settled after the restart",
		want: ana("a b"),
		moves: []move{
			killed("CreatePerson a", 2*time.Second),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", onList("Ana", "1", 4*time.Second)),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "hides no other photo's refusal",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
			call("CreatePerson b", lostReply),
		},
		end:  "a rejected InvalidParameterValue.NoFaceInPhoto, b in_doubt Run.InDoubt, c not_attempted Run.InDoubt",
		more: true,
	},
	{
		name: "is compared with the name and group under which it was sent, not with today's roster",
		want: ana("a"),
		moves: []move{
			killed("CreatePerson a", time.Hour),
			happens(func(s *sim) { s.want.Name, s.want.Group = "Anna", "guests" }),
			call("GetPersonBaseInfo", there("Ana", "1")),
			happens(func(s *sim) {
				if call := s.next(); call.Group != "staff" {
					s.Errorf("the list of %q is read", call.Group)
				}
			}),
			call("GetPersonList", onList("Ana", "1", time.Second)),
		},
		end: "a enrolled 1",
	},
}

func TestLostCreatePersonIsReconciled(t *testing.T) {
	runCases(t, lostCreatePersonIsReconciledCases)
}

// A person is ours by birth when it was born no earlier than two seconds before we asked.
func TestCreationIsComparedByServiceClock(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		name         string
		fast, before time.Duration // the service's clock; the birth before the intent, by it
		ours         bool
	}{
		{"born when asked for", 0, 0, true},
		{"born two seconds before, as far as clocks can tell", 0, 2 * time.Second, true},
		{"born earlier", 0, 2*time.Second + time.Millisecond, false},
		{"born when asked for, by a clock an hour ahead", hour, 0, true},
		{"born earlier, by a clock an hour ahead", hour, 3 * time.Second, false},
		{"born when asked for, by a clock an hour behind", -hour, 0, true},
		{"born earlier, by a clock an hour behind", -hour, 3 * time.Second, false},
		{"born a year ago", 0, 365 * 24 * hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t, ana("a"))
			s.clock = c.fast
			s.play(call("CreatePerson a", lostReply), call("GetPersonBaseInfo", there("Ana", "1")))
			listed := onList("Ana", "1", c.fast-c.before)
			asked := s.next()
			listed.Done = s.now.Add(latency)
			listed.Date = listed.Done.Add(c.fast)
			s.learn(asked, listed)
			if got := s.known.Ours(); got != c.ours {
				t.Errorf("ours: %t, want %t", got, c.ours)
			}
			if s.known.InDoubt() {
				t.Error("still in doubt")
			}
		})
	}
}

func TestAnswerWithoutDateUsesOurClock(t *testing.T) {
	s := newSim(t, ana("a"))
	s.play(call("CreatePerson a", lostReply), call("GetPersonBaseInfo", there("Ana", "1")))
	s.known = s.known.Learn(s.next(), Result{Run: 1, Name: "Ana", FaceIDs: []string{"1"}, Created: firstRun.Add(-3 * time.Second)})
	if s.known.Ours() {
		t.Error("a person born before the intent is taken for ours")
	}
}

// Where no one had told how far our clock was off when we asked, only what a clock within the
// five minutes that the service allows cannot explain is sure.
func TestCreationIsNotJudgedByUnknownClock(t *testing.T) {
	for _, c := range []struct {
		name            string
		before          time.Duration // the birth before the intent
		ours, undecided bool
	}{
		{"born when asked for", 0, true, false},
		{"born a minute before, or our clock was ahead", time.Minute, false, true},
		{"born six minutes before", 6 * time.Minute, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := ana("a")
			creation := createPerson(want, want.Photos[0], Policy{})
			var k Known
			k = k.Learn(creation, Result{Code: codes.NetworkError, Run: 1, Intended: firstRun, Sent: firstRun, Done: firstRun})
			later := firstRun.Add(time.Minute)
			seen := Result{RequestID: "r", Run: 1, Name: "Ana", FaceIDs: []string{"1"}, Sent: later, Done: later, Date: later}
			k = k.Learn(Call{Action: GetPerson, Person: want.Person}, seen)
			seen.Created = firstRun.Add(-c.before)
			k = k.Learn(Call{Action: ListPersons, Person: want.Person}, seen)
			if k.Ours() != c.ours || k.InDoubt() != c.undecided {
				t.Errorf("ours: %t, in doubt: %t; want %t, %t", k.Ours(), k.InDoubt(), c.ours, c.undecided)
			}
		})
	}
}

// That a person was seen absent in an earlier run says nothing of what happened since.
func TestFreeIDExpiresWithTheRun(t *testing.T) {
	runCases(t, []testCase{{
		name: "so the birth is asked for",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", answered(codes.PersonNameIllegal)),
			nextRun(),
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "9")),
			call("GetPersonList", onList("Ana", "9", -time.Hour)),
		},
		end: "a rejected Run.PersonExists",
	}})
}

var lateCreatePersonIsRecognisedCases = []testCase{
	{
		name: "has taken the id: it is ours by its birth",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", taken),
			ends("a in_doubt Run.InDoubt, b not_attempted Run.InDoubt"),
			call("GetPersonList", onList("Ana", "1", 7*time.Second)),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "is credited with the photo that it carried",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			nextRun(func(s *sim) { s.want = ana("b a") }),
			call("CreatePerson b", taken),
			call("GetPersonList", onList("Ana", "1", 7*time.Second)),
			call("CreateFace b", added("2")),
		},
		end: "b enrolled 2, a enrolled 1",
	},
	{
		name: "was somebody else, older than our intent",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", taken),
			call("GetPersonList", onList("Ana", "1", -time.Minute)),
		},
		end: "a rejected Run.PersonExists",
	},
	{
		name: "shows itself as the person alike",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", similarTo("p1")),
			call("GetPersonList", onList("Ana", "1", 7*time.Second)),
		},
		end: "a enrolled 1",
	},
	{
		name: "and a second loss with the same photo are one photo, whichever landed",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "and a second loss with another photo cannot be told apart: both are in doubt",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			nextRun(func(s *sim) { s.want = ana("b a c") }),
			call("CreatePerson b", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
		},
		end: "b in_doubt Run.InDoubt, a in_doubt Run.InDoubt, c not_attempted Run.InDoubt",
	},
	{
		name: "and two more, each with another photo",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			nextRun(func(s *sim) { s.want = ana("b a c") }),
			call("CreatePerson b", lostReply),
			call("GetPersonBaseInfo", notThere),
			nextRun(func(s *sim) { s.want = ana("c b a") }),
			call("CreatePerson c", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
		},
		end: "c in_doubt Run.InDoubt, b in_doubt Run.InDoubt, a in_doubt Run.InDoubt",
	},
	{
		name: "is one of two with different photos: neither can be credited, and the next run looks again",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			nextRun(func(s *sim) { s.want = ana("b a") }),
			call("CreatePerson b", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson b", taken),
			call("GetPersonList", onList("Ana", "1", 7*time.Second)),
			ends("b in_doubt Run.InDoubt, a in_doubt Run.InDoubt"),
			nextRun(),
			call("GetPersonBaseInfo", notThere), // somebody took the person away
			call("CreatePerson b", created("2")),
			call("CreateFace a", added("3")),
		},
		end: "b enrolled 2, a enrolled 3",
	},
	{
		name: "is forgotten once the person is created",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
			call("CreateFace b", notThere),
			call("CreateFace b", notThere),
			call("CreateFace b", notThere),
			call("GetPersonBaseInfo", notThere),
			nextRun(),
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "9")), // she was gone: is it she?
		},
		end: "a rejected Run.PersonExists, b rejected Run.PersonExists",
	},
}

// The ghost is a CreatePerson that is lost, not there when we look, and lands after all.
func TestLateCreatePersonIsRecognised(t *testing.T) {
	runCases(t, lateCreatePersonIsRecognisedCases)
}

// An id that was taken a moment ago and is not there now was not seen free.
func TestTakenIDIsNotFree(t *testing.T) {
	runCases(t, []testCase{{
		name: "so the birth is asked for",
		want: ana("a"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "7")),
			call("GetPersonList", onList("Ana", "7", -time.Hour)),
			call("CreateFace a", added("8")),
		},
		end: "a enrolled 8",
	}})
}

// Between two lost CreatePersons the roster or the machine's clock may change.
func TestLateCreatePersonKeepsNameAndClock(t *testing.T) {
	ghost := func(change func(*sim)) []move {
		return []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			nextRun(change),
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", onList("Ana", "1", 7*time.Second)),
		}
	}
	runCases(t, []testCase{
		{
			name: "another name",
			want: ana("a"),
			moves: append(ghost(func(s *sim) { s.want.Name = "Anna" }), happens(func(s *sim) {
				if got := s.known.Differs(s.want); got != "name" {
					s.Errorf("what differs at the service is %q", got)
				}
			})),
			end: "a enrolled 1",
		},
		{
			name:  "a clock set back",
			want:  ana("a"),
			moves: ghost(func(s *sim) { s.clock = time.Hour }),
			end:   "a enrolled 1",
		},
	})
}
