package roster

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"enroll.example/enroll/roster/charset"
	"enroll.example/enroll/roster/spreadsheet"
)

// destroyedText says what an earlier save did to a text that is never typed; "" when it may be meant.
func destroyedText(s string) string {
	if s == "" {
		return ""
	}
	if strings.Contains(s, "??") || strings.Trim(s, "? ") == "" {
		return "contains question marks in place of characters that an earlier save could not write"
	}
	if was := mojibake(s); was != "" {
		return fmt.Sprintf("is UTF-8 that was opened in a Western encoding and saved again; it was probably %s", quote(was))
	}
	if was := chineseMojibake(s); was != "" {
		return fmt.Sprintf("is UTF-8 that was opened as GB18030; it was probably %s", quote(was))
	}
	if was := westernMojibake(s); was != "" {
		return fmt.Sprintf("is GB18030 that was opened in a Western encoding and saved again; it was probably %s", quote(was))
	}
	if escaped.MatchString(s) {
		return "contains an escape code in place of a character, as a web page or a program writes it"
	}
	if strings.Contains(s, "锟斤拷") || strings.Contains(s, "烫烫烫") || strings.Contains(s, "屯屯屯") {
		return "is what remains of text that was lost when a program saved it"
	}
	if harm, ok := spreadsheet.Damage(s); ok && harm.Sure && !strings.ContainsFunc(s, unicode.IsLower) {
		return harm.What
	}
	return ""
}

// escaped is a character as HTML, a URL, JSON or a program's source writes it.
var escaped = regexp.MustCompile(`&#x?[0-9a-fA-F]+;|&(amp|lt|gt|quot|nbsp|apos);|(%[C-F][0-9A-F]%[89AB][0-9A-F])|\\u[0-9a-fA-F]{4}|\\x[89a-fA-F][0-9a-fA-F]`)

// chineseMojibake returns what a text was before UTF-8 was decoded as GB18030, or "": its bytes are
// valid UTF-8 of ideographs, which a name hardly ever is by chance.
func chineseMojibake(s string) string {
	if !allHan(s) {
		return ""
	}
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil || !utf8.ValidString(b) || !allHan(b) {
		return ""
	}
	return b
}

// westernMojibake returns what a text was before GB18030 was decoded as windows-1252, or "": at least
// two characters, and no ASCII letter, as no Western name is written.
func westernMojibake(s string) string {
	var b []byte
	for _, c := range s {
		one, ok := westernByte(c)
		if c < utf8.RuneSelf || !ok {
			return ""
		}
		b = append(b, one)
	}
	was, err := simplifiedchinese.GB18030.NewDecoder().String(string(b))
	if err != nil || len(b) < 4 || !allHan(was) {
		return ""
	}
	return was
}

func allHan(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool { return !unicode.Is(unicode.Han, c) })
}

// improbable reports whether a name is valid UTF-8 only by chance, and returns what it is in GB18030:
// 肖雪 is Фѩ. Only characters of two bytes arise so.
func improbable(name string) (was string, ok bool) {
	if isASCII([]byte(name)) || strings.ContainsFunc(name, func(c rune) bool { return c >= 0x800 }) {
		return "", false
	}
	if was = charset.GB18030.Decode([]byte(name)); !allHan(was) {
		return "", false
	}
	var e charset.Evidence
	e.Name([]byte(name))
	return was, !e.Verdict().Proven
}

// suspectText says what may be wrong with a text that may still be meant.
func suspectText(s string) string {
	if strings.ContainsRune(s, '?') {
		return "contains a question mark, which an earlier save may have put in place of another character"
	}
	return ""
}

// mojibake returns what a text was before UTF-8 was decoded as windows-1252 or Latin-1, or "". All
// characters beyond ASCII must come from such bytes, and together these must be valid UTF-8: no name
// is written so. A space may be what a save has left of a byte that decodes as one.
func mojibake(s string) string {
	var b []byte
	for _, c := range s {
		if c < utf8.RuneSelf {
			b = append(b, byte(c))
			continue
		}
		one, ok := westernByte(c)
		if !ok {
			return ""
		}
		b = append(b, one)
	}
	if was := whole(b); was != s {
		return was
	}
	return "" // ASCII
}

// westernByte returns the byte that decodes as c in windows-1252, or in Latin-1 where that has none.
func westernByte(c rune) (byte, bool) {
	if b, ok := charmap.Windows1252.EncodeRune(c); ok {
		return b, true
	}
	return byte(c), c >= 0x80 && c <= 0x9F
}

// whole returns b as UTF-8; a character of three bytes or more may have lost a byte that decodes as a
// space, in the middle or at the end. It returns "" when b is not UTF-8.
func whole(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	b = slices.Clone(b)
	for i := 0; i < len(b); {
		need := sequence(b[i])
		if need > 2 {
			b = mendSequence(b, i, need)
		}
		i += need
	}
	if !utf8.Valid(b) || foreign(b) < 2 {
		return "" // of a single character: é – gives the same
	}
	return string(b)
}

// foreign counts the characters beyond ASCII.
func foreign(b []byte) (n int) {
	for _, c := range string(b) {
		if c >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// mendSequence inserts byte A0 in the one place of the character at i where it is missing.
func mendSequence(b []byte, i, need int) []byte {
	for k := 1; k < need; k++ {
		switch {
		case i+k == len(b) && k == need-1:
			return append(b, 0xA0)
		case i+k == len(b):
			return b
		case b[i+k] == ' ':
			b[i+k] = 0xA0
			return b
		}
	}
	return b
}

// sequence returns how many bytes the UTF-8 character that begins with b has; 1 for any other byte.
func sequence(b byte) int {
	switch {
	case b >= 0xF0:
		return 4
	case b >= 0xE0:
		return 3
	case b >= 0xC2:
		return 2
	}
	return 1
}
