package preflight

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Spellings returns the forms of a path that are the same name, the written one first: cleaned, with /
// for the \ of Windows, and with accents precomposed (NFC) or as combining marks (NFD), which macOS
// and Linux store differently and which look the same.
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

// slashed returns a path with / for the \ of Windows.
func slashed(written string) string { return path.Clean(strings.ReplaceAll(written, `\`, "/")) }

// composed reports whether a name differs between NFC and NFD.
func composed(name string) bool { return norm.NFC.String(name) != norm.NFD.String(name) }

// sameName reports whether two names differ at most in how accents are encoded.
func sameName(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) }
