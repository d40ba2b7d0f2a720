package simulator

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator/account"
)

// Options of a simulator: all that a service may differ in. The zero value has no quota and no delay, and keeps its state in memory.
type Options struct {
	QPS     float64 // requests a second that each quota lets pass; 0: no quota
	Window  string  // how the quota counts: "fixed" (default), "sliding", "bucket"
	Per     string  // what has a quota of its own: "interface" (a group of them, default), "action"
	Refusal string  // code with which the quota refuses; default RequestLimitExceeded

	Latency       time.Duration // median, from the quota's count to the application of a call
	Jitter        time.Duration // at most this much more or less, uniform
	Tail          time.Duration // exceeded by one call in a hundred (log-normal); 0: only the jitter
	ArrivalJitter time.Duration // mean of the exponential delay before the quota's count
	Timeout       time.Duration // after it a call is given up, upload included; 0: never
	ReadLag       time.Duration // reads see the state of this long ago

	Scope       string           // "off" (default), "person", "group", "account": where two face writes may not overlap
	Capacity    account.Capacity // of the account; zero values mean the service's own
	URLs        string           // where photos named by URL are fetched: "loopback" (default), "any", "none"
	StrictNames bool             // a person's name is letters, digits, - and _ only (not known: the error page says so)
	Look        bool             // find faces in the pixels; otherwise every photo shows one

	SecretID   string // default SIMULATORID
	SecretKey  string // default SIMULATORKEY
	Token      string // makes the key a temporary one, with this X-TC-Token
	NeedRegion bool   // X-TC-Region is required, as by the Chinese endpoint

	Seed   uint64 // of everything random, and of face IDs; 0: 1
	State  string // file that keeps everything durably; "": memory only
	Faults []Rule // as ReadFaults gives them
}

// The longest wait that an option or a rule may have.
const longestWait = 24 * time.Hour

func (o Options) withDefaults() Options {
	o.Window = cmp.Or(o.Window, "fixed")
	o.Per = cmp.Or(o.Per, "interface")
	o.Refusal = cmp.Or(o.Refusal, codes.RequestLimitExceeded)
	o.Scope = cmp.Or(o.Scope, "off")
	o.URLs = cmp.Or(o.URLs, "loopback")
	o.Seed = cmp.Or(o.Seed, 1)
	o.SecretID = cmp.Or(o.SecretID, "SIMULATORID")
	o.SecretKey = cmp.Or(o.SecretKey, "SIMULATORKEY")
	return o
}

func (o Options) check() error {
	if math.IsNaN(o.QPS) || o.QPS < 0 || o.QPS > 1e6 {
		return fmt.Errorf("simulator: a quota of %v requests a second is not possible; it must be from 0 (none) to 1000000", o.QPS)
	}
	for _, c := range []struct {
		what, given string
		known       []string
	}{
		{"window", o.Window, []string{"fixed", "sliding", "bucket"}},
		{"quota per", o.Per, []string{"interface", "action"}},
		{"refusal", o.Refusal, throttling()},
		{"concurrent scope", o.Scope, []string{"person", "group", "account", "off"}},
		{"fetching of URLs from", o.URLs, []string{"loopback", "any", "none"}},
	} {
		if !slices.Contains(c.known, c.given) {
			return fmt.Errorf("simulator: %s %q is not valid; it must be one of %s", c.what, c.given, strings.Join(c.known, ", "))
		}
	}
	return cmp.Or(o.checkWaits(), o.checkCapacity(), checkRules(o.Faults))
}

// throttling returns every code that means "too many requests" (docs/service.md, "Quota").
func throttling() (known []string) {
	for _, e := range codes.All() {
		if e.Class == codes.Throttle {
			known = append(known, e.Code)
		}
	}
	return known
}

func (o Options) checkWaits() error {
	for _, d := range []time.Duration{o.Latency, o.Jitter, o.Tail, o.ArrivalJitter, o.Timeout, o.ReadLag} {
		if d < 0 || d > longestWait {
			return fmt.Errorf("simulator: a wait of %v is not possible; it must be from 0 to %v", d, longestWait)
		}
	}
	if o.Tail > 0 && (o.Latency == 0 || o.Tail < o.Latency) {
		return fmt.Errorf("simulator: --latency-p99 %v with a latency of %v is not possible; the latency must be above 0, and the p99 at least as long", o.Tail, o.Latency)
	}
	return nil
}

func (o Options) checkCapacity() error {
	if c := o.Capacity; min(c.Groups, c.Faces, c.GroupFaces) < 0 {
		return fmt.Errorf("simulator: a capacity cannot be below 0")
	}
	return nil
}
