package simulator

import (
	"math"

	"enroll.example/enroll/iai/simulator/account"
)

// The same as under /_sim/ over HTTP, for tests that have the simulator in their own process.

// Requests returns the record of every call so far.
func (s *Server) Requests() []Record { return s.recordsFrom(0, math.MaxInt) }

// Stats returns the sums of the records, with the windows of the management quota; or, if each action
// has a quota of its own, of CreatePerson's.
func (s *Server) Stats() Stats { return s.StatsOf(s.quotas.name("CreatePerson")) }

// StatsOf is like Stats with the windows of another quota: "management", "detection", or the name of
// an action that has one of its own.
func (s *Server) StatsOf(quota string) Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.summary(quota)
}

// State returns everything that the account holds.
func (s *Server) State() account.State { return s.snapshot().State() }

// snapshot copies only references while it holds mu: groups and persons never change.
func (s *Server) snapshot() account.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account.Snapshot()
}

// SetFaults replaces all rules and resets their counts.
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

// Reset clears account, records and counts, in the state file too. The rules stay, and so does what
// the quota has counted: it belongs to the clock, not to the account.
func (s *Server) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.keeper.clear(s.account.Seed()); err != nil {
		return err
	}
	s.clear(s.account.Seed())
	return nil
}
