package enrollment

import (
	"testing"

	"enroll.example/enroll/codes"
)

// Codes whose cause may pass in seconds.
const (
	weak       = "ResourceUnavailable.GetAuthInfoError"
	delivering = "ResourceUnavailable.Delivering"
	undetected = "FailedOperation.ImageFacedetectFailed"
)

var passingRefusalIsWaitedOutCases = []testCase{
	{
		name: "a group just made",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", noGroup), waits(1000),
			call("CreatePerson a", noGroup), waits(2000),
			call("CreatePerson a", noGroup), waits(4000),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name:  "which is not there at all",
		want:  ana("a"),
		moves: times(4, call("CreatePerson a", noGroup)),
		end:   "a rejected InvalidParameterValue.GroupIdNotExist",
	},
	{
		name: "a face that was not looked for to the end",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", answered(undetected)), waits(1000),
			call("CreatePerson a", created("1")),
			call("CreateFace b", answered(undetected)),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "the image is to blame when it happens twice, in later runs too",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", answered(undetected)),
			call("CreatePerson a", answered(undetected)),
			call("CreatePerson b", created("1")),
			nextRun(),
		},
		end: "a rejected FailedOperation.ImageFacedetectFailed, b enrolled 1",
	},
	{
		name: "of several photos each gets its own answer",
		want: ana("a b c"),
		moves: []move{
			call("CreatePerson a", created("1")),
			call("CreateFace b c", answered(undetected)),
			call("CreateFace b c", answered(undetected)),
			call("CreateFace b", added("2")),
			call("CreateFace c", answered(undetected)),
			call("CreateFace c", answered(undetected)),
		},
		end: "a enrolled 1, b enrolled 2, c rejected FailedOperation.ImageFacedetectFailed",
	},
	{
		name:  "what a call costs is not paid for twice",
		want:  ana("a"),
		moves: []move{call("CreatePerson a", answered(codes.NoFaceInPhoto))},
		end:   "a rejected InvalidParameterValue.NoFaceInPhoto",
	},
	{
		name:  "an account in a weak moment",
		want:  ana("a"),
		moves: after(times(3, call("CreatePerson a", answered(weak))), call("CreatePerson a", created("1"))),
		end:   "a enrolled 1",
	},
	{
		name:  "and one that stays so",
		want:  ana("a"),
		moves: times(4, call("CreatePerson a", answered(weak))),
		end:   "a not_attempted ResourceUnavailable.GetAuthInfoError",
	},
	{
		name: "what the quota refuses meanwhile does not count, nor does it begin anew",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", answered(delivering)),
			call("CreatePerson a", throttling),
			call("CreatePerson a", answered(delivering)),
		},
		end: "a not_attempted ResourceUnavailable.Delivering",
	},
	{
		name: "the next step begins anew",
		want: ana("a b"),
		moves: []move{
			call("CreatePerson a", answered(delivering)),
			call("CreatePerson a", created("1")),
			call("CreateFace b", answered(delivering)),
			call("CreateFace b", added("2")),
		},
		end: "a enrolled 1, b enrolled 2",
	},
	{
		name: "so do the look at a lost call, and what follows on it",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", answered(delivering)),
			call("CreatePerson a", lostReply),
			call("GetPersonBaseInfo", answered(delivering)),
			call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", answered(delivering)),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "and the next run",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", answered(delivering)), nextRun(),
			call("CreatePerson a", answered(delivering)),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "it uses up attempts, of which a person has so many",
		want: ana("a"), policy: Policy{Attempts: 2},
		moves: times(2, call("CreatePerson a", noGroup)),
		end:   "a failed InvalidParameterValue.GroupIdNotExist",
	},
}

func TestPassingRefusalIsWaitedOut(t *testing.T) {
	runCases(t, passingRefusalIsWaitedOutCases)
}

func TestGroupWaitsOutPassingRefusal(t *testing.T) {
	notYet := answered(delivering)
	for _, c := range []struct {
		name   string
		scenes []groupStep
		usable bool
	}{
		{"once", []groupStep{{"GetGroupInfo staff", notYet}, {"GetGroupInfo staff later", Result{}}}, true},
		{"not twice", []groupStep{{"GetGroupInfo staff", notYet}, {"GetGroupInfo staff later", notYet}}, false},
		{
			"of each step",
			[]groupStep{
				{"GetGroupInfo staff", notYet}, {"GetGroupInfo staff later", noGroup},
				{"CreateGroup staff", notYet}, {"CreateGroup staff later", lostReply},
				{"GetGroupInfo staff settled", notYet}, {"GetGroupInfo staff later", Result{}},
			},
			true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			policy := Policy{CreateGroups: true}
			k := playGroup(t, policy, c.scenes)
			if _, more := NextGroup(Group{ID: "staff"}, k, policy); more || k.Usable() != c.usable {
				t.Errorf("usable: %t, want %t; a further call: %t", k.Usable(), c.usable, more)
			}
		})
	}
}
