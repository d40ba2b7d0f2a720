package simulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"time"

	"enroll.example/enroll/iai/simulator/account"
)

// Rule is one fault: which calls it matches, and what happens to them. Unset fields match everything.
// The first rule that matches a call entering service applies; calls that were refused before that
// (quota, signature, parameters, overlap) are neither matched nor counted.
type Rule struct {
	Action      string  // glob; "": any
	Person      string  // glob; "": any, and calls on no person
	Nth         int     // only the n-th matching call, from 1
	Every       int     // only each n-th matching call
	Probability float64 // in (0, 1]; 0: not drawn
	Times       int     // at most this often; 0: no limit

	Answer      string        // a code to answer with; the call is not applied
	Apply       bool          // with Answer, Status or Reply: apply the call nevertheless
	Delay       time.Duration // before applying, in addition to the latency
	Drop        string        // "before" or "after" applying: the connection is reset
	ApplyImages *int          // apply only the first photos, this many; implies Apply
	Status      int           // HTTP status of a raw reply; 0: 200
	Reply       *string       // raw body
}

// Limits of a fault file.
const (
	faultFileLimit = 1 << 20
	ruleLimit      = 1000
)

// ReadFaults reads a JSON array of rules. It is strict: an error names the rule, counted
// from 1, and its key.
func ReadFaults(r io.Reader) ([]Rule, error) {
	text, err := io.ReadAll(io.LimitReader(r, faultFileLimit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the fault rules: %w", err)
	}
	if len(text) > faultFileLimit {
		return nil, fmt.Errorf("the fault rules are longer than %d bytes", faultFileLimit)
	}
	var raw []map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil || raw == nil {
		err = cmp.Or(err, errors.New("it is null"))
		return nil, fmt.Errorf("the fault rules are not a JSON array of objects: %w", err)
	}
	rules := make([]Rule, len(raw))
	for i, fields := range raw {
		for _, key := range slices.Sorted(maps.Keys(fields)) {
			if err := rules[i].read(key, fields[key]); err != nil {
				return nil, fmt.Errorf("rule %d: %q: %w", i+1, key, err)
			}
		}
	}
	return rules, checkRules(rules)
}

func (r *Rule) read(key string, raw json.RawMessage) error {
	fields := map[string]any{
		"action": &r.Action, "person": &r.Person, "nth": &r.Nth, "every": &r.Every,
		"probability": &r.Probability, "times": &r.Times, "answer": &r.Answer, "apply": &r.Apply,
		"drop": &r.Drop, "apply_images": &r.ApplyImages, "status": &r.Status, "reply": &r.Reply,
	}
	if key == "delay" {
		return r.readDelay(raw)
	}
	field, known := fields[key]
	if !known {
		return errors.New("no such key")
	}
	if bytes.Equal(raw, []byte("null")) || json.Unmarshal(raw, field) != nil || isZeroValue(field) {
		return fmt.Errorf("%s does not fit", account.Shorten(string(raw), 80))
	}
	return nil
}

// isZeroValue catches what would be read as if the key were missing: a probability of 0, for example,
// would always apply.
func isZeroValue(field any) bool {
	switch f := field.(type) {
	case *int:
		return *f == 0
	case *float64:
		return *f == 0
	case *string:
		return *f == ""
	}
	return false
}

func (r *Rule) readDelay(raw json.RawMessage) error {
	var text string
	err := json.Unmarshal(raw, &text)
	if err == nil {
		r.Delay, err = time.ParseDuration(text)
	}
	if err != nil {
		return fmt.Errorf(`%s is not a duration such as "6s"`, account.Shorten(string(raw), 80))
	}
	return nil
}

func checkRules(rules []Rule) error {
	if len(rules) > ruleLimit {
		return fmt.Errorf("there are %d fault rules; at most %d are accepted", len(rules), ruleLimit)
	}
	for i, r := range rules {
		if err := r.check(); err != nil {
			return fmt.Errorf("rule %d: %w", i+1, err)
		}
	}
	return nil
}

// check refuses nonsensical rules, and rules without an effect.
func (r Rule) check() error {
	for key, glob := range map[string]string{"action": r.Action, "person": r.Person} {
		if _, err := path.Match(glob, ""); err != nil {
			return fmt.Errorf("%q: %q is not a glob", key, glob)
		}
	}
	if !slices.ContainsFunc(account.Actions(), func(name string) bool { return matches(r.Action, name) }) {
		return fmt.Errorf(`"action": %q is not a call, so the rule would never apply`, r.Action)
	}
	for key, n := range map[string]int{"nth": r.Nth, "every": r.Every, "times": r.Times} {
		if n < 0 {
			return fmt.Errorf("%q: %d is below 1", key, n)
		}
	}
	if !(r.Probability >= 0 && r.Probability <= 1) {
		return fmt.Errorf(`"probability": %v is not from 0 to 1`, r.Probability)
	}
	return cmp.Or(r.checkValues(), r.checkEffect())
}

func (r Rule) checkValues() error {
	switch {
	case r.Delay < 0 || r.Delay > longestWait:
		return fmt.Errorf(`"delay": %v is not from 0 to %v`, r.Delay, longestWait)
	case r.Drop != "" && r.Drop != "before" && r.Drop != "after":
		return fmt.Errorf(`"drop": %q is neither "before" nor "after"`, r.Drop)
	case r.ApplyImages != nil && *r.ApplyImages < 0:
		return fmt.Errorf(`"apply_images": %d is negative`, *r.ApplyImages)
	case r.Status != 0 && (r.Status < 200 || r.Status > 599):
		return fmt.Errorf(`"status": %d is not from 200 to 599`, r.Status)
	}
	return nil
}

func (r Rule) checkEffect() error {
	ends := one(r.Answer != "") + one(r.Drop != "") + one(r.raw())
	switch {
	case ends > 1:
		return errors.New(`use only one of "answer", "drop", and "status" with "reply"`)
	case r.Apply && r.Answer == "" && !r.raw():
		return errors.New(`"apply": use it only with "answer", "status" or "reply"; other calls are applied anyway`)
	case r.Drop == "before" && r.ApplyImages != nil:
		return errors.New(`"apply_images": nothing is applied with "drop": "before"`)
	case ends == 0 && r.Delay == 0 && r.ApplyImages == nil:
		return errors.New(`it has no effect: give it "answer", "delay", "drop", "apply_images", "status" or "reply"`)
	}
	return nil
}
