package spreadsheet

import "strings"

// Unwrap removes the formula that some programs write around a number to keep Excel from reading it:
// ="00123" is 00123, and so is =""00123"", whose quotes were doubled twice.
func Unwrap(cell string) (inner string, wrapped bool) {
	body, formula := strings.CutPrefix(strings.TrimFunc(cell, blank), "=")
	if !formula {
		return "", false
	}
	body = strings.TrimLeft(body, " ")
	if inner, ok := unquote(body); ok {
		return inner, true
	}
	return unquote(strings.ReplaceAll(body, `""`, `"`))
}

// unquote parses a formula's text: in quotes, those within doubled.
func unquote(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", false
	}
	s = s[1 : len(s)-1]
	if strings.Contains(strings.ReplaceAll(s, `""`, ""), `"`) {
		return "", false
	}
	return strings.ReplaceAll(s, `""`, `"`), true
}
