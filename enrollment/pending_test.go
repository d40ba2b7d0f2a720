package enrollment

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// Law 4 of the architecture: a write of unknown outcome is never abandoned and never blindly repeated. For
// every case, the simulation itself checks that no call is sent before a lost one has ended.

// A read that was sent too early, for whatever reason, explains nothing.
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
		name: "all landed: known as a set",
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
		name: "none landed: sent again unchanged",
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
		name: "some landed: exactly those are deleted, and photos are sent one by one",
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
		name: "known faces are missing: in doubt in this run and the next",
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
		name: "more new faces than photos: in doubt",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt",
	},
	{
		name: "not explained: no further call in this run, and a read in the next",
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
		name: "person gone: the upload is gone too",
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
		name:   "another client's person: compared with the faces that were there",
		want:   ana("a b"),
		policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Bob", "7 8")),
			call("CreateFace a b", lostReply),
			vouchAlone(), // else the client that created the person may have added the face
			call("GetPersonBaseInfo", there("Bob", "7 8 9")),
			call("DeleteFace 9", deleted),
			call("GetPersonBaseInfo", there("Bob", "7 8")),
			call("CreateFace a", added("1")),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "killed process: explained before anything else, wanted or not",
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
		name: "read refused by the quota: waits for the next window",
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
		name:   "read always refused by the quota: in doubt",
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
		name: "account refused before the read: in doubt",
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
		name: "reply lost, landed: verified by a read",
		want: ana("a b c"),
		moves: after(after(partialUpload,
			call("DeleteFace 2", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1")),
		), oneByOne...),
		end: allAfterRollback,
	},
	{
		name: "reply lost, not landed: repeated",
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
		name: "never sent: repeated after another read",
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
		name: "conflict with another client: not repeated",
		want: ana("a b c"),
		moves: after(partialUpload,
			call("DeleteFace 2", answered(codes.ConflictOperation)),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
		),
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "refused by the quota: repeated after another read",
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
		name: "killed process: begins with a read",
		want: ana("a b c"),
		moves: after(partialUpload,
			killed("DeleteFace 2", 0),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b c", added("3 4")),
		),
		end: allAfterRollback,
	},
	{
		name: "faces stay: repeated, but not for ever",
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
		name: "refused by the service: not repeated for ever",
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
			name: "one new face of others: left alone, and nothing is added beside it",
			want: ana("a b c"),
			moves: after(partialUpload,
				call("DeleteFace 2", deleted),
				call("GetPersonBaseInfo", there("Ana", "1 9")),
				call("GetPersonBaseInfo", there("Ana", "1 9")),
			),
			end: "a enrolled 1, b rejected Run.UnknownFaces, c rejected Run.UnknownFaces",
		},
		{
			name: "as many new faces as photos: left alone",
			want: ana("a b c"),
			moves: after(partialUpload,
				call("DeleteFace 2", deleted),
				call("GetPersonBaseInfo", there("Ana", "1 8 9")),
				allowAdding(), // whatever faces there are
				call("GetPersonBaseInfo", there("Ana", "1 8 9")),
				call("CreateFace b", added("3")),
				call("CreateFace c", added("4")),
			),
			end: "a enrolled 1, b enrolled 3, c enrolled 4",
		},
		{
			name: "new face beside one that stays: neither is deleted",
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

// A write in doubt that landed was billed once, however often the person is read.
func TestLandedIsReportedOnce(t *testing.T) {
	upload := []move{call("CreatePerson a", created("1")), call("CreateFace b c", lostReply)}
	for _, c := range []struct {
		name  string
		moves []move
		want  int
	}{
		{"all landed", []move{call("GetPersonBaseInfo", there("Ana", "1 2 3"))}, 1},
		{"none landed", []move{call("GetPersonBaseInfo", there("Ana", "1"))}, 0},
		{"part landed, and is not deleted at once", []move{
			call("GetPersonBaseInfo", there("Ana", "1 2")), call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1 2")), call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1")),
		}, 1},
		{"all landed, for a person that seemed missing", []move{
			call("GetPersonBaseInfo", notThere), call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		}, 1},
		{"none landed, for a person that seemed missing", []move{
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
