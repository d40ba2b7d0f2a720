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

// unsaid is the part of a date that a cell does not tell.
const unsaid = -1

// day is one way to read a cell as a date. Of the year it has the last two digits, for that
// is all that many forms show.
type day struct{ year, month, day int }

// readDay gives the day of three parts, and false where the calendar has none.
func readDay(year, month, dayOf int) (day, bool) {
	ok := month >= 1 && month <= 12 && dayOf != 0 && dayOf <= 31
	if year != unsaid {
		year %= 100
	}
	return day{year, month, dayOf}, ok
}

// same tells whether two readings may be of one day.
func (d day) same(o day) bool {
	return d.month == o.month && agree(d.day, o.day) && agree(d.year, o.year)
}

func agree(a, b int) bool { return a == b || a == unsaid || b == unsaid }

// asID is what somebody may have typed, for an example.
func (d day) asID() string {
	if d.day == unsaid {
		return fmt.Sprintf("%d-%02d", d.month, d.year)
	}
	return fmt.Sprintf("%d-%d", d.month, d.day)
}

// parts are what a date is made of, in the order of the cell.
type parts struct {
	numbers []string
	words   []string
	marks   string // everything between
}

var part = regexp.MustCompile(`[0-9]+|\p{L}+`)
var clockAfter = regexp.MustCompile(`[ t][0-9]{1,2}:[0-9]{2}.*$`)

func split(cell string) (p parts) {
	s := clockAfter.ReplaceAllString(cell, "")
	p.marks = part.ReplaceAllStringFunc(spaced(s), func(string) string { return "" })
	for _, found := range part.FindAllString(spaced(s), -1) {
		if ascii(first(found)) {
			p.numbers = append(p.numbers, found)
		} else {
			p.words = append(p.words, found)
		}
	}
	return p
}

// spaced puts a space for each unit, so that none is taken for a word.
func spaced(s string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("年月日년월일", c) {
			return ' '
		}
		return c
	}, s)
}

// dates gives every way to read a cell as a date, in any order of its parts: which one a
// spreadsheet takes depends on its language.
func dates(cell string) []day {
	p := split(plain(cell))
	if strings.Trim(p.marks, " -/.,") != "" || len(p.numbers) == 0 || len(p.numbers) > 3 {
		return nil
	}
	n := make([]int, 3)
	for i, number := range p.numbers {
		if len(number) > 4 {
			return nil
		}
		n[i], _ = strconv.Atoi(number) // digits, and few
	}
	return readings(n, len(p.numbers), p.words)
}

func readings(n []int, count int, words []string) (days []day) {
	add := func(year, month, dayOf int) {
		if d, ok := readDay(year, month, dayOf); ok {
			days = append(days, d)
		}
	}
	month, known := monthOf(words)
	switch {
	case !known:
	case month > 0 && count == 1:
		add(unsaid, month, n[0])
		add(n[0], month, unsaid)
	case month > 0 && count == 2:
		add(n[1], month, n[0])
		add(n[0], month, n[1])
	case month == 0 && count == 2:
		add(unsaid, n[0], n[1])
		add(unsaid, n[1], n[0])
		add(n[1], n[0], unsaid)
		add(n[0], n[1], unsaid)
	case month == 0 && count == 3:
		add(n[2], n[0], n[1])
		add(n[2], n[1], n[0])
		add(n[0], n[1], n[2])
	}
	return days
}

// monthOf gives the month that the words name, 0 for none; known is false where they say
// something else.
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

// written gives the readings of a date in a form that spreadsheets write; 1-2 is none.
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

// nameLike tells whether a month is spelt as a spreadsheet does: 1-Mar, Mar-26, or 1-mars in
// the languages that have it small, never MAR-1.
func nameLike(word, cell string) bool {
	c, size := utf8.DecodeRuneInString(word)
	rest := word[size:]
	return rest == strings.ToLower(rest) && (unicode.IsUpper(c) || ascii(first(cell)))
}

// hasYear tells a date with a year of four digits that somebody may live in.
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

// serial gives the day that a bare number stands for: spreadsheets count days from the end
// of 1899. It reads those from 1982 to 2105 only.
func serial(cell string) (day, bool) {
	n, err := strconv.Atoi(cell)
	if err != nil || n < 30000 || n > 75000 {
		return day{}, false
	}
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
	return readDay(t.Year(), int(t.Month()), t.Day())
}

var clockForm = regexp.MustCompile(`^(上午|下午|오전|오후)?([0-9]{1,4})(?::([0-9]{0,2}))?(?::([0-9]{1,2}(?:\.[0-9]+)?))? ?([ap])?m?$`)

// seconds reads a time of the day: 10:30, 17: and 5 PM.
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

// afternoon gives the hour of 24 for one of twelve.
func afternoon(hours int, half string) int {
	switch half {
	case "a", "上午", "오전":
		return hours % 12
	case "p", "下午", "오후":
		return hours%12 + 12
	}
	return hours
}
