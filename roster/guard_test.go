package roster

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestReadableCellsAreGuarded(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "Ann": "Ann", "a=b": "a=b", " =a": "' =a", "张": "张", "\n=": "'\n=", "00123": "'00123", "123": "123",
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "'x": "''x", "'": "''", "\tx": "'\tx", "\rx": "'\rx",
	} {
		if got := Guard(cell); got != want {
			t.Errorf("Guard(%q) = %q, want %q", cell, got, want)
		}
		if got := Unguard(Guard(cell)); got != cell {
			t.Errorf("Unguard(Guard(%q)) = %q", cell, got)
		}
	}
}

func TestWriterWritesMarkGuardAndQuotes(t *testing.T) {
	var out strings.Builder
	w := NewWriter(&out, ',')
	for _, cells := range [][]string{{"=id", "name"}, {"a,b", "'x"}, {`"`, "one\r\ntwo"}} {
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	if want := "\uFEFF'=id,name\n\"a,b\",''x\n\"\"\"\",\"one\r\ntwo\"\n"; out.String() != want || w.Error() != nil {
		t.Errorf("got %q, %v", out.String(), w.Error())
	}
}

func TestPlainColumnsKeepNumbers(t *testing.T) {
	var out strings.Builder
	w := NewWriter(&out, ',', 1)
	_ = w.Write([]string{"00123", "3069250367950717314", "Ann"})
	w.Flush()
	if want := "\uFEFF'00123,3069250367950717314,Ann\n"; out.String() != want {
		t.Errorf("got %q", out.String())
	}
}

var errFull = errors.New("no space left")

// full is a disk with room for n writes.
type full struct{ n int }

func (f *full) Write(p []byte) (int, error) {
	if f.n--; f.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriterReportsFullDisk(t *testing.T) {
	for room := range 1 {
		w := NewWriter(&full{n: room}, ',')
		_ = w.Write([]string{"a"})
		w.Flush()
		if !errors.Is(w.Error(), errFull) {
			t.Errorf("room for %d writes: %v", room, w.Error())
		}
	}
}

// What a reviewer corrects is read as the roster had it.
func TestErrorsFileIsARoster(t *testing.T) {
	first := "\"person_id\";'name';images;=note\np1;=Ann;-a.jpg;\"1\r\n2\"\np2;''Bob;'b.jpg;\n"
	o := Options{Map: map[string]string{"person_name": "'name'"}}
	f := open(t, first, o)
	rows, err := read(t, f)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	w := NewWriter(&out, ',')
	_ = w.Write(slices.Concat(f.Header(), []string{"enroll_code", "enroll_run"}))
	for _, row := range rows {
		_ = w.Write(slices.Concat(row.Cells, []string{"=X", "r1"}))
	}
	w.Flush()
	again := open(t, out.String(), o)
	same(t, again.Header(), f.Header())
	rowsAgain, err := read(t, again)
	if err != nil || len(rowsAgain) != len(rows) {
		t.Fatalf("%d rows, %v", len(rowsAgain), err)
	}
	for i, row := range rowsAgain {
		if !slices.Equal(row.Cells, rows[i].Cells) || row.Name != rows[i].Name || !slices.Equal(row.Photos, rows[i].Photos) {
			t.Errorf("got %q, want %q", row.Cells, rows[i].Cells)
		}
	}
}
