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

// alike is what a path has in common with those that people take it for: no letter case, no
// full width, no percent-encoding, no invisible marks, one kind of gap between words, and of a
// file no ending of a picture. Two paths that are alike may still be two people's photos.
//
// It is turned round, the name before its folder, each with a / behind it: paths that end
// alike begin alike then, and stand together when they are sorted.
func alike(written string, file bool) string {
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

// plain takes the letter case, the width, quotation marks and what is invisible from a text.
func plain(s string) string { return strings.Map(visible, strings.ToLower(norm.NFKC.String(s))) }

// decoded takes percent-encoding from a text, once and again: who encodes an address by hand
// may do it twice.
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

// folders are the parts of a path, of whichever system.
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

// words joins the words of a name by one kind of gap.
func words(name string) string { return strings.Join(strings.FieldsFunc(name, gap), "-") }

func visible(c rune) rune {
	if unicode.IsControl(c) && !unicode.IsSpace(c) || unicode.Is(unicode.Cf, c) || strings.ContainsRune("\"'`´‘’“”", c) {
		return -1
	}
	return c
}

func gap(c rune) bool {
	return unicode.IsSpace(c) || unicode.Is(unicode.Pd, c) || c == '_' || c == '.' || c == '+'
}

// endings are those that the files of pictures have, each with the one that stands for it.
var endings = map[string]string{
	".jpg": "jpg", ".jpeg": "jpg", ".jpe": "jpg", ".jfif": "jpg", ".png": "png", ".bmp": "bmp", ".dib": "bmp",
	".gif": "gif", ".webp": "webp", ".tif": "tiff", ".tiff": "tiff", ".heic": "heic", ".heif": "heic", ".avif": "avif",
}

// stem is a name without the endings of a picture: where endings are hidden, people write a
// second one.
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

// distance ranks names that are alike: the first differ in letter case, width or .jpeg alone,
// then come those with another ending, then those spelled otherwise.
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
