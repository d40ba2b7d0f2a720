package ratelimit

import "time"

// probeUp looks for a higher quota by going a little over the one that is believed.
type probeUp struct {
	rate     float64 // calls a second
	sent     int     // calls
	returnTo phase   // if the quota is not higher
}

const (
	probeUpFactor = 1.05
	// probeUpTime is longer than the calls last that a bucket saves up in a second: 1 / 0.05 s.
	probeUpTime = 25 * time.Second
	// probeUpUsed is the share of the pace that must have been used for a result.
	probeUpUsed = 0.9
)

func (p *pacer) startProbeUp(now time.Time) {
	p.probeUp = probeUp{rate: p.believed.qps * probeUpFactor, returnTo: p.phase}
	p.enter(probingUp, now)
}

// refuseProbeUp ends the probe-up at its first refusal: the quota is what it was.
func (p *pacer) refuseProbeUp(now time.Time) {
	p.believed.at = now
	p.cooldowns.probeUp.extend(now)
	p.enter(p.probeUp.returnTo, now)
}

// advanceProbeUp ends a probe-up without refusals after its time. If there were enough calls, the
// quota is higher than believed, and slow start goes on from here.
func (p *pacer) advanceProbeUp(now time.Time) {
	lasted := now.Sub(p.since)
	if lasted < probeUpTime {
		return
	}
	if float64(p.probeUp.sent) >= probeUpUsed*p.rate()*lasted.Seconds() {
		p.cooldowns.probeUp.extend(now)
		p.startSlowStart(p.probeUp.rate, now)
		return
	}
	p.cooldowns.probeUp.holdFor(now, time.Minute) // too few calls to tell: try again soon, not at once
	p.enter(p.probeUp.returnTo, now)
}
