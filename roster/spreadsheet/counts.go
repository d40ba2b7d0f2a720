package spreadsheet

import (
	"regexp"
	"strings"
	"unicode"
)

// counts reports whether a spreadsheet might take the cell for a number, a date, a time, an amount, a
// truth value or an error, and write it back in another form.
func counts(cell string) bool {
	s := plain(cell)
	if _, truth := truths[s]; truth || errorValue.MatchString(s) {
		return true
	}
	if whole.MatchString(cell) {
		return false
	}
	return chineseDate(s) || strings.ContainsFunc(s, ascii) && madeOfNumbers(s)
}

// whole matches numbers that are written back unchanged. A spreadsheet keeps 15 digits, but Excel
// shows numbers of 12 digits and more as 1.23457E+11, and it saves what it shows.
var whole = regexp.MustCompile(`^(0|[1-9][0-9]{0,10})$`)

func ascii(c rune) bool { return c >= '0' && c <= '9' }

// madeOfNumbers reports whether a cell consists only of what may be in a number, a date or an amount:
// digits, the marks between them, and known words.
func madeOfNumbers(s string) bool {
	for s != "" {
		before, rest := cutAt(s, letter)
		word, after := cutAt(rest, func(c rune) bool { return !letter(c) })
		if strings.ContainsFunc(before, foreign) || word != "" && !fits(word, before, after) {
			return false
		}
		s = after
	}
	return true
}

// cutAt cuts s before the first rune for which tells returns true.
func cutAt(s string, tells func(rune) bool) (before, rest string) {
	if n := strings.IndexFunc(s, tells); n >= 0 {
		return s[:n], s[n:]
	}
	return s, ""
}

// letter reports whether a rune belongs to a word. Units stand alone: each is a mark.
func letter(c rune) bool { return unicode.IsLetter(c) && !strings.ContainsRune(units, c) }

// foreign reports whether a rune is in no number: a mark that none of the programs knows.
func foreign(c rune) bool {
	return !ascii(c) && !unicode.IsSpace(c) && !unicode.Is(unicode.Sc, c) && !strings.ContainsRune(".,:/-+()%'’"+units, c)
}

// fits reports whether a word may be in a number or date between these two.
func fits(word, before, after string) bool {
	switch word {
	case "e", "d": // 1E5, and 1D5 as Visual Basic reads it
		return endsInDigit(before) && exponent.MatchString(after)
	case "a", "p": // 5 p is 17:00 for Excel
		return after == "" && hour.MatchString(before)
	case "am", "pm":
		return true
	case "t", "h": // 2026-11-27T10:30, 10h30
		return endsInDigit(before) && after != "" && ascii(first(after)) && (word == "h" || strings.Contains(after, ":"))
	}
	return months[word] > 0 || weekdays[word] || money[word]
}

var hour = regexp.MustCompile(`^[0-9]{1,2}(:[0-9]{1,2}){0,2} ?$`)

var exponent = regexp.MustCompile(`^ ?[-+]?[0-9]`)

// endsInDigit ignores the point of "1.e5" and the space of "1 E5" (LibreOffice: 100000).
func endsInDigit(s string) bool {
	s = strings.TrimRight(s, " .,")
	return s != "" && ascii(rune(s[len(s)-1]))
}

// chineseDate reports whether a cell is a date in Chinese digits. It has at least two units: 三月 may be
// a name.
func chineseDate(s string) bool {
	marks := 0
	for _, c := range s {
		switch {
		case strings.ContainsRune("年月日时時点點分秒", c):
			marks++
		case !strings.ContainsRune(numerals, c):
			return false
		}
	}
	return marks > 1
}

// errorValue matches what a spreadsheet shows instead of a formula's value: #REF!, #N/A, #NAME?,
// #¡VALOR! and others by language; LibreOffice's Err:502. It is in lower case, as plain returns it.
var errorValue = regexp.MustCompile(`^(#¡?[\p{L}/0]+[!?]|#n/a|#n/d|#nv|#getting_data|err:[0-9]{3})$`)
