package main

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// resaving is what a program does to a table that it opens and saves.
type resaving struct {
	comma   rune
	mark    bool
	crlf    bool
	quoted  bool // every cell
	padded  int  // empty columns at the end
	blank   int  // empty rows at the end
	shuffle uint64
	trimmed bool
	numbers bool // cells that look like numbers, and have no guard, become what it shows of them
	wide    bool // UTF-16
}

// resavings makes one of the seeds that a fuzzer invents.
func resavings(seed uint64) resaving {
	dice := rand.New(rand.NewPCG(seed, 3))
	may := func() bool { return dice.IntN(2) == 0 }
	return resaving{comma: rune(",;\t"[dice.IntN(3)]), mark: may(), crlf: may(), quoted: may(), padded: dice.IntN(3), blank: dice.IntN(2),
		shuffle: uint64(dice.IntN(2)) * dice.Uint64(), trimmed: may(), numbers: may(), wide: dice.IntN(4) == 0}
}

// on saves a table that enroll has written.
func (r resaving) on(t testing.TB, table []byte, comma rune) []byte {
	t.Helper()
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table, []byte("\uFEFF"))))
	in.Comma = comma
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatalf("no spreadsheet reads errors.csv: %v\n%q", err, table)
	}
	var b strings.Builder
	if r.mark || r.wide {
		b.WriteString("\uFEFF")
	}
	order := r.order(len(rows[0]))
	for _, row := range rows {
		r.row(&b, row, order)
	}
	for range r.blank {
		r.row(&b, make([]string, len(rows[0])), order)
	}
	if r.wide {
		return wide(b.String())
	}
	return []byte(b.String())
}

func (r resaving) order(columns int) []int {
	if r.shuffle == 0 {
		order := make([]int, columns)
		for i := range order {
			order[i] = i
		}
		return order
	}
	return rand.New(rand.NewPCG(r.shuffle, 4)).Perm(columns)
}

func (r resaving) row(b *strings.Builder, row []string, order []int) {
	var out []string
	for _, at := range order {
		out = append(out, r.cell(row[at]))
	}
	out = slices.Concat(out, make([]string, r.padded))
	for i, cell := range out {
		if i > 0 {
			b.WriteRune(r.comma)
		}
		if r.quoted || strings.ContainsAny(cell, string(r.comma)+"\"\r\n") {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		b.WriteString(cell)
	}
	if r.crlf {
		b.WriteByte('\r')
	}
	b.WriteByte('\n')
}

var number = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$`)

func (r resaving) cell(cell string) string {
	if r.trimmed {
		cell = strings.TrimSpace(cell)
	}
	if r.numbers && number.MatchString(cell) {
		if x, err := strconv.ParseFloat(cell, 64); err == nil {
			return strings.ToUpper(strconv.FormatFloat(x, 'g', 11, 64))
		}
	}
	if r.numbers && (strings.EqualFold(cell, "true") || strings.EqualFold(cell, "false")) {
		return strings.ToUpper(cell)
	}
	return cell
}

func wide(text string) (b []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return b
}
