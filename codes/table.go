package codes

import (
	"cmp"
	"slices"
)

// faults is the order in which people read: what they can mend comes first.
var faults = []Fault{PhotoFault, RosterFault, GroupFault, AcctFault, ServiceSide, ToolFault, Nobody}

var (
	table  = inOrder(slices.Concat(photos, rows, groups, accounts, service, roster, ours))
	byCode = index(table)
)

// success is what no code means.
var success = Entry{
	Class: OK, Fault: Nobody,
	Meaning: "The call succeeded.",
	Remedy:  "Nothing to do.",
}

// neverSeen stands for a code of no known family.
var neverSeen = Entry{
	Class: Ambiguous, Fault: ServiceSide, Uncertain: true,
	Meaning: "This code and its family are unknown to enroll, so the call may or may not have taken effect.",
	Remedy:  "Run again; enroll checks the person before it sends anything, so report the code if it happens again.",
}

// All returns every entry, by fault as people read and then by code. The caller owns the slice.
func All() []Entry {
	return slices.Clone(table)
}

// of gives the entries of one family their class and fault; it writes into the list it is given,
// which is a literal at every place that calls it.
func of(class Class, fault Fault, family ...Entry) []Entry {
	for i := range family {
		family[i].Class, family[i].Fault = class, fault
	}
	return family
}

// certain is a code whose class the service's documents settle.
func certain(code, meaning, remedy string) Entry {
	return Entry{Code: code, Meaning: meaning, Remedy: remedy}
}

// judged is a code whose class is our judgement.
func judged(code, meaning, remedy string) Entry {
	return Entry{Code: code, Meaning: meaning, Remedy: remedy, Uncertain: true}
}

// patient is a code for which the call is made again, so often, before it counts.
func patient(times int, e Entry) Entry {
	e.Patience = times
	return e
}

func inOrder(entries []Entry) []Entry {
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(
			cmp.Compare(slices.Index(faults, a.Fault), slices.Index(faults, b.Fault)),
			cmp.Compare(a.Code, b.Code),
		)
	})
	return entries
}

func index(entries []Entry) map[string]Entry {
	m := make(map[string]Entry, len(entries))
	for _, e := range entries {
		m[e.Code] = e
	}
	return m
}
