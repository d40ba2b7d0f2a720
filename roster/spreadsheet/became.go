package spreadsheet

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"enroll.example/enroll/legible"
)

// Became reports whether now is what a spreadsheet makes of was. It knows the forms that spreadsheets
// write, so that what a person typed is not attributed to them: 123 becomes 123.00, never 00123. It
// does not know whether was was right: a person who corrects the id 1,234 writes 1234 too. So ask only
// where was could have been right.
func Became(was, now string) (Harm, bool) {
	if was == now {
		return Harm{}, false
	}
	now = strings.TrimFunc(now, blank)
	if was == now {
		return Harm{}, false
	}
	if harm, ok := shown(now); ok {
		return harm, true
	}
	for _, k := range kinds {
		if k.became(was, now) {
			return sure(fmt.Sprintf("is what a spreadsheet makes of %s, %s", legible.Quote(was), k.why))
		}
	}
	return Harm{}, false
}

// kinds are what a spreadsheet may take a cell for.
var kinds = []struct {
	became func(was, now string) bool
	why    string
}{
	{becameShorter, "whose ends it trims"},
	{becameTruth, "which it takes for a logical value"},
	{becameDate, "which it takes for a date"},
	{becameTime, "which it takes for a time"},
	{becameNumber, "which it takes for a number"},
}

func becameShorter(was, now string) bool { return strings.TrimFunc(was, blank) == now }

func becameTruth(was, now string) bool {
	before, ok := truths[plain(was)]
	after, still := truths[plain(now)]
	return ok && still && before == after && now == strings.ToUpper(now)
}

func becameDate(was, now string) bool {
	after := written(now)
	if d, ok := serial(now); ok {
		after = []day{d}
	}
	for _, a := range after {
		for _, b := range dates(was) {
			if a.same(b) {
				return !strings.EqualFold(was, now)
			}
		}
	}
	return false
}

// becameTime also recognises a time as the fraction of a day.
func becameTime(was, now string) bool {
	before, ok := seconds(was)
	if !ok {
		return false
	}
	after, ok := seconds(now)
	if !ok && output.MatchString(now) {
		after, _ = strconv.ParseFloat(now, 64)
		after *= 24 * 3600
		ok = true
	}
	return ok && math.Abs(after-before) < 0.5
}

// output matches the forms in which spreadsheets write numbers: no leading zeros, exponents with a
// sign.
var output = regexp.MustCompile(`^[-(]?\p{Sc}? ?-?(0|[1-9][0-9]*|[1-9][0-9]{0,2}([.,'’ \x{A0}\x{202F}][0-9]{2,3})+)([.,][0-9]+)?(E[-+][0-9]+)?[ \x{A0}]?[%\p{Sc}]?\)?$`)

// tooLong matches digits that no spreadsheet keeps; it writes zeros for those after the 15th.
var tooLong = regexp.MustCompile(`^[0-9]{16,}$`)

func becameNumber(was, now string) bool {
	if !output.MatchString(now) || tooLong.MatchString(now) && !cutForm.MatchString(now) {
		return false
	}
	for _, a := range numbers(now) {
		for _, b := range numbers(was) {
			if a == b || round(a, figures(now)) == round(b, figures(now)) || cut(was, now) {
				return true
			}
		}
	}
	return false
}

// figures returns how many digits of a number a form shows: those of the mantissa, 15 at most.
func figures(form string) int {
	mantissa, _, scientific := strings.Cut(form, "E")
	if !scientific {
		return 15
	}
	n := 0
	for _, c := range mantissa {
		if ascii(c) {
			n++
		}
	}
	return min(n, 15)
}

func round(x float64, figures int) string { return strconv.FormatFloat(x, 'e', figures-1, 64) }

// cut reports whether all digits after the 15th have become zeros: Excel does not round them.
func cut(was, now string) bool {
	was = plain(was)
	return cutForm.MatchString(now) && len(was) == len(now) && was[:15] == now[:15]
}

// numbers returns every way to read a cell as a number: the decimal point may be a comma.
func numbers(cell string) (all []float64) {
	s, factor := unsigned(plain(cell))
	for _, marks := range [][2]string{{".", ","}, {",", "."}} {
		if x, ok := number(s, marks[0], marks[1]); ok {
			all = append(all, x*factor)
		}
	}
	return append(all, mixed(s, factor)...)
}

// unsigned removes what is around a number, and returns the factor that it means.
func unsigned(s string) (string, float64) {
	factor := 1.0
	s = strings.TrimFunc(strings.Map(noMoney, s), blank)
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "(") || strings.HasSuffix(s, "-") {
		factor = -1
	}
	if strings.Contains(s, "%") {
		factor /= 100
	}
	return strings.Trim(s, "()+-% \u00A0元"), factor
}

var group = regexp.MustCompile(`^[0-9]{1,3}(#[0-9]{2,3})*#[0-9]{3}$`)

// number parses digits with this decimal point and this grouping mark.
func number(s, point, grouping string) (float64, bool) {
	whole, fraction, pointed := strings.Cut(s, point)
	for _, mark := range []string{grouping, " ", "\u00A0", "\u202F", "'", "’"} {
		if joined := strings.ReplaceAll(whole, mark, "#"); group.MatchString(joined) {
			whole = strings.ReplaceAll(joined, "#", "")
		}
	}
	if pointed {
		whole += "." + fraction
	}
	whole = strings.Replace(whole, "d", "e", 1)
	x, err := strconv.ParseFloat(strings.ReplaceAll(whole, " ", ""), 64)
	if errors.Is(err, strconv.ErrRange) { // LibreOffice reads 1E400 as the largest number
		x, err = math.Copysign(math.MaxFloat64, x), nil
	}
	return x, err == nil && !strings.ContainsAny(s, "xpn_")
}

var mixedForm = regexp.MustCompile(`^(?:([0-9]{1,4}) )?([0-9]{1,4})/([0-9]{1,4})$`)

// mixed parses 1 1/2.
func mixed(s string, factor float64) []float64 {
	m := mixedForm.FindStringSubmatch(s)
	if m == nil {
		return nil
	}
	whole, _ := strconv.ParseFloat("0"+m[1], 64)
	over, _ := strconv.ParseFloat(m[2], 64)
	under, _ := strconv.ParseFloat(m[3], 64)
	return []float64{factor * (whole + over/under)}
}
