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

// misshapen says why the cells cannot be told apart for sure, and what to do; "" when they can.
func (h header) misshapen(rec record) (field, message, remedy string) {
	n := shorn(rec.cells, h.width)
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

// lastUsed is the last place in a record that says something of its person.
func (h header) lastUsed() (last int) {
	for _, i := range h.at {
		last = max(last, h.kept[i])
	}
	return last
}

// photoLast tells whether the last thing that a row says stands in the one column of photos, and is a
// photo's file: then no separator before it is one too many or too few.
func (h header) photoLast(cells []string) bool {
	last := h.lastUsed()
	i := slices.Index(h.kept, last)
	return len(h.photos) == 1 && h.photos[0] == i && last < len(cells) && looksLikePhoto(cells[last])
}

// odd tells whether blank cells at the end may hide that a separator is one too many or too few, so
// that the cells before them are not where they should be: it gives how many cells other lines have
// where these do not bear the row out, else 0.
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

// moved tells whether the cells may be those of a row that has so many, and be moved.
func (h header) moved(cells []string, others int) bool {
	switch more := len(cells) - others; {
	case more < 0: // what was blank beyond the header is in its last column now
		return trim(cells[h.width-1]) == ""
	default: // what was blank in the last columns is beyond the header now, and not all was blank
		return 0 < more && more < h.width
	}
}

// counts is how many cells lines have at the beginning of a file.
type counts struct {
	votes map[int]int // by number of cells: one of the header, two of each row
	kinds []int       // the numbers that have votes, the least first
	until int         // the last line that was counted
}

// besides are the votes for so many cells of others than a line itself.
func (c counts) besides(cells, line int) int {
	if 0 < line && line <= c.until {
		return c.votes[cells] - 2
	}
	return c.votes[cells]
}

// count counts the cells of the header and of the rows behind it.
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
		case rec.line > headerLine && !rec.blank() && !h.repeated(rec) && shorn(rec.cells, h.width) == h.width:
			c.votes[len(rec.cells)] += 2
			c.until = rec.line
		}
	}
}

// shorn is how many cells there are without the blank ones beyond the header: spreadsheets
// add those.
func shorn(cells []string, width int) int {
	n := len(cells)
	for n > width && trim(cells[n-1]) == "" {
		n--
	}
	return n
}

// fits tells whether cells are a row of this roster beyond doubt: as many as the header has,
// an id that may be one, a photo's file.
func (h header) fits(cells []string) bool {
	if shorn(cells, h.width) != h.width || h.odd(cells, 0) > 0 {
		return false
	}
	id := trim(h.cell(cells[h.kept[h.at["person_id"]]]))
	return personID(id) == nil && slices.ContainsFunc(h.photos, func(i int) bool { return looksLikePhoto(cells[h.kept[i]]) })
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
