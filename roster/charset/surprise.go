package charset

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// surprise is how many bits a thing of this probability tells.
func surprise(probability float64) float64 { return -math.Log2(probability) }

// What surprises by itself, in bits.
const (
	asciiBits   = 5.0  // one of letters, digits and signs
	noiseBits   = 6.55 // one of 94 bytes: what any charset makes of an ideograph's half
	mixedBits   = 6.0  // two scripts in one word
	switchBits  = 3.0  // another script in the same name
	symbolBits  = 14.0 // a sign beyond ASCII; names hold letters
	strangeBits = 12.0 // a letter of no alphabet here
	controlBits = 24.0 // what is no character in a name
	damageBits  = 12.0 // a broken character where some are to be expected
	hopeless    = 1000.0
)

// noise is how much raw bytes surprise somebody who knows nothing of them.
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

// naming is how much a text surprises as somebody's name, whatever the language. Where a
// character is broken, it is hopeless.
func naming(text string) float64 {
	bits := 0.0
	var last script
	for _, w := range words(text) {
		bits += w.surprise()
		if w.script != none && w.script != last {
			bits += switchBits
			last = w.script
		}
	}
	return bits
}

// A script is one kind of writing.
type script int

const (
	none script = iota
	latin
	hanzi
	kana
	hangul
	other    // letters of a script that has no alphabet here
	spelling // this and what follows: the alphabets
)

func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return latin
		}
		return none
	case han(r):
		return hanzi
	case r == utf8.RuneError, !unicode.IsLetter(r) && !unicode.IsMark(r):
		return none
	case unicode.Is(unicode.Hangul, r):
		return hangul
	case unicode.In(r, unicode.Hiragana, unicode.Katakana), r == 'ー', r == 'ﾞ', r == 'ﾟ', r == 'ｰ':
		return kana
	case unicode.Is(unicode.Latin, r):
		return latin
	}
	for i, a := range alphabets {
		if unicode.Is(a.script, r) {
			return spelling + script(i)
		}
	}
	return other
}

func han(r rune) bool { return r >= 0x3400 && unicode.Is(unicode.Han, r) }

// word is a run of one script, or one sign that is no letter.
type word struct {
	script script
	all    []rune
	dotted bool // it stands in a name with a dot between its parts
	joined bool // the word before touches it, in another script
}

// words cuts a name where scripts change and at signs. Ideographs with a space between stay
// together: 王 芳 is written so that it is as wide as 王小芳.
func words(text string) []word {
	text = strings.ReplaceAll(text, "\u3000", " ")
	dotted := strings.ContainsAny(text, "·•・")
	var all []word
	runes := []rune(text)
	for i := 0; i < len(runes); i++ {
		s := scriptOf(runes[i])
		last := len(all) - 1
		switch {
		case s != none && last >= 0 && all[last].script == s:
			all[last].all = append(all[last].all, runes[i])
		case runes[i] == ' ' && last >= 0 && all[last].script == hanzi && len(all[last].all) <= 2 && i+1 < len(runes) && scriptOf(runes[i+1]) == hanzi:
			// the space costs what the next character's place does
		default:
			all = append(all, word{s, runes[i : i+1 : i+1], dotted, s != none && last >= 0 && all[last].script != none})
		}
	}
	return all
}

func (w word) surprise() float64 {
	bits := 0.0
	if w.joined {
		bits = mixedBits
	}
	switch w.script {
	case none:
		return sign(w.all[0])
	case latin:
		return bits + latinWord(w.all)
	case hanzi:
		return bits + min(1+chineseName(w.all, w.dotted), 2.5+japaneseName(w.all))
	case kana:
		return bits + 3 + 6*float64(len(w.all))
	case hangul:
		return bits + 2 + koreanName(w.all)
	case other:
		return bits + 4 + strangeBits*float64(len(w.all))
	}
	return bits + alphabets[w.script-spelling].word(w.all)
}

func sign(r rune) float64 {
	switch {
	case r == utf8.RuneError:
		return hopeless
	case r < utf8.RuneSelf:
		return asciiBits
	case r == '·', r == '•', r == '・', r == '’':
		return 5
	case unicode.IsControl(r), unicode.Is(unicode.Co, r):
		return controlBits
	}
	return symbolBits
}

// latinWord tells only of the letters beyond ASCII: each costs more than one within.
func latinWord(letters []rune) float64 {
	bits := 0.0
	for _, r := range letters {
		if r < utf8.RuneSelf {
			bits += asciiBits
		} else if known, ok := accents[r]; ok {
			bits += known
		} else {
			bits += symbolBits
		}
	}
	return bits
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

// casing is how odd the use of capitals is: Иван, ИВАН and иван are all common, иВан is not.
func casing(letters []rune) float64 {
	changes := 0
	for i := 1; i < len(letters); i++ {
		if small(letters[i]) != small(letters[i-1]) && (i > 1 || small(letters[0])) {
			changes++
		}
	}
	return 1 + 5*float64(changes)
}

func small(r rune) bool { return unicode.ToUpper(r) != r }
