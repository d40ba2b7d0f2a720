package codes

import (
	"cmp"
	"slices"
)

// faults is the reading order: what people can correct comes first.
var faults = []Fault{PhotoFault, RosterFault, GroupFault, AcctFault, ServiceSide, ToolFault, Nobody}

var (
	table  = inOrder(slices.Concat(photos, rows, groups, accounts, service, roster, ours))
	byCode = index(table)
)

// success is the entry of the empty code.
var success = Entry{
	Class: OK, Fault: Nobody,
	Meaning: "The call succeeded.",
	Remedy:  "Nothing to do.",
}

// unknown is the entry of a code of no known family.
var unknown = Entry{
	Class: Ambiguous, Fault: ServiceSide, Uncertain: true,
	Meaning: "This code and its family are unknown to enroll, so the call may or may not have taken effect.",
	Remedy:  "Run again; enroll checks the person before it sends anything, so report the code if it happens again.",
}

// All returns every entry, in reading order of faults and then by code. The caller owns the slice.
func All() []Entry {
	return slices.Clone(table)
}

// of sets the class and fault of the entries of one family; it modifies the list it is given, which is
// a literal in every call.
func of(class Class, fault Fault, family ...Entry) []Entry {
	for i := range family {
		family[i].Class, family[i].Fault = class, fault
	}
	return family
}

// certain returns an entry whose class the service's documents settle.
func certain(code, meaning, remedy string) Entry {
	return Entry{Code: code, Meaning: meaning, Remedy: remedy}
}

// judged returns an entry whose class is our judgement.
func judged(code, meaning, remedy string) Entry {
	return Entry{Code: code, Meaning: meaning, Remedy: remedy, Uncertain: true}
}

// patient returns an entry with this Grace.
func patient(times int, e Entry) Entry {
	e.Grace = times
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
