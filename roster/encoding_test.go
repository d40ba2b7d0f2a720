package roster

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
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

func TestTheSameRosterIsReadInEveryEncoding(t *testing.T) {
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
				same(t, told(rows[i].Faults), nil)
			}
		})
	}
}

// charsetOf detects without a file.
func charsetOf(t testing.TB, text string) charset {
	t.Helper()
	c, _, err := detect(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// However one byte of this file is changed, lost or added, it stays a UTF-8 file with at
// most a few faulty rows.
func TestOneWrongByteDoesNotTurnUTF8IntoGB18030(t *testing.T) {
	for _, text := range []string{
		plain + "p1,Ann,a.jpg\np2,Bob,b.jpg\n",
		plain + "p1,张三,a.jpg\n",
		plain + "p1,欧阳娜,a.jpg\n",
		plain + "p1,李静,李静/一.jpg\n",
		plain + "p1,Jörg,a.jpg\np2,Zoë,b.jpg\n",
		chinese,
	} {
		for i := range len(text) {
			variants := []string{text[:i] + text[i+1:]}
			for b := 1; b < 256; b += 7 { // 7 is prime to 256: all kinds of bytes come by
				variants = append(variants, text[:i]+string([]byte{byte(b)})+text[i+1:], text[:i]+string([]byte{byte(b)})+text[i:])
			}
			for _, v := range variants {
				if got := charsetOf(t, v); got != plainUTF8 {
					t.Fatalf("%q is taken for %s", v, got)
				}
			}
		}
	}
}

func TestOneWrongByteDoesNotTurnGB18030IntoUTF8(t *testing.T) {
	text := asGB(t, chinese+"p4,欧阳娜,四.jpg\r\np5,司马相如,五.jpg\r\n")
	for i := range len(text) {
		for b := 1; b < 256; b += 7 { // 7 is prime to 256: all kinds of bytes come by
			v := text[:i] + string([]byte{byte(b)}) + text[i+1:]
			if got := charsetOf(t, v); got != gb18030 {
				t.Fatalf("%q is taken for %s", v, got)
			}
		}
	}
}

// Names as people bear them, one to a file, under an English header: the least evidence.
func TestOneChineseNameIsEvidenceEnough(t *testing.T) {
	for name := range strings.FieldsSeq("张三 李四 王五 赵六 陈静 刘洋 杨帆 黄磊 周杰伦 吴亦凡 徐静蕾 孙俪 马云 朱镕基 欧阳娜娜 买买提·艾力 司马相如") {
		if got := charsetOf(t, asGB(t, plain+"p1,"+name+",a.jpg\n")); got != gb18030 {
			t.Errorf("%s in GB18030 is taken for %s", name, got)
		}
	}
}

func TestForeignEncodingsAreFaultsAndNotChinese(t *testing.T) {
	latin := encoded(t, charmap.Windows1252.NewEncoder().String, plain+"p1,Jörg Müller,a.jpg\np2,Zoë Größe,b.jpg\np3,Ann,c.jpg\n")
	big5 := encoded(t, traditionalchinese.Big5.NewEncoder().String, plain+"p1,王小明,a.jpg\np2,李大同,b.jpg\np3,Ann,c.jpg\n")
	for _, text := range []string{latin, big5} {
		rows := rowsOf(t, text, Options{})
		for _, row := range rows {
			if faulty := row.Faults != nil; faulty != (row.PersonID != "p3") {
				t.Errorf("%q: faults %v", row.Cells, told(row.Faults))
			}
		}
	}
}

func encoded(t *testing.T, encode func(string) (string, error), text string) string {
	t.Helper()
	s, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAWrongByteIsNamedByLineColumnAndEncoding(t *testing.T) {
	for _, tc := range []struct{ story, text, want string }{
		{"UTF-8", "人员ID,姓名,图片\np1,张三,a.jpg\np2,李\xE5,b.jpg\n",
			`3 [姓名] Roster.Malformed: 姓名 "李�" holds bytes that are no character in UTF-8, shown as �`},
		{"GB18030", asGB(t, "人员ID,姓名,图片\np1,张三,a.jpg\np2,李") + "\xFF" + asGB(t, ",b.jpg\n"),
			`3 [姓名] Roster.Malformed: 姓名 "李�" holds bytes that are no character in GB18030, shown as �`},
		{"half a pair in UTF-16", as16(binary.LittleEndian, "\uFEFF人员ID,姓名,图片\np1,张三,a.jpg\np2,李") + "\x00\xD8" + as16(binary.LittleEndian, ",b.jpg\n"),
			`3 [姓名] Roster.Malformed: 姓名 "李�" holds bytes that are no character in UTF-16LE, shown as �`},
	} {
		t.Run(tc.story, func(t *testing.T) {
			rows := rowsOf(t, tc.text, Options{})
			if len(rows) != 2 {
				t.Fatalf("%d rows", len(rows))
			}
			same(t, told(rows[0].Faults), nil)
			same(t, told(rows[1].Faults), []string{tc.want})
		})
	}
}

// Evidence may stand anywhere, far behind what is read first.
func TestTheWholeFileIsWeighed(t *testing.T) {
	text := plain + strings.Repeat("p1,Ann,a.jpg\n", 20_000) + "p2,张三,b.jpg\n"
	rows := rowsOf(t, asGB(t, text), Options{})
	if last := rows[len(rows)-1]; last.Name != "张三" || last.Line != 20_002 {
		t.Errorf("got %+v", last)
	}
}
