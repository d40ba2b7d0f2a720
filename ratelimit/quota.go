package ratelimit

import "time"

// Quota is what is given of the account's quota, and how to use it.
type Quota struct {
	// QPS is the quota in calls a second. It is a ceiling, passed only to look for windows. 0: it is
	// not known and is to be measured.
	QPS float64

	// Known is the quota that an earlier run measured, at the time Measured; 0: none did. Lowered
	// reports that a higher one was believed before. They are used only if QPS is 0.
	Known    float64
	Measured time.Time
	Lowered  bool

	// Share is the share of the quota that may be used, where others use the account too; 0: all.
	// While the quota is measured, more than that is used for some seconds.
	Share float64

	// Locked asks to fill the service's windows to the last call, if it counts in fixed ones. To find
	// them, calls go over the quota for some seconds.
	Locked bool
}

// Pace returns the calls a second that are sent at a quota as long as the jitter is not known.
func Pace(qps float64) float64 { return qps * (1 - initialHeadroom) }
