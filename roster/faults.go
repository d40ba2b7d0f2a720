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
	mendEncoding  = "Save the original as CSV UTF-8 and take the row from there, or tell the encoding of the whole file with --encoding."
	mendSource    = "Take it from the source: what an earlier save has destroyed cannot be brought back from this file."
	mendLineBreak = "Write the cell on one line: take the line break out."
	mendControl   = "Type the cell anew: it holds a character that is not seen."
	mendQuotes    = `Put quotes around the whole cell and write each quote within it twice, as in "Ann ""Annie"" Lee".`
	mendOpen      = `Close the quote, or take it out: a cell that begins with a quote must end with one.`
	mendExport    = "Export the roster again as CSV UTF-8: what stands here is no text, or no CSV."
	mendHeader    = "Part the roster there, and run each table by itself."
	mendSwallowed = "Mend the line that opens the quote and run the roster again; nothing may be wrong with this line."
	mendCount     = "Put quotes around a cell that holds the separator, and leave cells empty rather than out; if the row is right as it stands here, empty its cell enroll_cells to say so."
	mendTorn      = "Put the two lines together again, or put quotes around the cell; if the row is right as it stands here, empty its cell enroll_cells to say so."
	mendUnread    = "Mend the roster itself and run it as a whole: the rows behind stand in no report."
	mendNothing   = "Change the cells that are wrong; if the row is right as it stands here, empty its cell enroll_cells to say so."
	mendPath      = "Write the path of one photo in the cell, relative to the photo folder."
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
