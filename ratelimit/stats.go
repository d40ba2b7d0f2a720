package ratelimit

import "time"

// Stats is a snapshot of what a gate has done and believes.
type Stats struct {
	Quota    float64   // the account's quota as the gate believes it, in calls a second; 0: not known yet
	Measured time.Time // when a measurement last confirmed Quota; zero: never, it was given
	Lowered  bool      // a higher quota was believed before

	Rate   float64 // calls a second that the gate admits now
	Recent float64 // calls a second admitted in the last seconds

	Passed           int // calls admitted
	Refused          int // of them, calls refused for the quota
	ConcurrencyLimit int // face writes that may be in flight at once; 0: no limit

	ForQuota       time.Duration // time that calls waited for the quota, added up
	ForConcurrency time.Duration // time that face writes waited for others to end, added up
	Idle           time.Duration // time in which a slot was free and no call came
}

// stopwatch adds up the times during which it runs.
type stopwatch struct {
	sum     time.Duration
	since   time.Time
	running bool
}

// run starts or stops the stopwatch.
func (s *stopwatch) run(on bool, now time.Time) {
	if s.running {
		s.sum += now.Sub(s.since)
	}
	s.running, s.since = on, now
}

func (s *stopwatch) total(now time.Time) time.Duration {
	if s.running {
		return s.sum + now.Sub(s.since)
	}
	return s.sum
}
