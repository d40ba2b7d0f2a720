package fake

import (
	"context"
	"fmt"
	"sync"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// Options of a fake. The zero value answers at once, has no quota and knows no group.
type Options struct {
	Groups     []string         // that are there from the start
	Photos     map[string]Photo // by key; any other key is a good photo that resembles everyone
	Latency    time.Duration    // of a call, from arrival to answer; it is applied at the end
	QPS        int              // calls that a second of the clock lets pass; 0: no quota
	FaceWrites int              // face writes that may be in service at once; 0: no limit
	Skew       time.Duration    // how far the service's clock is ahead of ours
	ReadLag    time.Duration    // reads tell what was there so long before

	// Gate is passed by every call before it leaves, as in iai; nil: it is open.
	Gate Gate
	// Faults chooses what goes wrong with a call, the n-th of its action on its person (or
	// on its group), from 1. It is called for one call at a time.
	Faults func(call enrollment.Call, n int) Fault
}

// Gate returns when a call may leave, as that of iai does.
type Gate func(context.Context, enrollment.Call) (done func(enrollment.Result), err error)

// Service is the fake: what it holds, and the counts by which tests judge a run. It is safe for
// concurrent use.
type Service struct {
	options Options

	choosing sync.Mutex // held while Options.Faults chooses

	mu       sync.Mutex // guards what follows
	account  account
	lagging  account  // what reads see
	pending  []change // that they do not see yet
	records  []*Record
	turns    map[string]int // calls by action and subject
	busy     map[string]int // calls in service by person
	serving  int
	writes   int // face writes in service
	parallel int
	overlaps int
	second   time.Time // of the quota's window
	counted  int       // calls in it
}

// New returns a service with the options' groups and no one in them.
func New(o Options) *Service {
	s := &Service{options: o, account: newAccount(o.Photos), lagging: newAccount(o.Photos), turns: map[string]int{}, busy: map[string]int{}}
	for _, id := range o.Groups {
		s.account.addGroup(id, id)
		s.lagging.addGroup(id, id)
	}
	return s
}

// Do makes one call, with the results that iai would give. A caller who goes away while the
// call is in service undoes nothing: it is applied when it would have been, and its answer is
// lost.
func (s *Service) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	return s.through(ctx, s.options.Gate, call)
}

// Client is the service as someone else reaches it, who passes a gate of their own.
type Client struct {
	service *Service
	gate    Gate
}

// Through returns another client of the service.
func (s *Service) Through(gate Gate) *Client { return &Client{s, gate} }

// Do makes one call, as [Service.Do] does.
func (c *Client) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	return c.service.through(ctx, c.gate, call)
}

func (s *Service) through(ctx context.Context, gate Gate, call enrollment.Call) (enrollment.Result, error) {
	if changed := s.changed(call); len(changed) > 0 {
		return enrollment.Result{Unsent: true, Code: codes.PhotoChanged, Changed: changed, Done: time.Now()}, nil
	}
	done, err := pass(ctx, gate, call)
	if err != nil {
		return enrollment.Result{Unsent: true, Code: codes.RunNotAttempted, Done: time.Now()}, nil
	}
	result, err := s.leave(ctx, call)
	done(result)
	return result, err
}

func pass(ctx context.Context, gate Gate, call enrollment.Call) (done func(enrollment.Result), err error) {
	if ctx.Err() != nil || gate == nil {
		return func(enrollment.Result) {}, ctx.Err()
	}
	return gate(ctx, call)
}

// leave is a call that the gate let out.
func (s *Service) leave(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	sent := time.Now()
	fault, n := s.choose(call)
	if fault.Err != nil {
		return enrollment.Result{}, fault.Err
	}
	if fault.Lose == Unsent {
		return enrollment.Result{Unsent: true, Code: codes.NetworkError, Sent: sent, Done: sent}, nil
	}
	result := s.visit(ctx, call, n, fault)
	result.Sent, result.Done = sent, time.Now()
	return result, nil
}

func (s *Service) changed(call enrollment.Call) (keys []string) {
	for _, p := range call.Photos {
		if s.options.Photos[p.Key].Changed {
			keys = append(keys, p.Key)
		}
	}
	return keys
}

func (s *Service) choose(call enrollment.Call) (Fault, int) {
	s.choosing.Lock()
	defer s.choosing.Unlock()
	n := s.turn(call)
	if s.options.Faults == nil {
		return Fault{}, n
	}
	return s.options.Faults(call, n), n
}

func (s *Service) turn(call enrollment.Call) int {
	subject := string(call.Action) + "\x00" + call.Person
	if call.Person == "" {
		subject += "\x00" + call.Group
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turns[subject]++
	return s.turns[subject]
}

// visit is a call's way through the service.
func (s *Service) visit(ctx context.Context, call enrollment.Call, n int, fault Fault) enrollment.Result {
	record, refusal := s.arrive(call, n)
	if refusal != "" {
		return s.answer(record, enrollment.Result{Code: refusal})
	}
	due := time.Now().Add(s.options.Latency + fault.Delay)
	wait(ctx, time.Until(due))
	if fault.Lose == After {
		due = due.Add(fault.Late)
	}
	if left := time.Until(due); left > 0 { // the caller is gone, or was not answered
		time.AfterFunc(left, func() { s.finish(record, fault) })
		return s.lose(record)
	}
	result := s.finish(record, fault)
	if fault.Lose != Nothing || ctx.Err() != nil {
		return s.lose(record)
	}
	return s.answer(record, result)
}

// arrive takes a call in, or says which refusal keeps it out. Of two calls that overlap, the
// later one is refused (docs/service.md, "Concurrency").
func (s *Service) arrive(call enrollment.Call, n int) (*Record, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &Record{Call: call, N: n, Arrived: time.Now()}
	s.records = append(s.records, r)
	r.request = fmt.Sprintf("fake-%d", len(s.records))
	switch {
	case s.overQuota(r.Arrived):
		return r, codes.RequestLimitExceeded
	case call.Person != "" && s.busy[call.Person] > 0:
		s.overlaps++
		return r, codes.ConflictOperation
	case faceWrite(call) && s.options.FaceWrites > 0 && s.writes >= s.options.FaceWrites:
		return r, codes.CreateFaceConcurrent
	}
	s.occupy(call, 1)
	s.parallel = max(s.parallel, s.serving)
	return r, ""
}

func (s *Service) overQuota(now time.Time) bool {
	if second := now.Truncate(time.Second); !second.Equal(s.second) {
		s.second, s.counted = second, 0
	}
	s.counted++
	return s.options.QPS > 0 && s.counted > s.options.QPS
}

func (s *Service) occupy(call enrollment.Call, by int) {
	s.serving += by
	if call.Person != "" {
		s.busy[call.Person] += by
	}
	if faceWrite(call) {
		s.writes += by
	}
}

func faceWrite(call enrollment.Call) bool {
	return call.Action.Write() && call.Action != enrollment.CreateGroup
}

// finish applies a call, as far as its fault lets it, and lets it out of service.
func (s *Service) finish(r *Record, fault Fault) enrollment.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.occupy(r.Call, -1)
	var result enrollment.Result
	if fault.applies() {
		result, r.Applied = s.serve(r.Call, fault.Half, s.clock())
	}
	if fault.Answer != "" {
		return enrollment.Result{Code: fault.Answer}
	}
	return result
}

// change is something that reads see later.
type change struct {
	at    time.Time
	apply func(*account)
}

// serve applies a call to what is there, or answers it from what reads see. It is called with
// mu held, like change.
func (s *Service) serve(call enrollment.Call, half int, clock time.Time) (r enrollment.Result, applied bool) {
	if call.Action.Write() {
		s.change(func(a *account) { r, applied = a.serve(call, half, clock) })
		return r, applied
	}
	for len(s.pending) > 0 && time.Since(s.pending[0].at) >= s.options.ReadLag {
		s.pending[0].apply(&s.lagging)
		s.pending = s.pending[1:]
	}
	return s.lagging.serve(call, half, clock)
}

// change does something now, and again for reads when they see it: the same calls in the same
// order make the same account.
func (s *Service) change(apply func(*account)) {
	apply(&s.account)
	s.pending = append(s.pending, change{time.Now(), apply})
}

// answer gives a result what every answer of the service carries. What stands for a broken
// answer carries nothing.
func (s *Service) answer(r *Record, result enrollment.Result) enrollment.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !codes.IsClient(result.Code) {
		result.RequestID, result.Date = r.request, s.clock().UTC().Truncate(time.Second)
	}
	r.Code, r.Answered = result.Code, time.Now()
	return result
}

func (s *Service) lose(r *Record) enrollment.Result {
	return s.answer(r, enrollment.Result{Code: codes.NetworkError})
}

func (s *Service) clock() time.Time { return time.Now().Add(s.options.Skew) }

// wait returns after d, or when the caller is gone.
func wait(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
