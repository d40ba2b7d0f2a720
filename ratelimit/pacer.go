package ratelimit

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// pacer decides when the next call may leave, from what became of those before.
//
//	climbing   the quota is not known: faster by a quarter with every second in which nothing
//	           is refused, until something is
//	trying     the quota is measured (trial)
//	steady     calls leave evenly, a margin below the quota
//	locked     calls fill the service's windows (window)
//
// A quota that was lowered, or that others share, shows in refusals and is measured again. One
// that was raised is looked for by a reach over it, which ends at the first refusal: some minutes
// after it was lowered, then at longer intervals, once in an hour in the end.
type pacer struct {
	Quota
	epoch   time.Time
	limiter *rate.Limiter
	slot    *rate.Reservation // the next one, reserved so that a late waking does not delay those behind; nil: none
	slotAt  time.Time

	phase  phase
	before phase     // to which a reach returns
	since  time.Time // when the phase began: what left before tells nothing of it
	pace   float64   // calls a second in climbing and reaching

	quota    float64 // believed; 0: nothing is
	measured time.Time
	lowered  bool    // it was higher before
	highest  float64 // that was ever believed
	margin   margin
	recent   recent
	step     second // of climbing
	trial    trial
	window   window

	tryAgain  wait // until refusals may lead to another trial
	reach     wait // until a higher quota is looked for
	lockAgain wait // until windows are looked for again
}

type phase uint8

const (
	steady phase = iota
	climbing
	trying
	reaching
	locked
)

const (
	firstRate = 5.0 // of a quota that nobody knows
	climb     = 1.25
	climbMost = 10.0 // calls a second more, each second

	trialOver = 1.05
	lockOver  = 1.08
	lockFrom  = 20.0 // calls a second: fewer do not show where a window begins

	reachOver = 1.05
	// reachTime is longer than what a bucket saves up in a second lasts: 1 / 0.05 s.
	reachTime = 25 * time.Second

	// stale is how long a measured quota is believed without looking for a higher one.
	stale = 7 * 24 * time.Hour
)

// burst lets a slot that was missed by a few milliseconds be made up for at rates at which
// the next one comes as soon: a late waking must not cost quota. It is 1 below 250 a second.
func burst(qps float64) int { return 1 + int(qps/250) }

func newPacer(q Quota, now time.Time) *pacer {
	if q.Share <= 0 || q.Share > 1 {
		q.Share = 1
	}
	p := &pacer{
		Quota: q, epoch: now, margin: newMargin(now),
		tryAgain:  wait{shortest: time.Minute, longest: 10 * time.Minute},
		reach:     wait{shortest: 5 * time.Minute, longest: time.Hour},
		lockAgain: wait{shortest: 10 * time.Minute, longest: time.Hour},
	}
	p.limiter = rate.NewLimiter(rate.Limit(1), 1)
	p.quota, p.measured = q.QPS, q.Measured
	if q.QPS == 0 {
		p.quota = q.Known
	}
	p.highest, p.lowered = p.quota, q.Lowered && q.QPS == 0
	p.reach.hold(now, time.Hour)
	switch {
	case p.quota == 0:
		p.pace = firstRate
		p.enter(climbing, now)
	case q.Locked && p.quota*q.Share >= lockFrom:
		p.try(p.quota*lockOver, now)
	default:
		if q.QPS == 0 && (q.Lowered || now.Sub(q.Measured) > stale) {
			p.reach.hold(now, time.Minute)
		}
		p.enter(steady, now)
	}
	return p
}

func (p *pacer) enter(phase phase, now time.Time) {
	p.phase, p.since = phase, now
	p.step = second{began: now}
	p.recent = recent{}
	p.setRate(now)
}

// setRate makes the bucket follow. Its size follows too, or a late waking would cost more of a
// fast pace than of a slow one.
func (p *pacer) setRate(now time.Time) {
	if p.slot != nil { // it was reserved at another pace
		p.slot.CancelAt(now)
		p.slot = nil
	}
	r := p.rate()
	p.limiter.SetLimitAt(now, rate.Limit(r))
	p.limiter.SetBurstAt(now, burst(r))
}

// rate is the calls a second that may leave now.
func (p *pacer) rate() float64 {
	switch p.phase {
	case climbing, reaching:
		return p.capped(p.pace)
	case trying:
		return p.trial.rate
	case locked:
		return float64(p.window.quota)
	}
	return p.quota * min(p.Share, 1-p.margin.share)
}

func (p *pacer) capped(r float64) float64 {
	if p.QPS > 0 {
		return min(r, p.QPS)
	}
	return r
}

// next is when the next call may leave; it may be past.
func (p *pacer) next(now time.Time) time.Time {
	p.pass(now)
	switch {
	case p.phase == locked:
		return p.window.next(now)
	case p.phase == trying && p.trial.ended:
		return p.trial.resumes(now)
	}
	if p.slot == nil {
		p.slot = p.limiter.ReserveN(now, 1)
		p.slotAt = now.Add(p.slot.DelayFrom(now))
	}
	return p.slotAt
}

// leave counts a call that leaves now, of which hear or forget will tell.
func (p *pacer) leave(now time.Time) {
	p.slot = nil
	p.step.sent++
	p.recent = p.recent.add(now, 1, 0)
	switch p.phase {
	case locked:
		p.window = p.window.leave(now)
	case trying:
		p.trial.leave()
	case steady:
		before := p.margin.share
		if p.margin = p.margin.sent(now); p.margin.share != before {
			p.setRate(now)
		}
	}
}

// hear is told what became of a call that left at a time: whether the quota refused it.
func (p *pacer) hear(sent, now time.Time, refused bool) {
	if sent.Before(p.since) {
		return
	}
	if p.phase == trying {
		p.trial.hear(sent, refused)
		p.pass(now)
		return
	}
	if refused {
		p.refused(now)
	}
}

// forget is told that nothing was heard of a call.
func (p *pacer) forget(sent time.Time) {
	if p.phase == trying && !sent.Before(p.since) {
		p.trial.forget(sent)
	}
}

func (p *pacer) refused(now time.Time) {
	p.recent = p.recent.add(now, 0, 1)
	switch p.phase {
	case climbing:
		p.try(p.pace*trialOver, now)
		return
	case reaching: // it is as it was
		p.measured = now
		p.reach.longer(now)
		p.enter(p.before, now)
		return
	case locked:
		if p.window = p.window.refused(now); p.window.faded() {
			p.lockAgain.longer(now)
			p.enter(steady, now)
			return
		}
	case steady:
		p.margin = p.margin.refused(now)
		p.setRate(now)
	}
	if p.tooMany(now) {
		p.try(min(p.rate()*trialOver, p.passing(now)*climb), now)
	}
}

// passing is the calls a second that were not refused lately, or not yet.
func (p *pacer) passing(now time.Time) float64 {
	sent, refused := p.recent.sum(now)
	return float64(max(1, sent-refused)) / min(float64(len(p.recent.seconds)), max(1, now.Sub(p.since).Seconds()))
}

// try begins to measure. Where the quota was given, it is not passed to do so, unless windows
// are looked for.
func (p *pacer) try(rate float64, now time.Time) {
	if !p.Locked {
		rate = p.capped(rate)
	}
	p.trial = newTrial(rate, p.epoch, now)
	p.enter(trying, now)
}

// pass lets time do what it does.
func (p *pacer) pass(now time.Time) {
	switch p.phase {
	case trying:
		before := p.trial.rate
		if p.trial.pass(now) {
			p.tried(now)
		} else if p.trial.rate != before || !p.trial.ended && p.limiter.Limit() != rate.Limit(p.trial.rate) {
			p.setRate(now)
		}
	case climbing:
		p.climb(now)
	case reaching:
		if now.Sub(p.since) >= reachTime {
			p.reached(now)
		}
	case steady, locked:
		p.rise(now)
	}
}

// climb goes faster after each second in which the pace was used.
func (p *pacer) climb(now time.Time) {
	if !p.step.over(now) {
		return
	}
	if p.step.used(p.rate()) {
		p.pace = min(p.pace*climb, p.pace+climbMost)
	}
	p.step = second{began: now}
	if p.QPS > 0 && p.pace >= p.QPS { // what was given is the ceiling
		p.believe(p.QPS, now)
		return
	}
	p.setRate(now)
}

// rise looks, once in a while, whether the quota is higher by now.
func (p *pacer) rise(now time.Time) {
	switch {
	case p.phase == steady && p.Locked && p.quota*p.Share >= lockFrom && p.lockAgain.over(now):
		p.lockAgain.longer(now)
		p.try(p.quota*lockOver, now)
	case (p.QPS == 0 || p.quota < p.QPS) && p.reach.over(now):
		p.pace, p.before = p.quota*reachOver, p.phase
		p.enter(reaching, now)
	}
}

// reached is the end of a reach over the quota in which nothing was refused.
func (p *pacer) reached(now time.Time) {
	if float64(p.step.sent) >= 0.9*p.rate()*now.Sub(p.since).Seconds() {
		p.reach.longer(now)
		p.enter(climbing, now)
		return
	}
	p.reach.hold(now, time.Minute) // there was not enough to do to tell
	p.enter(p.before, now)
}

// tried is the end of a trial.
func (p *pacer) tried(now time.Time) {
	quota, ok := p.trial.quota()
	switch {
	case !ok: // too little was to be done
		p.tryAgain.longer(now)
		if p.quota == 0 {
			p.pace = p.trial.rate
			p.enter(climbing, now)
			return
		}
		p.enter(steady, now)
	case quota == 0 && p.QPS > 0: // nothing speaks against what was given
		p.believe(p.QPS, now)
	case quota == 0:
		p.pace = p.trial.rate
		p.enter(climbing, now)
	default:
		p.believe(p.capped(quota), now)
	}
}

// believe takes a quota for true from now on.
func (p *pacer) believe(quota float64, now time.Time) {
	if p.quota > 0 && math.Abs(quota-p.quota) <= 0.03*p.quota {
		p.tryAgain.longer(now) // it was not the quota that refused calls, but their jitter
	} else {
		p.margin = newMargin(now)
		p.lowered = quota < p.quota || p.lowered && quota < p.highest
		p.highest = max(p.highest, quota)
		p.tryAgain.least(now)
		p.reach.least(now)
	}
	p.quota = quota
	if p.QPS == 0 || quota < p.QPS { // what was given was not found out
		p.measured = now
	}
	begins, fixed := p.trial.window()
	if p.phase == trying && p.Locked && fixed && quota*p.Share >= lockFrom {
		p.window = newWindow(p.epoch, begins, int(math.Round(quota*p.Share)))
		p.enter(locked, now)
		return
	}
	p.lockAgain.longer(now)
	p.enter(steady, now)
}

// Refusals that tell that the quota is not what was believed.
const (
	fewRefusals  = 5
	refusedShare = 0.02
	manyRefusals = 15
	plainShare   = 0.15
)

// tooMany tells whether more calls were refused lately than jitter explains: some more, for which
// a trial that was in vain is not soon made again, or so many that it is plain.
func (p *pacer) tooMany(now time.Time) bool {
	sent, refused := p.recent.sum(now)
	share := float64(refused) / float64(max(1, sent))
	return refused >= fewRefusals && share > refusedShare && p.tryAgain.over(now) ||
		refused >= manyRefusals && share > plainShare
}
