package roster

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGoldenRows(t *testing.T) {
	f, err := Open("testdata/multiline.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := read(t, f)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/multiline.json"
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	same(t, strings.Split(string(got)+"\n", "\n"), strings.Split(string(want), "\n"))
}

func TestAllFaultsOfRowAreFound(t *testing.T) {
	id64, name60 := strings.Repeat("x", 64), strings.Repeat("安", 60)
	for _, tc := range []struct {
		story string
		line  string // person_id,person_name,gender,group_id,images,ex_0,note
		want  []string
	}{
		{"the longest of everything passes", id64 + "," + name60 + ",0," + id64 + ",a.jpg," + name60 + ",", nil},
		{"every sign an id may hold", "aZ09-%@#&_,Ann,,aZ09-%@#&_,a.jpg,,", nil},
		{"a name with blanks and dots is not ours to refuse", "p1,O'Neil · Ann,,,a.jpg,,", nil},
		{"notes may have lines and tabs", "p1,Ann,,,a.jpg,,\"a\tb\nc\"", nil},
		{"no id", ",Ann,,,a.jpg,,", []string{
			`2 [person_id] MissingParameter.ErrorParameterEmpty: person_id is empty: every row needs one`}},
		{"an id too long", id64 + "x,Ann,,,a.jpg,,", []string{
			`2 [person_id] InvalidParameterValue.PersonIdTooLong: person_id "` + id64 + `x" is 65 bytes long; at most 64 are allowed`}},
		{"an id with a blank", "p 1,Ann,,,a.jpg,,", []string{
			`2 [person_id] InvalidParameterValue.PersonIdIllegal: person_id "p 1" contains " ": only the letters a to z and A to Z, digits and -%@#&_ are allowed`}},
		{"a Chinese id, too long as well", strings.Repeat("安", 22) + ",Ann,,,a.jpg,,", []string{
			`2 [person_id] InvalidParameterValue.PersonIdIllegal: person_id "` + strings.Repeat("安", 22) + `" contains "安" (U+5B89): only the letters a to z and A to Z, digits and -%@#&_ are allowed`,
			`2 [person_id] InvalidParameterValue.PersonIdTooLong: person_id "` + strings.Repeat("安", 22) + `" is 66 bytes long; at most 64 are allowed`}},
		{"many at once", "p1," + name60 + "安,x,b d," + "a.jpg," + name60 + "x,", []string{
			`2 [person_name] InvalidParameterValue.PersonNameTooLong: person_name "` + strings.Repeat("安", 61) + `" is 61 characters long; at most 60 are allowed`,
			`2 [gender] InvalidParameterValue.PersonGenderIllegal: gender "x" is not valid: use 0, 1 or 2, m or f, male or female, 男 or 女`,
			`2 [group_id] InvalidParameterValue.GroupIdIllegal: group_id "b d" contains " ": only the letters a to z and A to Z, digits and -%@#&_ are allowed`,
			`2 [ex_0] InvalidParameterValue.PersonExDescriptionsNameTooLong: ex_0 "` + name60 + `x" is 61 characters long; at most 60 are allowed`}},
		{"a group too long", "p1,Ann,," + id64 + "x,a.jpg,,", []string{
			`2 [group_id] InvalidParameterValue.GroupIdTooLong: group_id "` + id64 + `x" is 65 bytes long; at most 64 are allowed`}},
		{"a control character in a name", "p1,An\x07n,,,a.jpg,,", []string{
			`2 [person_name] Roster.Malformed: person_name "An[U+0007, a control character]n" contains U+0007, a control character`}},
		{"a line end in a name", "p1,\"Ann\nLee\",,,a.jpg,,", []string{
			`2 [person_name] Roster.Malformed: person_name "Ann[a line break]Lee" contains a line break`}},
		{"a wrong byte in an id", "p\xFF1,Ann,,,a.jpg,,", []string{
			`2 [person_id] Roster.Malformed: person_id "p�1" contains bytes that are not valid UTF-8`}},
		{"a wrong byte in a note refuses nobody", "p1,Ann,,,a.jpg,,caf\xE9", nil},
		{"nor does anything else in it", "p1,Ann,,,a.jpg,,\"line 1\v2 \x01\"", nil},
		{"a character lost before", "p1,J�rg,,,a.jpg,,", []string{
			`2 [person_name] Roster.Destroyed: person_name "J�rg" contains U+FFFD, which an earlier save put in place of a character that it could not write`}},
		{"photos with a fault of their own", "p1,Ann,,,a.jpg; b\x01.jpg ;c\xFF.jpg;" + strings.Repeat("d", 4097) + ",,", []string{
			"2 [images b\x01.jpg] Roster.Malformed: images \"b[U+0001, a control character].jpg\" contains U+0001, a control character",
			"2 [images c�.jpg] Roster.Malformed: images \"c�.jpg\" contains bytes that are not valid UTF-8",
			"2 [images " + strings.Repeat("d", 4097) + "] Roster.Malformed: images \"" + strings.Repeat("d", 80) + "…\" is 4097 bytes long; at most 4096 are allowed"}},
		{"a cell too few", "p1,Ann,,,a.jpg,", []string{
			`2 [] Roster.Malformed: the row has 6 cells but the header has 7`}},
		{"a cell too many", "p1,Ann,x,,a.jpg,,,b.jpg,", []string{
			`2 [] Roster.Malformed: the row has 8 cells but the header has 7`}},
		{"a stray quote", `p1,Ann "Annie" Lee,x,,a.jpg,,`, []string{
			`2 [person_name] Roster.Malformed: person_name "Ann "Annie" Lee" has a misplaced quote`}},
		{"a stray quote beyond the header", `p1,Ann,,,a.jpg,,,x"y`, []string{
			`2 [] Roster.Malformed: cell 8 "x"y" has a misplaced quote`}},
		{"text after a closing quote", `p1,"Ann"Lee,x,,a.jpg,,`, []string{
			`2 [person_name] Roster.Malformed: person_name ""Ann"Lee" has a misplaced quote`}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			rows := rowsOf(t, "person_id,person_name,gender,group_id,images,ex_0,note\n"+tc.line+"\nz,"+strings.Repeat("安", 3)+",,,z.jpg,,\n", Options{})
			if len(rows) != 2 || rows[1].PersonID != "z" || len(rows[1].Faults) > 0 {
				t.Fatalf("the reading must go on: %+v", rows)
			}
			same(t, faultLines(rows[0].Faults), tc.want)
		})
	}
}

func TestGenderSpellings(t *testing.T) {
	for said, want := range map[string]string{
		"": "", "0": "0", "1": "1", "m": "1", "M": "1", "male": "1", "Male": "1", "男": "1",
		"2": "2", "F": "2", "FEMALE": "2", " 女 ": "2", "\uFEFFf\u200B": "2",
	} {
		row := rowsOf(t, "person_id,person_name,images,gender\np1,Ann,a.jpg,"+said+"\n", Options{})[0]
		if row.Gender != want || row.Faults != nil {
			t.Errorf("gender %q: got %q, %v; want %q", said, row.Gender, faultLines(row.Faults), want)
		}
	}
}

func TestFaultyValueIsEmpty(t *testing.T) {
	rows := rowsOf(t, "person_id,person_name,images,gender,group_id\n"+
		"p 1,"+strings.Repeat("x", 61)+",a.jpg,x,b d\n"+"p2,An\x07n,b.jpg,x,\n"+"p3,Ann,c.jpg,x,a,b\n", Options{})
	want := []Row{
		{PersonID: "p 1", Photos: []Photo{{"images", "a.jpg"}}},
		{PersonID: "p2", Photos: []Photo{{"images", "b.jpg"}}},
		{PersonID: "p3"},
	}
	for i, row := range rows {
		if row.Faults == nil {
			t.Errorf("line %d has no faults", row.Line)
		}
		row.Line, row.Cells, row.Faults, row.Raw, row.Print = 0, nil, nil, "", ""
		if !reflect.DeepEqual(row, want[i]) {
			t.Errorf("got %+v\nwant %+v", row, want[i])
		}
	}
}

func TestMalformedRowKeepsAllText(t *testing.T) {
	for line, want := range map[string][]string{
		"p1,Ann":                      {"p1", "Ann", ""},
		"p1,Ann,a.jpg,b.jpg, c.jpg,":  {"p1", "Ann", "a.jpg,b.jpg, c.jpg,"},
		`p1,"Ann"Lee,"a, ""b"".jpg"`:  {"p1", `"Ann"Lee`, `a, "b".jpg`},
		"p1,\"\r\nAnn\r\n\",a\xFFjpg": {"p1", "\r\nAnn\r\n", "a\uFFFDjpg"},
	} {
		row := rowsOf(t, "person_id,person_name,images\r\n"+line+"\r\np2,安娜,a.jpg\r\n", Options{})[0]
		if len(row.Faults) == 0 || row.PersonID != "p1" {
			t.Errorf("%q: %+v", line, row)
		}
		same(t, row.Cells, want)
	}
}

func TestRowJSONRoundTrip(t *testing.T) {
	for _, row := range rowsOf(t, "person_id,person_name,images,ex_4\np1,J\xFFrg,\"a.jpg;b\x01.jpg\",x\np2,安娜,b.jpg,\n", Options{}) {
		stored, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		var back Row
		if err := json.Unmarshal(stored, &back); err != nil || !reflect.DeepEqual(row, back) {
			t.Errorf("%v: got %+v\nwant %+v", err, back, row)
		}
	}
}

func TestOddNamesAreWarned(t *testing.T) {
	for name, want := range map[string]bool{
		"Ann": false, "安娜": false, "Ann-Lee_3": false, "Ángel": false, "": false,
		"Ann Lee": true, "买买提·艾力": true, "O'Neil": true, "สมชาย": false,
	} {
		if oddName(name) != want {
			t.Errorf("oddName(%q) = %v", name, !want)
		}
	}
}

func TestCheckGroup(t *testing.T) {
	for group, want := range map[string]string{
		"staff": "", "": "",
		"a b": `"a b" contains " ": only the letters a to z and A to Z, digits and -%@#&_ are allowed`,
	} {
		err := CheckGroup(group)
		if (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("CheckGroup(%q) = %v", group, err)
		}
	}
}
