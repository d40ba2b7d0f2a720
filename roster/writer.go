package roster

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"enroll.example/enroll/roster/spreadsheet"
)

// Writer writes CSV as spreadsheets read it: UTF-8 with a byte order mark, cells guarded and, where a
// spreadsheet may split them, in quotes: one that is set to accept ; or tab in addition to the comma
// splits unquoted cells. It is buffered: call Flush.
type Writer struct {
	out    *bufio.Writer
	comma  rune
	plain  []int
	marked bool
	err    error // the first one
}

// NewWriter returns a Writer that guards every cell, except those in the columns plain: they are for
// scripts, and only kept from being run as formulas. It writes the byte order mark before the first
// record.
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

// quoted puts a cell in quotes that has a quote, a line break or any possible separator, or begins or
// ends with a space.
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

// Error returns the first error of any Write or Flush.
func (w *Writer) Error() error { return w.err }
