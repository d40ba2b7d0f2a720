package roster

import (
	"fmt"
	"slices"
	"strings"
)

// ourColumns is how many columns enroll_* tell that this program wrote a file, where somebody has
// taken enroll_run away.
const ourColumns = 5

// maxColumns bounds what one short line of the file can make us allocate.
const maxColumns = 1024

// header says which column stands where.
type header struct {
	names   []string       // of the columns kept, as written
	kept    []int          // where each stands in a record
	width   int            // columns in the file, enroll_* among them
	counts  counts         // of cells at the beginning of the file
	guarded bool           // this program wrote the file: there is an enroll_run column, or most of the others
	ours    map[string]int // an enroll_* column -> where it stands in a record
	at      map[string]int // known column -> its place among names
	used    []bool         // parallel to names: a known column stands there
	photos  []int          // the image columns' places, from left to right
}

// newHeader judges the record that holds the header. Its *Unusable lacks path and line.
func newHeader(cells []string, o Options) (h header, err error) {
	h.keep(cells)
	asked, err := o.asked()
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

// keep leaves our own columns out, and nameless ones at the end: spreadsheets add those.
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

// placeKnown finds the columns that go by names that are known. One that exports call so for
// want of a better name counts where no other column has a better claim.
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
				return h.twice(column, places)
			} else if len(places) == 1 {
				h.at[column] = places[0]
			}
		}
	}
	return nil
}

// twice says that several columns may be one, and how to say which it is.
func (h *header) twice(column string, places []int) error {
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

// other tells whether a record is the header of another table: most of its cells name columns.
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

// repeated tells whether a record says the header once more, in its own words or in others
// that are known: a second header line, or one of a file that was put behind another. Most of its
// cells must do so: nobody is called by the names of columns, and one may be misspelt.
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
	return said >= 2 && said > other && shorn(rec.cells, h.width) <= h.width // what is longer has a row behind it
}
