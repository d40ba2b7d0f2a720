package spreadsheet

import (
	"strings"
	"unicode"
)

// set returns a set of words that are separated by spaces.
func set(words string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(words) {
		s[w] = true
	}
	return s
}

// monthNames are those of the languages that our reviewers may use, January first, in full and
// abbreviated. A spreadsheet reads those of its language, and Excel also those of English.
var monthNames = [12]string{
	"jan january januar jänner jän janvier janv enero ene gennaio gen janeiro januari",
	"feb february februar feber février fevrier févr fevr fév febrero febbraio fevereiro fev februari",
	"mar march märz maerz mrz mär mars marzo março maart mrt",
	"apr april avril avr abril abr aprile",
	"may mai mayo maggio mag maio mei maj",
	"jun june juni juin junio giugno giu junho",
	"jul july juli juillet juil julio luglio lug julho",
	"aug august août aout agosto ago augustus augusti",
	"sep sept september septembre septiembre settembre set setembro",
	"oct october oktober okt octobre octubre ottobre ott outubro out",
	"nov november novembre noviembre novembro",
	"dec december dezember dez décembre déc diciembre dic dicembre dezembro",
}

// months maps the name of a month to its number.
var months = func() map[string]int {
	m := map[string]int{}
	for i, names := range monthNames {
		for name := range set(names) {
			m[name] = i + 1
		}
	}
	return m
}()

// weekdays may precede a date (LibreOffice: "Monday, March 1, 2026").
var weekdays = set("mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday " +
	"mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonntag")

// money are currencies written as words; the symbols are Unicode's.
var money = set("eur usd cny rmb chf gbp jpy hkd kr zł")

// truths are the words for true and false, in Excel's languages.
var truths = func() map[string]bool {
	m := map[string]bool{}
	for w := range set("true wahr vrai verdadero verdadeiro vero waar prawda pravda истина sant sann sand tosi igaz doğru") {
		m[w] = true
	}
	for w := range set("false falsch faux falso onwaar fałsz ложь nepravda falskt usann falsk epätosi hamis yanliş") {
		m[w] = false
	}
	return m
}()

// units are the Chinese, Japanese and Korean characters of dates, times and amounts.
const units = "年月日时時分秒点點元圆円년월일시분초원上下午前後오전후"

// numerals are the Chinese digits: LibreOffice reads 二〇二六年三月一日 as a date.
const numerals = "〇○零一二三四五六七八九十"

// plain returns a cell as a spreadsheet reads it: in lower case, without the spaces around it,
// full-width forms and the digits of every script as ASCII.
func plain(cell string) string {
	return strings.ToLower(strings.TrimFunc(strings.Map(narrow, cell), blank))
}

func blank(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }

// narrow folds what looks like an ASCII character and is read as one.
func narrow(c rune) rune {
	switch {
	case c < 0x80:
		return c
	case c >= '！' && c <= '～':
		return c - '！' + '!'
	case c == '−':
		return '-'
	case unicode.Is(unicode.Nd, c):
		return digit(c)
	}
	return c
}

// digit returns the ASCII digit of a decimal one: Unicode has them in runs of ten, 0 first.
func digit(c rune) rune {
	for _, r := range unicode.Nd.R16 {
		if lo := rune(r.Lo); c >= lo && c <= rune(r.Hi) {
			return '0' + (c-lo)%10
		}
	}
	for _, r := range unicode.Nd.R32 {
		if lo := rune(r.Lo); c >= lo && c <= rune(r.Hi) {
			return '0' + (c-lo)%10
		}
	}
	return c
}
