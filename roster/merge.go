package roster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/legible"
)

// Person is what all rows of one person agree on.
type Person struct {
	ID, Name string
	Gender   string // "" when no row has it
	Group    string
	Ex       [5]string
}

// Merge combines all rows of one person, in file order, or says why each row is refused: refused then
// has one Fault for each Line. Empty cells are ignored, and so are faults of photos. Its faults name
// columns as the contract does (person_name), because rows may come from a journal without their
// header. given supplies what no row has.
func Merge(rows []Row, given Person) (p Person, refused map[int]Fault) {
	if len(rows) == 0 {
		return Person{}, nil
	}
	m := merging{rows: rows, refused: make(map[int]Fault)}
	m.ownFaults()
	p.ID = rows[0].PersonID
	p.Name = cmp.Or(m.agreed("person_name", codes.RosterConflict, func(r Row) string { return r.Name }), given.Name)
	p.Gender = cmp.Or(m.agreed("gender", codes.RosterConflict, func(r Row) string { return r.Gender }), given.Gender)
	p.Group = cmp.Or(m.agreed("group_id", codes.RosterGroupConflict, func(r Row) string { return r.Group }), given.Group)
	for i := range p.Ex {
		p.Ex[i] = cmp.Or(m.agreed(exColumn(i), codes.RosterConflict, func(r Row) string { return r.Ex[i] }), given.Ex[i])
	}
	return p, m.verdict(p)
}

// merging collects why rows of one person are refused.
type merging struct {
	rows    []Row
	refused map[int]Fault
}

// refuse keeps the first fault of a line.
func (m merging) refuse(f Fault) {
	if _, said := m.refused[f.Line]; !said {
		m.refused[f.Line] = f
	}
}

// ownFaults combines a row's faults into one, under the code of the first.
func (m merging) ownFaults() {
	for _, row := range m.rows {
		var first Fault
		var messages []string
		for _, f := range row.Faults {
			if f.Photo == "" {
				first = cmp.Or(first, f)
				messages = append(messages, f.Message)
			}
		}
		if len(messages) > 0 {
			first.Message = strings.Join(messages, "; ")
			m.refuse(first)
		}
	}
}

// agreed returns the value of the rows in a column. It refuses every row that contradicts the first
// one with a value, and that one too: only a person can decide which is right.
func (m merging) agreed(field, code string, say func(Row) string) string {
	var first Row
	for _, row := range m.rows {
		switch {
		case say(first) == "":
			first = row
		case say(row) != "" && say(row) != say(first):
			m.refuse(conflict(row, first, field, code, say))
			m.refuse(conflict(first, row, field, code, say))
		}
	}
	return say(first)
}

func conflict(row, other Row, field, code string, say func(Row) string) Fault {
	apart := legible.Apart(say(row), say(other))
	if apart != "" {
		apart = "; " + apart
	}
	return Fault{Line: row.Line, Field: field, Code: code, Message: fmt.Sprintf(
		"%s %s contradicts %s on line %d: all rows for one person must agree%s", field, quote(say(row)), quote(say(other)), other.Line, apart)}
}

// verdict returns nil when no row of the person is refused.
func (m merging) verdict(p Person) map[int]Fault {
	if len(m.refused) == 0 {
		m.checkRequired(p)
	}
	if len(m.refused) == 0 {
		return nil
	}
	m.otherRows()
	return m.refused
}

// checkRequired refuses a person for whom a required value is missing.
func (m merging) checkRequired(p Person) {
	line := m.rows[0].Line
	switch {
	case p.Name == "":
		m.refuse(Fault{Line: line, Field: "person_name", Code: codes.ParameterEmpty,
			Message: fmt.Sprintf("person_name is empty in every row for person %s: fill it in on at least one", quote(p.ID))})
	case p.Group == "":
		m.refuse(Fault{Line: line, Field: "group_id", Code: codes.ParameterEmpty,
			Message: fmt.Sprintf("group_id is empty in every row for person %s: fill it in, or set a group for all with --group", quote(p.ID))})
	case !slices.ContainsFunc(m.rows, func(r Row) bool { return len(r.Photos) > 0 }):
		for _, row := range m.rows {
			m.refuse(Fault{Line: row.Line, Field: "images", Code: codes.RosterNoPhoto,
				Message: fmt.Sprintf("no row for person %s names a photo", quote(p.ID))})
		}
	}
}

// otherRows refuses the rows that are good by themselves.
func (m merging) otherRows() {
	culprit := m.firstLine()
	for _, row := range m.rows {
		m.refuse(Fault{Line: row.Line, Code: codes.RosterOtherRow,
			Message: fmt.Sprintf("line %d is for the same person and has an error: fix it, then this row can be enrolled too", culprit)})
	}
}

// firstLine returns the first line at fault.
func (m merging) firstLine() int {
	for _, row := range m.rows {
		if _, ok := m.refused[row.Line]; ok {
			return row.Line
		}
	}
	return 0
}
