package spreadsheet_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"enroll.example/enroll/roster/spreadsheet"
)

var write = flag.Bool("write", false, "write down what LibreOffice makes of the cells in testdata/libreoffice.csv, and the table in docs/spreadsheets.md")

// measurement reads what LibreOffice made of cells: each row has a column for each language, empty
// where the cell was not changed.
func measurement(t *testing.T) [][]string {
	f, err := os.Open(filepath.Join("testdata", "libreoffice.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func TestMeasuredChangesAreKnown(t *testing.T) {
	all := measurement(t)
	for _, record := range all[1:] {
		for i, now := range record[1:] {
			if now != "" {
				checkChange(t, all[0][i+1], record[0], now)
			}
		}
	}
}

// checkChange compares a change with what the package knows of it.
func checkChange(t *testing.T, language, was, now string) {
	if was == now {
		return
	}
	if !spreadsheet.Changes(was) {
		t.Errorf("%s: %q came back as %q, and has no guard", language, was, now)
	}
	if _, ok := spreadsheet.Became(was, now); !ok && !beyond(was) {
		t.Errorf("%s: %q came back as %q, which is not known", language, was, now)
	}
}

// beyond reports whether a cell is no id in any case, and its value would have to be computed.
func beyond(was string) bool {
	return strings.HasPrefix(was, "=") || strings.ContainsAny(was, "〇")
}

const docs = "../../docs/spreadsheets.md"

func TestDocsHaveMeasurement(t *testing.T) {
	text, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), "<!-- measured -->\n")
	old, after, ends := strings.Cut(rest, "<!-- end -->")
	if !found || !ends {
		t.Fatal("there is no place for the measurement")
	}
	now := markdown(measurement(t))
	if *write {
		text := before + "<!-- measured -->\n" + now + "<!-- end -->" + after
		if err := os.WriteFile(docs, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if old != now {
		t.Error("docs/spreadsheets.md is not what testdata/libreoffice.csv says: run this test with -write")
	}
}

// markdown shows the cells that were changed anywhere as a table, and lists the others.
func markdown(all [][]string) string {
	var table, same strings.Builder
	fmt.Fprintf(&table, "| %s |\n|%s\n", strings.Join(all[0], " | "), strings.Repeat("---|", len(all[0])))
	for _, record := range all[1:] {
		if !slices.ContainsFunc(record[1:], func(now string) bool { return now != "" }) {
			fmt.Fprintf(&same, " %s", code(record[0]))
			continue
		}
		for _, cell := range record {
			fmt.Fprintf(&table, "| %s ", code(cell))
		}
		table.WriteString("|\n")
	}
	return table.String() + "\nGiven back in all six:" + same.String() + "\n"
}

// code shows a cell with visible spaces.
func code(cell string) string {
	if cell == "" {
		return ""
	}
	seen := strings.NewReplacer("\n", "⏎", "\t", "⇥", "\u00A0", "⍽", "\u202F", "⍽", "\u3000", "　", "|", "\\|").Replace(cell)
	return "`" + strings.ReplaceAll(seen, " ", "␣") + "`"
}
