package roster

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// save writes a roster for one test.
func save(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, content string, o Options) *File {
	t.Helper()
	f, err := Open(save(t, content), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// read returns all rows and what ended the reading: nil at the end of the file.
func read(t testing.TB, f *File) (rows []Row, err error) {
	t.Helper()
	for {
		row, err := f.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
}

// rowsOf returns the rows of a roster that can be read to its end.
func rowsOf(t testing.TB, content string, o Options) []Row {
	t.Helper()
	rows, err := read(t, open(t, content, o))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// faultLines formats faults as "line field code: message" or, for a photo, with its path.
func faultLines(faults []Fault) (lines []string) {
	for _, f := range faults {
		about := f.Field
		if f.Photo != "" {
			about += " " + f.Photo
		}
		lines = append(lines, fmt.Sprintf("%d [%s] %s: %s", f.Line, about, f.Code, f.Message))
	}
	return lines
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

type hinted interface {
	error
	Hint() string
}

// refusal returns an error's text with its hint, without the folder.
func refusal(t *testing.T, err error) string {
	t.Helper()
	h, ok := err.(hinted)
	if !ok {
		t.Fatalf("%T (%v) has no hint", err, err)
	}
	if h.Hint() == "" {
		t.Errorf("%v: empty hint", err)
	}
	_, text, _ := strings.Cut(h.Error(), "people.csv")
	return text + "\n" + h.Hint()
}

func broken(t *testing.T, err error) *Broken {
	t.Helper()
	b, ok := errors.AsType[*Broken](err)
	if !ok {
		t.Fatalf("the reading ended with %v; want *Broken", err)
	}
	return b
}
