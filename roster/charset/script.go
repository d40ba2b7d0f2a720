package charset

import (
	"unicode"
	"unicode/utf8"
)

// A script is a writing system.
type script int

const (
	none script = iota
	latin
	hanzi
	kana
	hangul
	other    // letters of a script that has no alphabet here
	spelling // this and the following: the alphabets
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
	case unicode.Is(unicode.Latin, r), 0x02B0 <= r && r < 0x0300: // with the glottal stops of Hawaii
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
