package ratelimit

import (
	"math"
	"slices"
	"time"
)

// trial measures the quota by going over it: two rounds of calls that leave faster than the
// quota allows, with a pause between them, counted by what the service let pass. The same
// rounds show whether it counts in fixed windows, and where these begin.
type trial struct {
	epoch   time.Time // from which seconds are counted
	rate    float64   // at which calls leave in this round
	began   time.Time
	lasts   time.Duration // a round
	ended   bool          // this round: answers are awaited, and no call leaves
	open    int           // calls that left in the trial and are not answered
	sent    int           // in this round
	heard   []heard       // of this round
	results []finding     // of the rounds before
}

// heard is an answer by when its call left.
type heard struct {
	sent    time.Time
	refused bool
}

// finding is what a round found.
type finding struct {
	quota  float64 // calls a second that passed; 0: nothing was refused, so the quota is higher
	begins float64 // where in the second, from 0 to 1, a window begins; NaN: nowhere
	thin   bool    // there were too few calls to say anything
}

const (
	trialRounds = 2
	// trialPause lets answers arrive, and shifts the second round against the first: an
	// offset within the second that is due to our own rhythm does not repeat.
	trialPause = 1370 * time.Millisecond
	// trialPatience is how long answers are awaited: the service gives up after 5 s.
	trialPatience = 6 * time.Second
	// over is how far a second round goes over what the first one found.
	over = 1.08
)

func newTrial(rate float64, epoch, now time.Time) trial {
	return trial{epoch: epoch, rate: rate, began: now, lasts: roundAt(rate)}
}

// roundAt is how long a round lasts: a second until the quota is used up, and so many whole
// ones that one call more or less is within 2 %.
func roundAt(rate float64) time.Duration {
	return time.Duration(1+max(3, math.Ceil(60/rate))) * time.Second
}

func (t *trial) end() time.Time { return t.began.Add(t.lasts) }

func (t *trial) leave() {
	t.open++
	t.sent++
}

func (t *trial) hear(sent time.Time, refused bool) {
	t.open--
	t.heard = append(t.heard, heard{sent, refused})
}

// forget is a call of which nobody heard.
func (t *trial) forget() { t.open-- }

// pass tells whether the trial is over by now, and moves on to the next round when it is time.
func (t *trial) pass(now time.Time) (done bool) {
	if now.Before(t.end()) {
		return false
	}
	t.ended = true
	if waited := now.Sub(t.end()); waited < trialPause || t.open > 0 && waited < trialPatience {
		return false
	}
	t.results = append(t.results, t.find())
	if len(t.results) == trialRounds || t.results[0].quota == 0 {
		return true
	}
	t.rate = min(t.rate, t.results[0].quota*over)
	t.began, t.lasts, t.ended = now, roundAt(t.rate), false
	t.open, t.sent, t.heard = 0, 0, nil
	return false
}

// resumes is when to look again at a round that has ended.
func (t *trial) resumes(now time.Time) time.Time {
	if early := t.end().Add(trialPause); now.Before(early) {
		return early
	}
	return t.end().Add(trialPatience)
}

// find is what the round at hand came to. It counts whole seconds from the first refusal on: by
// then what the service had saved up for us is used up.
func (t *trial) find() finding {
	slices.SortFunc(t.heard, func(a, b heard) int { return a.sent.Compare(b.sent) })
	f := finding{begins: beginning(t.heard, t.epoch), thin: t.thin()}
	first := slices.IndexFunc(t.heard, func(h heard) bool { return h.refused })
	if first < 0 {
		return f
	}
	from := t.heard[first].sent
	whole := t.end().Sub(from).Truncate(time.Second)
	if f.thin = f.thin || whole < 2*time.Second; f.thin {
		return f
	}
	passed := 0
	for _, h := range t.heard[first:] {
		if !h.refused && h.sent.Sub(from) < whole {
			passed++
		}
	}
	f.quota = snap(float64(passed)/whole.Seconds(), 1.5/whole.Seconds())
	return f
}

// thin tells whether too few calls left in the round, or were answered, to say anything.
func (t *trial) thin() bool {
	return float64(t.sent) < 0.9*t.rate*t.lasts.Seconds() || float64(len(t.heard)) < 0.9*float64(t.sent)
}

// beginning is the circular mean, within the second, of the moments between a refusal and the
// next acceptance: there a window began.
func beginning(calls []heard, epoch time.Time) float64 {
	var x, y float64
	for i := 1; i < len(calls); i++ {
		if calls[i-1].refused && !calls[i].refused {
			between := (calls[i-1].sent.Sub(epoch) + calls[i].sent.Sub(epoch)) / 2
			angle := 2 * math.Pi * between.Seconds()
			x, y = x+math.Cos(angle), y+math.Sin(angle)
		}
	}
	if x == 0 && y == 0 {
		return math.NaN()
	}
	turn := math.Atan2(y, x) / (2 * math.Pi)
	return turn - math.Floor(turn)
}

// quota is what the trial found: the lesser of its rounds, because a bucket that filled up in
// the pause makes the second one look better. It is 0 where nothing was refused; ok is false
// where too few calls left to tell.
func (t *trial) quota() (qps float64, ok bool) {
	qps = math.Inf(1)
	for _, f := range t.results {
		if f.thin {
			continue
		}
		ok = true
		if f.quota > 0 {
			qps = min(qps, f.quota)
		}
	}
	if math.IsInf(qps, 1) {
		return 0, ok
	}
	return qps, ok
}

// snap takes a count, right but for noise, for the quota that it most likely stands for. A
// service passes no more than its quota, and may pass less: where it looks back a second from
// each call, one that comes a little too early is lost. So it is a whole number from the count
// upward, and the next multiple of five, in which quotas are sold, if that is within 3 %.
func snap(qps, noise float64) float64 {
	least := qps - noise
	if five := 5 * math.Ceil(least/5); five-qps <= 0.03*five {
		return five
	}
	return max(1, math.Ceil(least))
}

// agreed is how far apart two rounds may see a window begin, in seconds.
const agreed = 0.08

// window is where windows begin, if both rounds saw them begin at the same place.
func (t *trial) window() (begins float64, fixed bool) {
	if len(t.results) < trialRounds {
		return 0, false
	}
	a, b := t.results[0].begins, t.results[1].begins
	apart := b - a
	apart -= math.Round(apart)
	if !(math.Abs(apart) <= agreed) { // NaN agrees with nothing
		return 0, false
	}
	mean := a + apart/2
	return mean - math.Floor(mean), true
}
