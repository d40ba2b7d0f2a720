package ratelimit

import (
	"container/heap"
	"math/rand/v2"
	"time"
)

// simulation is a pacer, a service with a quota, and a connection with jitter between them, in
// virtual time and without goroutines: it runs hours in a second.
type simulation struct {
	pacer   *pacer
	quota   counter
	jitter  time.Duration // mean of the exponential delay of a call on its way
	latency time.Duration // from arrival to reply
	lost    float64       // share of the replies
	late    time.Duration // mean of the exponential delay of timers
	demand  float64       // calls a second; 0: as many as the pacer allows

	random   *rand.Rand
	now      time.Time
	nextCall time.Time // by demand
	inFlight flights
	windows  map[int64]*tally // by second of arrival
	keep     bool             // fill calls
	calls    []sentCall       // all that arrived
}

type tally struct{ passed, refused int }

// sentCall is a call that arrived.
type sentCall struct {
	sent    time.Time
	refused bool
}

// counter is the way in which a service counts its quota. take reports whether a call passes.
type counter interface{ take(at time.Time) bool }

// flight is a call on its way to the service, or its reply on the way back.
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

func newSimulation(q Quota, quota counter, seed uint64) *simulation {
	start := time.Unix(1_700_000_000, 370_000_000)
	return &simulation{
		pacer: newPacer(q, start), quota: quota, latency: 300 * time.Millisecond,
		random: rand.New(rand.NewPCG(seed, 3)), now: start, windows: map[int64]*tally{},
	}
}

// run lets time pass.
func (s *simulation) run(d time.Duration) {
	end := s.now.Add(d)
	for {
		next := later(s.pacer.next(s.now), s.nextCall)
		switch {
		case len(s.inFlight) > 0 && !s.inFlight[0].at.After(later(next, s.now)):
			s.arrive(heap.Pop(&s.inFlight).(flight))
		case next.After(end):
			s.now = end
			return
		case next.After(s.now):
			s.now = next.Add(time.Duration(s.random.ExpFloat64() * float64(s.late)))
		default:
			s.pacer.onSend(s.now)
			delay := time.Duration(s.random.ExpFloat64() * float64(s.jitter))
			heap.Push(&s.inFlight, flight{at: s.now.Add(delay), sent: s.now})
			if s.demand > 0 {
				s.nextCall = s.now.Add(time.Duration(1e9 / s.demand))
			}
		}
	}
}

// arrive is the arrival of a call or of a reply.
func (s *simulation) arrive(f flight) {
	s.now = later(s.now, f.at)
	if f.back {
		s.pacer.onReply(f.sent, f.at, f.refused)
		return
	}
	f.refused = !s.quota.take(f.at)
	t := s.windows[f.at.Unix()]
	if t == nil {
		t = &tally{}
		s.windows[f.at.Unix()] = t
	}
	if f.refused {
		t.refused++
	} else {
		t.passed++
	}
	if s.keep {
		s.calls = append(s.calls, sentCall{f.sent, f.refused})
	}
	if s.random.Float64() < s.lost {
		s.pacer.onNoReply(f.sent)
		return
	}
	f.back, f.at = true, f.at.Add(s.latency)
	heap.Push(&s.inFlight, f)
}

// between sums up the whole windows between two times since the start.
func (s *simulation) between(from, to time.Duration) (sum tally, windows int) {
	start := time.Unix(1_700_000_000, 370_000_000)
	for at := start.Add(from).Unix() + 1; at < start.Add(to).Unix(); at++ {
		windows++
		if t := s.windows[at]; t != nil {
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

// sliding lets a call pass if fewer than len(passed) passed in the second before.
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

// bucket is a token bucket that holds the tokens of one second.
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
