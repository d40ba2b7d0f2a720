package charset

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// verdictOn returns the verdict on cells: names, and, with a leading colon, other cells.
func verdictOn(cells ...string) string {
	var e Evidence
	for _, c := range cells {
		if other, ok := strings.CutPrefix(c, ":"); ok {
			e.Other([]byte(other))
		} else {
			e.Name([]byte(c))
		}
	}
	v := e.Verdict()
	if v.Proven {
		return v.Charset.String()
	}
	verdict := "unproven"
	for _, g := range v.Guesses {
		verdict += fmt.Sprintf(" %s:%s", g.Charset, g.Sample)
	}
	return verdict
}

func in(t testing.TB, label, names string) []string {
	t.Helper()
	text, err := encoder(t, label)(names)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(text)
}

func TestProvenCharset(t *testing.T) {
	for story, tc := range map[string]struct {
		cells []string
		want  string
	}{
		"a name in UTF-8 that lost a byte":          {[]string{"张伟\xE4\xB8"}, "UTF-8"},
		"GB18030, one name of which is sound UTF-8": {in(t, "gbk", "張達鳳 李經國 林添福 陳滿順無"), "GB18030"},
		"one name in GB18030, two signs in UTF-8":   {in(t, "gbk", "陳揮"), "unproven UTF-8:ꐓ] GB18030:陳揮"},
		"one name in GB18030, a sign and a letter":  {in(t, "gbk", "禄茂"), "unproven GB18030:禄茂 Shift_JIS:ﾂｻﾃｯ"},
		"a single emoji":                            {[]string{"Ann", "😀"}, "UTF-8"},
		"a rare ideograph in UTF-8":                 {[]string{"𠮷"}, "UTF-8"},
		"a degree sign in UTF-8":                    {[]string{":10°C"}, "UTF-8"},
		"no-break spaces in UTF-8":                  {[]string{"Ann\u00a0Lee", "Bob\u00a0Lee", "Eva\u00a0Lee"}, "UTF-8"},
		"two files joined":                          {append(in(t, "gbk", "李娜 王芳 刘洋 张伟 赵敏 陈静 欧阳娜娜 王小明 孙俪 周杰伦"), "黄磊", "徐静蕾"), "unproven GB18030:李娜"},
		"ISO-2022-JP":                               {[]string{"Ann", "\x1B$BEDCf\x1B(B"}, "unproven ISO-2022-JP:田中"},
		"one name in UTF-8 under many in ASCII":     {[]string{"Ann", "Bob", "Éva"}, "UTF-8"},
		"a description without end in UTF-8":        {[]string{":" + strings.Repeat("描述", 200)}, "UTF-8"},
		"nothing":                                   {nil, "UTF-8"},
		"ASCII alone":                               {[]string{"Ann", "Bob", ":p1", "??"}, "UTF-8"},
		"one name in UTF-8":                         {[]string{"张伟"}, "UTF-8"},
		"one umlaut in UTF-8":                       {[]string{"Zoë"}, "UTF-8"},
		"paths alone in UTF-8":                      {[]string{":фото/a.jpg"}, "UTF-8"},
		"names in Chinese":                          {in(t, "gbk", "张伟 李娜 王芳 刘洋"), "GB18030"},
		"names in Chinese, one in Latin letters":    {in(t, "gbk", "张伟 李娜 Ann 欧阳娜 王小明 刘洋"), "GB18030"},
		"a row of GB18030 in a UTF-8 file":          {append(in(t, "gbk", "李娜"), "张伟"), "UTF-8"},
		"a row of Latin-1 in a UTF-8 file":          {[]string{"Jörg Müller", "Zoë Größe", "Ann\xE9", "Ändi Bär", "Éva Őry"}, "UTF-8"},
		"marks of broken characters":                {[]string{"��"}, "UTF-8"},
		"UTF-8 that was read as Latin-1 and saved":  {[]string{"å¼ ä¼Ÿ"}, "UTF-8"},
		"one name in Chinese that is sound UTF-8":   {in(t, "gbk", "肖雪"), "unproven UTF-8:Фѩ GB18030:肖雪"},
	} {
		t.Run(story, func(t *testing.T) {
			if got := verdictOn(tc.cells...); got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}

func TestUnprovenCharsetIsGuessed(t *testing.T) {
	for label, names := range map[string]string{
		"gb18030":      "张伟",
		"euc-kr":       "김민수 이영희 박지훈",
		"euc-jp":       "佐藤太郎 鈴木花子 高橋健一 田中翔",
		"shift_jis":    "佐藤太郎 鈴木花子 高橋健一 田中翔",
		"windows-1251": "Иван Анна Пётр Мария",
		"koi8-u":       "Иван Анна Пётр Мария",
		"windows-874":  "สมชาย สมหญิง ประเสริฐ วิชัย",
		"big5":         "陳志明 林淑芬 黃俊傑",
		"windows-1253": "Γιώργος Μαρία Ελένη",
		"windows-1252": "Jörg Zoë François",
	} {
		want, err := Named(label)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(names, " ")
		if got := verdictOn(in(t, label, names)...); !strings.HasPrefix(got, fmt.Sprintf("unproven %s:%s", want, first)) {
			t.Errorf("%s is read as %s", want, got)
		}
	}
}

func FuzzEvidence(f *testing.F) {
	f.Add([]byte("\xD5\xC5\xCE\xB0,\xC0\xEE\xC4\xC8"), []byte("\xE5\xBC\xA0"))
	f.Add([]byte("\xEF\xBF\xBD,\xFF,\x80"), []byte("\x81\x30\x81\x30"))
	f.Fuzz(func(t *testing.T, names, other []byte) {
		judge := func() Verdict {
			var e Evidence
			for name := range strings.SplitSeq(string(names), ",") {
				e.Name([]byte(name))
			}
			e.Other(other)
			return e.Verdict()
		}
		v := judge()
		if again := judge(); !reflect.DeepEqual(v, again) {
			t.Errorf("%v, then %v", v, again)
		}
		if !v.Proven && v.Charset != UTF8 || v.Proven && v.Guesses != nil {
			t.Errorf("%v is half proven", v)
		}
	})
}

// Memory does not grow with the file, and all of the file counts.
func TestLargeFileIsSampledEvenly(t *testing.T) {
	var e Evidence
	for i := range 100_000 {
		e.Name(fmt.Appendf(nil, "\xD5\xC5%d", i))
	}
	if n := len(e.names.kept); n < nameSample/2 || n > nameSample || len(e.names.known) != n {
		t.Errorf("%d names are kept, %d are known", n, len(e.names.known))
	}
	var last int
	if _, err := fmt.Sscanf(string(e.names.kept[len(e.names.kept)-1]), "\xD5\xC5%d", &last); err != nil || last < 90_000 {
		t.Errorf("the last one kept is %d, %v", last, err)
	}
}
