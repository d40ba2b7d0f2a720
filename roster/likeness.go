package roster

import (
	"cmp"
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/roster/spreadsheet"
)

// Likeness returns what an id has in common with those that a person, or a spreadsheet, may take for
// it: it has no leading zeros, one letter case and one width. It is "" for no id.
func Likeness(id string) string {
	id = strings.ToLower(norm.NFKC.String(id))
	return cmp.Or(strings.TrimLeft(id, "0"), id[:min(len(id), 1)])
}

// Unlike says in what two ids of the same likeness differ.
func Unlike(a, b string) string {
	x, y := norm.NFKC.String(a), norm.NFKC.String(b)
	switch {
	case x == y:
		return "the width of their letters"
	case strings.EqualFold(x, y):
		return "letter case"
	case strings.TrimLeft(x, "0") == strings.TrimLeft(y, "0"):
		return "leading zeros"
	}
	return "leading zeros and letter case"
}

// Reported is what is known of a row of errors.csv as it was reported.
type Reported struct {
	Person string // its id, or the one that it should have
	Name   string
	Print  string // for a row that stays refused until its cells are changed
}

// HoldTo compares a row of errors.csv with the one that was reported. It refuses one that was refused
// there and is unchanged, whatever became of our columns; one whose id is what a spreadsheet makes of
// the original id; and a name in an encoding that nothing proves.
func (f *File) HoldTo(row *Row, was Reported, acceptAlmostSame bool) {
	_, kept := f.header.ours["enroll_cells"]
	emptied := kept && row.Origin != nil && row.Origin.Run != "" // by a person who says that the row is right
	if len(row.Faults) == 0 && !emptied && was.Print != "" && was.Print == f.Fingerprint(*row) {
		row.Print = was.Print
		row.malformed("", unchangedRow+"its cells could not be separated, or were destroyed", mendNothing)
	}
	f.compareID(row, was.Person, acceptAlmostSame)
	if f.written.assumed && row.Name != was.Name && !isASCII([]byte(row.Name)) {
		field := trim(f.header.names[f.header.at["person_name"]])
		row.fault(Fault{Field: field, Code: codes.RosterMalformed, Remedy: mendEncoding, Message: fmt.Sprintf(
			"%s would be %s in %s, which nothing in this file proves, and that is not the name that was reported", field, quote(row.Name), f.written.charset)})
	}
}

func (f *File) compareID(row *Row, was string, acceptAlmostSame bool) {
	if was == "" || was == row.PersonID || personID(was) != nil {
		return // an id that may not be one must be corrected
	}
	harm, ok := spreadsheet.Became(was, row.PersonID)
	if !ok || acceptAlmostSame && Likeness(was) == Likeness(row.PersonID) {
		return
	}
	row.Was = was
	field := trim(f.header.names[f.header.at["person_id"]])
	row.fault(Fault{Field: field, Code: codes.RosterOtherID,
		Message: fmt.Sprintf("%s %s was %s when the row was reported: it %s", field, quote(row.PersonID), quote(was), harm.What),
		Remedy:  fmt.Sprintf("Enter %s again, in a column formatted as text.", was)})
}
