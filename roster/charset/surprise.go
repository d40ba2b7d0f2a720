package charset

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// surprise returns the information of an event of this probability, in bits.
func surprise(probability float64) float64 { return -math.Log2(probability) }

// Fixed surprises, in bits.
const (
	asciiBits    = 5.0  // one of letters, digits and punctuation
	noiseBits    = 6.55 // one of 94 bytes: what any charset makes of an ideograph's half
	mixedBits    = 6.0  // two scripts in one word
	switchBits   = 3.0  // another script in the same name
	accentedBits = 10.0 // a name in Latin letters without one of ASCII
	symbolBits   = 14.0 // a symbol beyond ASCII; names consist of letters
	strangeBits  = 13.0 // a letter of no alphabet here
	rareBits     = 18.0 // an ideograph of which nothing is known
	controlBits  = 24.0 // what is not a character of a name
	damageBits   = 16.0 // a broken character where some are expected
	hopeless     = 1000.0
)

// noise returns the surprise of raw bytes when nothing is known of them.
func noise(raw []byte) float64 {
	bits := 0.0
	for _, b := range raw {
		if b < utf8.RuneSelf {
			bits += asciiBits
		} else {
			bits += noiseBits
		}
	}
	return bits
}

// naming returns the surprise of a text as a person's name, whatever the language. Where a character
// is broken, it is prohibitive.
func naming(text string) float64 {
	runes := joinSpaced([]rune(text))
	dotted := slices.ContainsFunc(runes, dot)
	bits := 0.0
	last, before := none, none // the script of the last word, and of what is right before
	for len(runes) > 0 {
		s, size := word(runes)
		if bits += meaning(s, runes[:size], dotted); s != none {
			bits += change(s, last, before)
			last = s
		}
		before, runes = s, runes[size:]
	}
	return bits
}

// change returns the cost of changing the script, in a name or within a word.
func change(to, last, before script) float64 {
	bits := 0.0
	if to != last {
		bits = switchBits
	}
	if before != none {
		bits += mixedBits
	}
	return bits
}

// joinSpaced removes the space between two short runs of ideographs: 王 芳 is written so that it is as
// wide as 王小芳.
func joinSpaced(runes []rune) []rune {
	run, left := 0, runes[:0]
	for i, r := range runes {
		switch {
		case han(r):
			run++
		case blank(r) && 0 < run && run <= 2 && i+1 < len(runes) && han(runes[i+1]):
			continue // it costs as much as the next character's place
		default:
			run = 0
		}
		left = append(left, r)
	}
	return left
}

// word returns the run of one script at the beginning, or one character that is not a letter.
func word(runes []rune) (s script, size int) {
	s, size = scriptOf(runes[0]), 1
	for s != none && size < len(runes) && scriptOf(runes[size]) == s {
		size++
	}
	return s, size
}

func meaning(s script, word []rune, dotted bool) float64 {
	switch s {
	case none:
		return sign(word[0])
	case latin:
		return latinWord(word)
	case hanzi:
		return min(1+chineseName(word, dotted), 2.5+japaneseName(word), rareBits*float64(len(word)))
	case kana:
		return 3 + 6*float64(len(word))
	case hangul:
		return 2 + koreanName(word)
	case other:
		return 8 + strangeBits*float64(len(word))
	}
	return alphabets[s-spelling].word(word)
}

func dot(r rune) bool { return r == '·' || r == '•' || r == '・' }

func blank(r rune) bool { return r == ' ' || r == '\u3000' }

func sign(r rune) float64 {
	switch {
	case r == utf8.RuneError:
		return hopeless
	case r < utf8.RuneSelf:
		return asciiBits
	case r == '\u3000':
		return asciiBits
	case r == '\u00A0': // from web pages
		return 8
	case dot(r), r == '’':
		return 5
	case unicode.IsControl(r), unicode.Is(unicode.Co, r):
		return controlBits
	case 0x2100 <= r && r < 0x3000: // of arrows, boxes and numerals
		return 20
	}
	return symbolBits
}

// latinWord scores letters beyond ASCII by how common they are.
func latinWord(letters []rune) float64 {
	bits := 0.0
	for _, r := range letters {
		bits += accent(r)
	}
	return bits
}

func accent(r rune) float64 {
	if r < utf8.RuneSelf {
		return asciiBits
	}
	if bits, ok := accents[r]; ok {
		return bits
	}
	if bits, ok := accents[unicode.ToLower(r)]; ok {
		return bits + 1 // names have few capitals
	}
	return symbolBits
}

func (a *alphabet) word(letters []rune) float64 {
	bits := a.rarity + casing(letters)
	for _, r := range letters {
		if known, ok := a.bits[unicode.ToLower(r)]; ok {
			bits += known
		} else {
			bits += strangeBits
		}
	}
	return bits
}

// casing returns how unusual the capitals are: Иван, ИВАН and иван are all common, иВан is not.
func casing(letters []rune) float64 {
	changes := 0
	for i := 1; i < len(letters); i++ {
		if small(letters[i]) != small(letters[i-1]) && (i > 1 || small(letters[0])) {
			changes++
		}
	}
	return 1 + 10*float64(changes)
}

func small(r rune) bool { return unicode.ToUpper(r) != r }
