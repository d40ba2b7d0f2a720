package enrollment

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

var lostCreatePersonIsReconciledCases = []testCase{
	{
		name: "not landed: sent again with the same photo",
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
		name: "failed at the service: read back too",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", answered(codes.ServerError)),
			call("GetPersonBaseInfo", answered(codes.PersonNotFound)),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "landed: ours by the time of creation, though the id was not seen free",
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
		name: "landed: ours at once if the id was seen free before",
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
		name: "found under another name: another client's",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Bob", "1")),
		},
		end: "a rejected Run.PersonExists",
	},
	{
		name: "found in no list of our group: another client's",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", notThere),
		},
		end: "a rejected Run.PersonExists",
	},
	{
		name: "listed under another name: another client's",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("GetPersonList", onList("Bob", "1", time.Second)),
		},
		end: "a rejected Run.PersonExists",
	},
	{
		name:   "another client's: added to if allowed, within the room that is left",
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
		name: "found with several faces: in doubt, and read again in the next run",
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
		name: "found, and the group's list cannot be read: in doubt",
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
		name:   "lost at the last attempt: read back",
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
		name:   "reads fail too often: in doubt, and the next run begins with it",
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
		name: "a read without an answer: the next one waits until it has ended",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", lostReply),
			waits(5_700), // 300 ms of its six seconds are over
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "killed process: read back when the call has settled after the restart",
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
		name: "another photo's refusal is still reported",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", answered(codes.NoFaceInPhoto)),
			call("CreatePerson b", lostReply),
		},
		end:  "a rejected InvalidParameterValue.NoFaceInPhoto, b in_doubt Run.InDoubt, c not_attempted Run.InDoubt",
		more: true,
	},
	{
		name: "compared with the name and group that were sent, not with the roster of today",
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

// A person is ours if it was created no earlier than two seconds before the call.
func TestCreationIsComparedByServiceClock(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		name         string
		fast, before time.Duration // the service's clock; the creation before the intent, by that clock
		ours         bool
	}{
		{"created when sent", 0, 0, true},
		{"created two seconds before, within the margin of the clocks", 0, 2 * time.Second, true},
		{"created earlier", 0, 2*time.Second + time.Millisecond, false},
		{"created when sent, by a clock an hour ahead", hour, 0, true},
		{"created earlier, by a clock an hour ahead", hour, 3 * time.Second, false},
		{"created when sent, by a clock an hour behind", -hour, 0, true},
		{"created earlier, by a clock an hour behind", -hour, 3 * time.Second, false},
		{"created a year ago", 0, 365 * 24 * hour, false},
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
		t.Error("a person created before the intent counts as ours")
	}
}

// If the offset of our clock was not known at the call, only a difference beyond the five minutes that the
// service allows is certain.
func TestCreationIsNotJudgedByUnknownClock(t *testing.T) {
	for _, c := range []struct {
		name            string
		before          time.Duration // the creation before the intent
		ours, undecided bool
	}{
		{"created when sent", 0, true, false},
		{"created a minute before, or our clock was ahead", time.Minute, false, true},
		{"created six minutes before", 6 * time.Minute, false, false},
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

// That an earlier run saw the id free does not show what happened since.
func TestFreeIDExpiresWithTheRun(t *testing.T) {
	runCases(t, []testCase{{
		name: "the time of creation decides",
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
		name: "id taken: ours by the time of creation",
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
		name: "id taken: credited with the photo that it carried",
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
		name: "person older than our intent: another client's",
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
		name: "reported as a similar person",
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
		name: "second loss with the same photo: credited, whichever landed",
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
		name: "second loss with another photo: both are in doubt",
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
		name: "three losses with three photos: all are in doubt",
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
		name: "id taken after two losses with different photos: in doubt, and read again in the next run",
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
			call("GetPersonBaseInfo", notThere), // another client deleted the person
			call("CreatePerson b", created("2")),
			call("CreateFace a", added("3")),
		},
		end: "b enrolled 2, a enrolled 3",
	},
	{
		name: "person created: the late write is forgotten",
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
			call("GetPersonBaseInfo", there("Ana", "9")), // the person was gone, so this is another one
		},
		end: "a rejected Run.PersonExists, b rejected Run.PersonExists",
	},
}

// A late CreatePerson is lost, has not landed when the person is read, and lands after all.
func TestLateCreatePersonIsRecognised(t *testing.T) {
	runCases(t, lateCreatePersonIsRecognisedCases)
}

// An id that was taken a moment ago, and has no person now, was not seen free.
func TestTakenIDIsNotFree(t *testing.T) {
	runCases(t, []testCase{{
		name: "the time of creation decides",
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
	lateThen := func(change func(*sim)) []move {
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
			moves: after(lateThen(func(s *sim) { s.want.Name = "Anna" }), happens(func(s *sim) {
				if got := s.known.Differs(s.want); got != "name" {
					s.Errorf("what differs at the service is %q", got)
				}
			})),
			end: "a enrolled 1",
		},
		{
			name:  "a clock set back",
			want:  ana("a"),
			moves: lateThen(func(s *sim) { s.clock = time.Hour }),
			end:   "a enrolled 1",
		},
	})
}
