package roster

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

const window = 64 << 10 // how much of a file is examined at once

// layout is how a file is laid out: its separator and the place of its header.
type layout struct {
	comma   byte
	wrapped bool // each record is in quotes as a whole
	sep     bool // the first line is sep=, which declares the separator to Excel
	above   int  // records above the header: a title, a comment
	names   int  // columns of the header that are known or asked for
}

// separators are the possible separators, the likeliest first.
const separators = ",;\t|"

// headerWithin is how many records are searched for the header.
const headerWithin = 10

// findLayout searches the beginning of a text for the record that names the most columns.
func findLayout(head []byte, o Options) layout {
	if comma, ok := declaredSeparator(head); ok {
		l, _ := layoutWith(head, comma, o)
		l.sep = true
		return l
	}
	best, most := layout{comma: ','}, -1
	for _, comma := range []byte(separators) {
		if l, score := layoutWith(head, comma, o); score > most {
			best, most = l, score
		}
	}
	return best
}

// layoutWith returns the layout of a text with this separator, and its score.
func layoutWith(head []byte, comma byte, o Options) (best layout, score int) {
	best, score = layout{comma: comma}, -1
	r := records{lines: lines{in: bufio.NewReader(bytes.NewReader(head)), most: maxRecord}, comma: comma}
	for above := 0; above < headerWithin; {
		rec, err := r.next()
		if err != nil && !isBreak(err) || errors.Is(err, errLong) {
			break
		}
		if strings.Trim(string(rec.raw), separators+"\" \r\n") == "" || rec.blank() || isSeparatorLine(rec.cells) {
			continue
		}
		cells, wrapped := unwrapped(rec, comma)
		names := o.names(cells)
		if s := sense(names, above, len(cells)); s > score && (above == 0 || names >= 2) {
			best, score = layout{comma: comma, wrapped: wrapped, above: above, names: names}, s
		}
		if above++; err != nil {
			break
		}
	}
	return best, score
}

// sense scores a record as a header: by the known columns that it names, then by how early it comes,
// then by its number of cells.
func sense(names, above, cells int) int {
	return (names*headerWithin+headerWithin-above)*2*maxColumns + min(cells, maxColumns)
}

// names returns how many columns a record names that are known or asked for.
func (o Options) names(cells []string) (n int) {
	for _, cell := range cells[:min(len(cells), maxColumns)] {
		if o.namesColumn(cell) {
			n++
		}
	}
	return n
}

// unwrapped returns the cells of a record that may be in quotes as a whole, as some programs write a
// line with a quote.
func unwrapped(rec record, comma byte) (cells []string, wrapped bool) {
	if len(rec.cells) != 1 || rec.stray > 0 || strings.IndexByte(rec.cells[0], comma) < 0 || !bytes.HasPrefix(bytes.TrimLeft(rec.raw, "\uFEFF"), []byte{'"'}) {
		return rec.cells, false
	}
	cells, stray := split(rec.cells[0], comma)
	return cells, stray == 0
}

// declaredSeparator returns the separator that a first line of the form sep=; declares.
func declaredSeparator(head []byte) (comma byte, ok bool) {
	line := strings.Trim(string(trimLineEnd(head[:lineEnd(head)])), "\" ")
	value, ok := strings.CutPrefix(strings.ToLower(line), "sep=")
	if !ok || len(value) != 1 && value != `\t` {
		return 0, false
	}
	if value == `\t` {
		return '\t', true
	}
	return value[0], value[0] != '"' && value[0] != '\n' && value[0] < 0x80
}

// isSeparatorLine recognises that line when it is split by another separator than the one it declares.
func isSeparatorLine(cells []string) bool {
	return strings.HasPrefix(strings.ToLower(strings.Trim(cells[0], "\" ")), "sep=") && len(cells) <= 2
}

// lineEnds returns how the lines of a text end.
func lineEnds(head []byte) string {
	crlf := bytes.Count(head, []byte("\r\n"))
	lf, cr := bytes.Count(head, []byte{'\n'})-crlf, bytes.Count(head, []byte{'\r'})-crlf
	var kinds []string
	for _, k := range []struct {
		count int
		name  string
	}{{crlf, "CRLF"}, {lf, "LF"}, {cr, "CR"}} {
		if k.count > 0 {
			kinds = append(kinds, k.name)
		}
	}
	return strings.Join(kinds, " and ")
}

// peek returns the beginning of a text without consuming it.
func peek(in *bufio.Reader) ([]byte, error) {
	head, err := in.Peek(window)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return head, err
}
