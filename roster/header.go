package roster

import (
	"fmt"
	"slices"
	"strings"
)

// ourColumns is how many columns enroll_* show that this program wrote a file, where enroll_run was
// removed.
const ourColumns = 5

// maxColumns bounds what one short line of the file can make us allocate.
const maxColumns = 1024

// header maps columns to their places.
type header struct {
	names   []string       // of the columns kept, as written
	kept    []int          // the place of each in a record
	width   int            // columns in the file, enroll_* among them
	counts  counts         // of cells at the beginning of the file
	guarded bool           // this program wrote the file: it has an enroll_run column, or most of the others
	ours    map[string]int // an enroll_* column -> its place in a record
	at      map[string]int // known column -> its place among names
	used    []bool         // parallel to names: whether it is a known column
	photos  []int          // the image columns' places, from left to right
}

// newHeader checks the record that holds the header. Its *Unusable lacks path and line.
func newHeader(cells []string, o Options) (h header, err error) {
	h.keep(cells)
	asked, err := o.columnFlags()
	if err != nil {
		return h, err
	}
	h.at = make(map[string]int)
	for _, place := range []func(map[string]string) error{h.placeKnown, h.placeAsked, h.complete} {
		if err := place(asked); err != nil {
			return h, err
		}
	}
	h.used = make([]bool, len(h.names))
	for column, i := range h.at {
		h.used[i] = true
		if isImage(column) && !slices.Contains(h.photos, i) {
			h.photos = append(h.photos, i)
		}
	}
	slices.Sort(h.photos)
	return h, nil
}

// keep leaves out our own columns, and unnamed ones at the end, which spreadsheets add.
func (h *header) keep(cells []string) {
	for len(cells) > 0 && trim(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	h.width = len(cells)
	h.ours = make(map[string]int)
	for i, cell := range cells {
		if name := fold(cell); strings.HasPrefix(name, "enroll_") {
			h.ours[name] = i
		}
	}
	_, h.guarded = h.ours["enroll_run"]
	h.guarded = h.guarded || len(h.ours) >= ourColumns
	for i, cell := range cells {
		if _, ours := h.ours[fold(cell)]; ours {
			continue
		}
		h.names = append(h.names, h.cell(cell))
		h.kept = append(h.kept, i)
	}
}

// placeKnown finds the columns with known names. A loose name counts only where no other column has a
// better claim.
func (h *header) placeKnown(asked map[string]string) error {
	for _, how := range []int{surely, loosely} {
		found := make(map[string][]int)
		for i, name := range h.names {
			m := meaningOf(name)
			if _, elsewhere := asked[m.column]; m.how != how || elsewhere {
				continue
			}
			if _, placed := h.at[m.column]; !placed {
				found[m.column] = append(found[m.column], i)
			}
		}
		for _, column := range Columns() {
			if places := found[column]; len(places) > 1 {
				return h.ambiguous(column, places)
			} else if len(places) == 1 {
				h.at[column] = places[0]
			}
		}
	}
	return nil
}

// ambiguous says that several columns may be one, and how to choose.
func (h *header) ambiguous(column string, places []int) error {
	var which, flags []string
	for _, i := range places {
		which = append(which, fmt.Sprintf("%d (%s)", h.kept[i]+1, quote(trim(h.names[i]))))
		flags = append(flags, flagFor(column, trim(h.names[i])))
	}
	all := "both"
	if len(places) > 2 {
		all = "all"
	}
	return &Unusable{
		Message: fmt.Sprintf("columns %s could %s be %s", strings.Join(which, " and "), all, column),
		Remedy:  "choose one: " + strings.Join(slices.Compact(flags), ", or ")}
}

// placeAsked finds the columns that --map and --ex name.
func (h *header) placeAsked(asked map[string]string) error {
	for _, column := range Columns() {
		want, ok := asked[column]
		if !ok {
			continue
		}
		var found []int
		for i, name := range h.names {
			if fold(name) == fold(want) {
				found = append(found, i)
			}
		}
		if len(found) != 1 {
			return h.notOne(column, want, len(found))
		}
		h.at[column] = found[0]
	}
	return nil
}

// other reports whether a record is the header of another table: most of its cells name columns.
func (h *header) other(rec record) bool {
	names, all := 0, 0
	for _, cell := range rec.cells[:min(len(rec.cells), maxColumns)] {
		if trim(cell) == "" {
			continue
		}
		if all++; known(cell) != "" {
			names++
		}
	}
	return names >= 2 && 2*names > all
}

// repeated reports whether a record repeats the header, in its own words or in other known names: a
// second header line, or the header of an appended file. Most of its cells must do so: no person is
// called by names of columns, and one may be misspelt.
func (h *header) repeated(rec record) bool {
	said, other := 0, 0
	for column, i := range h.at {
		at := h.kept[i]
		if at >= len(rec.cells) || trim(rec.cells[at]) == "" {
			continue
		}
		cell := rec.cells[at]
		if fold(cell) != fold(h.names[i]) && known(cell) != column {
			other++
			continue
		}
		said++
	}
	return said >= 2 && said > other && lenWithoutPadding(rec.cells, h.width) <= h.width // a longer record has a row after the header
}
