package simulator

import (
	"hash/fnv"
	"io"
	"net/http"
	"time"

	"enroll/iai/simulator/account"

	"github.com/google/uuid"
)

// visit is one request on its way through the service.
type visit struct {
	entry
	action account.Action
	groups []string // that it names in a list
	claim  claim
	turn   uint64 // calls of this action on this person that entered service before
	rule   Rule
	stay   time.Duration // from arrival to application
	late   bool          // the server gives it up then
	whole  bool          // its body was read to the end
}

// serveCall is the way of one call; the package's doc tells the steps.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request) {
	v := s.arrive(r)
	s.patience(w, v)
	c, refusal := s.understand(v, r)
	if v.whole { // else what the client still sends would hold up the answer
		http.NewResponseController(w).SetReadDeadline(time.Time{})
	}
	if !s.begin() {
		http.Error(w, "the simulator is closing", http.StatusServiceUnavailable)
		return
	}
	defer s.serving.Done()
	if refusal == nil {
		refusal = s.enter(v)
	}
	result := account.Outcome{Refused: refusal}
	var ticket uint64
	if refusal != nil {
		ticket = s.turnAway(v, refusal, gone(r))
	} else {
		if account.Remote(c) {
			s.fetch(v, c)
		}
		s.pause(v.stay - time.Since(v.Arrived))
		result, ticket = s.finish(v, c, gone(r))
	}
	if err := s.keeper.commit(ticket); err != nil {
		s.disown(v)
		result = account.Outcome{Refused: account.Refuse(internalError, "the simulator cannot write its state file")}
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
	v.Action = account.Shorten(r.Header.Get("X-TC-Action"), 64)
	v.action, _ = account.Lookup(v.Action)
	v.RequestID = uuid.New()
	s.mu.Lock()
	defer s.mu.Unlock()
	v.Arrived = time.Now()
	v.OverQuota = !s.quotas.take(v.Action, v.Arrived)
	return v
}

// patience ends the reading of a request that comes too slowly. Not every connection can be
// told so; those are read until their own limits.
func (s *Server) patience(w http.ResponseWriter, v *visit) {
	if s.options.Timeout > 0 {
		http.NewResponseController(w).SetReadDeadline(v.Arrived.Add(s.options.Timeout))
	}
}

// enter lets the call into service, unless it overlaps with another, and decides how long it
// stays and what goes wrong with it.
func (s *Server) enter(v *visit) *account.Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.claim = claim{v.Person, s.writePlace(v), append(v.groups, s.groupOf(v)), v.Action == "DeleteGroup"}
	v.Overlap = s.service.persons[v.Person]
	if refusal := s.service.admit(v.claim); refusal != nil {
		return refusal
	}
	v.Served, v.Parallel = true, s.service.calls
	v.turn = s.turns[v.hash()]
	s.turns[v.hash()]++
	v.rule = s.faults.choose(v.Action, v.Person, v.turn)
	v.stay = s.options.serviceTime(v.subject(), v.turn) + v.rule.Delay
	if limit := s.options.Timeout; limit > 0 && v.stay > limit && !v.rule.ends() {
		v.stay, v.late = limit, true
	}
	return nil
}

// writePlace is where no other face write may be while this one is; "": no matter.
func (s *Server) writePlace(v *visit) string {
	if !v.action.Writes {
		return ""
	}
	switch s.options.Scope {
	case "person":
		return personPlace(v.Person)
	case "group":
		return "group " + s.groupOf(v)
	case "account":
		return "account"
	}
	return ""
}

// groupOf is the group that the call names, or else the first one of its person.
func (s *Server) groupOf(v *visit) string {
	if v.Group == "" {
		return s.account.GroupOf(v.Person)
	}
	return v.Group
}

func (e *entry) subject() string { return e.Action + "\x00" + e.Person }

func (e *entry) hash() uint64 {
	h := fnv.New64a()
	io.WriteString(h, e.subject())
	return h.Sum64()
}

// turnAway records a call that never entered service.
func (s *Server) turnAway(v *visit, refusal *account.Refusal, cut bool) (ticket uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.Code = refusal.Code
	return s.record(v, cut)
}

// finish decides the call, applies it and records it, in one piece.
func (s *Server) finish(v *visit, c account.Call, cut bool) (result account.Outcome, ticket uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.service.leave(v.claim)
	if s.keeper.broken() {
		return account.Outcome{}, 0
	}
	code := ""
	if s.applies(v) {
		result = s.decide(v, c)
		if result.Refused != nil {
			code = result.Refused.Code
		}
		v.Billed = v.action.Billed(code)
	}
	if !result.Change.Empty() {
		v.Change, v.Applied = &result.Change, true
	}
	v.Code = v.rule.verdict(code)
	v.Billed = v.Billed || v.rule.Answer != "" && v.action.Billed(v.rule.Answer)
	v.Dropped = v.rule.Drop != ""
	if v.late {
		result.Refused, v.Code = tooLate, tooLate.Code
	}
	return result, s.record(v, cut)
}

// applies says whether the call happens. One that the server gave up may have happened or
// not: the seed tosses for it.
func (s *Server) applies(v *visit) bool {
	if v.late && chance(s.options.Seed, "late", v.subject(), v.turn) < .5 {
		return false
	}
	return v.rule.applies()
}

// decide asks the call itself, with as many of its photos as the rule lets pass. A read sees
// the account as it was a while ago, if reads lag.
func (s *Server) decide(v *visit, c account.Call) account.Outcome {
	if v.rule.ApplyImages != nil {
		account.Only(*v.rule.ApplyImages, c)
	}
	now := time.Now()
	if v.action.Reads && s.replica != nil {
		return c.Serve(s.replica.at(now.Add(-s.options.ReadLag)), now)
	}
	result := c.Serve(s.account, now)
	s.account.Apply(result.Change)
	if s.replica != nil {
		s.replica.learn(now, result.Change)
	}
	return result
}

// record numbers the visit and queues it for the state file. It is called with mu held.
func (s *Server) record(v *visit, cut bool) (ticket uint64) {
	v.N = s.ledger.len() + 1
	v.Group = s.groupOf(v)
	v.Answered, v.Cut = time.Now(), cut
	s.ledger.add(v.entry)
	return s.keeper.queue(&v.entry)
}

// disown tells the record of a call that could not be kept what its client was told. What it
// changed is gone when the process ends.
func (s *Server) disown(v *visit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.retell(v.N, internalError)
}

// gone says that the client hung up.
func gone(r *http.Request) bool { return r.Context().Err() != nil }
