package ratelimit

import (
	"math"
	"time"
)

// pacer decides when the next call may be sent, from the outcomes of the calls before.
//
//	steady     calls are sent evenly, at the believed quota less a headroom
//	slowStart  the quota is unknown, or higher than believed: the pace rises by a quarter each
//	           second until a call is refused
//	measuring  the quota is measured by going over it
//	probingUp  a higher quota is looked for, by a pace a little over the believed one
//	locked     calls fill the service's windows
//
// A quota that was lowered, or that others share, shows in refusals and is measured again. A quota
// that was raised shows only when a probe-up is not refused. The first probe-up comes some minutes
// after the quota was lowered, later ones at growing intervals of up to an hour.
type pacer struct {
	given    Quota
	believed estimate
	epoch    time.Time // seconds and windows are counted from here

	phase  phase
	since  time.Time // when the phase began: replies to calls sent before are ignored
	slots  evenSlots // in all phases but locked
	recent recent    // calls of the phase, and refusals

	headroom    headroom    // of steady
	ramp        ramp        // of slowStart
	measurement measurement // of measuring
	probeUp     probeUp     // of probingUp
	window      window      // of locked

	cooldowns struct {
		measure cooldown // until some refusals are reason for another measurement
		probeUp cooldown
		lock    cooldown // until windows are looked for again
	}
}

type phase uint8

const (
	steady phase = iota
	slowStart
	measuring
	probingUp
	locked
)

const (
	measureFactor   = 1.05 // how far over the present pace the quota is measured
	remeasureFactor = 1.25 // how far over what passed lately, at most
	lockFactor      = 1.08 // how far over the quota windows are looked for
	lockMinRate     = 20.0 // calls a second: fewer do not show where a window begins

	// stale is how long the quota that an earlier run measured is believed without a probe-up.
	stale = 7 * 24 * time.Hour
)

func newPacer(q Quota, now time.Time) *pacer {
	if q.Share <= 0 || q.Share > 1 {
		q.Share = 1
	}
	p := &pacer{given: q, believed: initialEstimate(q), epoch: now, slots: newEvenSlots(), headroom: newHeadroom(now)}
	p.cooldowns.measure = cooldown{shortest: time.Minute, longest: 10 * time.Minute}
	p.cooldowns.probeUp = cooldown{shortest: 5 * time.Minute, longest: time.Hour}
	p.cooldowns.lock = cooldown{shortest: 10 * time.Minute, longest: time.Hour}
	p.cooldowns.probeUp.holdFor(now, time.Hour)
	switch {
	case p.believed.qps == 0:
		p.startSlowStart(slowStartRate, now)
	case p.canLock(p.believed.qps):
		p.startMeasurement(p.believed.qps*lockFactor, now)
	default:
		if q.QPS == 0 && (q.Lowered || now.Sub(q.Measured) > stale) {
			p.cooldowns.probeUp.holdFor(now, time.Minute)
		}
		p.enter(steady, now)
	}
	return p
}

// canLock reports whether windows are to be filled, and a quota is high enough to find them.
func (p *pacer) canLock(qps float64) bool {
	return p.given.Locked && qps*p.given.Share >= lockMinRate
}

func (p *pacer) enter(phase phase, now time.Time) {
	p.phase, p.since, p.recent = phase, now, recent{}
	p.setRate(now)
}

// setRate makes the even slots follow the phase's rate.
func (p *pacer) setRate(now time.Time) { p.slots.setRate(p.rate(), now) }

// rate is the calls a second that may be sent now.
func (p *pacer) rate() float64 {
	switch p.phase {
	case slowStart:
		return p.capped(p.ramp.rate)
	case probingUp:
		return p.capped(p.probeUp.rate)
	case measuring:
		return p.measurement.round.rate
	case locked:
		return float64(p.window.quota)
	}
	return p.believed.qps * min(p.given.Share, 1-p.headroom.share)
}

// capped limits a rate to the quota that was given.
func (p *pacer) capped(rate float64) float64 {
	if p.given.QPS > 0 {
		return min(rate, p.given.QPS)
	}
	return rate
}

// next is when the next call may be sent; it may be past.
func (p *pacer) next(now time.Time) time.Time {
	p.advance(now)
	switch {
	case p.phase == locked:
		return p.window.next(now)
	case p.phase == measuring && p.measurement.round.ended:
		return p.measurement.round.resumesAt(now)
	}
	return p.slots.next(now)
}

// onSend takes in that a call is sent now. onReply or onNoReply follows.
func (p *pacer) onSend(now time.Time) {
	p.slots.take()
	p.recent = p.recent.add(now, 1, 0)
	switch p.phase {
	case slowStart:
		p.ramp.interval.sent++
	case probingUp:
		p.probeUp.sent++
	case measuring:
		p.measurement.round.onSend()
	case locked:
		p.window = p.window.onSend(now)
	case steady:
		before := p.headroom.share
		if p.headroom = p.headroom.onSend(now); p.headroom.share != before {
			p.setRate(now)
		}
	}
}

// onReply takes in whether the quota refused a call.
func (p *pacer) onReply(sent, now time.Time, refused bool) {
	switch {
	case sent.Before(p.since):
	case p.phase == measuring:
		p.measurement.round.onReply(sent, refused)
		p.advance(now)
	case refused:
		p.onRefusal(now)
	}
}

// onNoReply takes in that a call had no reply, or was not sent.
func (p *pacer) onNoReply(sent time.Time) {
	if p.phase == measuring && !sent.Before(p.since) {
		p.measurement.round.onNoReply(sent)
	}
}

func (p *pacer) onRefusal(now time.Time) {
	p.recent = p.recent.add(now, 0, 1)
	switch p.phase {
	case slowStart:
		p.startMeasurement(p.ramp.rate*measureFactor, now)
		return
	case probingUp:
		p.refuseProbeUp(now)
		return
	case locked:
		if p.window = p.window.onRefusal(now); p.window.refuted() {
			p.cooldowns.lock.extend(now)
			p.enter(steady, now)
			return
		}
	case steady:
		p.headroom = p.headroom.onRefusal(now)
		p.setRate(now)
	}
	if p.tooManyRefusals(now) {
		p.startMeasurement(min(p.rate()*measureFactor, p.passedRate(now)*remeasureFactor), now)
	}
}

// advance makes the changes that are due by now.
func (p *pacer) advance(now time.Time) {
	switch p.phase {
	case slowStart:
		p.advanceSlowStart(now)
	case measuring:
		p.advanceMeasurement(now)
	case probingUp:
		p.advanceProbeUp(now)
	case steady, locked:
		p.lookAgain(now)
	}
}

// lookAgain looks for windows or for a higher quota, if it is time to.
func (p *pacer) lookAgain(now time.Time) {
	switch {
	case p.phase == steady && p.canLock(p.believed.qps) && p.cooldowns.lock.over(now):
		p.cooldowns.lock.extend(now)
		p.startMeasurement(p.believed.qps*lockFactor, now)
	case (p.given.QPS == 0 || p.believed.qps < p.given.QPS) && p.cooldowns.probeUp.over(now):
		p.startProbeUp(now)
	}
}

// believe takes a quota for true, and goes on at it.
func (p *pacer) believe(qps float64, now time.Time) {
	if p.believed.confirmedBy(qps) {
		p.believed.qps = qps
		p.cooldowns.measure.extend(now) // calls were refused for their jitter, not for a lower quota
	} else {
		p.believed = p.believed.changeTo(qps)
		p.headroom = newHeadroom(now)
		p.cooldowns.measure.restart(now)
		p.cooldowns.probeUp.restart(now)
	}
	if p.given.QPS == 0 || qps < p.given.QPS { // otherwise it was given, not measured
		p.believed.at = now
	}
	if offset, fixed := p.measurement.windowOffset(); p.phase == measuring && fixed && p.canLock(qps) {
		p.window = newWindow(p.epoch, offset, int(math.Round(qps*p.given.Share)))
		p.enter(locked, now)
		return
	}
	p.cooldowns.lock.extend(now)
	p.enter(steady, now)
}

// Refusals among the calls of ten seconds that show that the quota is not what is believed.
const (
	someRefusals = 5 // and at this share, unless a measurement was in vain lately
	someShare    = 0.02
	manyRefusals = 15 // and at this share, always
	manyShare    = 0.15
)

// tooManyRefusals reports whether more calls were refused lately than jitter explains.
func (p *pacer) tooManyRefusals(now time.Time) bool {
	sent, refused := p.recent.sum(now)
	share := float64(refused) / float64(max(1, sent))
	return refused >= someRefusals && share > someShare && p.cooldowns.measure.over(now) ||
		refused >= manyRefusals && share > manyShare
}

// passedRate is the calls a second of late that were not refused, or not yet.
func (p *pacer) passedRate(now time.Time) float64 {
	sent, refused := p.recent.sum(now)
	return float64(max(1, sent-refused)) / min(float64(len(p.recent.seconds)), max(1, now.Sub(p.since).Seconds()))
}
