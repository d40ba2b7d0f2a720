package roster

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"enroll.example/enroll/roster/charset"
)

// writing is an encoding of rosters, and the scripts used in it.
type writing struct {
	name   string
	encode encoding.Encoding
	mark   string // a byte order mark, as a character
	told   string // the value of --encoding; "": the file must prove itself
	proves bool   // it certainly does so, or the flag is given
	scripts
}

// scripts are family names and parts of given names.
type scripts struct{ first, last []string }

var (
	chineseNames = scripts{strings.Fields("张 王 李 赵 欧阳 陈 刘 杨 黄 肖 𠮷"), strings.Fields("伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋 雪 喆")}
	oldNames     = scripts{strings.Fields("陳 林 黃 張 李 王 吳 劉 蔡 許"), strings.Fields("志明 俊傑 家豪 淑芬 美玲 建宏 怡君 功 蓋")}
	koreanNames  = scripts{strings.Fields("김 이 박 최 정 강"), strings.Fields("민수 서연 지훈 영희 하은")}
	nipponNames  = scripts{strings.Fields("佐藤 鈴木 高橋 田中 表"), strings.Fields("太郎 花子 健一 さくら ソラ")}
	russianNames = scripts{strings.Fields("Иванов Анна Пётр Ольга"), strings.Fields("Иван Мария Юрий Яна")}
	westernNames = scripts{strings.Fields("José Müller Zoë François Søren Ann"), strings.Fields("Åsa Núñez Bob Œuvre Lee")}
	thaiNames    = scripts{strings.Fields("สมชาย สมหญิง"), strings.Fields("ใจดี รักไทย")}
	allNames     = scripts{slices.Concat(chineseNames.first, koreanNames.first, westernNames.first, thaiNames.first, []string{"Mu\u0308ller", "שרה", "محمد"}),
		slices.Concat(nipponNames.last, russianNames.last, oldNames.last, []string{"E\u0301va", "देवी", "Việt"})}
)

func writings() []writing {
	little := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	big := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	gb := simplifiedchinese.GB18030
	all := []writing{
		{"UTF-8", encoding.Nop, "", "", false, allNames},
		{"UTF-8 with a mark", encoding.Nop, "\uFEFF", "", true, allNames},
		{"UTF-8 with two marks", encoding.Nop, "\uFEFF\uFEFF", "", true, allNames},
		{"UTF-16, little end", little, "\uFEFF", "", true, allNames},
		{"UTF-16, big end", big, "\uFEFF", "", true, allNames},
		{"UTF-16, little end, no mark", little, "", "", true, allNames},
		{"UTF-16, big end, no mark", big, "", "", true, allNames},
		{"GB18030", gb, "", "", false, chineseNames},
		{"GB18030 with a mark", gb, "\uFEFF", "", true, allNames},
		{"GB18030, told", gb, "", "gb18030", true, chineseNames},
	}
	for label, names := range map[string]scripts{"euc-kr": koreanNames, "euc-jp": nipponNames, "shift_jis": nipponNames, "big5": oldNames,
		"windows-1251": russianNames, "koi8-r": russianNames, "windows-1252": westernNames, "windows-874": thaiNames} {
		e, err := htmlindex.Get(label)
		if err != nil {
			panic(err)
		}
		all = append(all, writing{label, e, "", label, true, names})
	}
	slices.SortFunc(all[10:], func(a, b writing) int { return strings.Compare(a.name, b.name) })
	return all
}

// bytes returns an encoded text; ok is false when the encoding has no such character.
func (w writing) bytes(text string) (s string, ok bool) {
	s, err := w.encode.NewEncoder().String(text)
	return s, err == nil
}

func (w writing) options() (o Options) {
	if w.told == "" {
		return o
	}
	c, err := charset.Named(w.told)
	if err != nil {
		panic(err)
	}
	o.Encoding = &c
	return o
}

// entry is the data of a person in a row.
type entry struct {
	id, name, gender string
	photos           []string
}

func (e entry) String() string { return fmt.Sprintf("%q %q %q %q", e.id, e.name, e.gender, e.photos) }

func (e entry) equal(o entry) bool {
	return e.id == o.id && e.name == o.name && e.gender == o.gender && slices.Equal(e.photos, o.photos)
}

// line is a record of a sheet.
type line struct {
	says  entry // of a row; the zero entry of any other record
	cells []string
	raw   string // instead of cells
	end   string
	head  bool // without it there is no roster
}

// How a sheet quotes its cells.
const (
	whereNeeded = iota
	everywhere
	anywhere
	wholeLines
	styles
)

// sheet is a roster before it is written.
type sheet struct {
	dice    *rand.Rand
	writing writing
	comma   string
	style   int
	columns []string // the known column of each; "" of a note
	padding int      // blank cells after each row
	above   int      // blank cells after the header
	lines   []line
	behind  string // the last line
}

// newSheet draws a roster of at most most rows.
func newSheet(dice *rand.Rand, most int) *sheet {
	s := &sheet{dice: dice, writing: one(dice, writings()), comma: one(dice, strings.Split(", ; \t |", " ")), style: dice.IntN(styles)}
	rows := 1 + s.dice.IntN(most)
	s.drawPadding(rows)
	s.drawColumns()
	s.drawTop()
	for i := range rows {
		s.drawRow(i)
	}
	s.drawEnds()
	return s
}

func one[T any](dice *rand.Rand, of []T) T { return of[dice.IntN(len(of))] }

// may returns true once in n times.
func (s *sheet) may(n int) bool { return s.dice.IntN(n) == 0 }

// drawPadding draws blank cells after the rows. If only one row has them, without the header or other
// rows, it is in doubt.
func (s *sheet) drawPadding(rows int) {
	if !s.may(4) {
		return
	}
	s.padding = 1 + s.dice.IntN(2)
	if rows < 4 || s.may(2) {
		s.above = s.padding
	}
}

func (s *sheet) drawColumns() {
	s.columns = []string{"person_id", "person_name"}
	if s.may(2) {
		s.columns = append(s.columns, "images")
	} else {
		s.columns = append(s.columns, "image_1", "image_2")
	}
	for _, column := range []string{"gender", ""} {
		if s.may(2) {
			s.columns = append(s.columns, column)
		}
	}
	s.dice.Shuffle(len(s.columns), func(i, j int) { s.columns[i], s.columns[j] = s.columns[j], s.columns[i] })
}

// drawTop draws the header and what is above and after it.
func (s *sheet) drawTop() {
	if s.may(6) {
		s.lines = append(s.lines, line{raw: one(s.dice, []string{"sep=" + s.comma, `"sep=` + s.comma + `"`, "SEP=" + s.comma})})
	}
	if s.may(4) {
		s.lines = append(s.lines, line{raw: one(s.dice, []string{"# exported by HR", "Staff photos 2026", "", strings.Repeat(s.comma, 3)})})
	}
	s.lines = append(s.lines, line{cells: s.header(), head: true})
	if s.may(6) {
		s.lines = append(s.lines, line{cells: s.header()})
	}
}

// header names the columns by known names.
func (s *sheet) header() (names []string) {
	for _, column := range s.columns {
		if column == "" {
			names = append(names, one(s.dice, []string{"note", "Remarks", "部门"}))
			continue
		}
		names = append(names, s.decorated(s.alias(column)))
	}
	for i, name := range names {
		if _, ok := s.writing.bytes(name); !ok {
			names[i] = cmp.Or(s.columns[i], "note")
		}
	}
	return append(names, make([]string, s.above)...)
}

func (s *sheet) alias(column string) string {
	for _, c := range columns {
		if c.name == column {
			return one(s.dice, slices.Concat([]string{column}, c.aliases, c.looser))
		}
	}
	return column
}

func (s *sheet) decorated(name string) string {
	switch s.dice.IntN(10) {
	case 0:
		return name + "*"
	case 1:
		return name + "（必填）"
	case 2:
		return " " + strings.ToUpper(name) + " "
	case 3:
		return wide(name)
	case 4:
		return name + ":"
	case 5:
		return "\u200E" + name
	}
	return name
}

// wide returns a name in full-width letters.
func wide(name string) string {
	return strings.Map(func(c rune) rune {
		if '!' <= c && c <= '~' {
			return c + 0xFEE0
		}
		return c
	}, name)
}

// drawRow draws a person's row. Ids are unique, and of the kinds that spreadsheets damage.
func (s *sheet) drawRow(i int) {
	e := entry{id: fmt.Sprintf(one(s.dice, []string{"p%d", "00%d", "%dE5", "A-%d", "@%d", "-%d", "%d-1", "%d#&", "1%018d"}), i), name: s.name()}
	e.photos = append(e.photos, s.photo(i, 1))
	if s.may(2) {
		e.photos = append(e.photos, s.photo(i, 2))
	}
	var cells []string
	for _, column := range s.columns {
		cells = append(cells, s.cell(column, &e))
	}
	for range s.padding {
		cells = append(cells, "")
	}
	if slices.Index(s.columns, "image_2") < slices.Index(s.columns, "image_1") {
		slices.Reverse(e.photos) // photos are read from left to right
	}
	s.lines = append(s.lines, line{says: e, cells: cells})
	if s.may(12) {
		s.lines = append(s.lines, line{raw: one(s.dice, []string{"", strings.Repeat(s.comma, len(cells)-1), "  "})})
	}
}

func (s *sheet) photo(i, n int) string {
	name := fmt.Sprintf(one(s.dice, []string{"photos/%d-%d.jpg", "%d, %d.PNG", "Ann's \"%d\" %d.jpeg", "x%dy%d.bmp"}), i, n)
	if named := s.writing.first[0] + name; s.may(3) {
		if _, ok := s.writing.bytes(named); ok {
			return named
		}
	}
	return name
}

// cell returns a random cell for a column, and sets what e has then.
func (s *sheet) cell(column string, e *entry) string {
	switch column {
	case "person_id":
		return s.padded(e.id)
	case "person_name":
		return s.padded(e.name)
	case "gender":
		how := one(s.dice, []string{"", "0", "1", "m", "Female", "F", "male"})
		e.gender = genders[strings.ToLower(how)]
		return how
	case "images":
		return strings.Join(e.photos, one(s.dice, []string{";", "; ", "|", "\n", "\r\n"}))
	case "image_1":
		return e.photos[0]
	case "image_2":
		return strings.Join(e.photos[1:], "")
	}
	return one(s.dice, []string{"", "", "a note", "two\nlines", "two\r\nlines", "say \"yes\"", "a, b; c|d", "'", "\"", "=1+1", "-"})
}

// padded returns a text with spaces around it, as people and spreadsheets leave them.
func (s *sheet) padded(text string) string {
	if s.may(8) {
		return one(s.dice, []string{" ", "  ", ""}) + text + " "
	}
	return text
}

// name draws a name; one in five has characters with a meaning in CSV.
func (s *sheet) name() string {
	name := one(s.dice, s.writing.first) + one(s.dice, s.writing.last)
	if s.may(5) {
		name = fmt.Sprintf(one(s.dice, []string{"%s, Ann", "Ann \"%s\" Lee", "O'%s", "\"%s\"", "%s;%[1]s", "a|%s", "'%s", "-%s", "%s\"", "\"%s", "\", %s", "\"%s\", \"x\""}), name)
	}
	if _, ok := s.writing.bytes(name); !ok {
		return "Ann"
	}
	return name
}

func (s *sheet) drawEnds() {
	ends := one(s.dice, [][]string{{"\n"}, {"\r\n"}, {"\r"}, {"\n", "\r\n"}, {"\n", "\r\n", "\r"}})
	for i := range s.lines {
		s.lines[i].end = one(s.dice, ends)
	}
	s.behind = one(s.dice, []string{"", "", "", "\x1A", "\x1A\x1A", "no end"})
}

// text returns the sheet as CSV.
func (s *sheet) text() string {
	var b strings.Builder
	for i, l := range s.lines {
		record := l.raw
		if l.cells != nil {
			record = s.record(l.cells)
		}
		b.WriteString(record)
		if i < len(s.lines)-1 || s.behind != "no end" {
			b.WriteString(l.end)
		}
	}
	return b.String() + strings.TrimPrefix(s.behind, "no end")
}

func (s *sheet) record(cells []string) string {
	var out []string
	for _, cell := range cells {
		out = append(out, s.quoted(cell))
	}
	record := strings.Join(out, s.comma)
	if s.style == wholeLines {
		return `"` + strings.ReplaceAll(record, `"`, `""`) + `"`
	}
	return record
}

// quoted quotes a cell where the style wants it. The choice depends only on the cell, so that a sheet
// is always written the same.
func (s *sheet) quoted(cell string) string {
	switch {
	case strings.ContainsAny(cell, s.comma+"\"\r\n"), s.style == everywhere, s.style == anywhere && len(cell)%2 == 0:
		return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	}
	return cell
}

// file returns the bytes of the sheet as a file.
func (s *sheet) file() string { return s.encoded(s.text()) }

func (s *sheet) encoded(text string) string {
	file, ok := s.writing.bytes(s.writing.mark + text)
	if !ok {
		panic(fmt.Sprintf("%s cannot write %q", s.writing.name, text))
	}
	return file
}

// written returns the data of the rows, with names in the form in which they are compared.
func (s *sheet) written() (all []entry) {
	for _, l := range s.lines {
		if l.says.id != "" {
			e := l.says
			e.name = norm.NFC.String(e.name)
			all = append(all, e)
		}
	}
	return all
}

// shrunk returns the sheet with as few lines as still fail.
func (s *sheet) shrunk(fails func(*sheet) bool) *sheet {
	for again := true; again; {
		again = false
		for i := range s.lines {
			if s.lines[i].head {
				continue
			}
			less := *s
			less.lines = slices.Delete(slices.Clone(s.lines), i, i+1)
			if again = fails(&less); again {
				s = &less
				break
			}
		}
	}
	return s
}

// readings are the data of a file's rows that are read without a fault, and how many are refused.
type readings struct {
	rows    []entry
	refused int
	said    bool  // a fault, a warning, or the end of the reading
	err     error // of Open
}

func readSheet(t testing.TB, path string, o Options) (r readings) {
	f, err := Open(path, o)
	if err != nil {
		return readings{said: true, err: err}
	}
	defer f.Close()
	rows, err := read(t, f)
	r.said = err != nil
	for _, row := range rows {
		r.said = r.said || len(row.Faults)+len(row.Warnings) > 0
		if len(row.Faults) > 0 {
			r.refused++
			continue
		}
		e := entry{id: row.PersonID, name: row.Name, gender: row.Gender}
		for _, p := range row.Photos {
			e.photos = append(e.photos, p.Path)
		}
		r.rows = append(r.rows, e)
	}
	return r
}
