package roster

import (
	"bytes"
	"fmt"
	"slices"
)

// pieceLength is the largest length, in bytes, of a line that is the rest of a row.
const pieceLength = 4096

// before is what is kept of the record before; the zero value: none.
type before struct {
	line, cells int
	last        string
}

// splitByLineEnd says why a row may be a piece of one. A line end in an unquoted cell splits a row in
// two, and where the cell is the first or the last, one of the two has the right number of cells, with
// half an id or a name in it. It returns "" when the lines around give no reason to think so.
func (f *File) splitByLineEnd(rec record) (field, message string) {
	const says = "the line %s has too few cells, and both together would be one row: %s %s may be only half of the original"
	last := f.header.width - 1
	if f.before.line+1 == rec.line && rec.raw[0] != '"' && f.joins(0, f.before.cells+len(rec.cells)-1, f.before.last, rec.cells[0]) {
		field = f.header.named(0)
		return field, fmt.Sprintf(says, "before it", field, quote(rec.cells[0]))
	}
	if len(rec.cells) > f.header.width || bytes.HasSuffix(trimLineEnd(rec.raw), []byte{'"'}) || f.header.identityRule(last) == nil {
		return "", ""
	}
	if ahead := f.records.ahead(); len(ahead) > 0 && f.joins(last, len(rec.cells)+len(ahead)-1, rec.cells[last], ahead[0]) {
		field = f.header.named(last)
		return field, fmt.Sprintf(says, "after it", field, quote(rec.cells[last]))
	}
	return "", ""
}

// joins reports whether two lines are one row when they are joined in the column at this place: it has
// as many cells as others have, and the joined cell identifies a person.
func (f *File) joins(at, cells int, one, other string) bool {
	who := f.header.identityRule(at)
	return who != nil && f.header.counts.votes[cells] > 0 && len(who(trim(one+other))) == 0
}

// identityRule returns the rule of the column at this place of a record, if the column identifies a person.
func (h header) identityRule(at int) rule {
	switch i := slices.Index(h.kept, at); {
	case i < 0:
		return nil
	case i == h.at["person_id"]:
		return personID
	case i == h.at["person_name"]:
		return personName
	}
	return nil
}

// ahead returns the cells of the next line, if it can be the rest of a row.
func (r *records) ahead() []string {
	line := r.again
	if len(line) == 0 {
		line, _ = r.in.Peek(pieceLength)
	}
	line = bytes.TrimRight(trimLineEnd(line[:lineEnd(line)]), "\x1A")
	if len(line) >= pieceLength-2 || len(bytes.TrimFunc(line, blank)) == 0 {
		return nil
	}
	cells, stray := split(string(line), r.comma)
	if stray > 0 { // it may begin a record of several lines
		return nil
	}
	return cells
}
