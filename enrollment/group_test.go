package enrollment

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// groupStep is a call about a group with its result; no call: the next run begins.
type groupStep struct {
	call   string
	result Result
}

// createGroups is the policy that creates missing groups.
var createGroups = Policy{CreateGroups: true}

var groupIsSettledOnceCases = []struct {
	name    string
	policy  Policy
	steps   []groupStep
	usable  bool
	refusal string
}{
	{
		name:   "existing group: one read",
		steps:  []groupStep{{"GetGroupInfo staff", Result{Name: "staff"}}},
		usable: true,
	},
	{
		name:    "missing group: refused unless groups may be created",
		steps:   []groupStep{{"GetGroupInfo staff", noGroup}},
		refusal: codes.GroupIDNotExist,
	},
	{
		name:    "missing group, other spelling of the code: refused",
		steps:   []groupStep{{"GetGroupInfo staff", answered(codes.GroupIDNotExists)}},
		refusal: codes.GroupIDNotExist,
	},
	{
		name:   "missing group: created if allowed",
		policy: createGroups,
		steps:  []groupStep{{"GetGroupInfo staff", noGroup}, {"CreateGroup staff", Result{}}},
		usable: true,
	},
	{
		name:   "created by another client meanwhile: usable",
		policy: createGroups,
		steps:  []groupStep{{"GetGroupInfo staff", noGroup}, {"CreateGroup staff", answered(codes.GroupIDAlreadyExist)}},
		usable: true,
	},
	{
		name:   "lost creation: read when it has settled",
		policy: createGroups,
		steps: []groupStep{
			{"GetGroupInfo staff", noGroup},
			{"CreateGroup staff", lostReply},
			{"GetGroupInfo staff settled", Result{Name: "staff"}},
		},
		usable: true,
	},
	{
		name:   "lost creation that did not land: repeated",
		policy: createGroups,
		steps: []groupStep{
			{"GetGroupInfo staff", noGroup},
			{"CreateGroup staff", answered(codes.ServerError)},
			{"GetGroupInfo staff settled", noGroup},
			{"CreateGroup staff", Result{}},
		},
		usable: true,
	},
	{
		name:    "name of another group: refused",
		policy:  createGroups,
		steps:   []groupStep{{"GetGroupInfo staff", noGroup}, {"CreateGroup staff", answered(codes.GroupNameAlreadyExist)}},
		refusal: codes.GroupNameAlreadyExist,
	},
	{
		name:    "account refused: ends",
		steps:   []groupStep{{"GetGroupInfo staff", answered("AuthFailure.SecretIdNotFound")}},
		refusal: "AuthFailure.SecretIdNotFound",
	},
	{
		name: "throttled read: repeated",
		steps: []groupStep{
			{"GetGroupInfo staff", throttling},
			{"GetGroupInfo staff later", answered(codes.ConflictOperation)},
			{"GetGroupInfo staff later", Result{}},
		},
		usable: true,
	},
	{
		name:    "throttled read: repeated up to the refusals",
		policy:  Policy{Refusals: 2},
		steps:   []groupStep{{"GetGroupInfo staff", throttling}, {"GetGroupInfo staff later", throttling}},
		refusal: codes.RequestLimitExceeded,
	},
	{
		name:    "unreachable service: repeated up to the attempts",
		policy:  Policy{Attempts: 2},
		steps:   []groupStep{{"GetGroupInfo staff", neverSent}, {"GetGroupInfo staff later", lostReply}},
		refusal: codes.NetworkError,
	},
	{
		name: "unusable group: read again in the next run",
		steps: []groupStep{
			{"GetGroupInfo staff", answered("FailedOperation.GroupInDeletedState")},
			{}, {"GetGroupInfo staff", Result{}},
		},
		usable: true,
	},
	{
		name:   "usable group: not read again in the next run",
		steps:  []groupStep{{"GetGroupInfo staff", Result{}}, {}},
		usable: true,
	},
	{
		name:   "missing group: read again in the next run",
		steps:  []groupStep{{"GetGroupInfo staff", noGroup}, {}, {"GetGroupInfo staff", Result{}}},
		usable: true,
	},
	{
		name:   "next run: attempts counted anew",
		policy: Policy{Attempts: 1, CreateGroups: true},
		steps: []groupStep{
			{"GetGroupInfo staff", neverSent}, {},
			{"GetGroupInfo staff", noGroup}, {"CreateGroup staff", lostReply}, {},
			{"GetGroupInfo staff", Result{}},
		},
		usable: true,
	},
	{
		name: "call not made: changes nothing",
		steps: []groupStep{
			{"GetGroupInfo staff", Result{Unsent: true, Code: codes.RunNotAttempted}},
			{"GetGroupInfo staff", Result{}},
		},
		usable: true,
	},
}

func TestGroupIsSettledOnce(t *testing.T) {
	for _, c := range groupIsSettledOnceCases {
		t.Run(c.name, func(t *testing.T) {
			k := playGroup(t, c.policy, c.steps)
			if _, ok := NextGroup(Group{ID: "staff"}, k, c.policy); ok {
				t.Error("a further call would follow")
			}
			if k.Usable() != c.usable {
				t.Errorf("usable: %t, want %t", k.Usable(), c.usable)
			}
			why, refused := k.Refused()
			if got := why.Code; !c.usable && got != c.refusal {
				t.Errorf("refused with %q, want %q", got, c.refusal)
			}
			// A fault of the account is not one of the group.
			if blamed := !c.usable && codes.Lookup(c.refusal).Class != codes.Account; refused != blamed {
				t.Errorf("the group is refused: %t, want %t", refused, blamed)
			}
		})
	}
}

// playGroup takes a group through steps, and checks that learning changes nothing known before.
func playGroup(t *testing.T, policy Policy, steps []groupStep) GroupKnown {
	t.Helper()
	run, now := int64(1), firstRun
	k := GroupKnown{}.Begin(run)
	want := Group{ID: "staff", Descriptions: []Description{{Index: 0, Text: "badge"}}}
	for i, s := range steps {
		if s.call == "" {
			run, now = run+1, now.Add(24*time.Hour)
			k = k.Begin(run)
			continue
		}
		call, ok := NextGroup(want, k, policy)
		if got := groupCallText(call, now); !ok || got != s.call {
			t.Fatalf("step %d: got %q (%t), want %q", i+1, got, ok, s.call)
		}
		if call.Action == CreateGroup && (call.Name != "staff" || len(call.Descriptions) != 1) {
			t.Errorf("the group is created as %+v", call)
		}
		if call.After.After(now) {
			now = call.After
		}
		r := s.result
		r.Run, r.Sent, r.Done = run, now, now.Add(latency)
		now = r.Done
		before := k
		k = k.Learn(call, r)
		if again := before.Learn(call, r); !reflect.DeepEqual(k, again) {
			t.Errorf("step %d: learning the same twice gives %+v and %+v", i+1, k, again)
		}
	}
	return k
}

func groupCallText(c Call, now time.Time) string {
	words := string(c.Action) + " " + c.Group
	switch wait := c.After.Sub(now.Add(-latency)); {
	case wait == SettleTime:
		return words + " settled"
	case !c.After.IsZero():
		return words + " later"
	}
	return words
}

func TestGroupNameFollowsID(t *testing.T) {
	for id, want := range map[string]string{
		"staff-2026_a":           "staff-2026_a",
		"a%b@c#d&e":              "a_b_c_d_e",
		"员工":                     "员工",
		strings.Repeat("x", 64):  strings.Repeat("x", 60),
		strings.Repeat("员", 61):  strings.Repeat("员", 60),
		strings.Repeat("&x", 30): strings.Repeat("_x", 30),
	} {
		if got := GroupName(id); got != want {
			t.Errorf("%q is named %q, want %q", id, got, want)
		}
	}
}

func TestGroupIgnoresCallsAboutPeople(t *testing.T) {
	k := GroupKnown{}.Begin(1)
	for _, c := range []string{"", "InvalidParameterValue.OffsetExceed", codes.NetworkError, "InvalidParameter"} {
		page := Call{Action: ListPersons, Group: "staff", Limit: 1000}
		if got := k.Learn(page, Result{Code: c, Run: 1}); got != k {
			t.Errorf("after %q it knows %+v", c, got)
		}
	}
}
