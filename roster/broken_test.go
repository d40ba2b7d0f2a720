package roster

import (
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const plain = "person_id,person_name,images\n"

func TestARecordWithoutAnEndEndsTheReading(t *testing.T) {
	for _, tc := range []struct {
		story string
		text  string // after header and p1
		line  int
		want  string // message
		cells []string
	}{
		{"a quote never closed", "p2,\"Bob,b.jpg\np3,Cai,c.jpg\n", 3, "a quote is opened in this record and never closed", []string{"p2", `"Bob,b.jpg`, ""}},
		{"a quote never closed at the end", "p2,Bob,\"b.jpg", 3, "a quote is opened in this record and never closed", []string{"p2", "Bob", `"b.jpg`}},
		{"a stray quote in a record of several lines", "p2,\"Bob,b.jpg\np3,\"Cai,c.jpg\np4,Dao,d.jpg\n", 3,
			"this record goes over several lines and a quote in it is out of place: rows may hide in it", []string{"p2", `"Bob,b.jpg`, ""}},
		{"a stray quote after a cell of several lines", "p2,\"Bob\nLee\",b\"jpg\n", 3,
			"this record goes over several lines and a quote in it is out of place: rows may hide in it", []string{"p2", "\"Bob", ""}},
		{"a stray quote that leaves one open", "p2,Bob \"B\" Lee,\"b.jpg\np3,Cai,c.jpg\n", 3, "a quote is opened in this record and never closed", []string{"p2", `Bob "B" Lee`, `"b.jpg`}},
		{"a NUL byte", "\np2,Bob,b\x00.jpg\n", 4, "a NUL byte stands here; no text holds one", []string{"p2", "Bob", "b"}},
		{"a NUL byte on a record's third line", "p2,\"Bob\n\nLee\x00\",b.jpg\n", 3, "a NUL byte stands here; no text holds one", []string{"p2", `"Bob`, ""}},
		{"a line over 1 MiB", "p2,Bob," + strings.Repeat("b", maxRecord) + "\n", 3, "a record begins here that is longer than 1 MiB", []string{"p2", "Bob", strings.Repeat("b", 4096-7)}},
		{"a record over 1 MiB of short lines", "p2,Bob,\"" + strings.Repeat("b.jpg\n", maxRecord/6+1), 3, "a record begins here that is longer than 1 MiB", []string{"p2", "Bob", `"b.jpg`}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			f := open(t, plain+"p1,Ann,a.jpg\n"+tc.text, Options{})
			rows, err := read(t, f)
			if len(rows) != 1 || rows[0].PersonID != "p1" {
				t.Fatalf("what stands before must be read: %+v", rows)
			}
			b := broken(t, err)
			if b.Line != tc.line || b.Row.Line != tc.line || b.Message != tc.want || b.Row.PersonID != "p2" {
				t.Errorf("got %+v", b)
			}
			same(t, b.Row.Cells, tc.cells)
			if len(b.Row.Faults) != 1 || b.Row.Faults[0].Code != "Roster.Malformed" || b.Row.Faults[0].Line != tc.line {
				t.Errorf("faults %v", told(b.Row.Faults))
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

// The record takes exactly what is allowed, its line end included.
func TestARecordOfOneMiBIsRead(t *testing.T) {
	begin := "p1,Ann,a.jpg;"
	rows := rowsOf(t, plain+begin+strings.Repeat("b", maxRecord-len(begin)-1)+"\np2,Bob,b.jpg\n", Options{})
	if len(rows) != 2 || len(rows[0].Photos) != 2 {
		t.Errorf("got %d rows", len(rows))
	}
}

// sparse makes a file of 16 MB that takes no room on disk.
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

// letters is an endless text without a line end.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestMemoryStaysBoundedWhateverTheFile(t *testing.T) {
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
	if held := perRow(50_000); held > 1<<20 {
		t.Errorf("%d bytes held after 50,000 rows", held)
	}
}
