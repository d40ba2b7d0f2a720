package account

import (
	"regexp"
	"slices"
	"testing"
)

func TestFaceIDs(t *testing.T) {
	ids := func(seed uint64) (all []string) {
		a := New(seed, Capacity{})
		for range 1000 {
			all = append(all, a.faceID(0).String())
			a.Apply(Change{Issued: 1})
		}
		return all
	}
	first := ids(1)
	form := regexp.MustCompile(`^[1-9][0-9]{18}$`)
	seen := map[string]bool{}
	for _, id := range first {
		if !form.MatchString(id) || seen[id] {
			t.Fatalf("%s is not 19 digits, or is there twice", id)
		}
		seen[id] = true
	}
	if !slices.Equal(first, ids(1)) {
		t.Error("the same seed gives other IDs")
	}
	if slices.Equal(first, ids(2)) {
		t.Error("another seed gives the same IDs")
	}
}

// checkInvariants checks the invariants of an account.
func checkInvariants(t *testing.T, a *Account) {
	t.Helper()
	persons, faces, all := map[string]int{}, map[string]int{}, 0
	for id, p := range a.persons {
		all += len(p.Faces)
		if p.ID != id || len(p.Faces) < 1 || len(p.Faces) > facesLimit || len(p.Groups) < 1 {
			t.Errorf("%+v", p)
		}
		for _, m := range p.Groups {
			persons[m.Group]++
			faces[m.Group] += len(p.Faces)
		}
	}
	for id, of := range a.members {
		if a.groups[id] == nil || of.persons.len() != persons[id] || of.faces != faces[id] || a.names[a.groups[id].Name] != id {
			t.Errorf("group %s: %+v", id, of)
		}
	}
	if a.order.len() != len(a.groups) || len(a.names) != len(a.groups) || a.arrival.len() != len(a.persons) || a.faces != all {
		t.Errorf("%d in order, %d names, %d groups; %d arrivals, %d persons; %d faces of %d",
			a.order.len(), len(a.names), len(a.groups), a.arrival.len(), len(a.persons), a.faces, all)
	}
	kept := a.shown.rolls
	a.shown.rolls = nil
	if kept == nil || len(a.order.list()) == 0 {
		return
	}
	a.alike(a.order.list()[0], &photo{identity: "nobody"})
	for key, r := range a.shown.rolls {
		if was := kept[key]; was == nil || !slices.Equal(slices.Sorted(slices.Values(was.list())), slices.Sorted(slices.Values(r.list()))) {
			t.Errorf("%v: kept up %v, built anew %v", key, was, r.list())
		}
	}
	if len(kept) != len(a.shown.rolls) {
		t.Errorf("%d rolls of identities kept up, %d built anew", len(kept), len(a.shown.rolls))
	}
}
