package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/roster/charset"
	"enroll.example/enroll/roster/spreadsheet"
)

// reading is a row being read.
type reading struct {
	row     *Row
	header  header
	charset charset.Charset
	raw     []string // the record's cells as they are in the file
	garbled []bool   // cells with what no reviewer typed, parallel to row.Cells
}

func (r *reading) field(i int) string { return trim(r.header.names[i]) }

// rawCell returns a cell as it is in the file, without the guard.
func (r *reading) rawCell(i int) string {
	raw := r.raw[r.header.kept[i]]
	if r.header.guarded {
		return Unguard(raw)
	}
	return raw
}

// readCells checks the characters of every used cell; a note in another column may contain anything.
// Image cells are checked path by path.
func (r *reading) readCells() {
	r.garbled = make([]bool, len(r.row.Cells))
	for i, cell := range r.row.Cells {
		if !r.header.used[i] || slices.Contains(r.header.photos, i) {
			continue
		}
		f, wrong := r.garbledBy(trim(cell), r.rawCell(i))
		if !wrong {
			continue
		}
		r.garbled[i] = true
		f.Field, f.Message = r.field(i), fmt.Sprintf("%s %s %s", r.field(i), quote(cell), f.Message)
		r.row.fault(f)
	}
}

// garbledBy says what is wrong with the characters of a text; raw is the text as it is in the file.
func (r *reading) garbledBy(text, raw string) (Fault, bool) {
	if !utf8.ValidString(raw) || strings.ContainsRune(text, utf8.RuneError) && r.charset != charset.UTF8 {
		return Fault{Code: codes.RosterMalformed, Message: r.wrongBytes(raw), Remedy: mendEncoding}, true
	}
	if strings.ContainsRune(text, utf8.RuneError) {
		return Fault{Code: codes.RosterDestroyed, Message: "contains U+FFFD, which an earlier save put in place of a character that it could not write", Remedy: mendSource}, true
	}
	for _, c := range text {
		switch {
		case strings.ContainsRune("\n\r\v\u2028\u2029", c):
			return Fault{Code: codes.RosterMalformed, Message: "contains a line break", Remedy: mendLineBreak}, true
		case unicode.IsControl(c):
			return Fault{Code: codes.RosterMalformed, Message: "contains " + legible.Char(c), Remedy: mendControl}, true
		}
	}
	return Fault{}, false
}

// wrongBytes says how a cell reads in the encoding that Chinese spreadsheets save by default, if it is
// valid in it.
func (r *reading) wrongBytes(raw string) string {
	says := fmt.Sprintf("contains bytes that are not valid %s", r.charset)
	if r.charset != charset.UTF8 || strings.ContainsFunc(strings.ToValidUTF8(raw, ""), func(c rune) bool { return c >= utf8.RuneSelf }) {
		return says
	}
	if other := charset.GB18030.Decode([]byte(raw)); !strings.ContainsRune(other, utf8.RuneError) && strings.ContainsFunc(other, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
		return fmt.Sprintf("%s; in GB18030 they would be %s", says, quote(other))
	}
	return says
}

// value returns the value in the cell of a known column.
func (r *reading) value(column string) (field, value string) {
	i, ok := r.header.at[column]
	if !ok {
		return column, ""
	}
	if r.garbled[i] {
		return r.field(i), ""
	}
	if value = unwrapCell(r.row.Cells[i]); isBlankValue(value) {
		return r.field(i), ""
	}
	return r.field(i), value
}

// unwrapCell returns the value of a cell: trimmed, and unwrapped from the formula ="00123".
func unwrapCell(cell string) string {
	cell = trim(cell)
	if inner, ok := spreadsheet.Unwrap(cell); ok {
		return trim(inner)
	}
	return cell
}

// readPerson checks what the row says of its person.
func (r *reading) readPerson() {
	r.readID()
	r.row.Name = r.judged("person_name", personName)
	field, _ := r.value("person_name")
	if was, improbable := improbable(r.row.Name); improbable && r.charset == charset.UTF8 {
		r.row.fault(Fault{Field: field, Code: codes.RosterMalformed, Remedy: mendEncoding, Message: fmt.Sprintf(
			"%s is %s in UTF-8, probably by chance; in GB18030 it would be %s", field, quote(r.row.Name), quote(was))})
		r.row.Name = ""
	}
	if oddName(r.row.Name) {
		r.row.warn(field, codes.RosterOddName, fmt.Sprintf("%s %s contains characters other than letters, digits, - and _: the service may refuse it", field, quote(r.row.Name)))
	}
	r.row.Gender = genders[strings.ToLower(r.plain("gender", gender))]
	r.row.Group = r.judged("group_id", groupID)
	for i := range r.row.Ex {
		r.row.Ex[i] = r.judged(exColumn(i), description)
	}
}

// readID says what a spreadsheet did to an id before any rule of the service is checked: advice on
// characters would lead to another wrong id.
func (r *reading) readID() {
	i := r.header.at["person_id"]
	if r.garbled[i] {
		return
	}
	field, value := r.value("person_id")
	harm, harmed := spreadsheet.Damage(value)
	switch {
	case harmed && harm.Sure:
		r.destroyed(field, value, harm.What)
	case harmed:
		r.row.warn(field, codes.RosterSuspect, fmt.Sprintf("%s %s %s", field, quote(value), harm.What))
		fallthrough
	default:
		r.breaches(field, value, personID)
	}
}

func (r *reading) destroyed(field, value, what string) {
	r.row.fault(Fault{Field: field, Code: codes.RosterDestroyed, Remedy: mendSource,
		Message: fmt.Sprintf("%s %s %s", field, quote(value), what)})
}

// judged returns the column's value, or "" when a rule is broken. Texts that look the same are brought
// into one form.
func (r *reading) judged(column string, rule rule) string {
	field, value := r.value(column)
	value = norm.NFC.String(value)
	if what := destroyedText(value); what != "" {
		r.destroyed(field, value, what)
		return ""
	}
	what := suspectText(value)
	if what != "" && r.row.Origin != nil { // it has been saved by a spreadsheet
		r.destroyed(field, value, what)
		return ""
	}
	if what != "" {
		r.row.warn(field, codes.RosterSuspect, fmt.Sprintf("%s %s %s", field, quote(value), what))
	}
	if r.breaches(field, value, rule) {
		return ""
	}
	return value
}

// plain returns the value of a column without free text, or "" when a rule is broken.
func (r *reading) plain(column string, rule rule) string {
	field, value := r.value(column)
	if r.breaches(field, value, rule) {
		return ""
	}
	return value
}

// breaches reports whether the value breaks a rule, and adds the faults to the row.
func (r *reading) breaches(field, value string, rule rule) bool {
	found := rule(value)
	for _, b := range found {
		r.row.fault(Fault{Field: field, Code: b.code, Message: b.sentence(field, value)})
	}
	return len(found) > 0
}

// lookForRows warns of a multi-line cell that contains whole rows of the roster: a quote too many may
// have swallowed them.
func (r *reading) lookForRows(comma byte) {
	for i, cell := range r.row.Cells {
		if !strings.ContainsAny(cell, "\r\n") {
			continue
		}
		if n, first := r.header.rowsIn(cell, comma); n > 0 {
			r.row.warn(r.field(i), codes.RosterSwallowed, fmt.Sprintf(
				"%s contains %s that could be a row of this roster, the first %s: text inside a cell was not enrolled", r.field(i), counted(n, "line"), quote(first)))
		}
	}
}

// rowsIn counts the lines of a cell, from the second on, that are certainly rows. The last cell of
// such a row may be cut short, where the quote is closed.
func (h header) rowsIn(cell string, comma byte) (n int, first string) {
	text := []byte(cell)
	for rest := text[lineEnd(text):]; len(rest) > 0; {
		end := lineEnd(rest)
		line := string(trimLineEnd(rest[:end]))
		if cells, stray := split(line, comma); stray == 0 && h.fits(cells) {
			if n++; n == 1 {
				first = line
			}
		}
		rest = rest[end:]
	}
	return n, first
}

// blank reports whether a rune is white space or one of the invisible characters that spreadsheets and
// editors leave at the ends of a cell.
func blank(c rune) bool {
	switch {
	case unicode.IsSpace(c), c == '\uFEFF', c == '\u2060':
		return true
	case '\u200B' <= c && c <= '\u200F', '\u202A' <= c && c <= '\u202E', '\u2066' <= c && c <= '\u2069':
		return true
	}
	return false
}

// trim removes blank runes at the ends.
func trim(s string) string { return strings.TrimFunc(s, blank) }

func quote(s string) string { return legible.Quote(s) }
