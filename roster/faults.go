package roster

import "enroll.example/enroll/codes"

// Fault is one thing wrong with a row.
type Fault struct {
	Line    int    `json:"line"`            // the row's
	Field   string `json:"field,omitempty"` // the column's name in the header; "": the record as a whole
	Photo   string `json:"photo,omitempty"` // the path, when only this photo is at fault
	Code    string `json:"code"`
	Message string `json:"message"`          // a sentence for a reviewer
	Remedy  string `json:"remedy,omitempty"` // what to do, where it differs from the code's remedy
}

// Remedies for faults, by their cause rather than by their code.
const (
	mendEncoding  = "Save the original as CSV UTF-8 and copy the row from there, or set the encoding of the whole file with --encoding."
	mendSource    = "Restore it from the source: what an earlier save has destroyed cannot be recovered from this file."
	mendLineBreak = "Put the cell on one line: remove the line break."
	mendControl   = "Retype the cell: it contains an invisible character."
	mendQuotes    = `Put quotes around the whole cell and double each quote inside it, as in "Ann ""Annie"" Lee".`
	mendOpen      = `Close the quote or remove it: a cell that begins with a quote must end with one.`
	mendExport    = "Export the roster again as CSV UTF-8: this part is not text, or not CSV."
	mendHeader    = "Split the roster here and run each table separately."
	mendSwallowed = "Fix the line that opens the quote and run the roster again; this line itself may be fine."
	mendCount     = "Put quotes around a cell that contains the separator, and leave cells empty instead of omitting them; if the row is correct as it is here, empty its enroll_cells cell to confirm it."
	mendTorn      = "Join the two lines again, or put quotes around the cell; if the row is correct as it is here, empty its enroll_cells cell to confirm it."
	mendUnread    = "Fix the roster itself and run all of it: the rows that were not read are in no report."
	mendNothing   = "Fix the cells that are wrong; if the row is correct as it is here, empty its enroll_cells cell to confirm it."
	mendPath      = "Put the path of one photo in the cell, relative to the photo folder."
)

// Warning is about a row that is good but worth a look.
type Warning struct {
	Field   string `json:"field,omitempty"` // the column's name in the header
	Code    string `json:"code"`
	Message string `json:"message"` // a sentence for a reviewer
}

func (r *Row) fault(f Fault) {
	f.Line = r.Line
	r.Faults = append(r.Faults, f)
}

func (r *Row) malformed(field, message, remedy string) {
	r.fault(Fault{Field: field, Code: codes.RosterMalformed, Message: message, Remedy: remedy})
}

func (r *Row) warn(field, code, message string) {
	r.Warnings = append(r.Warnings, Warning{Field: field, Code: code, Message: message})
}
