// Package simulator is the group management of the face service in one process: its protocol, its
// limits, its quota, its state, and the faults that a network adds. Its records are the evidence that
// a run lost nothing, did nothing twice and kept to its quota, so it shares no code with the client
// under test.
//
// The steps of one request:
//
//	arrive      wait out the arrival jitter, then count it in the quota: every request on "/",
//	            whatever else is wrong with it, because nothing is known of it yet
//	understand  read the body, verify the signature, read the parameters; photos become
//	            hashes here and their bytes are released
//	enter       refuse it if the person is in service already, else choose its fault
//	fetch       get its photos, if it names them by URL
//	wait        latency, jitter and the fault's delay, counted from arrival
//	finish      decide against the account, apply, write the record to the state file
//	answer      only once the file is durable; or reset the connection, as the fault says
//
// A refusal before "wait" is answered at once and never takes a fault. A decision is a pure function
// of the account; what it changes is an after-image of the persons and groups that it touched, so that
// replaying the state file is assigning. A client that disconnects undoes nothing.
//
// Everything random is a hash of the seed and of the call (action, person, how many of these came
// before), so a run is reproducible however its calls interleave. What depends on the order of arrival
// is not: the arrival jitter, and rules that count (nth, every, times).
//
// In addition to the service's API, GET /_sim/requests, /_sim/stats and /_sim/state return what was
// seen; POST /_sim/faults replaces the rules, POST /_sim/reset clears everything but the rules, the
// seed and what the quota has counted. A web page in the browser of the person who runs it can do none
// of this: a Listener refuses foreign origins and names, and a POST must declare JSON.
package simulator

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"enroll.example/enroll/iai/simulator/account"

	"golang.org/x/sync/semaphore"
)

// Server answers the calls of the face service. It is an http.Handler, safe for concurrent use.
// Its fields are the parts of a service, each behind a type of its own.
type Server struct {
	options Options
	keeper  *stateFile          // nil: memory only
	bodies  *semaphore.Weighted // bytes of bodies and photos being read and parsed
	fetcher *http.Client        // of photos named by URL
	manner  account.Manner      // how calls are read
	closing context.Context     // done once Close is called: ends all waits
	shut    context.CancelFunc
	serving sync.WaitGroup // requests between begin and their answer

	// mu guards everything below. A call is decided, applied and queued for the state file in one
	// critical section; no call waits, reads or writes in it.
	mu       sync.Mutex
	closed   bool
	quotas   quotas
	arrivals uint64
	arriving int                  // requests that are counted and not yet parsed
	left     map[string]time.Time // when calls on a person ended, while others were arriving
	account  *account.Account
	replica  *replica // what reads see; nil: the account itself
	service  occupancy
	faults   faults
	ledger   ledger
	turns    map[uint64]uint64 // by hash of action and person: calls that entered service
}

// New checks the options and loads the state file, if one is named. The caller closes it.
func New(o Options) (*Server, error) {
	o = o.withDefaults()
	if err := o.check(); err != nil {
		return nil, err
	}
	s := &Server{
		options: o,
		bodies:  semaphore.NewWeighted(bodiesInFlight),
		fetcher: newFetcher(o.URLs),
		quotas:  newQuotas(o.Window, o.Per, o.QPS),
		faults:  newFaults(o.Faults, o.Seed),
	}
	s.manner.StrictNames = o.StrictNames
	if o.Look {
		s.manner.Eyes = newEyes()
	}
	s.closing, s.shut = context.WithCancel(context.Background())
	s.clear(o.Seed)
	if o.State != "" {
		if err := s.load(o.State); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// ServeHTTP answers one call of the service, or one request for the records.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/_sim/"):
		s.serveRecords(w, r)
	case r.URL.Path == "/":
		s.serveCall(w, r)
	default:
		http.NotFound(w, r)
	}
}

// Close ends all waits, so that calls in service are applied and answered at once, waits for that, and
// closes the state file. Later requests get status 503; the records remain available. Its error is the
// first one of the state file, if there was one.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.shut()
	s.serving.Wait()
	if s.keeper == nil {
		return nil
	}
	return s.keeper.close()
}

// begin reports whether the server still serves; if so, the caller calls serving.Done.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.serving.Add(1)
	return true
}

// pause waits, unless the server closes first.
func (s *Server) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.closing.Done():
	}
}

// clear starts an empty account. It is called before serving, or with mu held.
func (s *Server) clear(seed uint64) {
	s.account = account.New(seed, s.options.Capacity)
	if s.replica = nil; s.options.ReadLag > 0 {
		s.replica = &replica{lag: s.options.ReadLag, seen: account.New(seed, s.options.Capacity)}
	}
	s.ledger = newLedger()
	s.turns = map[uint64]uint64{}
	s.left = map[string]time.Time{}
	s.faults.rewind()
}
