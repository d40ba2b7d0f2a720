package charset

import (
	"bytes"
	"unicode/utf8"
)

const (
	nameSample  = 512 // names that a verdict is found by
	otherSample = 64  // other cells, which must be whole in a charset that is guessed
	longestCell = 256 // bytes of a cell that are kept
)

// Evidence gathers what the cells of a file say of its charset, in one pass and in memory
// that does not grow with the file. The zero Evidence has seen nothing.
//
// It takes cells rather than bytes, for a name is judged as a whole. All charsets but UTF-16
// that a roster may be in share the bytes of commas, quotes and line ends, as far as they
// stand outside of a character: ASCII's bytes below 0x40, but for the digits in characters
// of four bytes.
type Evidence struct {
	sound  int // the weight of UTF-8's characters beyond ASCII
	broken int // cells that are not UTF-8
	cells  int // cells beyond ASCII
	torn   int // cells that are not GB18030
	names  sample
	others sample
}

// Name takes one cell that holds a person's name, byte by byte as it stands.
func (e *Evidence) Name(raw []byte) { e.take(raw, &e.names, nameSample) }

// Other takes any other cell that is used: an id, a group, a path, a description.
func (e *Evidence) Other(raw []byte) { e.take(raw, &e.others, otherSample) }

func (e *Evidence) take(raw []byte, kept *sample, most int) {
	raw = bytes.TrimSpace(raw)
	if ascii(raw) {
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
	kept.add(raw[:min(len(raw), longestCell)], most)
}

func ascii(raw []byte) bool {
	for _, b := range raw {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// weighUTF8 weighs the characters beyond ASCII. Chance makes one of two bytes out of every
// sixth ideograph in GB18030, and one of three out of every hundredth.
func weighUTF8(raw []byte) (weight int, ok bool) {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return 0, false
		}
		if i += size; size > 1 {
			weight += 2*size - 3
		}
	}
	return weight, true
}

// wholeGB tells whether all of it can be read as GB18030.
func wholeGB(raw []byte) bool {
	for i := 0; i < len(raw); {
		size := sizeGB(raw[i:])
		if size == 0 {
			return false
		}
		i += size
	}
	return true
}

// sizeGB tells how long the character of GB18030 is that b begins with, 0 if it is none.
func sizeGB(b []byte) int {
	digit := func(i int) bool { return i < len(b) && b[i] >= '0' && b[i] <= '9' }
	switch {
	case b[0] < utf8.RuneSelf:
		return 1
	case b[0] == 0x80 || b[0] == 0xFF || len(b) < 2:
		return 0
	case digit(1) && digit(3) && b[2] > 0x80 && b[2] < 0xFF:
		return 4
	case b[1] < 0x40 || b[1] == 0x7F || b[1] == 0xFF:
		return 0
	}
	return 2
}

// sample keeps distinct cells from all over a file: when it is full, it drops every other
// one, and from then on takes in half as many.
type sample struct {
	first  []byte
	kept   [][]byte
	known  map[string]bool
	stride int // one of so many is taken
	seen   int
}

func (s *sample) add(raw []byte, most int) {
	if s.first == nil {
		s.first, s.known, s.stride = bytes.Clone(raw), map[string]bool{}, 1
	}
	if s.known[string(raw)] {
		return
	}
	if s.seen++; s.seen%s.stride != 0 {
		return
	}
	s.known[string(raw)] = true
	s.kept = append(s.kept, bytes.Clone(raw))
	if len(s.kept) == most {
		s.thin()
	}
}

func (s *sample) thin() {
	s.stride *= 2
	left := s.kept[:0]
	for i, raw := range s.kept {
		if i%2 == 1 {
			delete(s.known, string(raw))
		} else {
			left = append(left, raw)
		}
	}
	clear(s.kept[len(left):])
	s.kept = left
}
