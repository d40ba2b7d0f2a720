package roster

import (
	"fmt"
	"strings"
	"testing"
)

// What the lines around say of a row that could be right by itself.
func TestRowIsComparedWithAdjacentLines(t *testing.T) {
	const five = "images,person_id,person_name,note,gender\n"
	for _, tc := range []struct {
		story string
		text  string
		want  []string
	}{
		{"a comma in a name that is not in quotes, before blank cells", five + "a.jpg,p1,Ann,,\nb.jpg,p2,Lee, Bob,,\nc.jpg,p3,Cai,,\n", []string{
			"2 p1 Ann", "3 p2: the row has 6 cells, with blank ones at the end, but other lines have 5: an extra or missing separator may have shifted its cells", "4 p3 Cai"}},
		{"a separator lost, before blank cells beyond the header", "images,person_id,person_name,gender\n" + strings.Repeat("a.jpg,p1,Ann,,\n", 3) + "b.jpg,p2Bob,f,\n", []string{
			"2 p1 Ann", "3 p1 Ann", "4 p1 Ann", "5 p2Bob: the row has 4 cells, with blank ones at the end, but other lines have 5: an extra or missing separator may have shifted its cells"}},
		{"blank cells that a spreadsheet left out of many rows together", "person_id,images,person_name,,,\np1,a.jpg,,,,\np2,b.jpg,Bob\np3,c.jpg,\np4,d.jpg,\np5,e.jpg,\n", []string{
			"2 p1 ", "3 p2 Bob", "4 p3 ", "5 p4 ", "6 p5 "}},
		{"a separator behind every row", plain + "p1,Ann,a.jpg,\np2,Bob,b.jpg,\n", []string{"2 p1 Ann", "3 p2 Bob"}},
		{"an id torn in two", plain + "00\n123,Ann,a.jpg\n", []string{
			"2 00: the row has 1 cell but the header has 3",
			`3 123: the line before it has too few cells, and both together would be one row: person_id "123" may be only half of the original`}},
		{"an id torn in two that stands last", "images,person_name,person_id\na.jpg,Ann,00\n123\n", []string{
			`2 00: the line after it has too few cells, and both together would be one row: person_id "00" may be only half of the original`,
			"3 : the row has 1 cell but the header has 3"}},
		{"a heading between rows that can be no id's half", plain + "p1,Ann,a.jpg\nFirst floor\np2,Bob,b.jpg\n", []string{
			"2 p1 Ann", "3 First floor: the row has 1 cell but the header has 3", "4 p2 Bob"}},
		{"a line behind that begins a record of several lines", "images,person_id,person_name\na.jpg,p1,Ann\n\"b.jpg\nc.jpg\",p2,Bob\n", []string{"2 p1 Ann", "3 p2 Bob"}},
		{"a second header with a name misspelt", plain + "人员ID,姓名,piktures\np1,Ann,a.jpg\n", []string{"3 p1 Ann"}},
		{"a second header run together with a row", plain + "人员ID,姓名,图片p1,Ann,a.jpg\n", []string{"2 人员ID: the row has 5 cells but the header has 3"}},
		{"a row of two lines whose quote is lost, the second of which looks like a row", "person_name,images,gender,person_id\nAnn,\"0, 1.jpg\nx, 2.jpg,f,p1\nBob,b.jpg,f,p2\n", []string{
			"2 : a quote is opened in this record and never closed", "3 p1: this line may be the rest of the row on line 2, whose quote is not closed",
			"4 p2: this line may be the rest of the row on line 2, whose quote is not closed"}},
		{"a stray quote beyond the cells of the first line", plain + "p1,Ann,\"a.jpg\nb.jpg\",c\"d,x\np2,Bob,b.jpg\n", []string{
			"2 p1: this record spans several lines and has a misplaced quote, so it may contain other rows",
			`3 b.jpg": person_id "b.jpg"" has a misplaced quote`, "4 p2 Bob"}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			var got []string
			for _, row := range rowsOf(t, tc.text, Options{}) {
				says := fmt.Sprint(" ", row.Name)
				if len(row.Faults) > 0 {
					says = ": " + row.Faults[0].Message
				}
				got = append(got, fmt.Sprint(row.Line, " ", row.PersonID, says))
			}
			same(t, got, tc.want)
		})
	}
}
