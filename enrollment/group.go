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

// GroupKnown is what is known of one group; the zero value knows nothing yet.
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

// Refused tells why the group cannot be used in this run. A group of which nothing was found
// out, because the run ended first or the account itself was refused, is not refused.
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

// Begin starts the count of another run's attempts. That a group is usable is remembered;
// that it is not is looked at again.
func (k GroupKnown) Begin(run int64) GroupKnown {
	if k.run == run {
		return k
	}
	if k.state != present || k.refused != nil {
		return GroupKnown{run: run}
	}
	return GroupKnown{run: run, state: present}
}

// NextGroup is the call to make now so that the group exists: one look, and where groups may
// be created and it is missing, its creation.
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

// GroupName makes a group's name of its id: names take letters, digits, - and _, at most 60
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
		return k // about its people, or only to see whether anybody answers
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
	case codes.OK, codes.AlreadyDone: // "already exists" is what was wanted, by whichever client
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

// grace is a refusal whose cause may pass.
func (k GroupKnown) grace(call Call, r Result) GroupKnown {
	k.fails++
	k.try++
	k.graces++
	k.after = r.Done.Add(graceWait(call.Group, call.GraceTries))
	return k
}

// failed looks again after a while. A CreateGroup that may have landed is looked for only
// when it has settled.
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
