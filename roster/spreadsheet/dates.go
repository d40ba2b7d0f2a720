package spreadsheet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// unsaid is the part of a date that a cell does not have.
const unsaid = -1

// day is one way to read a cell as a date. It has the last two digits of the year, because many forms
// show no more.
type day struct{ year, month, day int }

// readDay returns the day of numbers in this order; ok is false where the calendar has none.
func readDay(order string, numbers []int, month int) (day, bool) {
	d := day{unsaid, month, unsaid}
	if len(order) != len(numbers) {
		return d, false
	}
	for i, c := range order {
		switch c {
		case 'Y':
			d.year = numbers[i] % 100
		case 'M':
			d.month = numbers[i]
		case 'D':
			d.day = numbers[i]
		}
	}
	return d, d.month >= 1 && d.month <= 12 && d.day != 0 && d.day <= 31
}

// same reports whether two readings may be of one day.
func (d day) same(o day) bool {
	return d.month == o.month && agree(d.day, o.day) && agree(d.year, o.year)
}

func agree(a, b int) bool { return a == b || a == unsaid || b == unsaid }

// asID returns what a person may have typed, as an example.
func (d day) asID() string {
	if d.day == unsaid {
		return fmt.Sprintf("%d-%02d", d.month, d.year)
	}
	return fmt.Sprintf("%d-%d", d.month, d.day)
}

// parts are what a date consists of, in the order of the cell.
type parts struct {
	numbers []string
	words   []string
	marks   string // everything between
}

var (
	part       = regexp.MustCompile(`[0-9]+|\p{L}+`)
	clockAfter = regexp.MustCompile(`[ t][0-9]{1,2}:[0-9]{2}.*$`)
)

func split(cell string) (p parts) {
	s := spaced(clockAfter.ReplaceAllString(cell, ""))
	p.marks = part.ReplaceAllString(s, "")
	for _, found := range part.FindAllString(s, -1) {
		if ascii(first(found)) {
			p.numbers = append(p.numbers, found)
		} else {
			p.words = append(p.words, found)
		}
	}
	return p
}

// spaced replaces each unit by a space, so that none is taken for a word.
func spaced(s string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("年月日년월일", c) {
			return ' '
		}
		return c
	}, s)
}

// The possible orders of the numbers of a date, where its month is a word and where it is not.
var (
	besideAWord = []string{"D", "Y", "DY", "YD"}
	bare        = []string{"MD", "DM", "MY", "YM", "MDY", "DMY", "YMD"}
)

// dates returns every way to read a cell as a date, in any order of its parts: which one a spreadsheet
// takes depends on its language.
func dates(cell string) (days []day) {
	p := split(plain(cell))
	month, known := monthOf(p.words)
	if !known || strings.Trim(p.marks, " -/.,") != "" {
		return nil
	}
	orders := bare
	if month > 0 {
		orders = besideAWord
	}
	numbers := p.values()
	for _, order := range orders {
		if d, ok := readDay(order, numbers, month); ok {
			days = append(days, d)
		}
	}
	return days
}

// values returns the numbers; nil where one is too long to be a part of a date.
func (p parts) values() (all []int) {
	for _, number := range p.numbers {
		n, err := strconv.Atoi(number)
		if err != nil || len(number) > 4 {
			return nil
		}
		all = append(all, n)
	}
	return all
}

// monthOf returns the month that the words name, 0 for none; known is false where they are other
// words.
func monthOf(words []string) (month int, known bool) {
	for _, w := range words {
		switch {
		case months[w] > 0 && month == 0:
			month = months[w]
		case !weekdays[w]:
			return 0, false
		}
	}
	return month, true
}

// written returns the readings of a date in a form that spreadsheets write; 1-2 is not one.
func written(cell string) []day {
	p := split(strings.Map(narrow, cell))
	switch {
	case p.marks == "" || slices.ContainsFunc(p.numbers, func(n string) bool { return len(n) == 3 }):
	case len(p.words) > 0 && !nameLike(p.words[len(p.words)-1], cell):
	case len(p.words) > 0, strings.ContainsAny(cell, "月월"):
		return dates(cell)
	case len(p.numbers) == 3 && (strings.Contains(p.marks, "/") || hasYear(p) || twoDigits(p)):
		return dates(cell)
	}
	return nil
}

// nameLike reports whether a month is spelt as a spreadsheet does: 1-Mar, Mar-26, or 1-mars in the
// languages that write it in lower case, never MAR-1.
func nameLike(word, cell string) bool {
	c, size := utf8.DecodeRuneInString(word)
	rest := word[size:]
	return rest == strings.ToLower(rest) && (unicode.IsUpper(c) || ascii(first(cell)))
}

// hasYear reports whether a date has a plausible year of four digits.
func hasYear(p parts) bool {
	for _, n := range []string{p.numbers[0], p.numbers[len(p.numbers)-1]} {
		if len(n) == 4 && n >= "1900" && n < "2100" {
			return true
		}
	}
	return false
}

func twoDigits(p parts) bool {
	return !slices.ContainsFunc(p.numbers, func(n string) bool { return len(n) != 2 })
}

// serial returns the day of a bare number: spreadsheets count days from the end of 1899. It reads
// those from 1982 to 2105 only.
func serial(cell string) (day, bool) {
	n, err := strconv.Atoi(cell)
	if err != nil || n < 30000 || n > 75000 {
		return day{}, false
	}
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
	return day{t.Year() % 100, int(t.Month()), t.Day()}, true
}

var clockForm = regexp.MustCompile(`^(上午|下午|오전|오후)?([0-9]{1,4})(?::([0-9]{0,2}))?(?::([0-9]{1,2}(?:\.[0-9]+)?))? ?([ap])?m?$`)

// seconds parses a time of the day: 10:30, 17: and 5 PM.
func seconds(cell string) (float64, bool) {
	m := clockForm.FindStringSubmatch(plain(cell))
	if m == nil || m[1]+m[5] == "" && !strings.Contains(cell, ":") {
		return 0, false
	}
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	rest, _ := strconv.ParseFloat("0"+m[4], 64)
	return float64(afternoon(hours, m[1]+m[5]))*3600 + float64(minutes)*60 + rest, true
}

// afternoon returns the hour of 24 for one of twelve.
func afternoon(hours int, half string) int {
	switch half {
	case "a", "上午", "오전":
		return hours % 12
	case "p", "下午", "오후":
		return hours%12 + 12
	}
	return hours
}
