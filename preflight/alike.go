package preflight

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// similarityKey returns what a path has in common with those that are easily mistaken for it. It drops
// letter case, full width, percent-encoding and invisible characters, joins words in one way, and
// drops the picture extension of a file. Two paths that are alike may still be photos of two people.
//
// The result is reversed, the name before its folder, each followed by /: paths with the same end have
// the same prefix, and are adjacent when sorted.
func similarityKey(written string, file bool) string {
	parts := folders(plain(decoded(written)))
	slices.Reverse(parts)
	var key strings.Builder
	for i, part := range parts {
		if i == 0 && file {
			part = stem(part)
		}
		key.WriteString(words(part))
		key.WriteByte('/')
	}
	return key.String()
}

// plain removes letter case, width, quotation marks and invisible characters from a text.
func plain(s string) string { return strings.Map(visible, strings.ToLower(norm.NFKC.String(s))) }

// decoded removes percent-encoding from a text, twice if need be: an address that was encoded by hand
// may be encoded twice.
func decoded(s string) string {
	for range 2 {
		meant, err := url.PathUnescape(s)
		if err != nil || !utf8.ValidString(meant) {
			break
		}
		s = meant
	}
	return s
}

// folders returns the parts of a path of any operating system.
func folders(written string) []string {
	var parts []string
	for part := range strings.SplitSeq(strings.ReplaceAll(written, `\`, "/"), "/") {
		switch part {
		case "", ".":
		case "..":
			parts = parts[:max(0, len(parts)-1)]
		default:
			parts = append(parts, part)
		}
	}
	return parts
}

// words joins the words of a name by one separator.
func words(name string) string { return strings.Join(strings.FieldsFunc(name, isWordBreak), "-") }

func visible(c rune) rune {
	if unicode.IsControl(c) && !unicode.IsSpace(c) || unicode.Is(unicode.Cf, c) || strings.ContainsRune("\"'`´‘’“”", c) {
		return -1
	}
	return c
}

func isWordBreak(c rune) bool {
	return unicode.IsSpace(c) || unicode.Is(unicode.Pd, c) || c == '_' || c == '.' || c == '+'
}

// endings are the extensions of picture files, each with its canonical form.
var endings = map[string]string{
	".jpg": "jpg", ".jpeg": "jpg", ".jpe": "jpg", ".jfif": "jpg", ".png": "png", ".bmp": "bmp", ".dib": "bmp",
	".gif": "gif", ".webp": "webp", ".tif": "tiff", ".tiff": "tiff", ".heic": "heic", ".heif": "heic", ".avif": "avif",
}

// stem returns a name without picture extensions: where extensions are hidden, people add a second
// one.
func stem(name string) string {
	for {
		name = strings.TrimRightFunc(name, func(c rune) bool { return c == '.' || unicode.IsSpace(c) })
		ending := path.Ext(name)
		if endings[ending] == "" {
			return name
		}
		name = strings.TrimSuffix(name, ending)
	}
}

// distance ranks names that are alike: first those that differ only in letter case, width or .jpeg,
// then those with another extension, then those with another spelling.
func distance(written, there string) int {
	a, b := plain(path.Base(slashed(written))), plain(path.Base(there))
	sameEnding := endings[path.Ext(a)] == endings[path.Ext(b)]
	switch {
	case stem(a) == stem(b) && sameEnding:
		return 0
	case stem(a) == stem(b):
		return 1
	case sameEnding:
		return 2
	}
	return 3
}
