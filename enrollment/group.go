package enrollment

import (
	"strings"
	"time"
	"unicode"

	"enroll.example/enroll/codes"
)

// Group is a group of people as the roster wants it.
type Group struct {
	ID           string
	Descriptions []Description // names of the custom description fields, for a new group
}

// GroupKnown is what is known of one group. In the zero value nothing is known yet.
type GroupKnown struct {
	run      int64
	state    presence
	refused  *Refusal
	last     Refusal
	after    time.Time
	try      int
	fails    int
	refusals int
	graces   int
}

// Usable reports whether people can be put into the group.
func (k GroupKnown) Usable() bool { return k.state == present && k.refused == nil }

// Refused returns why the group cannot be used in this run. A group is not refused if nothing was found
// out about it because the run ended first or the account itself was refused.
func (k GroupKnown) Refused() (Refusal, bool) {
	switch {
	case k.Usable():
		return Refusal{}, false
	case k.refused != nil:
		return *k.refused, classOf(k.refused.Code) != codes.Account
	case k.state == absent:
		return Refusal{Code: codes.GroupIDNotExist, Stage: GetGroup, RequestID: k.last.RequestID, Run: k.run}, true
	}
	return k.last, k.last.Code != ""
}

// Begin returns what is known at the start of a run: attempts are counted from zero. A usable group stays
// usable; any other is read again.
func (k GroupKnown) Begin(run int64) GroupKnown {
	if k.run == run {
		return k
	}
	if k.state != present || k.refused != nil {
		return GroupKnown{run: run}
	}
	return GroupKnown{run: run, state: present}
}

// NextGroup returns the call to make now so that the group exists: one read, and its creation if it is
// missing and groups may be created.
func NextGroup(want Group, known GroupKnown, policy Policy) (Call, bool) {
	if known.Usable() || known.refused != nil ||
		known.fails >= policy.attempts() || known.refusals >= policy.refusals() {
		return Call{}, false
	}
	call := Call{Action: GetGroup, Group: want.ID, Try: known.try, GraceTries: known.graces, After: known.after}
	if known.state == absent {
		if !policy.CreateGroups {
			return Call{}, false
		}
		call.Action, call.Name, call.Descriptions = CreateGroup, GroupName(want.ID), want.Descriptions
	}
	return call, true
}

// GroupName returns a group's name, made from its id: a name has letters, digits, - and _, and at most 60
// characters (docs/service.md, "Calls").
func GroupName(id string) string {
	name := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, id))
	return string(name[:min(len(name), 60)])
}

// Learn returns what is known of the group after call came to result.
func (k GroupKnown) Learn(call Call, r Result) GroupKnown {
	if call.Action != GetGroup && call.Action != CreateGroup || call.Probe {
		return k // it is about the group's people, or only tests whether the service answers
	}
	r = r.Sanitized(call)
	if r.Unsent && r.Code == codes.RunNotAttempted {
		return k
	}
	k = k.Begin(r.Run)
	class := classOf(r.Code)
	k.last = refusal(call, r)
	if !call.Final(r) {
		return k.grace(call, r)
	}
	switch class {
	case codes.OK, codes.AlreadyDone: // that it exists is what was wanted, whichever client created it
		k.state, k.try, k.after = present, 0, time.Time{}
		return k
	case codes.Throttle:
		return k.postponed(r, throttleWait(call.Group, k.try))
	case codes.Conflict:
		return k.postponed(r, conflictWait(call.Group, k.try))
	case codes.Transient, codes.Ambiguous:
		return k.failed(call, r)
	}
	if call.Action == GetGroup && codes.NoSuchGroup(r.Code) {
		k.state, k.try, k.graces, k.after = absent, 0, 0, time.Time{}
		return k
	}
	k.refused = &k.last
	return k
}

func (k GroupKnown) postponed(r Result, wait time.Duration) GroupKnown {
	k.refusals++
	k.try++
	k.after = r.Done.Add(wait)
	return k
}

// grace records a refusal whose cause may pass in seconds.
func (k GroupKnown) grace(call Call, r Result) GroupKnown {
	k.fails++
	k.try++
	k.graces++
	k.after = r.Done.Add(graceWait(call.Group, call.GraceTries))
	return k
}

// failed records a failure: the group is read again after a wait. After a CreateGroup that may have
// landed, the wait lasts until it has settled.
func (k GroupKnown) failed(call Call, r Result) GroupKnown {
	k.fails++
	k.after = r.Done.Add(failureWait(call.Group, k.try))
	if call.Action == CreateGroup && !r.Unsent {
		k.after = r.Sent.Add(SettleTime)
	}
	k.state, k.graces = unknown, 0
	k.try++
	return k
}
