package roster

import "enroll/codes"

// Row is one record of the file. What a cell at fault says is left empty, except for
// PersonID and the paths of Photos, by which the row is told from others.
type Row struct {
	Line     int       `json:"line"`  // where the record begins; the first line of the file is 1
	Cells    []string  `json:"cells"` // as read, parallel to Header; only the guard is taken off
	PersonID string    `json:"person_id,omitempty"`
	Name     string    `json:"name,omitempty"`
	Group    string    `json:"group,omitempty"`
	Gender   string    `json:"gender,omitempty"` // "" (says nothing), "0", "1" or "2"
	Ex       [5]string `json:"ex"`
	Photos   []Photo   `json:"photos,omitempty"` // from left to right
	Faults   []Fault   `json:"faults,omitempty"` // all of them
}

// Photo is one path that a row names.
type Photo struct {
	Field string `json:"field"` // the column's name in the header
	Path  string `json:"path"`  // as written
}

// Fault is one thing wrong with a row.
type Fault struct {
	Line    int    `json:"line"`            // the row's
	Field   string `json:"field,omitempty"` // the column's name in the header; "": the record as a whole
	Photo   string `json:"photo,omitempty"` // the path, when it is this photo's fault alone
	Code    string `json:"code"`
	Message string `json:"message"` // a sentence for a reviewer
}

func (r *Row) fault(field, code, message string) {
	r.Faults = append(r.Faults, Fault{Line: r.Line, Field: field, Code: code, Message: message})
}

// row judges a record that has a beginning and an end.
func (f *File) row(rec record) Row {
	row := Row{Line: rec.line, Cells: f.header.cells(rec, f.records.comma)}
	row.PersonID = trim(row.Cells[f.header.at["person_id"]])
	if field, wrong := f.header.misshapen(rec); wrong != "" {
		row.fault(field, codes.RosterMalformed, wrong)
		return row
	}
	r := reading{row: &row, header: f.header, charset: f.charset}
	r.readCells()
	r.readPerson()
	for _, i := range f.header.photos {
		r.readPhotos(i)
	}
	return row
}
