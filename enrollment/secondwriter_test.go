package enrollment

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

func TestFacesAddedBetweenRunsAreNotOurs(t *testing.T) {
	runCases(t, []testCase{
		{
			name: "lost upload that did not land: sent again",
			want: ana("a"), policy: addAnyway,
			moves: []move{
				call("CreatePerson a", created("1")),
				nextRun(func(s *sim) { s.want = ana("a b c") }),
				lookAt("1 7777"),
				call("CreateFace b c", lostReply),
				lookAt("1 7777"),
				call("CreateFace b c", added("2 3")),
			},
			end: "a enrolled 1, b enrolled 2, c enrolled 3",
		},
		{
			name: "faces of others take up room",
			want: ana("a"), policy: addAnyway,
			moves: []move{
				call("CreatePerson a", created("1")),
				nextRun(func(s *sim) { s.want = ana("a b") }),
				lookAt("1 6 7 8 9"),
			},
			end: "a enrolled 1, b rejected InvalidParameterValue.PersonFaceNumExceed",
		},
	})
}

// addsPhoto adds photo b to the roster.
func addsPhoto(s *sim) { s.want = ana("a b") }

// soon puts the next run a few seconds after the last one.
func soon(s *sim) { s.now = s.now.Add(5*time.Second - 24*time.Hour) }

var changesByOtherClientsAreSeenCases = []testCase{
	{
		name: "face deleted: its photo is sent again", want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c") }),
			lookAt("1"), call("CreateFace b c", added("3 4")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 4",
	},
	{
		name: "face missing a moment after it was added: not sent again", want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c") }, soon),
			lookAt("1"), call("CreateFace c", added("3")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "person created anew by another client: left alone", want: ana("a"),
		moves: []move{call("CreatePerson a", created("1")), nextRun(addsPhoto), lookAt("8 9")},
		end:   "a rejected Run.PersonExists, b rejected Run.PersonExists",
	},
	{
		name: "person deleted: created anew", want: ana("a"),
		moves: []move{
			call("CreatePerson a", created("1")), nextRun(addsPhoto),
			call("GetPersonBaseInfo", notThere), waitsForReads(),
			call("CreatePerson a", created("2")), call("CreateFace b", added("3")),
		},
		end: "a enrolled 2, b enrolled 3",
	},
	{
		name: "person missed by one read: recognised", want: ana("a"),
		moves: []move{
			call("CreatePerson a", created("1")), nextRun(addsPhoto),
			call("GetPersonBaseInfo", notThere), waitsForReads(),
			call("CreatePerson a", taken), lookAt("1"), call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "lost upload without a new face: sent again, whatever others deleted", want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c") }),
			lookAt("1 2"), call("CreateFace c", lostReply),
			lookAt("1"), call("GetPersonBaseInfo", there("Ana", "1")), call("CreateFace c", added("5")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 5",
	},
}

// What others did to our person is seen when there is something to add.
func TestChangesByOtherClientsAreSeen(t *testing.T) {
	runCases(t, changesByOtherClientsAreSeenCases)
}

var lostWriteBesideSecondWriterStaysInDoubtCases = []testCase{
	{
		name: "as many new faces as photos, with other writers expected: in doubt",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2 3"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "fewer new faces: not deleted",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "no new face: not landed",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1"),
			call("CreateFace b c", added("2 3")),
		},
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "unclear faces deleted by the user: sent again",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2"),
			nextRun(), lookAt("1"), call("CreateFace b c", added("3 4")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 4",
	},
	{
		name: "caller vouches for being alone: explained",
		want: ana("a b c"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2"),
			nextRun(func(s *sim) { s.policy.Alone = true }), lookAt("1 2"),
			call("DeleteFace 2", deleted), lookAt("1"),
			call("CreateFace b", added("3")), call("CreateFace c", added("4")),
		},
		end: "a enrolled 1, b enrolled 3, c enrolled 4",
	},
	{
		name: "person after a lost CreatePerson: may be theirs",
		want: ana("a"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", lostReply), lookAt("1"),
			call("GetPersonList", onList("Ana", "1", time.Second)),
		},
		end: "a in_doubt Run.InDoubt",
	},
	{
		name: "person older than the lost CreatePerson: theirs",
		want: ana("a"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", lostReply), lookAt("1"),
			call("GetPersonList", onList("Ana", "1", -time.Hour)),
			call("CreateFace a", added("2")),
		},
		end: "a enrolled 2",
	},
	{
		name: "conflict while no call of ours was in service: in doubt",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", answered(codes.ConflictOperation)),
			call("CreateFace b c", lostReply), lookAt("1 2 3"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "caller vouches despite signs of others: explained",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", answered(codes.ConflictOperation)),
			call("CreateFace b c", lostReply), lookAt("1 2 3"), nextRun(), vouchAlone(), lookAt("1 2 3"),
		},
		end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "face deleted by others before: in doubt",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b", added("2")),
			nextRun(func(s *sim) { s.want = ana("a b c d") }), lookAt("1"),
			call("CreateFace b c d", lostReply), lookAt("1 4"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt, d in_doubt Run.InDoubt",
	},
	{
		name: "other writers at other people of the folder: in doubt",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply),
			happens(func(s *sim) {
				look := s.next()
				look.Shared = true
				s.learn(look, there("Ana", "1 2"))
			}),
			nextRun(), lookAt("1 2"),
		},
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
}

// If others write too, a new face after a lost write may be theirs.
func TestLostWriteBesideSecondWriterStaysInDoubt(t *testing.T) {
	runCases(t, lostWriteBesideSecondWriterStaysInDoubtCases)
}

// An older copy of the journal lacks what was enrolled since.
func TestUnknownFacesStopUploads(t *testing.T) {
	later := nextRun(func(s *sim) { s.want = ana("a b") })
	runCases(t, []testCase{
		{
			name: "without AddToExisting: nothing is added", want: ana("a"),
			moves: []move{call("CreatePerson a", created("1")), later, lookAt("1 2")},
			end:   "a enrolled 1, b rejected Run.UnknownFaces",
		},
		{
			name: "read again in each run", want: ana("a"),
			moves: []move{
				call("CreatePerson a", created("1")), later, lookAt("1 2"),
				nextRun(), lookAt("1"), call("CreateFace b", added("3")),
			},
			end: "a enrolled 1, b enrolled 3",
		},
		{
			name: "with AddToExisting: added", want: ana("a"),
			moves: []move{
				call("CreatePerson a", created("1")), later, lookAt("1 2"), allowAdding(), call("CreateFace b", added("3")),
			},
			end: "a enrolled 1, b enrolled 3",
		},
		{
			name: "set of a lost upload: known", want: ana("a b c"),
			moves: []move{
				call("CreatePerson a", created("1")), call("CreateFace b c", lostReply), lookAt("1 2 3"),
				nextRun(func(s *sim) { s.want = ana("a b c d") }), lookAt("1 2 3"), call("CreateFace d", added("4")),
			},
			end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3, d enrolled 4",
		},
	})
}
