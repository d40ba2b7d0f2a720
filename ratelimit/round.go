package ratelimit

import (
	"math"
	"slices"
	"time"
)

// round is one round of a measurement.
type round struct {
	rate     float64 // calls a second
	began    time.Time
	length   time.Duration // during which calls are sent
	ended    bool          // replies are awaited, and no call is sent
	inFlight int           // calls of the round that are not answered yet
	sent     int
	replies  []reply
}

// reply is whether a call was refused, by when it was sent.
type reply struct {
	sent    time.Time
	refused bool
}

// roundResult is what a round found.
type roundResult struct {
	quota        float64 // calls a second that passed; 0: nothing was refused, so the quota is higher
	windowOffset float64 // where in the second a window begins, from 0 to 1; NaN: nowhere
	tooFew       bool    // there were too few calls for a result
}

func newRound(rate float64, now time.Time) round {
	return round{rate: rate, began: now, length: roundLength(rate)}
}

// roundLength is a second, in which the quota is used up, and so many whole ones that a call more
// or less is within 2 %.
func roundLength(rate float64) time.Duration {
	return time.Duration(1+max(3, math.Ceil(60/rate))) * time.Second
}

func (r *round) end() time.Time { return r.began.Add(r.length) }

func (r *round) onSend() {
	r.inFlight++
	r.sent++
}

// onReply takes in a reply, unless it is to a call of an earlier round.
func (r *round) onReply(sent time.Time, refused bool) {
	if !sent.Before(r.began) {
		r.inFlight--
		r.replies = append(r.replies, reply{sent, refused})
	}
}

func (r *round) onNoReply(sent time.Time) {
	if !sent.Before(r.began) {
		r.inFlight--
	}
}

// advance reports whether the round is over, and its replies have arrived or are late.
func (r *round) advance(now time.Time) (done bool) {
	if now.Before(r.end()) {
		return false
	}
	r.ended = true
	waited := now.Sub(r.end())
	return waited >= measurePause && (r.inFlight <= 0 || waited >= measurePatience)
}

// resumesAt is when to look again at a round that has ended.
func (r *round) resumesAt(now time.Time) time.Time {
	if early := r.end().Add(measurePause); now.Before(early) {
		return early
	}
	return r.end().Add(measurePatience)
}

// result counts whole seconds from the first refusal on: by then what the service had saved up for
// us is used up. Calls without a reply are taken to have fared like the others.
func (r *round) result(epoch time.Time) roundResult {
	slices.SortFunc(r.replies, func(a, b reply) int { return a.sent.Compare(b.sent) })
	found := roundResult{windowOffset: windowOffset(r.replies, epoch), tooFew: r.tooFew()}
	first := slices.IndexFunc(r.replies, func(a reply) bool { return a.refused })
	if first < 0 {
		return found
	}
	from := r.replies[first].sent
	whole := r.end().Sub(from).Truncate(time.Second)
	if found.tooFew = found.tooFew || whole < 2*time.Second; found.tooFew {
		return found
	}
	passed := 0
	for _, a := range r.replies[first:] {
		if !a.refused && a.sent.Sub(from) < whole {
			passed++
		}
	}
	scale := float64(r.sent) / float64(len(r.replies))
	found.quota = roundToQuota(float64(passed)*scale/whole.Seconds(), 1.5/whole.Seconds())
	return found
}

// tooFew reports whether too few calls were sent, or answered, for a result.
func (r *round) tooFew() bool {
	return float64(r.sent) < 0.9*r.rate*r.length.Seconds() || float64(len(r.replies)) < 0.8*float64(r.sent)
}

// windowOffset is the circular mean, within the second, of the moments between a refusal and the
// next call that passed: there a window began. NaN: there was no such moment.
func windowOffset(replies []reply, epoch time.Time) float64 {
	var x, y float64
	for i := 1; i < len(replies); i++ {
		if replies[i-1].refused && !replies[i].refused {
			between := (replies[i-1].sent.Sub(epoch) + replies[i].sent.Sub(epoch)) / 2
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

// roundToQuota takes a measured rate for the quota that it most likely stands for. A service passes
// no more than its quota, and may pass less: one that looks back a second from each call refuses
// some that come a little early. So the quota is a whole number from the rate upward, or the next
// multiple of five, in which quotas are sold, if that is within 3 %.
func roundToQuota(qps, noise float64) float64 {
	least := qps - noise
	if five := 5 * math.Ceil(least/5); five-qps <= 0.03*five {
		return five
	}
	return max(1, math.Ceil(least))
}
