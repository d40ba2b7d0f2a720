package roster

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzRead gives Open arbitrary bytes, also as a roster's body.
func FuzzRead(f *testing.F) {
	multiline, err := os.ReadFile("testdata/multiline.csv")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(multiline), chinese, asGB(f, chinese), "\uFEFF" + chinese, plain, "",
		as16(binary.LittleEndian, chinese), as16(binary.BigEndian, "\uFEFF"+chinese),
		plain + "p1,\"Ann,a.jpg\n", plain + "p1,A\"nn,\"a\njpg\"\n", plain + "p1,Ann,\x00\n", plain + "p1,\xE5\xBC,\xFF\n",
		"person_id;person_name;image_1;enroll_run\np1;'=A;\"a;b\";r1\n\n;;;\np2;;\n", "person_id\tperson_name\timages\rp1\t\"x\n\r\"\ta\r",
		"\x84\x31\x95\x33" + plain, "\xFF\xFE", "\"\r\n\"\",,\"",
	} {
		f.Add([]byte(seed))
	}
	path := save(f, "")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path, Options{})
		if err != nil {
			if _, ok := err.(*Unusable); !ok {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		defer file.Close()
		readAll(t, file, len(content))
	})
}

// readAll checks every row against what the package promises.
func readAll(t *testing.T, f *File, size int) {
	last := 1
	for range size + 1 {
		row, err := f.Next()
		if b, ok := errors.AsType[*Broken](err); ok {
			row = b.Row
		} else if errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%T: %v", err, err)
		}
		if row.Line < last || row.Line == last && last > 1 {
			t.Fatalf("line %d after line %d", row.Line, last)
		}
		last = row.Line
		if len(row.Cells) != len(f.Header()) {
			t.Fatalf("%d cells for %d columns", len(row.Cells), len(f.Header()))
		}
		for _, fault := range row.Faults {
			if fault.Line != row.Line || fault.Code == "" || fault.Message == "" || len(fault.Message) > 2000 {
				t.Fatalf("fault %+v of line %d", fault, row.Line)
			}
		}
		for _, cell := range row.Cells {
			if !utf8.ValidString(cell) {
				t.Fatalf("cell %q is not UTF-8", cell)
			}
		}
		if err != nil {
			return
		}
	}
	t.Fatal("more rows than bytes")
}

// FuzzRecords compares our reading with encoding/csv. We may refuse more, and keep the line ends
// within cells; wherever csv reads a record, we read the same.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{
		"a,b\n", "\"a\"\"\",b\r\n,\n", "a\"b,c\n\"d\ne\",f\n", "\"a\"b,c\n", "\"a\nb\"c,\"d\ne\"\n", "\"", "\n\n\r\n \na", "a\r", "\"a\r\nb\"\r\n",
		"\"\"\"\n", "a,\"b", "\"a\",\"b\n\n\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsAny(text, "\x00\x1A") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
			return // for us, CR alone ends a line
		}
		if strings.Contains(text, "=\"") {
			return // for us, a formula that holds a text is that text
		}
		ours := records{lines: lines{in: bufio.NewReader(strings.NewReader(text)), most: maxRecord}, comma: findLayout([]byte(text), Options{}).comma}
		theirs := csv.NewReader(strings.NewReader(text))
		theirs.Comma, theirs.FieldsPerRecord = rune(ours.comma), -1
		compare(t, &ours, theirs)
	})
}

func compare(t *testing.T, ours *records, theirs *csv.Reader) {
	file := File{records: *ours}
	for {
		rec, err := file.nextRecord()
		want, wantErr := theirs.Read()
		for wantErr == nil && (record{cells: want}).blank() {
			want, wantErr = theirs.Read()
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(wantErr, io.EOF):
			if err != wantErr {
				t.Fatalf("we end with %v, csv with %v", err, wantErr)
			}
			return
		case err != nil || rec.stray > 0:
			if wantErr == nil {
				t.Fatalf("line %d: csv reads %q, we say %v, stray quote in cell %d", rec.line, want, err, rec.stray)
			}
			if err != nil {
				return
			}
			continue
		case wantErr != nil:
			t.Fatalf("line %d: we read %q, csv says %v", rec.line, rec.cells, wantErr)
		}
		if line, _ := theirs.FieldPos(0); line != rec.line {
			t.Fatalf("line %d, csv says %d", rec.line, line)
		}
		for i := range rec.cells {
			rec.cells[i] = strings.ReplaceAll(rec.cells[i], "\r\n", "\n")
		}
		if !slices.Equal(rec.cells, want) {
			t.Fatalf("line %d: we read %q, csv %q", rec.line, rec.cells, want)
		}
	}
}

func FuzzWriterToReader(f *testing.F) {
	f.Add("=note", "p1", "=Ann", "a.jpg")
	f.Add("'", "'", "\"", "one\r\ntwo\rthree\n")
	f.Add(";", ",", "\t", " ")
	f.Add("", "", "", "")
	f.Add("张", "\uFEFF", "\uFFFD", "\x01")
	f.Add("enroll", "-", "''x", "'\r\n'")
	path := save(f, "")
	f.Fuzz(func(t *testing.T, name, a, b, c string) {
		header := []string{"person_id", "person_name", text8(name), "images"}
		if known(header[2]) != "" || strings.HasPrefix(fold(header[2]), "enroll_") {
			return
		}
		cells := []string{text8(a), text8(b), text8(c), text8(a + b)}
		if (record{cells: cells}).blank() {
			return // not a row, but what is left of one that a reviewer emptied
		}
		var out bytes.Buffer
		w := NewWriter(&out, ',')
		_ = w.Write(append(slices.Clone(header), "enroll_run"))
		_ = w.Write(append(slices.Clone(cells), "run 1"))
		w.Flush()
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		row, err := file.Next()
		if err != nil || !slices.Equal(row.Cells, cells) || !slices.Equal(file.Header(), header) {
			t.Fatalf("%q under %q came back as %q under %q, %v", cells, header, row.Cells, file.Header(), err)
		}
	})
}

// text8 keeps what a roster can hold: UTF-8 without NUL.
func text8(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}
