package enrollment

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// missedUpload is a lost upload to a person that the read after it misses.
var missedUpload = []move{
	call("CreatePerson a", created("1")),
	call("CreateFace b c", lostReply),
	call("GetPersonBaseInfo", notThere),
}

var suspendedUploadIsOpenAgainCases = []testCase{
	{
		name:  "landed: credited",
		want:  ana("a b c"),
		moves: after(missedUpload, call("CreatePerson a", taken), call("GetPersonBaseInfo", there("Ana", "1 2 3"))),
		end:   "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "not landed: sent again",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b c", added("2 3")),
		),
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "part landed: rolled back",
		want: ana("a b c"),
		moves: after(missedUpload,
			nextRun(),
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
			call("DeleteFace 2", deleted),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b", added("3")),
			call("CreateFace c", added("4")),
		),
		end: "a enrolled 1, b enrolled 3, c enrolled 4",
	},
	{
		name: "another client's person: explained too",
		want: ana("a b"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Bob", "7")),
			call("CreateFace a b", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", taken),
			vouchAlone(),
			call("GetPersonBaseInfo", there("Bob", "7 8 9")),
		},
		end: "a enrolled 8 9, b enrolled 8 9",
	},
	{
		name: "none of the known faces is left: in doubt",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "2")),
		),
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "lost CreatePerson meanwhile: still the same person",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", lostReply),
			ends("a in_doubt Run.InDoubt, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt"),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		),
		end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "late CreatePerson meanwhile: still the same person",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		),
		end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "deleted, and created anew by a lost CreatePerson: sent again",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "5")),
			call("GetPersonList", onList("Ana", "5", time.Minute)),
			call("CreateFace b c", added("6 7")),
		),
		end: "a enrolled 5, b enrolled 6, c enrolled 7",
	},
	{
		name: "person older than the lost CreatePerson: in doubt",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", there("Ana", "5")),
			call("GetPersonList", onList("Ana", "5", -time.Minute)),
			call("GetPersonBaseInfo", there("Ana", "5")),
		),
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
}

// A read that is to explain a lost upload may miss the person.
func TestSuspendedUploadIsOpenAgain(t *testing.T) {
	runCases(t, suspendedUploadIsOpenAgainCases)
}

func TestRecreatedPersonIsLeftAlone(t *testing.T) {
	runCases(t, []testCase{
		{
			name: "only unknown faces: not a read that lags",
			want: ana("a b"),
			moves: []move{
				call("CreatePerson a", created("1")),
				call("CreateFace b", answered(codes.PersonFaceNumExceed)),
				call("GetPersonBaseInfo", there("Bob", "7 8 9")),
			},
			end: "a rejected Run.PersonExists, b rejected Run.PersonExists",
		},
		{
			name: "person that seemed missing, without a face of ours",
			want: ana("a"), policy: addAnyway,
			moves: []move{
				call("CreatePerson a", created("1")),
				nextRun(func(s *sim) { s.want = ana("a b") }),
				lookAt("1 7"),
				call("CreateFace b", notThere),
				call("CreateFace b", notThere),
				call("CreateFace b", notThere),
				call("GetPersonBaseInfo", notThere),
				call("CreatePerson a", taken),
				forbidAdding(),
				call("GetPersonBaseInfo", there("Ana", "7")),
			},
			end: "a rejected Run.PersonExists, b rejected Run.PersonExists",
		},
	})
}
