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
		name: "new group: waited for",
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
		name:  "missing group: rejected in the end",
		want:  ana("a"),
		moves: times(4, call("CreatePerson a", noGroup)),
		end:   "a rejected InvalidParameterValue.GroupIdNotExist",
	},
	{
		name: "face detection failed once: sent again",
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
		name: "face detection failed twice: the image is rejected, in later runs too",
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
		name: "several photos: each gets its own answer",
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
		name:  "billed refusal: counts at once",
		want:  ana("a"),
		moves: []move{call("CreatePerson a", answered(codes.NoFaceInPhoto))},
		end:   "a rejected InvalidParameterValue.NoFaceInPhoto",
	},
	{
		name:  "account fault that passes: waited for",
		want:  ana("a"),
		moves: after(times(3, call("CreatePerson a", answered(weak))), call("CreatePerson a", created("1"))),
		end:   "a enrolled 1",
	},
	{
		name:  "account fault that stays: not attempted",
		want:  ana("a"),
		moves: times(4, call("CreatePerson a", answered(weak))),
		end:   "a not_attempted ResourceUnavailable.GetAuthInfoError",
	},
	{
		name: "refusal by the quota between: neither counts nor resets",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", answered(delivering)),
			call("CreatePerson a", throttling),
			call("CreatePerson a", answered(delivering)),
		},
		end: "a not_attempted ResourceUnavailable.Delivering",
	},
	{
		name: "next step: counted anew",
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
		name: "read after a lost call, and the next step: counted anew",
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
		name: "next run: counted anew",
		want: ana("a"),
		moves: []move{
			call("CreatePerson a", answered(delivering)), nextRun(),
			call("CreatePerson a", answered(delivering)),
			call("CreatePerson a", created("1")),
		},
		end: "a enrolled 1",
	},
	{
		name: "attempts: used up",
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
		steps  []groupStep
		usable bool
	}{
		{"once", []groupStep{{"GetGroupInfo staff", notYet}, {"GetGroupInfo staff later", Result{}}}, true},
		{"not twice", []groupStep{{"GetGroupInfo staff", notYet}, {"GetGroupInfo staff later", notYet}}, false},
		{
			"once in each step",
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
			k := playGroup(t, policy, c.steps)
			if _, more := NextGroup(Group{ID: "staff"}, k, policy); more || k.Usable() != c.usable {
				t.Errorf("usable: %t, want %t; a further call: %t", k.Usable(), c.usable, more)
			}
		})
	}
}
