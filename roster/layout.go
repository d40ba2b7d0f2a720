package roster

import (
	"bufio"
	"bytes"
	"io"
	"strings"
)

const window = 64 << 10 // how much of a file is looked at together

// layout is how a file is laid out: what parts its cells and where its header stands.
type layout struct {
	comma   byte
	wrapped bool // each record stands in quotes as a whole
	sep     bool // the first line is sep=, which tells Excel what parts the cells
	above   int  // records above the header: a title, a comment
	names   int  // columns of the header that are known or asked for
}

// separators are what may part cells, the likeliest first.
const separators = ",;\t|"

// headerWithin is how many records are looked at to find the header.
const headerWithin = 10

// findLayout looks at the beginning of a text for the record that names most columns.
func findLayout(head []byte, o Options) layout {
	if comma, ok := toldSeparator(head); ok {
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

// layoutWith is the layout of a text whose cells are parted so, and how much sense it makes.
func layoutWith(head []byte, comma byte, o Options) (best layout, score int) {
	best, score = layout{comma: comma}, -1
	r := records{lines: lines{in: bufio.NewReader(bytes.NewReader(head)), most: maxRecord}, comma: comma}
	for above := 0; above < headerWithin; {
		rec, err := r.next()
		if err != nil && !isBreak(err) || err == errLong {
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

// sense is how much sense a record makes as a header: by the known columns that it names,
// then by how early it comes, then by its number of cells.
func sense(names, above, cells int) int {
	return (names*headerWithin+headerWithin-above)*2*maxColumns + min(cells, maxColumns)
}

// names is how many columns a record names that are known or asked for.
func (o Options) names(cells []string) (n int) {
	for _, cell := range cells[:min(len(cells), maxColumns)] {
		if o.speaksOf(cell) {
			n++
		}
	}
	return n
}

// unwrapped are the cells of a record that may stand in quotes as a whole, as some programs
// write a line that holds a quote.
func unwrapped(rec record, comma byte) (cells []string, wrapped bool) {
	if len(rec.cells) != 1 || rec.stray > 0 || strings.IndexByte(rec.cells[0], comma) < 0 || !bytes.HasPrefix(bytes.TrimLeft(rec.raw, "\uFEFF"), []byte{'"'}) {
		return rec.cells, false
	}
	cells, stray := split(rec.cells[0], comma)
	return cells, stray == 0
}

// toldSeparator is the one that a first line of the form sep=; tells.
func toldSeparator(head []byte) (comma byte, ok bool) {
	line := strings.Trim(string(endless(head[:lineEnd(head)])), "\" ")
	value, ok := strings.CutPrefix(strings.ToLower(line), "sep=")
	if !ok || len(value) != 1 && value != `\t` {
		return 0, false
	}
	if value == `\t` {
		return '\t', true
	}
	return value[0], value[0] != '"' && value[0] != '\n' && value[0] < 0x80
}

// isSeparatorLine knows that line wherever it is cut by a separator that is not the one it tells.
func isSeparatorLine(cells []string) bool {
	return strings.HasPrefix(strings.ToLower(strings.Trim(cells[0], "\" ")), "sep=") && len(cells) <= 2
}

// lineEnds says how the lines of a text end.
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

// peek is the beginning of a text, which stays to be read.
func peek(in *bufio.Reader) ([]byte, error) {
	head, err := in.Peek(window)
	if err == io.EOF {
		err = nil
	}
	return head, err
}
