package simulator

import (
	"bufio"
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// serveRecords answers requests under /_sim/. They need no signature, and are neither counted nor
// recorded.
func (s *Server) serveRecords(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && !declaresJSON(r) {
		http.Error(w, "requests that change the simulator need the header Content-Type: application/json, as in curl -H 'Content-Type: application/json'", http.StatusUnsupportedMediaType)
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "GET /_sim/requests":
		s.writeRequests(w, r.URL.Query())
	case "GET /_sim/stats":
		s.writeStats(w, r.URL.Query().Get("quota"))
	case "GET /_sim/state":
		s.writeState(w)
	case "POST /_sim/faults":
		s.setFaults(w, r)
	case "POST /_sim/reset":
		s.reset(w)
	default:
		status := http.StatusNotFound
		if slices.Contains([]string{"/_sim/requests", "/_sim/stats", "/_sim/state", "/_sim/faults", "/_sim/reset"}, r.URL.Path) {
			status = http.StatusMethodNotAllowed
		}
		http.Error(w, "the paths are GET /_sim/requests, /_sim/stats, /_sim/state and POST /_sim/faults, /_sim/reset", status)
	}
}

// filter selects records. Action and person are globs; since is a number (records after it) or a time
// of RFC 3339 (arrived then or later).
type filter struct {
	action, person string
	after          int
	from           time.Time
}

func readFilter(q url.Values) (f filter, ok bool) {
	for name := range q {
		if !slices.Contains([]string{"action", "person", "since"}, name) {
			return f, false
		}
	}
	f = filter{action: q.Get("action"), person: q.Get("person")}
	for _, glob := range []string{f.action, f.person} {
		if _, err := path.Match(glob, ""); err != nil {
			return f, false
		}
	}
	since := q.Get("since")
	if since == "" {
		return f, true
	}
	var err error
	if f.after, err = strconv.Atoi(since); err != nil {
		f.after = 0
		f.from, err = time.Parse(time.RFC3339Nano, strings.ReplaceAll(since, " ", "+")) // an offset's "+", not escaped
	}
	return f, err == nil && f.after >= 0
}

func (f filter) wants(r Record) bool {
	return matches(f.action, r.Action) && matches(f.person, r.Person) && !r.Arrived.Before(f.from)
}

// writeRequests copies a few records at a time, so that a long list does not hold up calls.
func (s *Server) writeRequests(w http.ResponseWriter, q url.Values) {
	f, ok := readFilter(q)
	if !ok {
		http.Error(w, "the filters are action and person, which are globs, and since, a record's number or an RFC 3339 time", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/jsonl")
	lines := json.NewEncoder(w)
	const batch = 1000
	for at := f.after; ; at += batch {
		records := s.recordsFrom(at, batch)
		for _, r := range records {
			if f.wants(r) && lines.Encode(r) != nil {
				return // the client is gone
			}
		}
		if len(records) < batch {
			return
		}
	}
}

func (s *Server) recordsFrom(at, most int) []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.from(at, most)
}

func (s *Server) writeStats(w http.ResponseWriter, quota string) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(s.StatsOf(cmp.Or(quota, s.quotas.name("CreatePerson"))))
}

func (s *Server) writeState(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	out := bufio.NewWriter(w)
	s.snapshot().Tell(out)
	out.Flush()
}

// setFaults replaces all rules and resets their counts.
func (s *Server) setFaults(w http.ResponseWriter, r *http.Request) {
	rules, err := ReadFaults(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.replaceFaults(rules)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) reset(w http.ResponseWriter) {
	if s.Reset() != nil {
		http.Error(w, "the state file cannot be emptied", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
