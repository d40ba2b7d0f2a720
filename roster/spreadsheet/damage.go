package spreadsheet

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Harm is what a spreadsheet did to a cell.
type Harm struct {
	// The rest of a sentence that names the cell: `person_id "########" ` + What.
	What string
	// Sure is false where the cell may be meant as it is: a reason to warn, not to refuse.
	Sure bool
}

// Damage recognises by a cell's form what a spreadsheet did to it earlier. It is made for ids: a note
// may well say 10:30.
func Damage(cell string) (Harm, bool) {
	cell = strings.TrimFunc(cell, blank)
	for _, look := range []func(string) (Harm, bool){shown, scientific, grouped, decimals, amount, date, clock, truth, cutShort} {
		if harm, ok := look(cell); ok {
			return harm, true
		}
	}
	return Harm{}, false
}

var hashes = regexp.MustCompile(`^#{3,}$`)

// shown recognises what a spreadsheet shows instead of a value; once saved, the value is lost.
func shown(cell string) (Harm, bool) {
	switch {
	case hashes.MatchString(cell):
		return sure("is what a spreadsheet shows when a column is too narrow: the value itself is lost")
	case errorValue.MatchString(plain(cell)):
		return sure("is the error value of a spreadsheet formula: the value itself is lost")
	}
	return Harm{}, false
}

func sure(what string) (Harm, bool)   { return Harm{What: what, Sure: true}, true }
func likely(what string) (Harm, bool) { return Harm{What: what}, true }

var scientificForm = regexp.MustCompile(`^([+-]?[0-9])(?:[.,]([0-9]+))?[Ee]([+-]?)0*([0-9]+)$`)

// scientific recognises numbers like 1.23457E+11. 1E5 alone is not damage: a spreadsheet would write
// 1E+05. 1E-05 may be a room.
func scientific(cell string) (Harm, bool) {
	m := scientificForm.FindStringSubmatch(cell)
	if m == nil || m[2] == "" && m[3] == "" {
		return Harm{}, false
	}
	what := "is how a spreadsheet shows a long number: its last digits are lost"
	switch {
	case strings.Trim(m[2], "0") != "":
	case m[3] == "-":
		what = fmt.Sprintf("looks like what a spreadsheet makes of an ID such as %sE-%s when it takes it for a number", m[1], m[4])
	default:
		what = fmt.Sprintf("is how a spreadsheet shows a long number, its last digits lost, or an ID such as %sE%s that it took for a number", m[1], m[4])
	}
	return Harm{What: what, Sure: m[2] != "" || m[3] == "+"}, true
}

var (
	groupedForm = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}$`)
	maybeGroups = regexp.MustCompile(`^[0-9]{1,3}((\.[0-9]{3})+|([ \x{A0}\x{202F}][0-9]{3})+|(['’][0-9]{3})+)$`)
)

// grouped recognises numbers with thousands separators, also as in India.
func grouped(cell string) (Harm, bool) {
	switch {
	case groupedForm.MatchString(cell):
		return sure("is a number with grouped digits, as a spreadsheet shows it: leading zeros and digits after the 15th may be lost")
	case maybeGroups.MatchString(cell):
		return likely("looks like a number with grouped digits, as a spreadsheet shows it")
	}
	return Harm{}, false
}

var decimalForm = regexp.MustCompile(`^([0-9]+)[.,]0+$`)

// decimals recognises whole numbers like 1001.0.
func decimals(cell string) (Harm, bool) {
	if m := decimalForm.FindStringSubmatch(cell); m != nil {
		return sure(fmt.Sprintf("is %s as a spreadsheet or a program writes it when it takes an ID for a number: leading zeros may be lost too", m[1]))
	}
	return Harm{}, false
}

var percentForm = regexp.MustCompile(`^-?[0-9]+[.,][0-9]+ ?%$`)
var priceForm = regexp.MustCompile(`^-?[0-9][0-9.,]*$`)

// amount recognises percentages and prices in the form that spreadsheets give them.
func amount(cell string) (Harm, bool) {
	if percentForm.MatchString(cell) {
		return sure("is a percentage as a spreadsheet writes it: it took an ID for a number")
	}
	bare := strings.TrimFunc(strings.Map(noMoney, cell), blank)
	if bare != cell && strings.ContainsFunc(cell, isMoney) && priceForm.MatchString(bare) {
		return sure("is an amount of money as a spreadsheet writes it: it took an ID for a number")
	}
	return Harm{}, false
}

func isMoney(c rune) bool { return unicode.Is(unicode.Sc, c) }

func noMoney(c rune) rune {
	if isMoney(c) {
		return -1
	}
	return c
}

// rooms matches ids such as 01-02-03, which few spreadsheets write for a date.
var rooms = regexp.MustCompile(`^[0-9]{2}-[0-9]{2}-[0-9]{2}$`)

var legal = regexp.MustCompile(`^[A-Za-z0-9%@#&_-]+$`)

// date recognises dates in the forms that spreadsheets write. 1-Mar and 2026-11-27 may be ids at the
// service, which allows letters, digits and -%@#&_ (docs/service.md, "Calls").
func date(cell string) (Harm, bool) {
	days := written(cell)
	switch may := legal.MatchString(cell); {
	case len(days) == 0, may && rooms.MatchString(cell):
		return Harm{}, false
	case may:
		return likely("looks like a date, which is what a spreadsheet makes of an ID such as " + days[0].asID())
	}
	return sure("is a date, which is what a spreadsheet makes of an ID such as " + days[0].asID())
}

// clock recognises times in the forms that spreadsheets write.
func clock(cell string) (Harm, bool) {
	if _, ok := seconds(cell); ok && strings.Contains(cell, ":") {
		return sure("is a time, which is what a spreadsheet makes of an ID such as 10:30")
	}
	return Harm{}, false
}

// truth recognises the words in capitals that a spreadsheet writes for truth values.
func truth(cell string) (Harm, bool) {
	switch cell {
	case "TRUE", "FALSE", "WAHR", "FALSCH", "VRAI", "FAUX":
		return likely("looks like a spreadsheet's logical value")
	}
	return Harm{}, false
}

var cutForm = regexp.MustCompile(`^[1-9][0-9]{14}0+$`)

// cutShort recognises digits that are zeros from the 16th on. Of undamaged ids with 16 digits one in
// ten ends so too; of those with 18, one in a thousand.
func cutShort(cell string) (Harm, bool) {
	if cutForm.MatchString(cell) {
		return likely("looks like a long number of which a spreadsheet kept 15 digits: all digits after them are 0")
	}
	return Harm{}, false
}
