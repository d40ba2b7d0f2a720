// Package legible shows text from outside in a message so that no character is invisible: a character
// without a glyph is named, and one that looks like another is shown with its code point.
//
// Messages are read by people who know their data and not our language: text is shown between
// quotation marks as it was typed, without escapes.
package legible

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many characters are shown: of a text within a message, where a name takes some ten and a path a
// hundred, and of a whole message, which takes a few hundred.
const (
	longest        = 80
	longestMessage = 2000
)

// Quote shows a text between quotation marks: shortened if it is long, and with nothing invisible.
func Quote(s string) string { return `"` + visible(s, longest) + `"` }

// Message shows a message that may contain text from outside without quotation marks.
func Message(s string) string { return visible(s, longestMessage) }

func visible(s string, most int) string {
	var b strings.Builder
	shown := 0
	for i, c := range s {
		if shown++; shown > most {
			b.WriteString("…")
			break
		}
		if name := invisible(c); name != "" {
			fmt.Fprintf(&b, "[%s]", name)
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		if c == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, "[byte %02X]", s[i])
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Char shows one character, with its code point where it may be mistaken for another one.
func Char(c rune) string {
	switch name := invisible(c); {
	case name != "":
		return name
	case c < utf8.RuneSelf:
		return Quote(string(c))
	}
	return fmt.Sprintf("%s (%U)", Quote(string(c)), c)
}

// invisible names a character that is invisible, or changes the direction of those around it; "" for any
// other.
func invisible(c rune) string {
	switch {
	case c == ' ':
		return ""
	case names[c] != "":
		return names[c]
	case unicode.IsControl(c):
		return fmt.Sprintf("%U, a control character", c)
	case unicode.Is(unicode.Cf, c):
		return fmt.Sprintf("%U, an invisible character", c)
	case unicode.IsSpace(c):
		return fmt.Sprintf("%U, a space", c)
	case unicode.Is(unicode.Co, c):
		return fmt.Sprintf("%U, a character for private use", c)
	case c != utf8.RuneError && !unicode.IsGraphic(c):
		return fmt.Sprintf("%U, an unknown character", c)
	}
	return ""
}

// names are those of common characters, each by what it does.
var names = map[rune]string{
	'\t':     "a tab",
	'\n':     "a line break",
	'\r':     "a line break (CR)",
	'\v':     "U+000B, a line break within a cell",
	'\u001A': "U+001A, an end-of-file mark",
	'\u00A0': "U+00A0, a non-breaking space",
	'\u00AD': "U+00AD, an invisible hyphen",
	'\u200B': "U+200B, an invisible space",
	'\u200C': "U+200C, an invisible mark",
	'\u200D': "U+200D, an invisible joiner",
	'\u200E': "U+200E, an invisible mark from left to right",
	'\u200F': "U+200F, an invisible mark from right to left",
	'\u2028': "U+2028, a line break",
	'\u2029': "U+2029, a line break",
	'\u2060': "U+2060, an invisible joiner",
	'\u3000': "U+3000, a wide space",
	'\uFEFF': "U+FEFF, an invisible byte order mark",
}

// Apart distinguishes two texts that look alike, by the code points of the first characters that
// differ. It returns "" where the difference is visible.
func Apart(a, b string) string {
	x, y := []rune(a), []rune(b)
	for i := range min(len(x), len(y)) {
		switch {
		case x[i] == y[i]:
		case x[i] < utf8.RuneSelf && y[i] < utf8.RuneSelf:
			return ""
		default:
			return fmt.Sprintf("they differ at character %d: %U and %U", i+1, x[i], y[i])
		}
	}
	longer := x[min(len(x), len(y)):]
	if len(y) > len(x) {
		longer = y[len(x):]
	}
	if len(longer) == 0 || invisible(longer[0]) == "" && !unicode.IsMark(longer[0]) {
		return ""
	}
	return fmt.Sprintf("one of them has an extra %U", longer[0])
}
