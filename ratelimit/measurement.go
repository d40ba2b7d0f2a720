package ratelimit

import (
	"math"
	"time"
)

// measurement finds the quota by going over it: in two rounds, with a pause between them, calls are
// sent faster than the quota allows, and those that the service lets pass are counted. The same
// rounds show whether it counts in fixed windows, and where these begin.
type measurement struct {
	epoch   time.Time // seconds are counted from here
	round   round
	results []roundResult // of the rounds before
}

const (
	measureRounds = 2
	// measurePause lets replies arrive, and shifts the second round against the first: an offset
	// within the second that is an effect of our own rhythm does not repeat.
	measurePause = 1370 * time.Millisecond
	// measurePatience is how long replies are awaited: as long as a caller does.
	measurePatience = 16 * time.Second
	// secondRoundFactor is how far the second round goes over what the first one found.
	secondRoundFactor = 1.08
	// offsetTolerance is how far apart two rounds may see a window begin, in seconds.
	offsetTolerance = 0.08
)

func newMeasurement(rate float64, epoch, now time.Time) measurement {
	return measurement{epoch: epoch, round: newRound(rate, now)}
}

// advance goes on to the second round when it is time, and reports whether the measurement is done.
func (m *measurement) advance(now time.Time) (done bool) {
	if !m.round.advance(now) {
		return false
	}
	m.results = append(m.results, m.round.result(m.epoch))
	if len(m.results) == measureRounds || m.results[0].quota == 0 {
		return true
	}
	m.round = newRound(min(m.round.rate, m.results[0].quota*secondRoundFactor), now)
	return false
}

// quota is the smaller result of the rounds, because a bucket that filled up in the pause makes the
// second one look better. It is 0 if nothing was refused. ok reports whether there were enough calls.
func (m *measurement) quota() (qps float64, ok bool) {
	qps = math.Inf(1)
	for _, r := range m.results {
		if r.tooFew {
			continue
		}
		ok = true
		if r.quota > 0 {
			qps = min(qps, r.quota)
		}
	}
	if math.IsInf(qps, 1) {
		return 0, ok
	}
	return qps, ok
}

// windowOffset is where in the second windows begin. fixed reports whether both rounds saw that at
// the same place.
func (m *measurement) windowOffset() (offset float64, fixed bool) {
	if len(m.results) < measureRounds {
		return 0, false
	}
	a, b := m.results[0].windowOffset, m.results[1].windowOffset
	apart := b - a
	apart -= math.Round(apart)
	if !(math.Abs(apart) <= offsetTolerance) { // not >: NaN agrees with nothing
		return 0, false
	}
	mean := a + apart/2
	return mean - math.Floor(mean), true
}

// startMeasurement begins to measure at a rate. A quota that was given is not passed for that,
// unless windows are looked for.
func (p *pacer) startMeasurement(rate float64, now time.Time) {
	if !p.given.Locked {
		rate = p.capped(rate)
	}
	p.measurement = newMeasurement(rate, p.epoch, now)
	p.enter(measuring, now)
}

func (p *pacer) advanceMeasurement(now time.Time) {
	if p.measurement.advance(now) {
		p.finishMeasurement(now)
	} else if p.slots.rate() != p.measurement.round.rate { // the second round has its own
		p.setRate(now)
	}
}

// finishMeasurement goes on from what was measured.
func (p *pacer) finishMeasurement(now time.Time) {
	qps, ok := p.measurement.quota()
	switch {
	case !ok && p.believed.qps > 0:
		p.cooldowns.measure.extend(now)
		p.enter(steady, now)
	case !ok:
		p.cooldowns.measure.extend(now)
		p.startSlowStart(p.measurement.round.rate, now)
	case qps == 0 && p.given.QPS > 0: // nothing was refused: no reason to doubt what was given
		p.believe(p.given.QPS, now)
	case qps == 0:
		p.startSlowStart(p.measurement.round.rate, now)
	default:
		p.believe(p.capped(qps), now)
	}
}
