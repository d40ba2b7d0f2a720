package roster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"enroll.example/enroll/codes"
)

// Row is one record of the file. The value of a cell at fault is left empty, except for PersonID and
// the paths of Photos, which identify the row.
type Row struct {
	Line     int       `json:"line"`  // where the record begins; the first line of the file is 1
	Cells    []string  `json:"cells"` // as read, parallel to Header; only the guard is removed
	PersonID string    `json:"person_id,omitempty"`
	Name     string    `json:"name,omitempty"`
	Group    string    `json:"group,omitempty"`
	Gender   string    `json:"gender,omitempty"` // "" (says nothing), "0", "1" or "2"
	Ex       [5]string `json:"ex"`
	Photos   []Photo   `json:"photos,omitempty"` // from left to right
	Faults   []Fault   `json:"faults,omitempty"` // all of them
	Warnings []Warning `json:"warnings,omitempty"`
	Raw      string    `json:"raw,omitempty"`   // the record as it is in the file, where it cannot be split into cells; 4 KiB at most
	Print    string    `json:"print,omitempty"` // identifies the row later, where it stays refused until its cells are changed
	Was      string    `json:"was,omitempty"`   // the original id of the row, where a spreadsheet has changed it
	Origin   *Origin   `json:"origin,omitempty"`
}

// Origin is where a row of errors.csv came from.
type Origin struct {
	Run  string `json:"run"`  // the run that reported it
	Line int    `json:"line"` // of that run's roster
}

// Photo is one path that a row names.
type Photo struct {
	Field string `json:"field"` // the column's name in the header
	Path  string `json:"path"`  // as written
}

// row reads a record that has a beginning and an end.
func (f *File) row(rec record) Row {
	row := Row{Line: rec.line, Cells: f.header.cells(rec, f.records.comma)}
	row.PersonID = unwrapCell(row.Cells[f.header.at["person_id"]])
	row.Origin = f.header.origin(rec)
	if f.misread(&row, rec) {
		return row
	}
	r := reading{row: &row, header: f.header, charset: f.written.charset, raw: rec.cells}
	r.readCells()
	r.readPerson()
	for _, i := range f.header.photos {
		r.readPhotos(i)
	}
	r.lookForRows(f.records.comma)
	if slices.ContainsFunc(row.Faults, func(fault Fault) bool { return fault.Code == codes.RosterDestroyed || fault.Remedy == mendEncoding }) {
		row.Print = f.header.fingerprint(row.Cells)
	}
	return row
}

// misread reports whether the record cannot be split into cells with certainty, and adds the fault to
// the row. The cells' meaning is then not checked: it would be guesswork.
func (f *File) misread(row *Row, rec record) bool {
	field, message, remedy := f.misplaced(rec)
	switch fits := rec.stray == 0 && f.header.fits(rec.cells); {
	case rec.lost != nil && rec.lost.line == rec.line:
		field, message, remedy = "", rec.lost.why.Error(), mendRecord(rec.lost.why)
	case rec.lost != nil && rec.stray > 0:
	case rec.rest:
		field, message = "", fmt.Sprintf("this line may be the rest of the row on line %d, whose quote is not closed", rec.lost.line)
		remedy = mendSwallowed
	case rec.lost != nil && !fits:
		field, message = "", fmt.Sprintf("the quote opened on line %d may have swallowed this line, which is not a valid row by itself", rec.lost.line)
		remedy = mendSwallowed
	case rec.lost != nil:
		row.warn("", codes.RosterSwallowed, fmt.Sprintf("this line follows the quote that line %d opens and never closes; it was read as a separate row", rec.lost.line))
	}
	if message != "" {
		row.Raw, row.Print = rec.shown(), f.header.fingerprint(row.Cells)
		row.malformed(field, message, remedy)
		return true
	}
	return f.unchangedSinceRefusal(row, rec)
}

// misplaced says why the cells may not be in their places, judging by the row itself and by the lines
// around it.
func (f *File) misplaced(rec record) (field, message, remedy string) {
	if field, message, remedy = f.header.misaligned(rec); message != "" {
		return field, message, remedy
	}
	// Spreadsheets leave out blank cells of many rows together, so a row like the one before is good.
	if others := f.header.odd(rec.cells, rec.line); others > 0 && len(rec.cells) != f.before.cells {
		return "", fmt.Sprintf("the row has %d cells, with blank ones at the end, but other lines have %d: an extra or missing separator may have shifted its cells", len(rec.cells), others), mendCount
	}
	field, message = f.splitByLineEnd(rec)
	return field, message, mendTorn
}

// unchangedSinceRefusal reports whether the row comes from errors.csv, was refused there because it
// could not be split into cells, and is unchanged since: then it is refused again.
func (f *File) unchangedSinceRefusal(row *Row, rec record) bool {
	if f.header.ownCell(rec, "enroll_code") == codes.RosterUnread {
		row.fault(unread(trim(f.header.ownCell(rec, "enroll_message"))))
		return true
	}
	was := trim(f.header.ownCell(rec, "enroll_cells"))
	if was == "" || was != f.header.fingerprint(row.Cells) {
		return false
	}
	row.Raw, row.Print = f.header.ownCell(rec, "enroll_raw"), was
	said := strings.TrimPrefix(trim(f.header.ownCell(rec, "enroll_message")), unchangedRow)
	row.malformed(trim(f.header.ownCell(rec, "enroll_field")), unchangedRow+said, mendNothing)
	return true
}

// unchangedRow begins the message of a row that is unchanged since it was refused.
const unchangedRow = "the row has not changed since it was refused: "

// Unread returns a row that stands for lines that were never read.
func Unread(line, columns int, message string) Row {
	row := Row{Line: line, Cells: make([]string, columns)}
	row.fault(unread(message))
	return row
}

// Unread reports whether the row stands for lines that were never read.
func (r *Row) Unread() bool {
	return slices.ContainsFunc(r.Faults, func(f Fault) bool { return f.Code == codes.RosterUnread })
}

func unread(message string) Fault {
	return Fault{Code: codes.RosterUnread, Message: message, Remedy: mendUnread}
}

// origin returns where a row of errors.csv came from; nil for any other.
func (h header) origin(rec record) *Origin {
	if !h.guarded {
		return nil
	}
	whole, _, _ := strings.Cut(trim(h.ownCell(rec, "enroll_line")), ".") // a spreadsheet may write 2.0
	line, _ := strconv.Atoi(whole)
	return &Origin{Run: trim(h.ownCell(rec, "enroll_run")), Line: line}
}

// ownCell returns the cell of one of our own columns; "" where there is none.
func (h header) ownCell(rec record, column string) string {
	if at, ok := h.ours[column]; ok && at < len(rec.cells) {
		return h.cell(rec.cells[at])
	}
	return ""
}
