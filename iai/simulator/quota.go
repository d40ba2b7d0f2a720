package simulator

import (
	"time"

	"enroll.example/enroll/iai/simulator/account"
)

// quota decides which requests pass. It has no clock of its own. A time slightly earlier than the
// latest seen counts as that one; a clock that was set back by more than a second is accepted, because
// otherwise nothing would pass for as long. What is refused costs nothing.
type quota interface {
	take(at time.Time) bool
}

// quotas are one for each group of interfaces, or for each action; an unknown action counts as
// management.
type quotas struct {
	per string
	of  map[string]quota
}

func newQuotas(window, per string, qps float64) quotas {
	q := quotas{per, map[string]quota{}}
	for _, name := range append(account.Actions(), "no action") {
		q.of[q.name(name)] = newQuota(window, qps)
	}
	return q
}

func (q quotas) take(name string, at time.Time) bool {
	if q.of[name] == nil { // from a state file written with another --quota-per
		return true
	}
	return q.of[name].take(at)
}

// name returns the quota that counts an action.
func (q quotas) name(action string) string {
	a, known := account.Lookup(action)
	if known && q.per == "action" {
		return action
	}
	return a.Group
}

func newQuota(window string, qps float64) quota {
	whole := max(1, int(qps)) // windows count whole requests
	switch {
	case qps == 0:
		return unlimited{}
	case window == "sliding":
		return &slidingLog{passed: make([]time.Time, whole)}
	case window == "bucket":
		return &tokenBucket{rate: qps, size: max(1, qps)}
	default:
		return &fixedWindow{limit: whole}
	}
}

type unlimited struct{}

func (unlimited) take(time.Time) bool { return true }

// fixedWindow lets the first requests of each second of the wall clock pass (docs/service.md, "Quota").
type fixedWindow struct {
	limit, taken int
	second       int64
}

func (q *fixedWindow) take(at time.Time) bool {
	if second := at.Unix(); second > q.second || second < q.second-1 {
		q.second, q.taken = second, 0
	}
	if q.taken == q.limit {
		return false
	}
	q.taken++
	return true
}

// slidingLog lets a request pass if fewer than its length passed in the second before.
type slidingLog struct {
	passed []time.Time // a ring; next is its oldest entry
	next   int
	latest time.Time
}

func (q *slidingLog) take(at time.Time) bool {
	switch back := q.latest.Sub(at); {
	case back > time.Second:
		clear(q.passed)
	case back > 0:
		at = q.latest
	}
	oldest := q.passed[q.next]
	if !oldest.IsZero() && at.Sub(oldest) < time.Second {
		return false
	}
	q.latest = at
	q.passed[q.next] = at
	q.next = (q.next + 1) % len(q.passed)
	return true
}

// tokenBucket fills evenly, holds at most one second's worth, and starts full.
type tokenBucket struct {
	rate, size, tokens float64
	latest             time.Time
}

func (q *tokenBucket) take(at time.Time) bool {
	switch {
	case q.latest.IsZero():
		q.tokens, q.latest = q.size, at
	case at.After(q.latest):
		q.tokens = min(q.size, q.tokens+q.rate*at.Sub(q.latest).Seconds())
		q.latest = at
	case q.latest.Sub(at) > time.Second:
		q.latest = at
	}
	if q.tokens < 1 {
		return false
	}
	q.tokens--
	return true
}
