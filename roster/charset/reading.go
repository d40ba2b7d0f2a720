package charset

import (
	"slices"
	"unicode/utf8"
)

func readings(c Charset, cells [][]byte) []float64 {
	all := make([]float64, len(cells))
	for i, raw := range cells {
		all[i] = reading(c, raw)
	}
	return all
}

func noises(cells [][]byte) []float64 {
	all := make([]float64, len(cells))
	for i, raw := range cells {
		all[i] = noise(raw)
	}
	return all
}

// reading returns the surprise of a cell decoded in a charset.
func reading(c Charset, raw []byte) float64 {
	if c == UTF8 {
		return readingUTF8(raw)
	}
	return naming(c.Decode(raw))
}

// readingUTF8 tolerates damage, and the replacement character of other programs, because much UTF-8
// text has been through them.
func readingUTF8(raw []byte) float64 {
	bits := 0.0
	var text []rune
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && size == 1:
			bits, size, r = bits+damageBits, pieceUTF8(raw), '?'
		case r == utf8.RuneError, garbled(text, r):
			r = '?'
		}
		text, raw = append(text, r), raw[size:]
	}
	if accented(text) {
		bits += accentedBits
	}
	return bits + naming(string(text))
}

// accented reports whether a text is like äö, which is not a name but two syllables in EUC-KR, or like
// »ï, which is 禄茂 in GB18030: a Latin letter or a symbol of two bytes normally stands among ASCII
// letters.
func accented(text []rune) bool {
	return !slices.ContainsFunc(text, func(r rune) bool {
		s := scriptOf(r)
		return r != ' ' && (r < utf8.RuneSelf || r >= 0x0800 || s != latin && s != none)
	})
}

// garbled recognises å¼ in å¼ä¼Ÿ, which was 张伟 in UTF-8 until a program read it as Latin-1.
func garbled(before []rune, r rune) bool {
	if len(before) == 0 || r < '\u00A0' || r > '¿' {
		return false
	}
	last := before[len(before)-1]
	return last == '?' || 'ã' <= last && last <= 'é'
}
