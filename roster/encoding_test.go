package roster

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"enroll.example/enroll/roster/charset"
)

func as16(order binary.AppendByteOrder, text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func asGB(t testing.TB, text string) string {
	t.Helper()
	s, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const chinese = "人员ID,姓名,图片\r\np1,张一,一.jpg\r\np2,陶喆,二.jpg\r\np3,𠮷田,三.jpg\r\n"

func TestRosterInEveryEncoding(t *testing.T) {
	mark := "\uFEFF"
	for story, bytes := range map[string]string{
		"UTF-8":                      chinese,
		"UTF-8 with a mark":          mark + chinese,
		"GB18030":                    asGB(t, chinese),
		"GB18030 with a mark":        asGB(t, mark+chinese),
		"UTF-16, little end":         as16(binary.LittleEndian, mark+chinese),
		"UTF-16, big end":            as16(binary.BigEndian, mark+chinese),
		"UTF-16, little, no mark":    as16(binary.LittleEndian, chinese),
		"UTF-16, big end, no mark":   as16(binary.BigEndian, chinese),
		"UTF-16 with CR line ends":   as16(binary.LittleEndian, mark+strings.ReplaceAll(chinese, "\r\n", "\r")),
		"UTF-16 with tabs, no mark":  as16(binary.LittleEndian, strings.ReplaceAll(chinese, ",", "\t")),
		"GB18030 with semicolons":    asGB(t, strings.ReplaceAll(chinese, ",", ";")),
		"UTF-8 without its last end": strings.TrimSpace(chinese),
	} {
		t.Run(story, func(t *testing.T) {
			f := open(t, bytes, Options{})
			same(t, f.Header(), []string{"人员ID", "姓名", "图片"})
			rows, err := read(t, f)
			if err != nil || len(rows) != 3 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			for i, want := range [][]string{{"p1", "张一", "一.jpg"}, {"p2", "陶喆", "二.jpg"}, {"p3", "𠮷田", "三.jpg"}} {
				same(t, rows[i].Cells, want)
				same(t, faultLines(rows[i].Faults), nil)
			}
		})
	}
}

// openEncoded opens a text in another encoding.
func openEncoded(t *testing.T, e encoding.Encoding, text string, o Options) (*File, error) {
	t.Helper()
	f, err := Open(save(t, encoded(t, e.NewEncoder().String, text)), o)
	if err == nil {
		t.Cleanup(func() { _ = f.Close() })
	}
	return f, err
}

// However one byte of this file is changed, lost or added, the file is never read in another encoding.
func TestWrongByteDoesNotTurnUTF8IntoGB18030(t *testing.T) {
	for _, text := range []string{
		plain + "p1,Ann,a.jpg\np2,Bob,b.jpg\n",
		plain + "p1,张三,a.jpg\n",
		plain + "p1,李静,李静/一.jpg\n",
		plain + "p1,Jörg,a.jpg\np2,Zoë,b.jpg\n",
		chinese,
	} {
		for i := range len(text) {
			variants := []string{text[:i] + text[i+1:]}
			for b := 1; b < 256; b += 37 { // 37 is prime to 256: all kinds of bytes occur
				variants = append(variants, text[:i]+string([]byte{byte(b)})+text[i+1:], text[:i]+string([]byte{byte(b)})+text[i:])
			}
			for _, v := range variants {
				f, err := Open(save(t, v), Options{})
				if err != nil {
					continue
				}
				if got := f.Format().Encoding; got != "UTF-8" {
					t.Fatalf("%q is taken for %s", v, got)
				}
				_ = f.Close()
			}
		}
	}
}

func TestUnprovenEncodingIsRefused(t *testing.T) {
	for story, c := range map[string]struct {
		encoding encoding.Encoding
		names    []string
	}{
		"Korean":           {korean.EUCKR, []string{"김민수", "이영희", "박지훈"}},
		"Japanese":         {japanese.EUCJP, []string{"高橋美咲", "鈴木直樹", "松田太郎", "田中三郎"}},
		"Russian":          {charmap.Windows1251, []string{"Иван", "Анна", "Пётр", "Мария"}},
		"Thai":             {charmap.Windows874, []string{"สมชาย", "สมหญิง", "ประเสริฐ", "วิชัย"}},
		"German":           {charmap.Windows1252, []string{"Jörg Müller", "Zoë Größe"}},
		"in Big5":          {traditionalchinese.Big5, []string{"王小明", "李大同", "陳怡君"}},
		"one Chinese name": {simplifiedchinese.GB18030, []string{"张伟"}},
	} {
		text := plain
		for i, name := range c.names {
			text += fmt.Sprintf("p%d,%s,a.jpg\n", i, name)
		}
		_, err := openEncoded(t, c.encoding, text, Options{})
		u, ok := errors.AsType[*Unusable](err)
		if !ok {
			t.Errorf("%s: got %v; want *Unusable", story, err)
			continue
		}
		if says := u.Error() + u.Hint(); !strings.Contains(says, c.names[0]) || !strings.Contains(says, "--encoding ") {
			t.Errorf("%s: %s\n%s", story, u.Error(), u.Hint())
		}
		for _, options := range []*Options{{Encoding: named(t, c.encoding)}, {Remembered: named(t, c.encoding)}} {
			f, err := openEncoded(t, c.encoding, text, *options)
			if err != nil {
				t.Errorf("%s, %+v: %v", story, options, err)
				continue
			}
			rows, err := read(t, f)
			if err != nil || len(rows) != len(c.names) || rows[0].Name != c.names[0] || rows[0].Faults != nil {
				t.Errorf("%s, %+v: %+v, %v", story, options, rows, err)
			}
		}
	}
}

// named returns the charset that --encoding would give.
func named(t *testing.T, e encoding.Encoding) *charset.Charset {
	t.Helper()
	name, err := htmlindex.Name(e)
	if err != nil {
		t.Fatal(err)
	}
	c, err := charset.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return &c
}

func TestChineseNamesProveTheirEncoding(t *testing.T) {
	text := plain
	for i, name := range strings.Fields("张伟 王芳 李娜 刘洋 陈静 杨帆 赵磊 黄敏 周杰 吴秀英 徐丽 孙强") {
		text += fmt.Sprintf("p%d,%s,a.jpg\n", i, name)
	}
	f, err := openEncoded(t, simplifiedchinese.GB18030, text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Format(); got.Encoding != "GB18030" || got.Proof != "by the people's names" {
		t.Errorf("%+v", got)
	}
}

func TestProvenUTF8OverridesFlag(t *testing.T) {
	gb, err := charset.Named("gbk")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(save(t, plain+"p1,张伟,a.jpg\n"), Options{Encoding: &gb})
	if u, ok := errors.AsType[*Unusable](err); !ok || !strings.Contains(u.Error(), "the file is UTF-8, but --encoding says GB18030") {
		t.Errorf("got %v", err)
	}
	if f := open(t, "\uFEFF"+plain+"p1,张伟,a.jpg\n", Options{Encoding: &gb}); f.Format().Encoding != "UTF-8" {
		t.Errorf("a byte order mark decides: %+v", f.Format())
	}
	if f := open(t, plain+"p1,张伟,a.jpg\n", Options{Remembered: &gb}); f.Format().Encoding != "UTF-8" {
		t.Errorf("what proves itself needs no memory: %+v", f.Format())
	}
}

func TestRowInAnotherEncodingIsRefused(t *testing.T) {
	rows := rowsOf(t, plain+"p1,张伟,a.jpg\np2,"+asGB(t, "李娜")+",b.jpg\n", Options{})
	same(t, faultLines(rows[0].Faults), nil)
	same(t, faultLines(rows[1].Faults), []string{
		`3 [person_name] Roster.Malformed: person_name "�" contains bytes that are not valid UTF-8; in GB18030 they would be "李娜"`})
	if rows[1].Faults[0].Remedy != mendEncoding {
		t.Errorf("the remedy is %q", rows[1].Faults[0].Remedy)
	}
}

func TestNoteInAnotherEncodingIsIgnored(t *testing.T) {
	rows := rowsOf(t, "person_id,person_name,images,note\np1,Wei,a.jpg,caf\xE9\n", Options{})
	same(t, faultLines(rows[0].Faults), nil)
}

func encoded(t *testing.T, encode func(string) (string, error), text string) string {
	t.Helper()
	s, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWrongByteIsReportedWithPlace(t *testing.T) {
	for _, tc := range []struct{ story, text, want string }{
		{"UTF-8", "人员ID,姓名,图片\np1,张三,a.jpg\np2,李\xE5,b.jpg\n",
			`3 [姓名] Roster.Malformed: 姓名 "李�" contains bytes that are not valid UTF-8`},
		{"GB18030", asGB(t, "人员ID,姓名,图片\np1,张三,a.jpg\np2,李") + "\xFF" + asGB(t, ",b.jpg\n"),
			`3 [姓名] Roster.Malformed: 姓名 "李�" contains bytes that are not valid GB18030`},
		{"half a pair in UTF-16", as16(binary.LittleEndian, "\uFEFF人员ID,姓名,图片\np1,张三,a.jpg\np2,李") + "\x00\xD8" + as16(binary.LittleEndian, ",b.jpg\n"),
			`3 [姓名] Roster.Malformed: 姓名 "李�" contains bytes that are not valid UTF-16LE`},
	} {
		t.Run(tc.story, func(t *testing.T) {
			rows := rowsOf(t, tc.text, Options{})
			if len(rows) != 2 {
				t.Fatalf("%d rows", len(rows))
			}
			same(t, faultLines(rows[0].Faults), nil)
			same(t, faultLines(rows[1].Faults), []string{tc.want})
		})
	}
}

// What follows the byte would be read as other characters, even in a note that is not used.
func TestUTF16WithLostByteIsRefused(t *testing.T) {
	text := as16(binary.LittleEndian, "\uFEFFperson_id,person_name,images,note\np1,张一,a.jpg,x\np2,陶喆,b.jpg,y\n")
	at := strings.Index(text, "x\x00")
	for story, bytes := range map[string]string{
		"lost":     text[:at] + text[at+1:],
		"too many": text[:at] + "x" + text[at:],
	} {
		_, err := Open(save(t, bytes), Options{})
		if got := refusal(t, err); !strings.Contains(got, "odd number of bytes") {
			t.Errorf("%s: %s", story, got)
		}
	}
}
