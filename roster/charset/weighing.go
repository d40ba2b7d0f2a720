package charset

import (
	"unicode"
	"unicode/utf8"
)

// weighUTF8 weighs the characters beyond ASCII, and reports whether the cell is UTF-8: valid, or with
// less damage than valid characters. By chance, every sixth ideograph in GB18030 is a valid character
// of two bytes, and every hundredth one of three.
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
		case unassigned(r):
			damage += 3
		case size > 1:
			weight += 4*size - 7
		}
	}
	return weight, damage == 0 || weight > damage
}

// unassigned reports whether a code point is unassigned, as many are that arise by chance: 杨帆 in GB18030
// contains one. Beyond the first 65,536 new characters are added every year.
func unassigned(r rune) bool {
	switch {
	case r < 0x0800:
		return false // nearly all are taken
	case r > 0xFFFF:
		return r > 0x3FFFF
	}
	return !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cf)
}

// pieceUTF8 returns how many bytes belong to the broken character at the beginning: what is left of 三
// when one of its bytes is lost is one fault, not two.
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

// wholeGB reports whether all of it can be decoded as GB18030.
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

// sizeGB returns the length of the GB18030 character that b begins with; 0 if there is none.
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
