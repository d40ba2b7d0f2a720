package charset

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

const (
	nameSample  = 512 // names that a verdict is found by
	otherSample = 64  // other cells, which must be whole in a charset that is guessed
	longestCell = 256 // bytes of a cell that are judged
)

// Evidence gathers what the cells of a file say of its charset, in one pass and in memory
// that does not grow with the file. The zero Evidence has seen nothing.
//
// It takes cells rather than bytes, for a name is judged as a whole. Commas, quotes and line
// ends are the same bytes in all charsets but UTF-16, and never part of a character, so a
// file can be cut into cells before its charset is known. A backslash or a pipe may be half
// a character.
type Evidence struct {
	cells   int // cells beyond ASCII
	sound   int // what speaks for UTF-8 in the cells that are of it, damaged ones among them
	broken  int // cells that are not
	torn    int // cells that are not GB18030
	escaped int // cells that hold ISO-2022-JP, whose bytes are all ASCII
	names   sample
	others  sample
}

// Name takes one cell that holds a person's name, byte by byte as it stands.
func (e *Evidence) Name(raw []byte) { e.take(raw, &e.names, nameSample) }

// Other takes any other cell that is used: an id, a group, a path, a description.
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

// escaped knows the signs by which ISO-2022-JP begins to mean ideographs.
func escaped(raw []byte) bool {
	return bytes.Contains(raw, []byte("\x1B$B")) || bytes.Contains(raw, []byte("\x1B$@"))
}

// shortened ends a long cell at a sign that is no character's half in any charset. It is
// nothing when there is none.
func shortened(raw []byte) []byte {
	if len(raw) <= longestCell {
		return raw
	}
	end := bytes.LastIndexAny(raw[:longestCell], " ,-./")
	return raw[:max(end, 0)]
}

// weighUTF8 weighs the characters beyond ASCII, and tells whether the cell is UTF-8: whole,
// or damaged in less than it has of sound characters. Chance makes a character of two bytes
// out of every sixth ideograph in GB18030, and one of three out of every hundredth.
func weighUTF8(raw []byte) (weight int, ok bool) {
	damage := 0
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		if r == utf8.RuneError && size == 1 {
			damage += 3
			raw = raw[pieceUTF8(raw):]
			continue
		}
		switch raw = raw[size:]; {
		case nobodys(r):
			damage += 3
		case size > 1:
			weight += 4*size - 7
		}
	}
	return weight, damage == 0 || weight > damage
}

// nobodys tells of code points that stand for no character, of which chance makes many: 杨帆
// in GB18030 holds one. Beyond the first 65,536 new characters are added year by year.
func nobodys(r rune) bool {
	switch {
	case r < 0x0800:
		return false // nearly all are taken
	case r > 0xFFFF:
		return r > 0x3FFFF
	}
	return !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cf)
}

// pieceUTF8 is how many bytes belong to the broken character at the beginning: what is left
// of 三 when one of its bytes is lost is one fault, not two.
func pieceUTF8(raw []byte) int {
	most := 3
	if !utf8.RuneStart(raw[0]) {
		most = 2
	}
	n := 1
	for n < min(most, len(raw)) && !utf8.RuneStart(raw[n]) {
		n++
	}
	return n
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
