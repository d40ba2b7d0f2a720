package simulator

import (
	"net/http"
	"time"

	"enroll/codes"

	"github.com/google/uuid"
)

// visit is one request on its way through the service.
type visit struct {
	entry
	place string // of its face write, in the concurrent scope
	turn  uint64 // calls of this action on this person that entered service before
	rule  Rule
}

// serveCall is the way of one call; the package's doc tells the steps.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request) {
	v := s.arrive(r)
	c, refusal := s.understand(v, r)
	if !s.begin() {
		http.Error(w, "the simulator is closing", http.StatusServiceUnavailable)
		return
	}
	defer s.serving.Done()
	if refusal == nil {
		refusal = s.enter(v)
	}
	result := outcome{refused: refusal}
	var ticket uint64
	if refusal != nil {
		ticket = s.turnAway(v, refusal, gone(r))
	} else {
		s.pause(s.serviceTime(v))
		result, ticket = s.finish(v, c, gone(r))
	}
	if err := s.commit(ticket); err != nil {
		result = outcome{refused: refuse(internalError, "the simulator cannot write its state file")}
	}
	v.answer(w, result)
}

// arrive counts the request in the quota, once its arrival jitter is over.
func (s *Server) arrive(r *http.Request) *visit {
	s.mu.Lock()
	s.arrivals++
	turn := s.arrivals
	s.mu.Unlock()
	if mean := s.options.ArrivalJitter; mean > 0 {
		s.pause(exponential(chance(s.options.Seed, "arrival", "", turn), mean))
	}
	v := &visit{}
	v.Action = shorten(r.Header.Get("X-TC-Action"), 64)
	v.RequestID = uuid.NewString()
	s.mu.Lock()
	defer s.mu.Unlock()
	v.Arrived = time.Now()
	v.OverQuota = !s.quota.take(v.Arrived)
	return v
}

// enter lets the call into service, unless it overlaps with another, and chooses its fault.
func (s *Server) enter(v *visit) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.place = s.writePlace(v)
	if refusal := s.service.admit(v.Person, v.place); refusal != nil {
		v.Overlap = refusal.code == codes.ConflictOperation
		return refusal
	}
	v.Served, v.Parallel = true, s.service.calls
	v.turn = s.turns[v.subject()]
	s.turns[v.subject()]++
	v.rule = s.faults.choose(v.Action, v.Person, v.turn)
	return nil
}

// writePlace is where no other face write may be while this one is; "": no matter.
func (s *Server) writePlace(v *visit) string {
	if !actions[v.Action].write {
		return ""
	}
	switch s.options.Scope {
	case "person":
		return "person " + v.Person
	case "group":
		return "group " + s.groupOf(v)
	case "account":
		return "account"
	}
	return ""
}

// groupOf is the group that the call names, or else the first one of its person.
func (s *Server) groupOf(v *visit) string {
	if p := s.account.persons[v.Person]; v.Group == "" && p != nil && len(p.Groups) > 0 {
		return p.Groups[0].Group
	}
	return v.Group
}

func (e *entry) subject() string { return e.Action + "\x00" + e.Person }

// serviceTime is what is left of the call's time in service, counted from its arrival.
func (s *Server) serviceTime(v *visit) time.Duration {
	spread := uniform(chance(s.options.Seed, "jitter", v.subject(), v.turn), s.options.Jitter)
	return max(0, s.options.Latency+spread) + v.rule.Delay - time.Since(v.Arrived)
}

// turnAway records a call that never entered service.
func (s *Server) turnAway(v *visit, refusal *refusal, cut bool) (ticket uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.Code = refusal.code
	return s.record(v, cut)
}

// finish decides the call, applies it and records it, in one piece.
func (s *Server) finish(v *visit, c call, cut bool) (result outcome, ticket uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.service.leave(v.Person, v.place)
	if s.keeper.broken() {
		return outcome{}, 0
	}
	code, act := "", actions[v.Action]
	if v.rule.applies() {
		result = v.rule.decide(c, s.account)
		s.account.apply(result.change)
		if result.refused != nil {
			code = result.refused.code
		}
		v.Billed = act.billed(code)
	}
	if !result.change.empty() {
		v.Change, v.Applied = &result.change, true
	}
	v.Code = v.rule.verdict(code)
	v.Billed = v.Billed || v.rule.Answer != "" && act.billed(v.rule.Answer)
	v.Dropped = v.rule.Drop != ""
	return result, s.record(v, cut)
}

// record numbers the visit and queues it for the state file. It is called with mu held.
func (s *Server) record(v *visit, cut bool) (ticket uint64) {
	v.N = len(s.ledger.records) + 1
	v.Group = s.groupOf(v)
	v.Answered, v.Cut = time.Now(), cut
	s.ledger.add(v.entry)
	return s.keeper.queue(&v.entry)
}

func (s *Server) commit(ticket uint64) error { return s.keeper.commit(ticket) }

// gone says that the client hung up.
func gone(r *http.Request) bool { return r.Context().Err() != nil }
