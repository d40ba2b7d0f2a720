package charset

import (
	"io"
	"strings"
	"testing"
)

func TestNamedAcceptsCommonSpellings(t *testing.T) {
	for want, names := range map[string]string{
		"UTF-8":        "utf8 UTF-8 utf_8 utf-8-sig cp65001 65001 utf8mb4",
		"UTF-16LE":     "utf16 UTF-16 utf-16le unicode ucs-2 cp1200",
		"UTF-16BE":     "utf-16be utf16be cp1201",
		"GB18030":      "gbk GBK gb2312 gb-2312 cp936 ms936 windows-936 936 gb18030 GB-18030 x-gbk euc-cn",
		"Big5":         "big5 BIG-5 cp950 950 big5-hkscs",
		"EUC-KR":       "euc-kr euckr cp949 ms949 uhc ks_c_5601-1987",
		"EUC-JP":       "euc-jp eucjp",
		"Shift_JIS":    "shift-jis shift_jis sjis cp932 windows-31j ms932",
		"ISO-2022-JP":  "iso-2022-jp jis",
		"windows-1251": "cp1251 windows-1251 win1251 win-1251 1251",
		"windows-1252": "latin1 iso-8859-1 cp1252 us-ascii ascii",
		"windows-874":  "tis-620 cp874 windows-874 iso-8859-11",
		"KOI8-R":       "koi8-r koi8r koi8 cp20866",
		"IBM866":       "cp866 ibm866 dos866 866",
		"IBM437":       "cp437 ibm437 437",
		"ISO-8859-2":   "latin2 iso-8859-2 iso8859-2 ISO_8859_2",
		"macintosh":    "macintosh mac macroman",
	} {
		for name := range strings.FieldsSeq(names) {
			if got, err := Named(name); err != nil || got.String() != want {
				t.Errorf("%s is %s, %v; want %s", name, got, err, want)
			}
		}
		if again, err := Named(want); err != nil || again.String() != want {
			t.Errorf("%s as it is shown is %s, %v", want, again, err)
		}
	}
}

func TestNamedErrors(t *testing.T) {
	for name, want := range map[string]string{
		"":               "unknown encoding; the known ones are utf-8",
		"klingon":        "unknown encoding; the known ones are utf-8",
		"replacement":    "unknown encoding",
		"hz-gb-2312":     "unknown encoding", // the web maps it to the replacement encoding
		"x-user-defined": "unknown encoding",
		"ANSI":           "ANSI is what Windows calls its local encoding",
	} {
		if c, err := Named(name); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s is %s, %v; want %s", name, c, err, want)
		}
	}
}

func TestCharsetsDecode(t *testing.T) {
	for label, tc := range map[string][2]string{
		"utf-8":        {"Ann \xE5\xBC\xA0\xE5", "Ann 张\xE5"},
		"utf-16le":     {"\x20\x5F\x00\xD8", "张\uFFFD"},
		"utf-16be":     {"\x5F\x20\xD8\x00", "张\uFFFD"},
		"gb18030":      {"\xD5\xC5\x95\x32\x82\x36\xFF", "张\U00020000\uFFFD"},
		"big5":         {"\xB3\xAF", "陳"},
		"euc-kr":       {"\xB1\xE8", "김"},
		"euc-jp":       {"\xBA\xB4", "佐"},
		"shift_jis":    {"\x8D\xB2\xB1", "佐ｱ"},
		"windows-1251": {"\xC8\xE2\xE0\xED\x98", "Иван\uFFFD"},
		"koi8-r":       {"\xE9\xD7\xC1\xCE", "Иван"},
		"ibm437":       {"\x94", "ö"},
	} {
		c, err := Named(label)
		if err != nil {
			t.Fatal(err)
		}
		streamed, err := io.ReadAll(c.NewReader(strings.NewReader(tc[0])))
		if err != nil || string(streamed) != tc[1] {
			t.Errorf("%s reads %q, %v; want %q", c, streamed, err, tc[1])
		}
		if got := c.Decode([]byte(tc[0])); got != tc[1] {
			t.Errorf("%s decodes %q, want %q", c, got, tc[1])
		}
	}
}

func TestMark(t *testing.T) {
	for head, want := range map[string]Charset{"\xEF\xBB\xBFid": UTF8, "\xFF\xFEi\x00": UTF16LE, "\xFE\xFF\x00i": UTF16BE, "\x84\x31\x95\x33id": GB18030} {
		if c, size, ok := Mark([]byte(head)); !ok || c != want || size < 2 || size > 4 {
			t.Errorf("%q is marked %s, %d, %t; want %s", head, c, size, ok, want)
		}
	}
	for _, head := range []string{"", "\xEF\xBB", "id", "\xFF"} {
		if c, _, ok := Mark([]byte(head)); ok {
			t.Errorf("%q is marked %s", head, c)
		}
	}
}

func TestUnmarkedUTF16(t *testing.T) {
	for head, want := range map[string]Charset{"i\x00d\x00,\x00": UTF16LE, "\x00i\x00d\x00,": UTF16BE} {
		if c, ok := UnmarkedUTF16([]byte(head)); !ok || c != want {
			t.Errorf("%q is %s, %t; want %s", head, c, ok, want)
		}
	}
	for _, head := range []string{"", "id,name", "id\x00name,images,group_id,gender", "\x00\x00\x00\x00"} {
		if c, ok := UnmarkedUTF16([]byte(head)); ok {
			t.Errorf("%q is taken for %s", head, c)
		}
	}
}

// A pair that slips by one character would make nonsense of all after it.
func TestTraditionalPairs(t *testing.T) {
	for old, plain := range traditional {
		if commonHan()[old] || !commonHan()[plain] {
			t.Errorf("%c is no older form of %c", old, plain)
		}
	}
}
