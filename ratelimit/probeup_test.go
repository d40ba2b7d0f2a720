package ratelimit

import (
	"testing"
	"time"
)

// stay is a time that the pacer spent in a phase, by the second.
type stay struct {
	phase  phase
	length time.Duration
}

// stays runs on for a time and returns the phases in which the pacer was.
func (s *simulation) stays(d time.Duration) (stays []stay) {
	for range d / time.Second {
		s.run(time.Second)
		if n := len(stays); n == 0 || stays[n-1].phase != s.pacer.phase {
			stays = append(stays, stay{phase: s.pacer.phase})
		}
		stays[len(stays)-1].length += time.Second
	}
	return stays
}

// A bucket serves the first calls of a probe-up from the tokens that it has saved up. A probe-up that
// ended before these are used up would take the quota for higher than it is.
func TestPacerProbeUpOutlastsBucket(t *testing.T) {
	for _, qps := range []int{5, 10, 50} {
		s := newSimulation(Quota{Known: float64(qps), Measured: time.Unix(1_700_000_000, 0)}, counting("bucket", qps), 1)
		probeUps := 0
		for _, stay := range s.stays(3 * time.Hour) {
			switch stay.phase {
			case probingUp:
				probeUps++
			case steady:
			default:
				t.Errorf("%d calls a second: phase %d for %v after %d probe-ups", qps, stay.phase, stay.length, probeUps)
			}
		}
		if probeUps < 4 {
			t.Errorf("%d calls a second: %d probe-ups in three hours", qps, probeUps)
		}
	}
}

// A probe-up without enough calls shows nothing, and is made again after a minute, not at once.
func TestPacerProbeUpPausesAtLowDemand(t *testing.T) {
	s := newSimulation(Quota{Known: 50, Measured: time.Unix(1_700_000_000, 0)}, counting("fixed", 50), 1)
	s.demand = 8
	s.run(time.Hour)
	stays := s.stays(30 * time.Minute)
	if len(stays) < 20 {
		t.Fatalf("only %d changes of phase in half an hour", len(stays))
	}
	for _, stay := range stays[1 : len(stays)-1] { // the first and the last one are cut off
		if stay.phase == steady && stay.length < time.Minute {
			t.Errorf("a probe-up was made again after %v", stay.length)
		}
	}
}

func TestPacerProbeUpsCostFewRefusals(t *testing.T) {
	s := newSimulation(Quota{}, counting("bucket", 10), 1)
	s.run(5 * time.Hour)
	all, _ := s.between(time.Minute, 5*time.Hour)
	if share := float64(all.refused) / float64(all.passed); share > 0.002 {
		t.Errorf("%d of %d calls were refused", all.refused, all.passed)
	}
}
