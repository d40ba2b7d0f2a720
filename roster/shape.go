package roster

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// misaligned says why the record cannot be split into cells with certainty, and what to do; "" when it
// can.
func (h header) misaligned(rec record) (field, message, remedy string) {
	n := lenWithoutPadding(rec.cells, h.width)
	switch {
	case rec.stray > 0:
		field = h.named(rec.stray - 1)
		message = fmt.Sprintf("%s %s has a misplaced quote", cmp.Or(field, fmt.Sprint("cell ", rec.stray)), quote(rec.cells[rec.stray-1]))
		return field, message, mendQuotes
	case n != h.width:
		return "", fmt.Sprintf("the row has %s but the header has %d", counted(n, "cell"), h.width), mendCount
	}
	return "", "", ""
}

// lastUsed returns the last place in a record that has data of its person.
func (h header) lastUsed() (last int) {
	for _, i := range h.at {
		last = max(last, h.kept[i])
	}
	return last
}

// photoLast reports whether the last data in a row is in the only column of photos, and is a photo's
// file: then no separator before it is one too many or too few.
func (h header) photoLast(cells []string) bool {
	last := h.lastUsed()
	i := slices.Index(h.kept, last)
	return len(h.photos) == 1 && h.photos[0] == i && last < len(cells) && looksLikePhoto(cells[last])
}

// odd reports whether blank cells at the end may hide that a separator is one too many or too few, so
// that the cells before them are in the wrong places: it returns how many cells other lines have where
// they do not agree with the row, else 0.
func (h header) odd(cells []string, line int) (others int) {
	n := len(cells)
	if h.photoLast(cells) {
		return 0
	}
	for _, others := range h.counts.kinds {
		if h.moved(cells, others) && h.counts.votes[others] >= h.counts.besides(n, line) {
			return others
		}
	}
	return 0
}

// moved reports whether the cells may be those of a row with others cells, shifted.
func (h header) moved(cells []string, others int) bool {
	switch more := len(cells) - others; {
	case more < 0: // what was blank beyond the header is now in its last column
		return trim(cells[h.width-1]) == ""
	default: // what was blank in the last columns is now beyond the header, and not all was blank
		return 0 < more && more < h.width
	}
}

// counts is how many cells the lines at the beginning of a file have.
type counts struct {
	votes map[int]int // by number of cells: one of the header, two of each row
	kinds []int       // the numbers that have votes, the least first
	until int         // the last line that was counted
}

// besides returns the votes for a number of cells by other lines than this one.
func (c counts) besides(cells, line int) int {
	if 0 < line && line <= c.until {
		return c.votes[cells] - 2
	}
	return c.votes[cells]
}

// count counts the cells of the header and of the rows after it.
func (h header) count(head []byte, l layout, headerLine int) counts {
	r := records{lines: lines{in: bufio.NewReader(bytes.NewReader(head)), most: maxRecord}, comma: l.comma, wrapped: l.wrapped}
	c := counts{votes: map[int]int{}}
	for {
		rec, err := r.next()
		switch {
		case err != nil:
			c.kinds = slices.Sorted(maps.Keys(c.votes))
			return c
		case rec.line == headerLine:
			c.votes[len(rec.cells)]++
		case rec.line > headerLine && !rec.blank() && !h.repeated(rec) && lenWithoutPadding(rec.cells, h.width) == h.width:
			c.votes[len(rec.cells)] += 2
			c.until = rec.line
		}
	}
}

// lenWithoutPadding returns how many cells there are without the blank ones beyond the header, which
// spreadsheets add.
func lenWithoutPadding(cells []string, width int) int {
	n := len(cells)
	for n > width && trim(cells[n-1]) == "" {
		n--
	}
	return n
}

// fits reports whether cells are certainly a row of this roster: as many as the header has, a possible
// id, a photo's file.
func (h header) fits(cells []string) bool {
	if lenWithoutPadding(cells, h.width) != h.width || h.odd(cells, 0) > 0 {
		return false
	}
	id := trim(h.cell(cells[h.kept[h.at["person_id"]]]))
	return personID(id) == nil && slices.ContainsFunc(h.photos, func(i int) bool { return looksLikePhoto(cells[h.kept[i]]) })
}

// named returns the name of the column at this place of a record, if it is kept.
func (h header) named(at int) string {
	if i := slices.Index(h.kept, at); i >= 0 {
		return trim(h.names[i])
	}
	return ""
}

// cells returns those of the columns kept. What is beyond the header is put into the last one.
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

// cell replaces bytes that are not characters, because rows are stored as JSON.
func (h header) cell(raw string) string {
	if h.guarded {
		raw = Unguard(raw)
	}
	return strings.ToValidUTF8(raw, "\uFFFD")
}
