package simulator

import (
	"fmt"
	"math"
	"time"
)

// Options of a simulator. The zero value serves without quota and without delay, in memory.
type Options struct {
	QPS           float64       // requests a second that the quota lets pass; 0: no quota
	Window        string        // how they are counted: "fixed" (default), "sliding", "bucket"
	Latency       time.Duration // from the quota's count to the application of a call
	Jitter        time.Duration // at most this much more or less than Latency, uniform
	ArrivalJitter time.Duration // mean of the exponential delay before the quota's count
	Scope         string        // "off" (default), "person", "group", "account": where two face writes may not overlap
	Seed          uint64        // of jitter, probabilities and face IDs; 0: 1
	State         string        // file that keeps everything durably; "": memory only
	SecretID      string        // default SIMULATORID
	SecretKey     string        // default SIMULATORKEY
	Faults        []Rule        // as ReadFaults gives them
}

// Longest wait that an option or a rule may ask for.
const longestWait = 24 * time.Hour

func (o Options) withDefaults() Options {
	if o.Window == "" {
		o.Window = "fixed"
	}
	if o.Scope == "" {
		o.Scope = "off"
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.SecretID == "" {
		o.SecretID = "SIMULATORID"
	}
	if o.SecretKey == "" {
		o.SecretKey = "SIMULATORKEY"
	}
	return o
}

func (o Options) check() error {
	if math.IsNaN(o.QPS) || o.QPS < 0 || o.QPS > 1e6 {
		return fmt.Errorf("simulator: a quota of %v requests a second; it is a number from 0 (none) to 1000000", o.QPS)
	}
	switch o.Window {
	case "fixed", "sliding", "bucket":
	default:
		return fmt.Errorf("simulator: window %q is not known; it is fixed, sliding or bucket", o.Window)
	}
	switch o.Scope {
	case "off", "person", "group", "account":
	default:
		return fmt.Errorf("simulator: concurrent scope %q is not known; it is person, group, account or off", o.Scope)
	}
	for _, d := range []time.Duration{o.Latency, o.Jitter, o.ArrivalJitter} {
		if d < 0 || d > longestWait {
			return fmt.Errorf("simulator: a wait of %v; it is from 0 to %v", d, longestWait)
		}
	}
	return checkRules(o.Faults)
}
