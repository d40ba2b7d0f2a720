package spreadsheet

import (
	"strings"
	"unicode/utf16"
)

// Guard puts a ' before a cell that a spreadsheet might run, or read as anything but text, or whose
// ends it might trim, and before one that begins with '.
func Guard(cell string) string {
	if strings.HasPrefix(cell, "'") || reads(cell) {
		return "'" + cell
	}
	return cell
}

// Disarm puts a ' only before a cell that a spreadsheet might run, and before one that begins with '.
// It is for files that are read by scripts and not saved again: their numbers stay numbers.
func Disarm(cell string) string {
	if runs(cell) || strings.ContainsRune("'\t\r", first(cell)) {
		return "'" + cell
	}
	return cell
}

// Unguard removes exactly one leading ': Unguard(Guard(s)) == s for every s, and for Disarm.
func Unguard(cell string) string { return strings.TrimPrefix(cell, "'") }

// Changes reports whether a spreadsheet that opens and saves the cell might change it. A guard
// prevents this, except for what a spreadsheet cannot hold at all.
func Changes(cell string) bool { return reads(cell) || overflows(cell) }

// reads reports whether a spreadsheet might take the cell for anything but text.
func reads(cell string) bool {
	if cell == "" || cell[0] == '\'' {
		return false
	}
	return trims(cell) || runs(cell) || counts(cell)
}

// trims reports whether the cell has white space or control characters at its ends. Before or after a
// number they are dropped (LibreOffice 7.4: " 00123" is 123).
func trims(cell string) bool { return strings.TrimFunc(cell, blank) != cell }

// runs reports whether the cell is a formula. Excel in Chinese and Japanese accepts the full-width
// forms of the characters too.
func runs(cell string) bool {
	return strings.ContainsRune("=+-@", first(plain(cell)))
}

func first(s string) rune {
	for _, c := range s {
		return c
	}
	return 0
}

// longest is how many UTF-16 units a cell of Excel holds; the rest is lost (LibreOffice cuts there too
// when it writes XLSX).
const longest = 32767

// overflows reports whether a spreadsheet cannot hold the cell: it is too long, or it has a CR.
// LibreOffice makes LF of CR LF, and two rows of a cell with a CR alone.
func overflows(cell string) bool {
	return strings.ContainsRune(cell, '\r') || len(cell) > longest && len(utf16.Encode([]rune(cell))) > longest
}
