package enrollment

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// Law 4 of the architecture: a write of unknown outcome is never abandoned and never blindly repeated. For
// every case, the simulation itself checks that no call is sent before a lost one has ended.

// A look at the person that left too early, for whatever reason, explains nothing.
func TestEarlyReadExplainsNothing(t *testing.T) {
	s := newSim(t, ana("a"))
	s.play(call("CreatePerson a", lostReply))
	early := s.now.Add(time.Second)
	s.known = s.known.Learn(
		Call{Action: GetPerson, Person: "p1"},
		Result{Run: 1, Code: codes.PersonIDNotExist, Sent: early, Done: early.Add(latency)},
	)
	s.ends("a in_doubt Run.InDoubt")
}

var lostCreateFaceIsReconciledCases = []testCase{
	{
		name: "all of which landed is known as a set",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", lostReply),
			ends("a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt"),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		},
		end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "none of which landed is sent again as it was",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b c", added("2 3")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "some of which landed is taken back, exactly, and sent one by one",
		want: ana("a b c d"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c d", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
			ends("a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt, d in_doubt Run.InDoubt"),
			call("DeleteFace 2 3", deleted),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b", added("4")),
			call("CreateFace c", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 4 5")),
			call("CreateFace d", added("6")),
		},
		end: "a enrolled 1, b enrolled 4, c enrolled 5, d enrolled 6",
	},
	{
		name: "from which known faces are missing is not explained, in this run or the next",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c d") }),
			lookAt("1 2"),
			call("CreateFace c d", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 3")),
			ends("a enrolled 1, b enrolled 2, c in_doubt Run.InDoubt, d in_doubt Run.InDoubt"),
			nextRun(),
			call("GetPersonBaseInfo", there("Ana", "1 3")),
		},
		end: "a enrolled 1, b enrolled 2, c in_doubt Run.InDoubt, d in_doubt Run.InDoubt",
	},
	{
		name: "with more new faces than photos is not explained",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt",
	},
	{
		name: "what is not explained makes no further call in this run, and the next run looks again",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", lostReply),
			call("GetPersonBaseInfo", there("Ana", "2 3")),
			ends("a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt"),
			nextRun(),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b c", added("2 3")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "to a person who is gone is gone too",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", created("2")),
			call("CreateFace b", added("3")),
		},
		end: "a enrolled 2, b enrolled 3",
	},
	{
		name:   "added to somebody's person is compared with the faces that were there",
		want:   ana("a b"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Bob", "7 8")),
			call("CreateFace a b", lostReply),
			vouchAlone(), // else who made the person may have added the face
			call("GetPersonBaseInfo", there("Bob", "7 8 9")),
			call("DeleteFace 9", deleted),
			call("GetPersonBaseInfo", there("Bob", "7 8")),
			call("CreateFace a", added("1")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "by a killed process is settled before anything else, wanted or not",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			killed("CreateFace b c", 0),
			happens(func(s *sim) { s.want = ana("a d") }),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace d", added("3")),
		},
		end: "a enrolled 1, d enrolled 3",
	},
	{
		name: "waits for the quota like any other, and no longer than that",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", lostReply),
			call("GetPersonBaseInfo", throttling),
			waits(1200),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name:   "whose look the quota refuses for ever stays in doubt",
		want:   ana("a b"),
		policy: Policy{Refusals: 2},
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", lostReply),
			call("GetPersonBaseInfo", throttling),
			call("GetPersonBaseInfo", throttling),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt",
	},
	{
		name: "stays in doubt when the account is refused before the look",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", lostReply),
			call("GetPersonBaseInfo", answered("AuthFailure.TokenFailure")),
			ends("a enrolled 1, b in_doubt Run.InDoubt"),
			nextRun(),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
}

func TestLostCreateFaceIsReconciled(t *testing.T) {
	runCases(t, lostCreateFaceIsReconciledCases)
}

// partialUpload is an upload of which one of two photos landed.
var partialUpload = []move{
	call("CreatePerson a", created("1")),
	call("CreateFace b c", lostReply),
	call("GetPersonBaseInfo", there("Ana", "1 2")),
}

// oneByOne is how its photos are sent again.
var oneByOne = []move{call("CreateFace b", added("3")), call("CreateFace c", added("4"))}

const allAfterRollback = "a enrolled 1, b enrolled 3, c enrolled 4"

var rollbackIsVerifiedCases = []testCase{
	{
		name: "whose own reply is lost, and which landed",
		want: ana("a b c"),
		moves: after(after(partialUpload,
			call("DeleteFace 2", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
		), oneByOne...),
		end: allAfterRollback,
	},
	{
		name: "whose own reply is lost, and which did not land",
		want: ana("a b c"),
		moves: after(after(partialUpload,
			call("DeleteFace 2", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1")),
		), oneByOne...),
		end: allAfterRollback,
	},
	{
		name: "that never left is sent again after another look",
		want: ana("a b c"),
		moves: after(after(partialUpload,
			call("DeleteFace 2", neverSent),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1")),
		), oneByOne...),
		end: allAfterRollback,
	},
	{
		name: "that meets somebody else's change of the person is not made again",
		want: ana("a b c"),
		moves: after(partialUpload,
			call("DeleteFace 2", answered(codes.ConflictOperation)),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
		),
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "that the quota refuses is made again after another look",
		want: ana("a b c"),
		moves: after(after(partialUpload,
			call("DeleteFace 2", answered(codes.RequestLimitExceeded)),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1")),
		), oneByOne...),
		end: allAfterRollback,
	},
	{
		name: "that a killed process had begun starts with a look",
		want: ana("a b c"),
		moves: after(partialUpload,
			killed("DeleteFace 2", 0),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b c", added("3 4")),
		),
		end: allAfterRollback,
	},
	{
		name: "is not believed before the person reads back so, and not tried for ever",
		want: ana("a b c"), policy: Policy{Attempts: 3},
		moves: after(partialUpload,
			call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", deleted),
		),
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "that the service refuses is not tried for ever",
		want: ana("a b c"), policy: Policy{Attempts: 2},
		moves: after(partialUpload,
			call("DeleteFace 2", answered(codes.DeleteFaceNumExceed)),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", answered(codes.DeleteFaceNumExceed)),
		),
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
}

func TestRollbackIsVerified(t *testing.T) {
	runCases(t, rollbackIsVerifiedCases)
}

func TestRollbackLeavesForeignFaces(t *testing.T) {
	runCases(t, []testCase{
		{
			name: "one face",
			want: ana("a b c"),
			moves: after(partialUpload,
				call("DeleteFace 2", deleted),
				call("GetPersonBaseInfo", there("Ana", "1 9")),
				call("GetPersonBaseInfo", there("Ana", "1 9")),
			),
			end: "a enrolled 1, b rejected Run.UnknownFaces, c rejected Run.UnknownFaces",
		},
		{
			name: "as many as the upload had photos",
			want: ana("a b c"),
			moves: after(partialUpload,
				call("DeleteFace 2", deleted),
				call("GetPersonBaseInfo", there("Ana", "1 8 9")),
				allowAdding(), // beside whatever is there
				call("GetPersonBaseInfo", there("Ana", "1 8 9")),
				call("CreateFace b", added("3")),
				call("CreateFace c", added("4")),
			),
			end: "a enrolled 1, b enrolled 3, c enrolled 4",
		},
		{
			name: "beside a face that did not go at once, and may be theirs as well",
			want: ana("a b c"),
			moves: after(partialUpload,
				call("DeleteFace 2", lostReply),
				nextRun(),
				call("GetPersonBaseInfo", there("Ana", "1 2 9")),
			),
			end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
		},
	})
}

// A write in doubt that landed was billed: once, however often it is looked at.
func TestLandedIsReportedOnce(t *testing.T) {
	upload := []move{call("CreatePerson a", created("1")), call("CreateFace b c", lostReply)}
	for _, c := range []struct {
		name  string
		moves []move
		want  int
	}{
		{"all of it", []move{call("GetPersonBaseInfo", there("Ana", "1 2 3"))}, 1},
		{"none of it", []move{call("GetPersonBaseInfo", there("Ana", "1"))}, 0},
		{"half of it, which does not go at once", []move{
			call("GetPersonBaseInfo", there("Ana", "1 2")), call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1 2")), call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1")),
		}, 1},
		{"with a person who seemed missing", []move{
			call("GetPersonBaseInfo", notThere), call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		}, 1},
		{"none of it, and the person who seemed missing is there", []move{
			call("GetPersonBaseInfo", notThere), call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
		}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t, ana("a b c"))
			s.play(upload...)
			landed := 0
			for _, b := range c.moves {
				before := s.known
				s.play(b)
				if s.known.Landed(before) {
					landed++
				}
			}
			if landed != c.want {
				t.Errorf("landed %d times, want %d", landed, c.want)
			}
		})
	}
}
