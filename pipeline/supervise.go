package pipeline

import "time"

// resizeEvery is how often the number of places is adjusted.
const resizeEvery = time.Second

// supervise lets the number of places follow the pace, and a quota that is measured be remembered,
// until the run ends.
func (p *run) supervise() error {
	tick := time.NewTicker(resizeEvery)
	defer tick.Stop()
	known := p.Throttle.Stats().Measured
	for {
		select {
		case <-tick.C:
		case <-p.life.halted.Done():
			_, err := p.remember(known)
			return err
		}
		p.progress.note()
		resized := p.places.resize(p.life.halted, p.places.grow(p.Throttle.Stats().Idle, p.Throttle.gate.InFlight()))
		var err error
		if known, err = p.remember(known); err != nil || resized != nil {
			return err
		}
	}
}

// remember keeps what was found of the quota since it was last known, and returns when that was: a
// quota that is measured while this one is being written is kept the next time.
func (p *run) remember(known time.Time) (time.Time, error) {
	s := p.Throttle.Stats()
	if s.Measured.Equal(known) || p.Remember == nil {
		return known, nil
	}
	return s.Measured, p.Remember(s)
}
