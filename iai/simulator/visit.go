package simulator

import (
	"hash/fnv"
	"io"
	"net/http"
	"time"

	"enroll.example/enroll/iai/simulator/account"

	"github.com/google/uuid"
)

// visit is one request being served.
type visit struct {
	entry
	action account.Action
	groups []string // named in a list
	claim  claim
	turn   uint64 // calls of this action on this person that entered service before
	rule   Rule
	stay   time.Duration // from arrival to application
	late   bool          // the server gives it up then
	whole  bool          // its body was read to the end
	slow   bool          // its body did not arrive in time
}

// serveCall serves one call; the package's doc lists the steps.
func (s *Server) serveCall(w http.ResponseWriter, r *http.Request) {
	v := s.arrive(r)
	s.setDeadline(w, v)
	c, refusal := s.understand(v, r)
	if v.whole { // otherwise what the client still sends would hold up the reply
		http.NewResponseController(w).SetReadDeadline(time.Time{})
	}
	if !s.begin() {
		http.Error(w, "the simulator is closing", http.StatusServiceUnavailable)
		return
	}
	defer s.serving.Done()
	result, ticket := s.serve(v, c, refusal, r)
	if err := s.keeper.commit(ticket); err != nil {
		s.markUnstored(v)
		v.reply(w, account.Outcome{Refused: unstored})
		return
	}
	v.answer(w, result)
}

// serve is a call's time in service, if it is admitted.
func (s *Server) serve(v *visit, c account.Call, refusal *account.Refusal, r *http.Request) (account.Outcome, uint64) {
	if refusal = s.enter(v, refusal); refusal != nil {
		return account.Outcome{Refused: refusal}, s.refuse(v, refusal, v.gone(r))
	}
	if account.Remote(c) {
		s.fetch(v, c)
	}
	s.pause(v.stay - time.Since(v.Arrived))
	return s.finish(v, c, v.gone(r))
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
	s.arriving++
	v.Quota = s.quotas.name(v.Action)
	v.OverQuota = !s.quotas.take(v.Quota, v.Arrived)
	return v
}

// setDeadline sets a deadline for reading a request. Not every connection supports that; the others are
// read until their own limits.
func (s *Server) setDeadline(w http.ResponseWriter, v *visit) {
	if s.options.Timeout > 0 {
		http.NewResponseController(w).SetReadDeadline(v.Arrived.Add(s.options.Timeout))
	}
}

// enter admits the call into service, unless it overlaps with another, and decides how long it stays
// and what goes wrong with it.
func (s *Server) enter(v *visit, refusal *account.Refusal) *account.Refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noteArrival(v)
	if refusal != nil {
		return refusal
	}
	v.claim = s.claims(v)
	if refusal := s.service.admit(v.claim); refusal != nil {
		return refusal
	}
	v.Served, v.Parallel = true, s.service.calls
	v.turn = s.turns[v.hash()]
	s.turns[v.hash()]++
	v.rule = s.faults.choose(v.Action, v.Person, v.turn)
	v.stay = s.options.serviceTime(v.subject(), v.turn) + v.rule.Delay
	v.stay = max(v.stay, time.Since(v.Arrived))
	if limit := s.options.Timeout; limit > 0 && v.stay > limit && !v.rule.ends() {
		v.stay, v.late = limit, true
	}
	return nil
}

// noteArrival records what is known of a call now that it has arrived: its group, and whether another
// call on its person was in service since it began to arrive.
func (s *Server) noteArrival(v *visit) {
	if v.Group == "" {
		v.Group = first(s.account.GroupsOf(v.Person))
	}
	v.Overlap = s.service.persons[v.Person] || v.Person != "" && s.left[v.Person].After(v.Arrived)
	if s.arriving--; s.arriving == 0 {
		clear(s.left)
	}
}

// claims returns what the call occupies. Its groups are those that it names, or else its person's.
func (s *Server) claims(v *visit) claim {
	groups := v.groups
	if v.Group != "" {
		groups = append(groups, v.Group)
	}
	if len(groups) == 0 || v.Action == "CopyPerson" || v.Action == "CreateFace" || v.Action == "DeleteFace" {
		groups = append(groups, s.account.GroupsOf(v.Person)...)
	}
	c := claim{person: v.Person, groups: groups, ends: v.Action == "DeleteGroup"}
	if v.action.Writes {
		c.places = s.options.places(v.Person, groups)
	}
	return c
}

// places returns where no other face write may be at the same time.
func (o Options) places(person string, groups []string) (places []string) {
	switch o.Scope {
	case "person":
		return []string{personPlace(person)}
	case "account":
		return []string{"account"}
	case "group":
		for _, id := range groups {
			places = append(places, "group "+id)
		}
	}
	return places
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func (e *entry) subject() string { return e.Action + "\x00" + e.Person }

func (e *entry) hash() uint64 {
	h := fnv.New64a()
	io.WriteString(h, e.subject())
	return h.Sum64()
}

// refuse records a call that never entered service.
func (s *Server) refuse(v *visit, refusal *account.Refusal, cut bool) (ticket uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v.Code = refusal.Code
	return s.record(v, cut)
}

// finish decides the call, applies it and records it, in one critical section.
func (s *Server) finish(v *visit, c account.Call, cut bool) (result account.Outcome, ticket uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.service.leave(v.claim)
	if s.arriving > 0 && v.Person != "" {
		s.left[v.Person] = time.Now()
	}
	if s.keeper.broken() {
		v.Code = internalError
		s.record(v, cut)
		return account.Outcome{}, noTicket
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

// applies reports whether the call is applied. One that the server gave up may or may not be: the seed
// decides.
func (s *Server) applies(v *visit) bool {
	if v.late && chance(s.options.Seed, "late", v.subject(), v.turn) < .5 {
		return false
	}
	return v.rule.applies()
}

// decide serves the call, with as many of its photos as the rule lets pass. A read sees the account as
// it was a while ago, if reads lag.
func (s *Server) decide(v *visit, c account.Call) account.Outcome {
	if v.rule.ApplyImages != nil {
		account.Only(*v.rule.ApplyImages, c)
	}
	now := time.Now()
	if v.action.Reads && s.replica != nil {
		return c.Serve(s.replica.now(now), now)
	}
	result := c.Serve(s.account, now)
	s.account.Apply(result.Change)
	if s.replica != nil {
		s.replica.add(now, result.Change)
	}
	return result
}

// record numbers the visit and queues it for the state file. It is called with mu held.
func (s *Server) record(v *visit, cut bool) (ticket uint64) {
	v.N = s.ledger.len() + 1
	v.Answered, v.Cut = time.Now(), cut
	s.ledger.add(v.entry)
	return s.keeper.queue(&v.entry)
}

// markUnstored changes the record of a call that could not be stored to what its client was answered. What
// it changed is gone when the process ends.
func (s *Server) markUnstored(v *visit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ledger.setCode(v.N, v.RequestID, internalError)
}

// unstored is the refusal of what the state file could not store.
var unstored = account.Refuse(internalError, "the simulator cannot write its state file")

// gone reports whether the client disconnected. One whose body was given up is still there, although
// net/http ends its request.
func (v *visit) gone(r *http.Request) bool { return r.Context().Err() != nil && !v.slow }
