package roster

import (
	"bufio"
	"errors"
	"io"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	utf16 "golang.org/x/text/encoding/unicode"
)

// A charset is how a file's characters are written. The package doc has the rules.
type charset string

const (
	plainUTF8 charset = "UTF-8"
	utf16LE   charset = "UTF-16LE"
	utf16BE   charset = "UTF-16BE"
	gb18030   charset = "GB18030"
)

// decode gives the text as UTF-8. Bytes that are no character become U+FFFD, except in
// UTF-8 itself, where the cells are looked at one by one.
func (c charset) decode(r io.Reader) io.Reader {
	switch c {
	case utf16LE:
		return utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM).NewDecoder().Reader(r)
	case utf16BE:
		return utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM).NewDecoder().Reader(r)
	case gb18030:
		return simplifiedchinese.GB18030.NewDecoder().Reader(r)
	}
	return r
}

const window = 64 << 10 // how much of a file is looked at together

var marks = []struct {
	bytes   string
	charset charset
}{
	{"\xEF\xBB\xBF", plainUTF8},
	{"\xFF\xFE", utf16LE},
	{"\xFE\xFF", utf16BE},
	{"\x84\x31\x95\x33", gb18030},
}

// detect tells a file's charset, and how many bytes its byte order mark takes.
func detect(r io.Reader) (charset, int, error) {
	in := bufio.NewReaderSize(r, window)
	head, err := in.Peek(4096)
	if err != nil && err != io.EOF {
		return "", 0, err
	}
	for _, m := range marks {
		if len(head) >= len(m.bytes) && string(head[:len(m.bytes)]) == m.bytes {
			return m.charset, len(m.bytes), nil
		}
	}
	if c, ok := unmarkedUTF16(head); ok {
		return c, 0, nil
	}
	e, err := weigh(in)
	return e.charset(), 0, err
}

// unmarkedUTF16 knows UTF-16 by the zero half of its commas, digits and Latin letters.
// The other half is zero now and then: U+4E00 is a common character.
func unmarkedUTF16(head []byte) (charset, bool) {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	enough := max(1, len(head)/8)
	switch {
	case zeros[1] >= enough && zeros[0]*4 < zeros[1]:
		return utf16LE, true
	case zeros[0] >= enough && zeros[1]*4 < zeros[0]:
		return utf16BE, true
	}
	return "", false
}

// evidence is what a whole file holds, read both ways.
type evidence struct {
	utf8, notUTF8       int // the weight of sound characters beyond ASCII; broken ones
	gb, notGB, everyday int // characters that stand together, and the everyday ones among them; broken ones
}

func (e evidence) charset() charset {
	if e.notUTF8 > e.utf8 && e.gb > 0 && e.notGB*4 <= e.gb && e.everyday*3 >= e.gb*2 {
		return gb18030
	}
	return plainUTF8
}

// weigh reads line by line: no character of either encoding holds a newline's byte, so
// both readings start afresh there. A longer piece of a line may cut a character in two,
// which the majority outweighs.
func weigh(in *bufio.Reader) (e evidence, err error) {
	for err == nil || errors.Is(err, bufio.ErrBufferFull) {
		var line []byte
		line, err = in.ReadSlice('\n')
		e.readUTF8(line)
		e.readGB(line)
	}
	if err == io.EOF {
		err = nil
	}
	return e, err
}

func (e *evidence) readUTF8(b []byte) {
	for i := 0; i < len(b); {
		switch r, size := utf8.DecodeRune(b[i:]); {
		case r < utf8.RuneSelf:
			i++
		case r == utf8.RuneError && size == 1:
			e.notUTF8++
			i += brokenUTF8(b[i:])
		case unicode.Is(unicode.Co, r): // no one's letter, but half of 杨 and 帆 in GB18030
			e.notUTF8++
			i += size
		default:
			e.utf8 += size - 1
			i += size
		}
	}
}

// brokenUTF8 tells how many bytes belong to the one broken character that b begins with:
// what is left of 三 when its last byte is lost is one fault, not two.
func brokenUTF8(b []byte) int {
	need := 1
	switch {
	case b[0] >= 0xF0:
		need = 4
	case b[0] >= 0xE0:
		need = 3
	}
	n := 1
	for n < min(need, len(b)) && !utf8.RuneStart(b[n]) {
		n++
	}
	return n
}

// readGB counts characters that stand together, as those of names do. One alone is no
// evidence: in Latin letters chance makes one of two bytes, or of one and a letter.
func (e *evidence) readGB(b []byte) {
	together, everyday := 0, 0
	for i := 0; i < len(b); {
		size, usual := gbChar(b[i:])
		i += max(1, size)
		if usual {
			everyday++
		}
		if size > 1 {
			together++
		}
		if size > 1 && i < len(b) {
			continue
		}
		if size == 0 {
			e.notGB++
		}
		if together > 1 {
			e.gb += together
			e.everyday += everyday
		}
		together, everyday = 0, 0
	}
}

// gbChar tells how long the GB18030 character is that b begins with, 0 if none, and
// whether it is one that chance seldom makes.
func gbChar(b []byte) (size int, everyday bool) {
	digit := func(i int) bool { return i < len(b) && b[i] >= '0' && b[i] <= '9' }
	switch {
	case b[0] < 0x80:
		return 1, false
	case b[0] == 0x80 || b[0] == 0xFF || len(b) < 2:
		return 0, false
	case digit(1) && digit(3) && b[2] > 0x80 && b[2] < 0xFF:
		return 4, true
	case b[1] < 0x40 || b[1] == 0x7F || b[1] == 0xFF:
		return 0, false
	}
	return 2, b[0] >= 0xB0 && b[0] <= 0xF7 && b[1] > 0xA0
}
