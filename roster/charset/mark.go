package charset

import "bytes"

var marks = []struct {
	bytes   string
	charset Charset
}{
	{"\xEF\xBB\xBF", UTF8},
	{"\xFF\xFE", UTF16LE},
	{"\xFE\xFF", UTF16BE},
	{"\x84\x31\x95\x33", GB18030},
}

// Mark returns the charset of the byte order mark that a file begins with, and the mark's length in
// bytes.
func Mark(head []byte) (c Charset, size int, ok bool) {
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.charset, len(m.bytes), true
		}
	}
	return Charset{}, 0, false
}

// UnmarkedUTF16 recognises UTF-16 by the zero half of its commas, digits and Latin letters: at least a
// quarter of the units have one, always the same half with rare exceptions, because U+4E00 is a common
// character. A few KiB from a file's beginning are enough.
func UnmarkedUTF16(head []byte) (Charset, bool) {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	enough := max(1, len(head)/8)
	switch {
	case zeros[1] >= enough && zeros[0]*4 < zeros[1]:
		return UTF16LE, true
	case zeros[0] >= enough && zeros[1]*4 < zeros[0]:
		return UTF16BE, true
	}
	return Charset{}, false
}
