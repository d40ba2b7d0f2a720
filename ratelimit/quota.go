package ratelimit

import "time"

// Quota is what is wanted of the quota, and known of it.
type Quota struct {
	// QPS is the account's quota in calls a second: a ceiling, which is not passed but to find
	// windows. 0: it is not known, and is measured.
	QPS float64
	// Known is the quota that an earlier run measured, at the time Measured; 0: none did. It is
	// heeded where QPS is 0. Lowered tells that it had been higher before.
	Known    float64
	Measured time.Time
	Lowered  bool
	// Share is how much of the quota may be used, where others use the account; 0: all. To
	// measure the quota, more than that is used for some seconds.
	Share float64
	// Locked asks for whole windows to be filled, where the service counts in fixed ones. To
	// find them, it goes over the quota for some seconds.
	Locked bool
}

// Pace is the calls a second that leave at a quota while nothing is known of the jitter.
func Pace(qps float64) float64 { return qps * (1 - firstMargin) }
