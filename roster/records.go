package roster

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

const maxRecord = 1 << 20 // bytes of UTF-8; five paths and a name take some hundred

// Why the end of a record cannot be told.
var (
	errNUL    = errors.New("a NUL byte stands here; no text holds one")
	errLong   = errors.New("a record begins here that is longer than 1 MiB")
	errOpen   = errors.New("a quote is opened in this record and never closed")
	errQuotes = errors.New("this record goes over several lines and a quote in it is out of place: rows may hide in it")
)

// record is one record of the file.
type record struct {
	line  int      // where it begins; the first line is 1
	cells []string // quotes taken off where they are right
	stray int      // the first cell, from 1, with a quote out of place; 0: none
}

func (r record) blank() bool {
	for _, cell := range r.cells {
		if trim(cell) != "" {
			return false
		}
	}
	return true
}

// records finds the records in a text and holds one at a time.
type records struct {
	in    *bufio.Reader
	comma byte
	eol   byte
	lines int // read so far
	text  []byte
}

// next reads a line, and the lines that follow while a quote is open. With an error other
// than io.EOF the record holds what its first line says.
func (r *records) next() (record, error) {
	rec := record{line: r.lines + 1}
	c := cutter{comma: r.comma}
	r.text = r.text[:0]
	for {
		err := r.readLine()
		if err == io.EOF && len(r.text) > 0 {
			err = errOpen
		}
		if err != nil {
			rec.cells = r.firstLine()
			return rec, err
		}
		if c.scan(r.text); !c.open {
			break
		}
	}
	rec.cells, rec.stray = c.cells(r.trimmed())
	if rec.stray > 0 && r.lines > rec.line {
		rec.cells = r.firstLine()
		return rec, errQuotes
	}
	return rec, nil
}

// readLine adds one line to the text. A last line without its end is a line too.
func (r *records) readLine() error {
	for begin := len(r.text); ; {
		piece, err := r.in.ReadSlice(r.eol)
		r.text = append(r.text, piece...)
		switch {
		case bytes.IndexByte(piece, 0) >= 0:
			return errNUL
		case len(r.text) > maxRecord:
			return errLong
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(r.text) == begin:
			return io.EOF
		case err != nil && err != io.EOF:
			return err
		}
		r.lines++
		return nil
	}
}

// trimmed is the text without the end of its last line.
func (r *records) trimmed() string {
	text := bytes.TrimSuffix(r.text, []byte{r.eol})
	if r.eol == '\n' {
		text = bytes.TrimSuffix(text, []byte{'\r'})
	}
	return string(text)
}

// firstLine is what can be shown of a record without an end: never more than 4 KiB.
func (r *records) firstLine() []string {
	text := r.text[:min(len(r.text), 4096)]
	if i := bytes.IndexByte(text, r.eol); i >= 0 {
		text = text[:i]
	}
	if i := bytes.IndexByte(text, 0); i >= 0 {
		text = text[:i]
	}
	cells, _ := split(strings.TrimSuffix(string(text), "\r"), r.comma)
	return cells
}

// cutter finds where cells end. It may be shown a growing text and goes on where it was,
// for a record of many lines would otherwise cost the square of its length.
type cutter struct {
	comma  byte
	at     int   // seen so far
	start  int   // of the cell at hand
	quoted bool  // the cell at hand began with a quote
	open   bool  // an odd number of quotes in it: a doubled quote closes and opens
	ends   []int // of the cells before
}

func (c *cutter) scan(text []byte) {
	for ; c.at < len(text); c.at++ {
		switch b := text[c.at]; {
		case b == '"' && (c.quoted || c.at == c.start):
			c.quoted, c.open = true, !c.open
		case b == c.comma && !c.open:
			c.ends = append(c.ends, c.at)
			c.start, c.quoted = c.at+1, false
		}
	}
}

// cells gives what stands between the ends, and the first cell with a stray quote.
func (c *cutter) cells(text string) (cells []string, stray int) {
	start := 0
	for _, end := range append(c.ends, len(text)) {
		cell, ok := unquote(text[start:end])
		cells = append(cells, cell)
		if !ok && stray == 0 {
			stray = len(cells)
		}
		start = end + 1
	}
	return cells, stray
}

// split cuts one line.
func split(line string, comma byte) (cells []string, stray int) {
	c := cutter{comma: comma}
	c.scan([]byte(line))
	return c.cells(line)
}

// unquote takes the quotes off a cell. A cell with a quote out of place stays as it is.
func unquote(raw string) (string, bool) {
	if !strings.HasPrefix(raw, `"`) {
		return raw, !strings.Contains(raw, `"`)
	}
	inner, ok := strings.CutSuffix(raw[1:], `"`)
	if !ok || strings.Count(inner, `"`) != 2*strings.Count(inner, `""`) {
		return raw, false
	}
	return strings.ReplaceAll(inner, `""`, `"`), true
}
