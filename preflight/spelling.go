package preflight

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Spellings are the forms of a path that are one name, the written one first: cleaned, with /
// for the \ of Windows, and with accents as one character (NFC) or as marks of their own (NFD),
// which macOS and Linux keep differently and nobody can see.
func Spellings(written string) []string {
	plain := slashed(written)
	all := []string{filepath.ToSlash(filepath.Clean(written))}
	for _, spelling := range []string{plain, norm.NFC.String(plain), norm.NFD.String(plain)} {
		if !slices.Contains(all, spelling) {
			all = append(all, spelling)
		}
	}
	return all
}

// slashed is a path with / for the \ of Windows.
func slashed(written string) string { return path.Clean(strings.ReplaceAll(written, `\`, "/")) }

// composed tells whether a name can be spelled both with characters and with marks.
func composed(name string) bool { return norm.NFC.String(name) != norm.NFD.String(name) }

// sameName tells whether two names differ at most in how their accents are kept.
func sameName(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }
