package roster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// misshapen says why the cells cannot be told apart for sure. Their meaning is then not
// judged: it would be guesswork.
func (h header) misshapen(rec record) (field, message string) {
	n := len(rec.cells)
	for n > h.width && trim(rec.cells[n-1]) == "" {
		n--
	}
	switch {
	case rec.stray > 0:
		field = h.named(rec.stray - 1)
		return field, fmt.Sprintf("%s %s has a quote out of place: put quotes around the whole cell and write a quote within it twice",
			cmp.Or(field, fmt.Sprint("cell ", rec.stray)), quote(rec.cells[rec.stray-1]))
	case n != h.width:
		return "", fmt.Sprintf("the row has %d cells and the header %d: quote a cell that holds the delimiter, and leave cells empty rather than out", n, h.width)
	}
	return "", ""
}

// named gives the name of the column at this place of a record, if it is kept.
func (h header) named(at int) string {
	if i := slices.Index(h.kept, at); i >= 0 {
		return trim(h.names[i])
	}
	return ""
}

// cells are those of the columns kept. What is beyond the header goes to the last one.
func (h header) cells(rec record, comma byte) []string {
	cells := make([]string, len(h.kept))
	for i, at := range h.kept {
		if at < len(rec.cells) {
			cells[i] = h.cell(rec.cells[at])
		}
	}
	beyond := record{cells: rec.cells[min(h.width, len(rec.cells)):]}
	if !beyond.blank() {
		cells[len(cells)-1] += string(comma) + h.cell(strings.Join(beyond.cells, string(comma)))
	}
	return cells
}

// cell marks bytes that are no character, for rows are stored as JSON.
func (h header) cell(raw string) string {
	if h.guarded {
		raw = Unguard(raw)
	}
	return strings.ToValidUTF8(raw, "\uFFFD")
}
