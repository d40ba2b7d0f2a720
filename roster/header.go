package roster

import (
	"fmt"
	"slices"
	"strings"
)

// maxColumns bounds what one short line of the file can make us allocate.
const maxColumns = 1024

// header says which column stands where.
type header struct {
	names   []string       // of the columns kept, as written
	kept    []int          // where each stands in a record
	width   int            // columns in the file, enroll_* among them
	guarded bool           // there is an enroll_run column
	at      map[string]int // known column -> its place among names
	used    []bool         // parallel to names: a known column stands there
	photos  []int          // the image columns' places, from left to right
}

// newHeader judges the first record. Its *Unusable lacks path and line.
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
	h.guarded = slices.ContainsFunc(cells, func(c string) bool { return fold(c) == "enroll_run" })
	for i, cell := range cells {
		if strings.HasPrefix(fold(cell), "enroll_") {
			continue
		}
		h.names = append(h.names, h.cell(cell))
		h.kept = append(h.kept, i)
	}
}

// placeKnown finds the columns that go by their own names.
func (h *header) placeKnown(asked map[string]string) error {
	for i, name := range h.names {
		column := known(name)
		if _, elsewhere := asked[column]; column == "" || elsewhere {
			continue
		}
		if other, twice := h.at[column]; twice {
			return &Unusable{
				Message: fmt.Sprintf("columns %d (%s) and %d (%s) both are %s", h.kept[other]+1, quote(h.names[other]), h.kept[i]+1, quote(name), column),
				Remedy:  "rename one, or say which counts with " + flagFor(column)}
		}
		h.at[column] = i
	}
	return nil
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
