package roster

import (
	"slices"
	"testing"
)

// printed returns the fingerprint of a row under a header.
func printed(t *testing.T, names, cells []string) string {
	t.Helper()
	h, err := newHeader(names, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return h.fingerprint(cells)
}

func TestFingerprintSurvivesSpreadsheets(t *testing.T) {
	names, cells := []string{"person_id", "person_name", "images", "note"}, []string{"p1", " \"Zo\uFFFD\"", "a.jpg", "one"}
	first := printed(t, names, cells)
	for story, again := range map[string][2][]string{
		"as it was":                 {names, cells},
		"columns in another order":  {{"note", "images", "person_id", "person_name"}, {"one", "a.jpg", "p1", " \"Zo\uFFFD\""}},
		"columns added":             {append(slices.Clone(names), "checked"), append(slices.Clone(cells), "yes")},
		"a note written":            {names, {"p1", " \"Zo\uFFFD\"", "a.jpg", "seen"}},
		"the note's column dropped": {names[:3], cells[:3]},
		"cells trimmed":             {names, {"p1", "\"Zo\uFFFD\"", "a.jpg ", "one"}},
		"another letter case":       {names, {"P1", " \"ZO\uFFFD\"", "a.JPG", "One"}},
		"a guard left on":           {names, {"p1", "' \"Zo\uFFFD\"", "a.jpg", "one"}},
		"question marks":            {names, {"p1", ` "Zo??"`, "a.jpg", "one"}},
		"a header in other letters": {{"PERSON_ID", " person_name", "Images", "note"}, cells},
		"a header in other words":   {{"人员ID", "姓名", "照片", "note"}, cells},
	} {
		if printed(t, again[0], again[1]) != first {
			t.Errorf("%s: it is another one", story)
		}
	}
	for story, again := range map[string][2][]string{
		"a cell changed":      {names, {"p1", "Zoe", "a.jpg", "one"}},
		"a cell emptied":      {names, {"p1", " \"Zo\uFFFD\"", "", "one"}},
		"two cells exchanged": {names, {" \"Zo\uFFFD\"", "p1", "a.jpg", "one"}},
		"cells under others":  {{"person_id", "images", "person_name", "note"}, cells},
	} {
		if printed(t, again[0], again[1]) == first {
			t.Errorf("%s: it is the same", story)
		}
	}
}
