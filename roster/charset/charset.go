package charset

import (
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// Charset is a character encoding. The zero Charset is UTF-8. Two are equal when they decode alike.
type Charset struct {
	label string // in htmlindex, or in dos; "" for UTF-8
}

// The charsets that prove themselves, or can.
var (
	UTF8    = Charset{}
	UTF16LE = Charset{"utf-16le"}
	UTF16BE = Charset{"utf-16be"}
	GB18030 = Charset{"gb18030"}
)

// dos are code pages that spreadsheets still save as "CSV (MS-DOS)", and that the web does not know.
var dos = map[string]encoding.Encoding{
	"ibm437": charmap.CodePage437,
	"ibm850": charmap.CodePage850,
	"ibm852": charmap.CodePage852,
	"ibm855": charmap.CodePage855,
}

// String returns the name to show, which Named accepts.
func (c Charset) String() string {
	switch {
	case c == UTF8:
		return "UTF-8"
	case c.label == "big5":
		return "Big5"
	case c.label == "shift_jis":
		return "Shift_JIS"
	case strings.HasPrefix(c.label, "windows-"), strings.HasPrefix(c.label, "x-"), c.label == "macintosh":
		return c.label
	}
	return strings.ToUpper(c.label)
}

// NewReader decodes r to UTF-8. Bytes that are not characters become U+FFFD, except in UTF-8 itself,
// whose bytes are passed through: there a broken cell is checked by itself. A byte order mark is a
// character like any other.
func (c Charset) NewReader(r io.Reader) io.Reader {
	if c == UTF8 {
		return r
	}
	return c.encoding().NewDecoder().Reader(r)
}

// Decode decodes a header or a sample, as NewReader does.
func (c Charset) Decode(b []byte) string {
	if c == UTF8 {
		return string(b)
	}
	encoding := c.encoding()
	if page, ok := encoding.(*charmap.Charmap); ok {
		return decodePage(page, b)
	}
	text, err := encoding.NewDecoder().Bytes(b)
	if err != nil { // these decoders replace, and do not fail
		return strings.Repeat("\uFFFD", len(b))
	}
	return string(text)
}

// decodePage decodes like a decoder of one byte a character, without its buffers: a verdict decodes
// each name twenty times.
func decodePage(page *charmap.Charmap, b []byte) string {
	var text strings.Builder
	text.Grow(2 * len(b))
	for _, c := range b {
		text.WriteRune(page.DecodeByte(c))
	}
	return text.String()
}

func (c Charset) encoding() encoding.Encoding {
	switch c {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	if page, ok := dos[c.label]; ok {
		return page
	}
	known, err := htmlindex.Get(c.label)
	if err != nil {
		panic("charset: a Charset that is none: " + c.label)
	}
	return known
}
