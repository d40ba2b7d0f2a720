package roster

import "bytes"

// unended is a record whose end cannot be determined, and the state of reading the lines after it: each
// is read by itself up to where the search for the end gave up. So a quote too many costs the lines
// that it damages and no others, and no line is read more than twice.
type unended struct {
	line   int   // of the record
	until  int   // the last line that it may have swallowed
	why    error // errOpen, errLong, errQuotes or errHidden
	inside bool  // the next line may be the inside of a cell
	length int   // of that cell so far, in bytes
}

// resync takes back the lines after a record without an end, to be read one by one. At least one of
// them, or of those that follow within the bound of a record, must certainly be a row: where none is,
// the file may be cut off or no CSV at all, and nothing after the record can be trusted.
func (r *records) resync(rec record, why error) bool {
	first := lineEnd(r.text)
	for at := first; ; {
		if at == len(r.text) && !r.appendLine() {
			return false
		}
		end := at + lineEnd(r.text[at:])
		if r.isRow(r.text[at:end]) {
			break
		}
		at = end
	}
	r.recoverLines(rec, why)
	return true
}

// recoverLines makes the lines after the first one of a record be read one by one.
func (r *records) recoverLines(rec record, why error) {
	first := lineEnd(r.text)
	r.lost = &unended{line: rec.line, until: r.count, why: why, inside: r.leavesQuoteOpen(r.text[:first])}
	r.takeBack(r.text[first:], rec.line)
}

// leavesQuoteOpen reports whether a line leaves a quote open that may continue on the next. Where the
// line is a row by itself, and the quote is not in its last cell, the quote is one too many.
func (r *records) leavesQuoteOpen(line []byte) bool {
	c := cutter{comma: r.comma}
	if c.scan(line); !c.open {
		return false
	}
	return bytes.IndexByte(line[c.start:], r.comma) < 0 || !r.plainRow(line)
}

// inside reports whether the line just read may be the inside of a cell, and records what that means
// for the next one.
func (r *records) inside() bool {
	was := r.lost.inside
	if !was {
		r.lost.inside, r.lost.length = r.leavesQuoteOpen(r.text), 0
		return false
	}
	r.lost.length += len(r.text)
	c := cutter{comma: r.comma, quoted: true, open: true}
	c.scan(r.text)
	r.lost.inside = c.open
	return true
}

// joinsRows reports whether a record of several lines may be several rows, joined by two quotes too many:
// its first line and another one would each be a row if quotes were letters, and the data of its
// person is on more than one line.
func (r *records) joinsRows(c cutter) bool {
	first := lineEnd(r.text)
	if first == len(r.text) || r.used == nil || !r.plainRow(r.text[:first]) {
		return false
	}
	ends := append(c.ends, len(r.text))
	if last := r.used(); last >= len(ends) || ends[last] < first {
		return false // all that matters is on the first line
	}
	for rest := r.text[first:]; len(rest) > 0; {
		n := lineEnd(rest)
		if r.plainRow(rest[:n]) {
			return true
		}
		rest = rest[n:]
	}
	return false
}

// plainRow reports whether a line is certainly a row without its quotes.
func (r *records) plainRow(line []byte) bool {
	return r.isRow(bytes.ReplaceAll(line, []byte{'"'}, nil))
}

// appendLine appends the next line to the text, as long as that stays within the bound.
func (r *records) appendLine() bool {
	text, err := r.lines.next(r.text)
	if err == nil {
		r.text = text
	}
	return err == nil
}

// isRow reports whether a line is certainly a row.
func (r *records) isRow(line []byte) bool {
	cells, stray := split(string(trimLineEnd(line)), r.comma)
	return stray == 0 && r.fits != nil && r.fits(cells)
}

// readLine reads one line as a record of its own.
func (r *records) readLine() (rec record, err error) {
	rec.line, rec.lost = r.count+1, r.lost
	if r.text, err = r.lines.next(r.text[:0]); err != nil {
		return r.firstLine(rec), err
	}
	if bytes.IndexByte(r.text, 0) >= 0 {
		return r.firstLine(rec), errNUL
	}
	rec.raw = r.text
	rec.cells, rec.stray = split(string(bytes.TrimRight(trimLineEnd(r.text), "\x1A")), r.comma)
	if rec.rest = r.inside(); r.lost.length > maxRecord {
		return r.firstLine(rec), errOpen
	}
	return rec, nil
}
