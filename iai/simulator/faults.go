package simulator

import (
	"path"
	"strconv"
)

// faults are the current rules and their counts since they were set.
type faults struct {
	seed    uint64
	rules   []Rule
	matched []int // calls that each rule's globs matched
	fired   []int // calls that each rule was applied to
}

func newFaults(rules []Rule, seed uint64) faults {
	f := faults{seed: seed, rules: rules}
	f.rewind()
	return f
}

func (f *faults) rewind() {
	f.matched = make([]int, len(f.rules))
	f.fired = make([]int, len(f.rules))
}

// choose counts a call in all rules that match it and returns the first that applies, or the empty
// rule. turn is how many calls of this action on this person there were before.
func (f *faults) choose(action, person string, turn uint64) (chosen Rule) {
	first := -1
	for i, r := range f.rules {
		if !matches(r.Action, action) || !matches(r.Person, person) {
			continue
		}
		f.matched[i]++
		if first < 0 && f.due(i, action+"\x00"+person, turn) {
			first = i
		}
	}
	if first < 0 {
		return Rule{}
	}
	f.fired[first]++
	return f.rules[first]
}

func (f *faults) due(i int, subject string, turn uint64) bool {
	r, n := f.rules[i], f.matched[i]
	switch {
	case r.Nth > 0 && n != r.Nth:
	case r.Every > 0 && n%r.Every != 0:
	case r.Times > 0 && f.fired[i] >= r.Times:
	case r.Probability > 0 && chance(f.seed, "fault "+strconv.Itoa(i), subject, turn) >= r.Probability:
	default:
		return true
	}
	return false
}

// matches treats "" as "everything"; the globs were checked when the rules were read.
func matches(glob, name string) bool {
	if glob == "" {
		return true
	}
	ok, _ := path.Match(glob, name)
	return ok
}

// ends reports whether the rule decides how the call ends.
func (r Rule) ends() bool { return r.Answer != "" || r.Drop != "" || r.raw() }

// raw reports whether the rule sends its own bytes.
func (r Rule) raw() bool { return r.Status != 0 || r.Reply != nil }

// applies reports whether a call under this rule is applied; the empty rule applies all.
func (r Rule) applies() bool {
	if r.Apply || r.ApplyImages != nil {
		return true
	}
	return r.Answer == "" && r.Drop != "before" && !r.raw()
}

// verdict returns the code in the record of a call under this rule whose own outcome was code.
func (r Rule) verdict(code string) string {
	switch {
	case r.Answer != "":
		return r.Answer
	case r.raw():
		return ruledReply
	case r.Drop == "before":
		return ruledDrop
	}
	return code
}
