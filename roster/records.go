package roster

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

const maxRecord = 1 << 20 // bytes of UTF-8; five paths and a name take some hundred

// Why the end of a record cannot be determined.
var (
	errNUL    = errors.New("there is a NUL byte here, which no text contains")
	errLong   = errors.New("the record that begins here is longer than 1 MiB")
	errOpen   = errors.New("a quote is opened in this record and never closed")
	errHeader = errors.New("there is another header here with different columns: another table follows")
	errHidden = errors.New("this record may contain several rows, joined by extra quotes")
	errQuotes = errors.New("this record spans several lines and has a misplaced quote, so it may contain other rows")
)

// record is one record of the file.
type record struct {
	line  int      // where it begins; the first line is 1
	cells []string // quotes removed where they are well formed
	stray int      // the first cell, from 1, with a quote out of place; 0: none
	raw   []byte   // as it is in the file; valid until the next record is read
	lost  *unended // it follows a quote that was opened and never closed
	rest  bool     // it may belong to the record with that quote
}

func (r record) blank() bool {
	for _, cell := range r.cells {
		if trim(cell) != "" {
			return false
		}
	}
	return true
}

// shown returns what can be shown of a record as it is in the file: at most 4 KiB.
func (r record) shown() string {
	text := bytes.Trim(r.raw[:min(len(r.raw), 4096)], "\r\n")
	return strings.ToValidUTF8(strings.ReplaceAll(string(text), "\x00", "\u2400"), "\uFFFD")
}

// records finds the records in a text and holds one at a time.
type records struct {
	lines
	comma   byte
	wrapped bool // each record is in quotes as a whole, and those within are doubled
	text    []byte
	lost    *unended
	fits    func(cells []string) bool // reports whether cells are certainly a row of this roster
	used    func() int                // the last place in a record that has data of its person
}

// next reads a line, and the lines that follow while a quote is open. With an error other than io.EOF
// the record has the cells of its first line.
func (r *records) next() (record, error) {
	if r.lost != nil && (r.count < r.lost.until || r.lost.inside) {
		return r.readLine()
	}
	r.lost = nil
	rec, err := r.whole()
	if errors.Is(err, errHidden) {
		r.recoverLines(rec, err)
		rec.lost = r.lost
		return rec, nil
	}
	if !isBreak(err) || errors.Is(err, errNUL) || !r.resync(rec, err) {
		return rec, err
	}
	rec.lost = r.lost
	return rec, nil
}

// whole reads a record that ends where it should.
func (r *records) whole() (rec record, err error) {
	rec.line = r.count + 1
	c := cutter{comma: r.comma}
	r.text = r.text[:0]
	for {
		r.text, err = r.lines.next(r.text)
		if err == nil && bytes.IndexByte(r.text[c.at:], 0) >= 0 {
			err = errNUL
		}
		if errors.Is(err, io.EOF) && len(r.text) > 0 {
			err = errOpen
		}
		if err != nil {
			return r.firstLine(rec), err
		}
		if c.scan(r.text); !c.open {
			break
		}
	}
	return r.cut(rec, c)
}

func (r *records) cut(rec record, c cutter) (record, error) {
	text := string(r.trimEnd())
	rec.raw = r.text
	rec.cells, rec.stray = c.cells(text)
	switch {
	case r.count == rec.line:
	case rec.stray > 0:
		return r.firstLine(rec), errQuotes
	case r.joinsRows(c):
		return r.firstLine(rec), errHidden
	}
	if r.wrapped && len(rec.cells) == 1 && rec.stray == 0 {
		rec.cells, rec.stray = split(rec.cells[0], r.comma)
	}
	return rec, nil
}

// trimEnd returns the record without the end of its last line, and a file's last record without the
// mark that some programs append.
func (r *records) trimEnd() []byte {
	text := trimLineEnd(r.text)
	if len(text) == len(r.text) || r.atEnd() {
		text = bytes.TrimRight(text, "\x1A")
	}
	return text
}

// firstLine returns what can be shown of a record without an end: at most 4 KiB.
func (r *records) firstLine(rec record) record {
	text := r.text[:min(len(r.text), 4096)]
	rec.raw = trimLineEnd(text[:lineEnd(text)])
	shown, _, _ := bytes.Cut(rec.raw, []byte{0})
	rec.cells, rec.stray = split(string(shown), r.comma)
	return rec
}

// cutter finds where cells end. It can be given a growing text and continues where it was; otherwise a
// record of many lines would cost the square of its length.
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

// cells returns what is between the ends, and the first cell with a stray quote.
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

// unquote removes the quotes of a cell. A cell with a quote out of place is unchanged, as is the
// formula ="00123", in which some exports write a text to keep it from spreadsheets.
func unquote(raw string) (string, bool) {
	if !strings.HasPrefix(raw, `"`) {
		formula := strings.HasPrefix(raw, `="`) && strings.HasSuffix(raw, `"`) && len(raw) > 2 && strings.Count(raw, `"`) == 2
		return raw, formula || !strings.Contains(raw, `"`)
	}
	inner, ok := strings.CutSuffix(raw[1:], `"`)
	if !ok || strings.Count(inner, `"`) != 2*strings.Count(inner, `""`) {
		return raw, false
	}
	return strings.ReplaceAll(inner, `""`, `"`), true
}
