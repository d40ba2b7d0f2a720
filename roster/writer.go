package roster

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"enroll.example/enroll/roster/spreadsheet"
)

// Writer writes CSV as spreadsheets read it: UTF-8 with a byte order mark, cells guarded and,
// where a spreadsheet may part them, in quotes: one that is set to take ; or tab beside the
// comma does so within a bare cell. It is buffered: call Flush.
type Writer struct {
	out    *bufio.Writer
	comma  rune
	plain  []int
	marked bool
	err    error // the first one
}

// NewWriter writes every cell so that a spreadsheet gives it back, except for those in the
// columns plain: they are for scripts, and only kept from being run as formulas. It writes the
// byte order mark before the first record.
func NewWriter(w io.Writer, comma rune, plain ...int) *Writer {
	return &Writer{out: bufio.NewWriter(w), comma: comma, plain: plain}
}

// Write writes one record.
func (w *Writer) Write(cells []string) error {
	if !w.marked {
		w.marked = true
		w.put("\uFEFF")
	}
	for i, cell := range cells {
		if i > 0 {
			w.put(string(w.comma))
		}
		w.put(w.quoted(w.guarded(i, cell)))
	}
	w.put("\n")
	return w.err
}

func (w *Writer) guarded(i int, cell string) string {
	if slices.Contains(w.plain, i) {
		return spreadsheet.Disarm(cell)
	}
	return spreadsheet.Guard(cell)
}

// quoted puts a cell in quotes that holds a quote, a line break or anything that parts cells
// somewhere, or begins or ends with a blank.
func (w *Writer) quoted(cell string) string {
	if !strings.ContainsAny(cell, separators+"\"\r\n"+string(w.comma)) && strings.Trim(cell, " ") == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

func (w *Writer) put(text string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(text)
	}
}

// Flush writes what is buffered.
func (w *Writer) Flush() {
	if err := w.out.Flush(); w.err == nil {
		w.err = err
	}
}

// Error tells the first fault of any Write or Flush.
func (w *Writer) Error() error { return w.err }
