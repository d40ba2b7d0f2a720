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
		name:  "it had landed",
		want:  ana("a b c"),
		moves: after(missedUpload, call("CreatePerson a", taken), call("GetPersonBaseInfo", there("Ana", "1 2 3"))),
		end:   "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "it had not",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "1")),
			call("CreateFace b c", added("2 3")),
		),
		end: "a enrolled 1, b enrolled 2, c enrolled 3",
	},
	{
		name: "half of it had",
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
		name: "nor with somebody else's person",
		want: ana("a b"), policy: addAnyway,
		moves: []move{
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Somebody", "7")),
			call("CreateFace a b", lostReply),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", taken),
			vouchAlone(),
			call("GetPersonBaseInfo", there("Somebody", "7 8 9")),
		},
		end: "a enrolled 8 9, b enrolled 8 9",
	},
	{
		name: "of whose faces none is left: it may have met her, whoever she is",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", taken),
			call("GetPersonBaseInfo", there("Ana", "2")),
		),
		end: "a enrolled 1, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt",
	},
	{
		name: "a lost CreatePerson between does not make somebody else of her",
		want: ana("a b c"),
		moves: after(missedUpload,
			call("CreatePerson a", lostReply),
			ends("a in_doubt Run.InDoubt, b in_doubt Run.InDoubt, c in_doubt Run.InDoubt"),
			call("GetPersonBaseInfo", there("Ana", "1 2 3")),
		),
		end: "a enrolled 1, b enrolled 2 3, c enrolled 2 3",
	},
	{
		name: "nor does its ghost",
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
		name: "but is with one who was deleted, and born anew by a lost CreatePerson",
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
		name: "not where she was born before",
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
			name: "none of her faces is known, and that a read lags does not explain them",
			want: ana("a b"),
			moves: []move{
				call("CreatePerson a", created("1")),
				call("CreateFace b", answered(codes.PersonFaceNumExceed)),
				call("GetPersonBaseInfo", there("Somebody", "7 8 9")),
			},
			end: "a rejected Run.PersonExists, b rejected Run.PersonExists",
		},
		{
			name: "she seemed missing, and has no face of ours any more",
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
