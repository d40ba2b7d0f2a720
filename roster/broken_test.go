package roster

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const plain = "person_id,person_name,images\n"

func TestUnterminatedRecordEndsReading(t *testing.T) {
	for _, tc := range []struct {
		story string
		text  string // after header and p1
		line  int
		want  string // message
		cells []string
	}{
		{"a quote never closed, and nothing behind it that is a row beyond doubt", "p2,\"Bob,b.jpg\np3,Cai\nand so on\n", 3, "a quote is opened in this record and never closed", []string{"p2", `"Bob,b.jpg`, ""}},
		{"a quote never closed at the end", "p2,Bob,\"b.jpg", 3, "a quote is opened in this record and never closed", []string{"p2", "Bob", `"b.jpg`}},
		{"a stray quote after a cell of several lines", "p2,\"Bob\nLee\",b\"jpg\n", 3,
			"this record spans several lines and has a misplaced quote, so it may contain other rows", []string{"p2", "\"Bob", ""}},
		{"a stray quote that leaves one open", "p2,Bob \"B\" Lee,\"b.jpg\n", 3, "a quote is opened in this record and never closed", []string{"p2", `Bob "B" Lee`, `"b.jpg`}},
		{"a NUL byte", "\np2,Bob,b\x00.jpg\n", 4, "there is a NUL byte here, which no text contains", []string{"p2", "Bob", "b"}},
		{"a NUL byte on a record's third line", "p2,\"Bob\n\nLee\x00\",b.jpg\n", 3, "there is a NUL byte here, which no text contains", []string{"p2", `"Bob`, ""}},
		{"a line over 1 MiB", "p2,Bob," + strings.Repeat("b", maxRecord) + "\n", 3, "the record that begins here is longer than 1 MiB", []string{"p2", "Bob", strings.Repeat("b", 4096-7)}},
		{"a record over 1 MiB of short lines", "p2,Bob,\"" + strings.Repeat("b.jpg\n", maxRecord/6+1), 3, "the record that begins here is longer than 1 MiB", []string{"p2", "Bob", `"b.jpg`}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			f := open(t, plain+"p1,Ann,a.jpg\n"+tc.text, Options{})
			rows, err := read(t, f)
			if len(rows) != 1 || rows[0].PersonID != "p1" {
				t.Fatalf("what stands before must be read: %+v", rows)
			}
			b := broken(t, err)
			if b.Line != tc.line || b.Row.Line != tc.line || !strings.HasPrefix(b.Message, tc.want) || b.Row.PersonID != "p2" {
				t.Errorf("got %+v", b)
			}
			same(t, b.Row.Cells, tc.cells)
			if len(b.Row.Faults) != 1 || b.Row.Faults[0].Code != "Roster.Malformed" || b.Row.Faults[0].Line != tc.line {
				t.Errorf("faults %v", faultLines(b.Row.Faults))
			}
			if got := refusal(t, err); !strings.Contains(got, tc.want) {
				t.Error(got)
			}
			if _, again := f.Next(); again != err {
				t.Errorf("asked again: %v", again)
			}
		})
	}
}

// Two quotes too many join two rows into one record, with the photo of the second.
func TestRowsJoinedByQuotesAreSplit(t *testing.T) {
	for story, text := range map[string]string{
		"before the photos":  "person_id,person_name,department,images\nann,Ann,\",a.jpg\nbob,Bob,\",b.jpg\n",
		"before the names":   "person_id,note,person_name,images\nann,\",张伟,a.jpg\nbob,\",李娜,b.jpg\n",
		"between tabs":       "person_id\tperson_name\tnote\timages\nann\tAnn\t\"x\ta.jpg\nbob\tBob\ty\"\tb.jpg\n",
		"in three lines":     "person_id,person_name,department,images\nann,Ann,\",a.jpg\nbob,Bob,x,b.jpg\ncid,Cid,\",c.jpg\n",
		"and one more quote": "person_id,person_name,department,images\nann,Ann,\"5\",a.jpg\nbob,Bob,\",b.jpg\ncid,Cid,\",c.jpg\n",
	} {
		for _, row := range rowsOf(t, text+"dao,Dao,x,d.jpg\n", Options{}) {
			if len(row.Faults) == 0 && len(row.Photos) > 0 && row.PersonID[:1] != row.Photos[0].Path[:1] {
				t.Errorf("%s: %s has the photo %s", story, row.PersonID, row.Photos[0].Path)
			}
			if row.PersonID == "ann" && len(row.Faults) == 0 && story != "and one more quote" {
				t.Errorf("%s: %q passes", story, row.Cells)
			}
		}
	}
	rows := rowsOf(t, "person_id,person_name,note,images\nann,Ann,\"one\ntwo\",a.jpg\nbob,Bob,\"x, y, b.jpg\nz\",b.jpg\n", Options{})
	if len(rows) != 2 || len(rows[0].Faults)+len(rows[1].Faults) > 0 {
		t.Errorf("notes of several lines: %+v", rows)
	}
}

// The text inside a multi-line cell is not a row, although it reads like one.
func TestInsideOfCellIsNotARow(t *testing.T) {
	for story, text := range map[string]string{
		"a note behind a quote that another row closes": "1,\"A,a.jpg,x\n2,B,b.jpg,y\n3,C,c.jpg,\"history:\n9,Old Name,o.jpg,x\nend\"\n4,D,d.jpg,z\n",
		"a note with quotes of its own":                 "1,A,a.jpg,\"he said \"no\" to\n9,Old Name,o.jpg,x\nend of note\"\n2,B,b.jpg,y\n",
	} {
		enrolled := map[string]bool{}
		for _, row := range rowsOf(t, "person_id,person_name,images,note\n"+text, Options{}) {
			enrolled[row.PersonID] = len(row.Faults) == 0
		}
		if enrolled["9"] || !enrolled["2"] {
			t.Errorf("%s: %v", story, enrolled)
		}
	}
}

// A quote too many costs the lines that it damages, and no others.
func TestReadingResumesAfterStrayQuote(t *testing.T) {
	for _, tc := range []struct {
		story string
		text  string // after header and p1
		want  []string
	}{
		{"behind a quote that is never closed", "p2,\"Bob,b.jpg\np3,Cai,c.jpg\np4,Dao,d.jpg\n", []string{
			"3 p2: a quote is opened in this record and never closed", "4 p3 well, warned", "5 p4 well, warned"}},
		{"behind a quote that another row closes", "p2,\"Bob,b.jpg\np3,\"Cai,c.jpg\np4,Dao,d.jpg\n", []string{
			"3 p2: this record spans several lines and has a misplaced quote, so it may contain other rows",
			"4 p3: person_name \"\"Cai,c.jpg\" has a misplaced quote",
			"5 p4 well, warned"}},
		{"behind lines that are none", "p2,\"Bob,b.jpg\nof the\n\nsecond floor\np3,Cai,c.jpg\n", []string{
			"3 p2: a quote is opened in this record and never closed",
			"4 of the: the quote opened on line 3 may have swallowed this line, which is not a valid row by itself",
			"6 second floor: the quote opened on line 3 may have swallowed this line, which is not a valid row by itself",
			"7 p3 well, warned"}},
		{"and reads cells of several lines further on", "p2,\"Bob,b.jpg\np3,\"Cai,c.jpg\np4,Dao,d.jpg\np5,Eva,\"e.jpg\nf.jpg\"\n", []string{
			"3 p2: this record spans several lines and has a misplaced quote, so it may contain other rows",
			"4 p3: person_name \"\"Cai,c.jpg\" has a misplaced quote",
			"5 p4 well, warned", "6 p5 well"}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			var got []string
			for _, row := range rowsOf(t, plain+"p1,Ann,a.jpg\n"+tc.text, Options{})[1:] {
				says := " well"
				if len(row.Faults) > 0 {
					says = ": " + row.Faults[0].Message
				}
				if len(row.Warnings) > 0 {
					says += ", warned"
				}
				got = append(got, fmt.Sprint(row.Line, " ", row.PersonID, says))
			}
			same(t, got, tc.want)
		})
	}
}

func TestBrokenCountsUnreadLines(t *testing.T) {
	f := open(t, plain+"p1,Ann,a.jpg\np2,B\x00b,b.jpg\np3,Cai,c.jpg\np4,Dao,d.jpg", Options{})
	_, err := read(t, f)
	b := broken(t, err)
	if b.Lines != 3 || !strings.HasSuffix(b.Message, "nothing was read from this line on, about 3 lines") {
		t.Errorf("%d lines: %s", b.Lines, b.Message)
	}
	row, ok := b.Unread()
	if !ok || row.Line != 4 || !row.Unread() || row.Faults[0].Message != "about 2 lines not read, starting at line 4 of the roster" {
		t.Errorf("%+v", row)
	}
}

// The record takes exactly what is allowed, including its line end.
func TestRecordOfOneMiBIsRead(t *testing.T) {
	begin := "p1,Ann,a.jpg;"
	rows := rowsOf(t, plain+begin+strings.Repeat("b", maxRecord-len(begin)-1)+"\np2,Bob,b.jpg\n", Options{})
	if len(rows) != 2 || len(rows[0].Photos) != 2 {
		t.Errorf("got %d rows", len(rows))
	}
}

// sparse makes a sparse file of 16 MB.
func sparse(t *testing.T, begin string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.WriteString(f, begin); err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(64 << 20); err != nil {
		t.Fatal(err)
	}
	return path
}

// letters is an endless text without line ends.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestMemoryIsBounded(t *testing.T) {
	long := save(t, "")
	f, err := os.Create(long)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(f, io.MultiReader(strings.NewReader(plain+"p1,Ann,"), io.LimitReader(letters{}, 16<<20))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for story, path := range map[string]string{
		"one line of 16 MB":           long,
		"16 MB of NUL after a header": sparse(t, plain+"p1,Ann,a.jpg\n"),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f, err := Open(path, Options{})
		if err != nil {
			t.Fatalf("%s: %v", story, err)
		}
		_, err = read(t, f)
		runtime.ReadMemStats(&after)
		broken(t, err)
		if err := f.Close(); err != nil {
			t.Error(err)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 12<<20 {
			t.Errorf("%s: %d bytes allocated", story, spent)
		}
	}
}

func TestAllocationsDoNotGrowWithTheFile(t *testing.T) {
	row := "p1,\"Ann Lee\",\"a.jpg;b.jpg\"\n"
	perRow := func(rows int) uint64 {
		f := open(t, plain+strings.Repeat(row, rows), Options{})
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for range rows - 1 {
			if _, err := f.Next(); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		return after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc)
	}
	if held := perRow(20_000); held > 1<<20 {
		t.Errorf("%d bytes held after 20,000 rows", held)
	}
}
