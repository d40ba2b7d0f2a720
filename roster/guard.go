package roster

import (
	"encoding/csv"
	"io"

	"enroll/roster/spreadsheet"
)

// Guard keeps a spreadsheet from reading the cell as anything but text. Unguard gives it back.
func Guard(cell string) string { return spreadsheet.Guard(cell) }

// Unguard takes exactly one leading ' off: Unguard(Guard(s)) == s for every s.
func Unguard(cell string) string { return spreadsheet.Unguard(cell) }

// Writer writes CSV as spreadsheets read it: UTF-8 with a byte order mark, cells guarded.
// It is buffered like encoding/csv's: call Flush, then Error.
type Writer struct {
	out    io.Writer
	csv    *csv.Writer
	guard  func(cell string) string
	marked bool
	err    error // of writing the mark
}

// NewWriter writes a roster, every cell so that a spreadsheet gives it back. It writes the
// byte order mark before the first record.
func NewWriter(w io.Writer) *Writer {
	return &Writer{out: w, csv: csv.NewWriter(w), guard: spreadsheet.Guard}
}

// NewTableWriter writes what scripts read and nobody saves: only formulas are guarded, and an
// ID of 19 digits stays one.
func NewTableWriter(w io.Writer) *Writer {
	return &Writer{out: w, csv: csv.NewWriter(w), guard: spreadsheet.Disarm}
}

// Write writes one record.
func (w *Writer) Write(cells []string) error {
	w.mark()
	if w.err != nil {
		return w.err
	}
	guarded := make([]string, len(cells))
	for i, cell := range cells {
		guarded[i] = w.guard(cell)
	}
	return w.csv.Write(guarded)
}

func (w *Writer) mark() {
	if !w.marked {
		w.marked = true
		_, w.err = io.WriteString(w.out, "\uFEFF")
	}
}

// Flush writes what is buffered.
func (w *Writer) Flush() { w.csv.Flush() }

// Error tells the first fault of any Write or Flush.
func (w *Writer) Error() error {
	if w.err != nil {
		return w.err
	}
	return w.csv.Error()
}
