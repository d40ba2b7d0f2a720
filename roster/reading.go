package roster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"enroll/codes"
)

// reading is a row in the making.
type reading struct {
	row     *Row
	header  header
	charset charset
	garbled []bool // cells that hold what no reviewer typed, parallel to row.Cells
}

func (r *reading) field(i int) string { return trim(r.header.names[i]) }

// readCells looks at every cell's characters. Image cells are judged path by path.
func (r *reading) readCells() {
	r.garbled = make([]bool, len(r.row.Cells))
	for i, cell := range r.row.Cells {
		why := r.garbledBy(cell, r.header.used[i])
		if why == "" || slices.Contains(r.header.photos, i) {
			continue
		}
		r.garbled[i] = true
		r.row.fault(r.field(i), codes.RosterMalformed, fmt.Sprintf("%s %s %s", r.field(i), quote(cell), why))
	}
}

// garbledBy says what is wrong with the characters of a cell. Notes in unknown columns may
// have several lines and tabs.
func (r *reading) garbledBy(cell string, known bool) string {
	if known {
		cell = trim(cell)
	}
	if strings.ContainsRune(cell, '\uFFFD') {
		return fmt.Sprintf("holds bytes that are no character in %s, shown as �", r.charset)
	}
	for _, c := range cell {
		if unicode.IsControl(c) && (known || !strings.ContainsRune("\t\r\n", c)) {
			return fmt.Sprintf("holds the control character %U", c)
		}
	}
	return ""
}

// value is what the cell of a known column says.
func (r *reading) value(column string) (field, value string) {
	i, ok := r.header.at[column]
	if !ok {
		return column, ""
	}
	if r.garbled[i] {
		return r.field(i), ""
	}
	return r.field(i), trim(r.row.Cells[i])
}

// readPerson judges what the row says of its person.
func (r *reading) readPerson() {
	if !r.garbled[r.header.at["person_id"]] {
		r.judged("person_id", personID)
	}
	r.row.Name = r.judged("person_name", personName)
	r.row.Gender = sexes[strings.ToLower(r.judged("gender", gender))]
	r.row.Group = r.judged("group_id", groupID)
	for i := range r.row.Ex {
		r.row.Ex[i] = r.judged(exColumn(i), description)
	}
}

// judged gives the column's value, or "" when a rule is broken.
func (r *reading) judged(column string, rule rule) string {
	field, value := r.value(column)
	breaches := rule(value)
	for _, b := range breaches {
		r.row.fault(field, b.code, b.sentence(field, value))
	}
	if len(breaches) > 0 {
		return ""
	}
	return value
}

// readPhotos adds the photos of one column.
func (r *reading) readPhotos(i int) {
	paths := []string{r.row.Cells[i]}
	if at, ok := r.header.at["images"]; ok && at == i {
		paths = strings.FieldsFunc(paths[0], func(c rune) bool { return c == ';' || c == '|' })
	}
	for _, path := range paths {
		if path = trim(path); path != "" {
			r.row.Photos = append(r.row.Photos, Photo{Field: r.field(i), Path: path})
			r.judgePath(r.field(i), path)
		}
	}
}

// maxPath is Linux's PATH_MAX.
const maxPath = 4096

func (r *reading) judgePath(field, path string) {
	why := r.garbledBy(path, true)
	if why == "" && len(path) > maxPath {
		why = fmt.Sprintf("is %d bytes long: %d at most", len(path), maxPath)
	}
	if why != "" {
		r.row.Faults = append(r.row.Faults, Fault{Line: r.row.Line, Field: field, Photo: path,
			Code: codes.RosterMalformed, Message: fmt.Sprintf("%s %s %s", field, quote(path), why)})
	}
}

// trim takes off white space and the invisible marks that spreadsheets and editors leave.
func trim(s string) string {
	return strings.TrimFunc(s, func(c rune) bool {
		return unicode.IsSpace(c) || c == '\uFEFF' || c == '\u200B'
	})
}

// quote shows a value in a message: never long, and nothing in it unseen.
func quote(s string) string {
	if runes := []rune(s[:min(len(s), 400)]); len(runes) > 40 {
		s = string(runes[:40]) + "…"
	}
	return strconv.Quote(s)
}
