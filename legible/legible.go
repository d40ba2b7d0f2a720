// Package legible shows a person's text in a message so that nothing in it stays unseen:
// what has no picture of its own is named, and what looks like something else is told by
// its code point.
//
// Messages are read by people who know their data and not our language: text stands between
// quotation marks as it was typed, without a backslash.
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

// Quote shows a text between quotation marks: never long, and nothing in it unseen.
func Quote(s string) string { return `"` + seen(s, longest) + `"` }

// Message shows a message into which somebody else's text may have come without quotation marks.
func Message(s string) string { return seen(s, longestMessage) }

func seen(s string, most int) string {
	var b strings.Builder
	shown := 0
	for i, c := range s {
		if shown++; shown > most {
			b.WriteString("…")
			break
		}
		if name := unseen(c); name != "" {
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

// Char shows one character, with its code point where it may be taken for another one.
func Char(c rune) string {
	switch name := unseen(c); {
	case name != "":
		return name
	case c < utf8.RuneSelf:
		return Quote(string(c))
	}
	return fmt.Sprintf("%s (%U)", Quote(string(c)), c)
}

// unseen names a character that leaves no mark on paper, or changes the direction of those
// around it; "" for any other.
func unseen(c rune) string {
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

// names are those that people meet, each by what it does.
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

// Apart tells two texts apart that look alike: by the code points of the first characters that
// are not the same. It is "" where the difference is seen.
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
	if len(longer) == 0 || unseen(longer[0]) == "" && !unicode.IsMark(longer[0]) {
		return ""
	}
	return fmt.Sprintf("one of them has an extra %U", longer[0])
}
