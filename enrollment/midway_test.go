package enrollment

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

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
