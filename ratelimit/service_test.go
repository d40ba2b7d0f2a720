package ratelimit

import (
	"container/heap"
	"math/rand/v2"
	"time"
)

// world is a service with a quota, a line with jitter to it, and as many callers as there are
// slots, in virtual time: what the pacer decides is played without a goroutine, hours in a
// second.
type world struct {
	pacer   *pacer
	quota   counter
	jitter  time.Duration // mean of the exponential delay of a call on its way
	latency time.Duration // from arrival to answer
	lost    float64       // share of answers that never come
	late    time.Duration // mean of the exponential delay with which a slot's caller wakes
	demand  float64       // calls a second that there are; 0: as many as there are slots

	chance  *rand.Rand
	now     time.Time
	comes   time.Time // the next caller
	flying  flights
	windows map[int64]*tally // by second of arrival
	calls   []fate           // all, if kept
	keep    bool
}

type tally struct{ passed, refused int }

// fate is what became of a call.
type fate struct {
	sent    time.Time
	refused bool
}

// counter is a quota as the service counts it.
type counter interface{ take(at time.Time) bool }

// flight is a call on its way there, or its answer on the way back.
type flight struct {
	at, sent time.Time
	back     bool
	refused  bool
}

type flights []flight

func (f flights) Len() int           { return len(f) }
func (f flights) Less(i, j int) bool { return f[i].at.Before(f[j].at) }
func (f flights) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *flights) Push(x any)        { *f = append(*f, x.(flight)) }
func (f *flights) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}

func newWorld(q Quota, quota counter, seed uint64) *world {
	start := time.Unix(1_700_000_000, 370_000_000)
	return &world{
		pacer: newPacer(q, start), quota: quota, latency: 300 * time.Millisecond,
		chance: rand.New(rand.NewPCG(seed, 3)), now: start, windows: map[int64]*tally{},
	}
}

// live lets time pass.
func (w *world) live(d time.Duration) {
	end := w.now.Add(d)
	for {
		next := later(w.pacer.next(w.now), w.comes)
		switch {
		case len(w.flying) > 0 && !w.flying[0].at.After(later(next, w.now)):
			w.happen(heap.Pop(&w.flying).(flight))
		case next.After(end):
			w.now = end
			return
		case next.After(w.now):
			w.now = next.Add(time.Duration(w.chance.ExpFloat64() * float64(w.late)))
		default:
			w.pacer.leave(w.now)
			delay := time.Duration(w.chance.ExpFloat64() * float64(w.jitter))
			heap.Push(&w.flying, flight{at: w.now.Add(delay), sent: w.now})
			if w.demand > 0 {
				w.comes = w.now.Add(time.Duration(1e9 / w.demand))
			}
		}
	}
}

// happen is an arrival, or an answer.
func (w *world) happen(f flight) {
	w.now = later(w.now, f.at)
	if f.back {
		w.pacer.hear(f.sent, f.at, f.refused)
		return
	}
	f.refused = !w.quota.take(f.at)
	t := w.windows[f.at.Unix()]
	if t == nil {
		t = &tally{}
		w.windows[f.at.Unix()] = t
	}
	if f.refused {
		t.refused++
	} else {
		t.passed++
	}
	if w.keep {
		w.calls = append(w.calls, fate{f.sent, f.refused})
	}
	if w.chance.Float64() < w.lost {
		w.pacer.forget(f.sent)
		return
	}
	f.back, f.at = true, f.at.Add(w.latency)
	heap.Push(&w.flying, f)
}

// between sums up the whole windows from one moment of the story to another.
func (w *world) between(from, to time.Duration) (sum tally, windows int) {
	start := time.Unix(1_700_000_000, 370_000_000)
	for at := start.Add(from).Unix() + 1; at < start.Add(to).Unix(); at++ {
		windows++
		if t := w.windows[at]; t != nil {
			sum.passed += t.passed
			sum.refused += t.refused
		}
	}
	return sum, windows
}

// fixed lets the first calls of each second pass.
type fixed struct {
	limit, taken int
	second       int64
}

func (q *fixed) take(at time.Time) bool {
	if s := at.Unix(); s != q.second {
		q.second, q.taken = s, 0
	}
	if q.taken >= q.limit {
		return false
	}
	q.taken++
	return true
}

// sliding lets a call pass if fewer than its length passed in the second before.
type sliding struct {
	passed []time.Time
	next   int
}

func (q *sliding) take(at time.Time) bool {
	if old := q.passed[q.next]; !old.IsZero() && at.Sub(old) < time.Second {
		return false
	}
	q.passed[q.next] = at
	q.next = (q.next + 1) % len(q.passed)
	return true
}

// bucket fills evenly and holds a second's worth.
type bucket struct {
	rate, tokens float64
	latest       time.Time
}

func (q *bucket) take(at time.Time) bool {
	if q.latest.IsZero() {
		q.tokens = q.rate
	} else {
		q.tokens = min(q.rate, q.tokens+q.rate*at.Sub(q.latest).Seconds())
	}
	q.latest = at
	if q.tokens < 1 {
		return false
	}
	q.tokens--
	return true
}

func counting(kind string, qps int) counter {
	switch kind {
	case "sliding":
		return &sliding{passed: make([]time.Time, qps)}
	case "bucket":
		return &bucket{rate: float64(qps)}
	}
	return &fixed{limit: qps}
}
