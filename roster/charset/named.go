package charset

import (
	"errors"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
)

var (
	errUnknown = errors.New("unknown encoding; the known ones are utf-8, utf-16le, utf-16be, gb18030 (or gbk, gb2312), " +
		"big5, euc-kr (or cp949), euc-jp, shift_jis, iso-2022-jp, windows-1250 to windows-1258 (or cp1250), windows-874, " +
		"iso-8859-1 to iso-8859-16, koi8-r, koi8-u, ibm437, ibm850, ibm852, ibm855, ibm866, macintosh, x-mac-cyrillic")
	errANSI = errors.New("ANSI is what Windows calls its local encoding: gb18030 in China, big5 in Taiwan " +
		"and Hong Kong, shift_jis in Japan, euc-kr in Korea, windows-1252 in western Europe and America, windows-1250 in central Europe, " +
		"windows-1251 for Cyrillic; use that name")
)

// pages are Windows' numbers of code pages, without cp, ms or windows before the number.
var pages = map[string]string{
	"437": "ibm437", "850": "ibm850", "852": "ibm852", "855": "ibm855", "866": "ibm866", "874": "windows-874",
	"932": "shift_jis", "936": "gb18030", "949": "euc-kr", "950": "big5",
	"1200": "utf-16le", "1201": "utf-16be", "1250": "windows-1250", "1251": "windows-1251", "1252": "windows-1252",
	"1253": "windows-1253", "1254": "windows-1254", "1255": "windows-1255", "1256": "windows-1256", "1257": "windows-1257",
	"1258": "windows-1258", "10000": "macintosh", "10007": "x-mac-cyrillic", "20866": "koi8-r", "21866": "koi8-u",
	"20932": "euc-jp", "50220": "iso-2022-jp", "51932": "euc-jp", "51949": "euc-kr", "54936": "gb18030", "65001": "utf-8",
}

// spellings are names that people type and the web does not know, without separators.
var spellings = map[string]string{
	"utf8": "utf-8", "utf8bom": "utf-8", "utf8sig": "utf-8", "utf8mb4": "utf-8", "utf16": "utf-16le", "ucs2": "utf-16le", "unicode": "utf-16le",
	"utf16le": "utf-16le", "utf16be": "utf-16be", "ucs2le": "utf-16le", "ucs2be": "utf-16be",
	"gbk": "gb18030", "gb": "gb18030", "gb2312": "gb18030", "gb23121980": "gb18030", "gb18030": "gb18030", "euccn": "gb18030",
	"gb180302000": "gb18030", "gb180302005": "gb18030", "gb180302022": "gb18030",
	"big5": "big5", "big5hkscs": "big5", "big5eten": "big5", "euckr": "euc-kr", "uhc": "euc-kr", "ksc5601": "euc-kr", "ksx1001": "euc-kr",
	"eucjp": "euc-jp", "shiftjis": "shift_jis", "sjis": "shift_jis", "win31j": "shift_jis", "iso2022jp": "iso-2022-jp", "jis": "iso-2022-jp",
	"koi8r": "koi8-r", "koi8u": "koi8-u", "koi8": "koi8-r", "tis620": "windows-874", "iso885911": "windows-874",
	"ascii": "windows-1252", "usascii": "windows-1252", "macroman": "macintosh", "mac": "macintosh", "maccyrillic": "x-mac-cyrillic",
}

// Named finds a charset by its name on the command line: one that the web knows, or one that people
// type. gbk and gb2312 decode as GB18030, of which they are subsets. The error lists the names; it
// leaves the name itself to the caller.
func Named(name string) (Charset, error) {
	bare := bare(name)
	if bare == "ansi" {
		return Charset{}, errANSI
	}
	if label, ok := spellings[bare]; ok {
		return labelled(label)
	}
	if label, ok := pages[number(bare)]; ok {
		return labelled(label)
	}
	if part, ok := strings.CutPrefix(bare, "iso8859"); ok {
		return labelled("iso-8859-" + part)
	}
	return labelled(name)
}

// labelled finds the charset with this label of the web.
func labelled(label string) (Charset, error) {
	if _, ok := dos[label]; ok {
		return Charset{label}, nil
	}
	known, err := htmlindex.Get(label)
	if err != nil {
		return Charset{}, errUnknown
	}
	switch canonical, err := htmlindex.Name(known); {
	case err != nil, canonical == "replacement", canonical == "x-user-defined":
		return Charset{}, errUnknown // the web's encodings against attacks and for binary data
	case canonical == "utf-8":
		return UTF8, nil
	case canonical == "gbk":
		return GB18030, nil
	default:
		return Charset{canonical}, nil
	}
}

// bare removes separators: UTF 8, utf_8 and utf-8 are one.
func bare(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "", ".", "", ":", "").Replace(strings.ToLower(name))
}

// number returns the number that a code page's name ends with: 1251 of cp1251, win1251 and
// windows-1251.
func number(bare string) string {
	for _, kind := range []string{"windows", "win", "codepage", "cp", "ms", "ibm", "oem", "dos", "x"} {
		if rest, ok := strings.CutPrefix(bare, kind); ok {
			return rest
		}
	}
	return bare
}
