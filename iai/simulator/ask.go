package simulator

import (
	"math"

	"enroll.example/enroll/iai/simulator/account"
)

// What HTTP tells under /_sim/, for tests that have the simulator in their own process.

// Requests is the record of every call so far.
func (s *Server) Requests() []Record { return s.recordsFrom(0, math.MaxInt) }

// Stats is what the records add up to, with the windows of the management's quota; or, if each
// action has one of its own, of CreatePerson's.
func (s *Server) Stats() Stats { return s.StatsOf(s.quotas.name("CreatePerson")) }

// StatsOf is the same with the windows of another quota: "management", "detection", or the name
// of an action that has one of its own.
func (s *Server) StatsOf(quota string) Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.tell(quota)
}

// State is everything that the account holds.
func (s *Server) State() account.State { return s.snapshot().State() }

// snapshot copies references only while it holds mu: groups and persons never change.
func (s *Server) snapshot() account.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account.Snapshot()
}

// SetFaults replaces all rules; their counts begin anew.
func (s *Server) SetFaults(rules []Rule) error {
	if err := checkRules(rules); err != nil {
		return err
	}
	s.replaceFaults(rules)
	return nil
}

func (s *Server) replaceFaults(rules []Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = newFaults(rules, s.options.Seed)
}

// Reset forgets account, records and counts, in the state file too. The rules stay, and so
// does what the quota has counted: it is time's, not the account's.
func (s *Server) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.keeper.clear(s.account.Seed()); err != nil {
		return err
	}
	s.forget(s.account.Seed())
	return nil
}
