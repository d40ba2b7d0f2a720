package simulator

import (
	"math"

	"enroll/iai/simulator/account"
)

// What HTTP tells under /_sim/, for tests that have the simulator in their own process.

// Requests is the record of every call so far.
func (s *Server) Requests() []Record { return s.recordsFrom(0, math.MaxInt) }

// Stats is what the records add up to.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.tell()
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
	s.forget(s.account.Seed())
	return s.keeper.clear(s.account.Seed())
}
