package charset

import (
	"bytes"
	"unicode/utf8"
)

const (
	nameSample  = 512 // names used for a verdict
	otherSample = 64  // other cells, which must be valid in a guessed charset
	longestCell = 256 // bytes of a cell that are used
)

// Evidence gathers what the cells of a file say of its charset, in one pass and in memory that does
// not grow with the file. The zero Evidence is empty.
//
// It takes cells rather than bytes, because a name is judged as a whole. Commas, quotes and line ends
// are the same bytes in all charsets but UTF-16, and never part of a character, so a file can be split
// into cells before its charset is known. A backslash or a pipe may be half a character.
type Evidence struct {
	cells   int // cells beyond ASCII
	sound   int // weight for UTF-8 of the cells that are UTF-8, including damaged ones
	broken  int // cells that are not
	torn    int // cells that are not GB18030
	escaped int // cells that hold ISO-2022-JP, whose bytes are all ASCII
	names   sample
	others  sample
}

// Name takes one cell with a person's name, as raw bytes.
func (e *Evidence) Name(raw []byte) { e.take(raw, &e.names, nameSample) }

// Other takes any other used cell: an id, a group, a path, a description.
func (e *Evidence) Other(raw []byte) { e.take(raw, &e.others, otherSample) }

func (e *Evidence) take(raw []byte, kept *sample, most int) {
	raw = bytes.Trim(raw, " \t\r\n")
	switch {
	case escaped(raw):
		e.escaped++
	case ascii(raw):
		return
	}
	e.cells++
	if weight, ok := weighUTF8(raw); ok {
		e.sound += weight
	} else {
		e.broken++
	}
	if !wholeGB(raw) {
		e.torn++
	}
	if raw = shortened(raw); len(raw) > 0 {
		kept.add(raw, most)
	}
}

func ascii(raw []byte) bool {
	for _, b := range raw {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// escaped reports whether a cell has an escape sequence with which ISO-2022-JP switches to ideographs.
func escaped(raw []byte) bool {
	return bytes.Contains(raw, []byte("\x1B$B")) || bytes.Contains(raw, []byte("\x1B$@"))
}

// shortened cuts a long cell at a byte that is not part of a longer character in any charset. It
// returns nothing when there is none.
func shortened(raw []byte) []byte {
	if len(raw) <= longestCell {
		return raw
	}
	end := bytes.LastIndexAny(raw[:longestCell], " ,-./")
	return raw[:max(end, 0)]
}
