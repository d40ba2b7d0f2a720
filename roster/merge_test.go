package roster

import (
	"maps"
	"slices"
	"testing"
)

func TestMergeRows(t *testing.T) {
	rows := rowsOf(t, "person_id,person_name,gender,group_id,images,image_1,ex_0,ex_4\n"+
		"p1,,m,,a.jpg|b.jpg,,,x\n"+
		"p1,Ann,1,staff,,,,\n"+
		"p1,Ann,,,c.jpg,d.jpg,4b,x\n", Options{})
	p, refused := Merge(rows, Person{Group: "everyone"})
	if refused != nil {
		t.Fatal(refused)
	}
	want := Person{ID: "p1", Name: "Ann", Gender: "1", Group: "staff", Ex: [5]string{0: "4b", 4: "x"}}
	if p != want {
		t.Errorf("got %+v, want %+v", p, want)
	}
}

func TestMergeDefaults(t *testing.T) {
	p, refused := Merge(rowsOf(t, plain+"p1,Ann,a.jpg\n", Options{}), Person{Group: "everyone"})
	if refused != nil || p.Gender != "" || p.Group != "everyone" {
		t.Errorf("got %+v, %v", p, refused)
	}
}

func TestMergeIgnoresPhotoFaults(t *testing.T) {
	p, refused := Merge(rowsOf(t, plain+"p1,Ann,a\x01.jpg\n", Options{}), Person{Group: "g"})
	if refused != nil || p.Name != "Ann" {
		t.Errorf("got %+v, %v", p, refused)
	}
}

func TestMergeNoRows(t *testing.T) {
	if p, refused := Merge(nil, Person{Group: "g"}); refused != nil || p.ID != "" {
		t.Errorf("got %+v, %v", p, refused)
	}
}

func TestMergeRefusesRowByRow(t *testing.T) {
	for _, tc := range []struct {
		story string
		lines string // person_id,person_name,gender,group_id,images,ex_1
		want  []string
	}{
		{"one row at fault holds the others back", "p1,Ann,,,a.jpg,\np1,Ann,x,,b.jpg,\np1,,,,c.jpg,\n", []string{
			`2 [] Roster.OtherRow: line 3 is for the same person and has an error: fix it, then this row can be enrolled too`,
			`3 [gender] InvalidParameterValue.PersonGenderIllegal: gender "x" is not valid: use 0, 1 or 2, m or f, male or female, 男 or 女`,
			`4 [] Roster.OtherRow: line 3 is for the same person and has an error: fix it, then this row can be enrolled too`}},
		{"a malformed row is a row of its person", "p1,Ann,,,a.jpg,\np1,Ann\n", []string{
			`2 [] Roster.OtherRow: line 3 is for the same person and has an error: fix it, then this row can be enrolled too`,
			`3 [] Roster.Malformed: the row has 2 cells but the header has 6`}},
		{"all faults of a row are told, under the first one's code", "p1,Ann,x,b d,a.jpg;b\x01.jpg,\n", []string{
			`2 [gender] InvalidParameterValue.PersonGenderIllegal: gender "x" is not valid: use 0, 1 or 2, m or f, male or female, 男 or 女; group_id "b d" contains " ": only the letters a to z and A to Z, digits and -%@#&_ are allowed`}},
		{"two names", "p1,,,,a.jpg,\np1,Ann,,,b.jpg,\np1,Bob,,,c.jpg,\np1,Ann,,,d.jpg,\np1,Cai,,,e.jpg,\n", []string{
			`2 [] Roster.OtherRow: line 3 is for the same person and has an error: fix it, then this row can be enrolled too`,
			`3 [person_name] Roster.Conflict: person_name "Ann" contradicts "Bob" on line 4: all rows for one person must agree`,
			`4 [person_name] Roster.Conflict: person_name "Bob" contradicts "Ann" on line 3: all rows for one person must agree`,
			`5 [] Roster.OtherRow: line 3 is for the same person and has an error: fix it, then this row can be enrolled too`,
			`6 [person_name] Roster.Conflict: person_name "Cai" contradicts "Ann" on line 3: all rows for one person must agree`}},
		{"two genders, written alike or not", "p1,Ann,m,,a.jpg,\np1,Ann,2,,b.jpg,\n", []string{
			`2 [gender] Roster.Conflict: gender "1" contradicts "2" on line 3: all rows for one person must agree`,
			`3 [gender] Roster.Conflict: gender "2" contradicts "1" on line 2: all rows for one person must agree`}},
		{"two groups", "p1,Ann,,a,a.jpg,\np1,Ann,,b,b.jpg,\n", []string{
			`2 [group_id] Roster.GroupConflict: group_id "a" contradicts "b" on line 3: all rows for one person must agree`,
			`3 [group_id] Roster.GroupConflict: group_id "b" contradicts "a" on line 2: all rows for one person must agree`}},
		{"two descriptions", "p1,Ann,,,a.jpg,x\np1,Ann,,,b.jpg,y\n", []string{
			`2 [ex_1] Roster.Conflict: ex_1 "x" contradicts "y" on line 3: all rows for one person must agree`,
			`3 [ex_1] Roster.Conflict: ex_1 "y" contradicts "x" on line 2: all rows for one person must agree`}},
		{"a row at fault and two that contradict each other", "p1,Ann,,,a.jpg,\np1,Bob,,,b.jpg,\np1,,x,,c.jpg,\n", []string{
			`2 [person_name] Roster.Conflict: person_name "Ann" contradicts "Bob" on line 3: all rows for one person must agree`,
			`3 [person_name] Roster.Conflict: person_name "Bob" contradicts "Ann" on line 2: all rows for one person must agree`,
			`4 [gender] InvalidParameterValue.PersonGenderIllegal: gender "x" is not valid: use 0, 1 or 2, m or f, male or female, 男 or 女`}},
		{"no name anywhere", "p1,,,,a.jpg,\np1,,,,b.jpg,\n", []string{
			`2 [person_name] MissingParameter.ErrorParameterEmpty: person_name is empty in every row for person "p1": fill it in on at least one`,
			`3 [] Roster.OtherRow: line 2 is for the same person and has an error: fix it, then this row can be enrolled too`}},
		{"no photo anywhere", "p1,Ann,,,,\np1,,,,|;,\n", []string{
			`2 [images] Roster.NoPhoto: no row for person "p1" names a photo`,
			`3 [images] Roster.NoPhoto: no row for person "p1" names a photo`}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			rows := rowsOf(t, "person_id,person_name,gender,group_id,images,ex_1\n"+tc.lines, Options{})
			p, refused := Merge(rows, Person{Group: "everyone"})
			if p.ID != "p1" {
				t.Errorf("refused person is %q", p.ID)
			}
			var faults []Fault
			for _, line := range slices.Sorted(maps.Keys(refused)) {
				if refused[line].Line != line {
					t.Errorf("line %d has the fault of line %d", line, refused[line].Line)
				}
				faults = append(faults, refused[line])
			}
			same(t, faultLines(faults), tc.want)
		})
	}
}

func TestMergeWithoutGroup(t *testing.T) {
	_, refused := Merge(rowsOf(t, plain+"p1,Ann,a.jpg\np1,,b.jpg\n", Options{}), Person{Group: ""})
	same(t, faultLines([]Fault{refused[2], refused[3]}), []string{
		`2 [group_id] MissingParameter.ErrorParameterEmpty: group_id is empty in every row for person "p1": fill it in, or set a group for all with --group`,
		`3 [] Roster.OtherRow: line 2 is for the same person and has an error: fix it, then this row can be enrolled too`})
}
