package roster

import "fmt"

// Broken ends the reading: the end of the record on Line cannot be determined, so nothing from that
// line on was read. Row is what is known of that record, with a fault codes.RosterMalformed.
type Broken struct {
	Path    string
	Line    int
	Lines   int // from Line to the end of the file; the number of rows is about the same
	Row     Row
	Message string
	Remedy  string
}

func (e *Broken) Error() string { return place(e.Path, e.Line) + e.Message }

// Hint says what to do about it.
func (e *Broken) Hint() string { return e.Remedy }

// broken ends the reading at a record, and counts the lines after it.
func (f *File) broken(rec record, why error) error {
	behind, err := f.records.rest()
	if err != nil {
		return fmt.Errorf("%s line %d: %w", f.path, rec.line, cause(err))
	}
	row := Row{Line: rec.line, Cells: f.header.cells(rec, f.records.comma), Raw: rec.shown(), Origin: f.header.origin(rec)}
	row.Print = f.header.fingerprint(row.Cells)
	row.PersonID = unwrapCell(row.Cells[f.header.at["person_id"]])
	row.malformed("", why.Error(), mendRecord(why))
	lines := max(1, f.records.count-rec.line+1) + behind
	return &Broken{Path: f.path, Line: rec.line, Lines: lines, Row: row, Remedy: remedy(why),
		Message: fmt.Sprintf("%v; nothing was read from this line on, about %s", why, counted(lines, "line"))}
}

func counted(n int, what string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", what)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Unread returns a row that stands for the unread lines after the broken record; ok is false when
// there are none.
func (e *Broken) Unread() (row Row, ok bool) {
	if e.Lines < 2 {
		return row, false
	}
	return Unread(e.Line+1, len(e.Row.Cells), NeverRead(e.Line+1, e.Lines-1)), true
}

// NeverRead says what was never read of a roster.
func NeverRead(line, lines int) string {
	return fmt.Sprintf("about %s not read, starting at line %d of the roster", counted(lines, "line"), line)
}

// mendRecord is the remedy for a record whose end cannot be determined.
func mendRecord(why error) string {
	switch why {
	case errNUL, errLong:
		return mendExport
	case errHeader:
		return mendHeader
	}
	return mendOpen
}
