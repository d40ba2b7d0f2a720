package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"

	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/samples/face"
)

// scene is a folder with photos, beside a simulator of its own.
type scene struct {
	t   *testing.T
	dir string
	url string
}

// people are those of whom a scene has photos, as photos/PERSON-1.jpg and so on.
var people = []string{"zhang-wei", "li-na", "wang-fang", "liu-yang", "wu-xia", "xu-tao"}

func newScene(t *testing.T) *scene {
	t.Helper()
	sim, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(sim)
	t.Cleanup(func() { web.Close(); sim.Close() })
	t.Setenv("TENCENTCLOUD_SECRET_ID", "SIMULATORID")
	t.Setenv("TENCENTCLOUD_SECRET_KEY", "SIMULATORKEY")
	s := &scene{t: t, dir: t.TempDir(), url: web.URL}
	for name, photo := range drawnFaces() {
		s.write(name, photo)
	}
	return s
}

// drawnFaces are the photos of all people, drawn once for all scenes.
var drawnFaces = sync.OnceValue(func() map[string][]byte {
	all := map[string][]byte{}
	for _, person := range people {
		for shot := range 3 {
			all[fmt.Sprintf("photos/%s-%d.jpg", person, shot+1)] = face.JPEG(face.Seed(person), uint64(shot), 96)
		}
	}
	return all
})

func (s *scene) write(name string, content []byte) {
	s.t.Helper()
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// enroll runs the command on a file of the scene and gives all it prints.
func (s *scene) enroll(file string, flags ...string) (code int, says string) {
	s.t.Helper()
	var out bytes.Buffer
	args := slices.Concat([]string{"run", "--endpoint", s.url, "--create-group", "--group", "staff", "--qps", "5000"}, flags, []string{filepath.Join(s.dir, file)})
	code = run(s.t.Context(), args, &out, &out)
	return code, out.String()
}

// person is someone at the service.
type person struct {
	PersonID string `json:"person_id"`
	Name     string
	Faces    []struct{ SHA256 string }
}

// persons are those at the service.
func (s *scene) persons() []person {
	s.t.Helper()
	reply, err := http.Get(s.url + "/_sim/state")
	if err != nil {
		s.t.Fatal(err)
	}
	defer reply.Body.Close()
	var state struct{ Persons []person }
	if err := json.NewDecoder(reply.Body).Decode(&state); err != nil {
		s.t.Fatal(err)
	}
	return state.Persons
}

// enrolled are the people at the service, as "id name faces".
func (s *scene) enrolled() (all []string) {
	s.t.Helper()
	for _, p := range s.persons() {
		all = append(all, fmt.Sprintf("%s %s %d", p.PersonID, p.Name, len(p.Faces)))
	}
	slices.Sort(all)
	return all
}

// errors are the codes of errors.csv by line, with what to do.
func (s *scene) errors() (all []string) {
	s.t.Helper()
	f, err := os.Open(filepath.Join(s.dir, "people.enroll", "errors.csv"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	for _, row := range readTable(s.t, f) {
		all = append(all, fmt.Sprintf("%s %s [%s] %s > %s", row["enroll_line"], row["enroll_code"], row["enroll_field"], row["enroll_message"], row["enroll_fix"]))
	}
	return all
}

// readTable reads a CSV with a header, whatever parts its cells.
func readTable(t *testing.T, r io.Reader) (rows []map[string]string) {
	t.Helper()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	c := csv.NewReader(bytes.NewReader(text))
	head, _, _ := bytes.Cut(text, []byte("\n"))
	for _, comma := range ";\t|" {
		if bytes.ContainsRune(head, comma) {
			c.Comma = comma
		}
	}
	records, err := c.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, cell := range record {
			row[records[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func bytesIn(t testing.TB, encode func(string) (string, error), text string) string {
	t.Helper()
	s, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rosterCase is a roster of a kind that people report, and what is right.
type rosterCase struct {
	name   string
	roster string
	flags  []string
	exit   int
	says   []string // patterns of what is printed
	people []string // who is at the service then, as "id name faces"
	errors []string // patterns of the lines of errors.csv, as "line code [field] message > remedy"
	again  int      // exit code of errors.csv run as it lies; who is at the service must not change
}

const threeColumns = "person_id,person_name,images\n"
const fourColumns = "person_id,person_name,gender,images\n"

func rosterCases(t testing.TB) []rosterCase {
	korean := bytesIn(t, korean.EUCKR.NewEncoder().String, threeColumns+"kim,김민수,photos/zhang-wei-1.jpg\nlee,이영희,photos/li-na-1.jpg\npark,박지훈,photos/wang-fang-1.jpg\n")
	japanese := bytesIn(t, japanese.EUCJP.NewEncoder().String, threeColumns+"p0,佐藤太郎,photos/zhang-wei-1.jpg\np1,鈴木花子,photos/li-na-1.jpg\n")
	russian := bytesIn(t, charmap.Windows1251.NewEncoder().String, threeColumns+"p0,Иван,photos/zhang-wei-1.jpg\np1,Анна,photos/li-na-1.jpg\n")
	thai := bytesIn(t, charmap.Windows874.NewEncoder().String, threeColumns+"p0,สมชาย,photos/zhang-wei-1.jpg\np1,สมหญิง,photos/li-na-1.jpg\n")
	gb := simplifiedchinese.GB18030.NewEncoder().String
	zhang := []string{"zhang-wei 张伟 1"}
	return []rosterCase{
		// Encodings.
		{name: "Korean", roster: korean, exit: 65, says: []string{`"김민수" in EUC-KR`, `--encoding euc-kr`}},
		{name: "Korean, told", roster: korean, flags: []string{"--encoding", "euc-kr"}, says: []string{`EUC-KR \(set with --encoding\)`},
			people: []string{"kim 김민수 1", "lee 이영희 1", "park 박지훈 1"}},
		{name: "Japanese", roster: japanese, exit: 65, says: []string{`"佐藤太郎" in EUC-JP`}},
		{name: "Russian", roster: russian, exit: 65, says: []string{`"Иван" in windows-1251`}},
		{name: "Thai", roster: thai, exit: 65, says: []string{`"สมชาย" in windows-874`}},
		{name: "a Chinese header proves GB18030", roster: bytesIn(t, gb, "人员ID,姓名,图片\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n"), says: []string{`GB18030 \(by its column names\)`}, people: zhang},
		{name: "one row in another encoding", roster: threeColumns + "zhang-wei,张伟,photos/zhang-wei-1.jpg\nli-na," + bytesIn(t, gb, "李娜") + ",photos/li-na-1.jpg\n",
			exit: 3, people: zhang, errors: []string{`^3 Roster.Malformed \[person_name\] .*in GB18030 they would be "李娜" > Save the original as CSV UTF-8`}, again: 3},
		{name: "names that a save turned into question marks", roster: threeColumns + "zhang-wei,??,photos/zhang-wei-1.jpg\nli-na,???,photos/li-na-1.jpg\n",
			exit: 3, errors: []string{`^2 Roster.Destroyed \[person_name\] .*question marks.* > Restore it from the source`, `^3 Roster.Destroyed`}, again: 3},
		{name: "UTF-8 that was opened as Latin-1 and saved", roster: threeColumns + "zhang-wei,å¼ ä¼Ÿ,photos/zhang-wei-1.jpg\n",
			exit: 3, errors: []string{`^2 Roster.Destroyed \[person_name\] .*was probably "张伟" > Restore it from the source`}, again: 3},
		{name: "U+FFFD in a name", roster: threeColumns + "zhang-wei,\uFFFD\uFFFD,photos/zhang-wei-1.jpg\n",
			exit: 3, errors: []string{`^2 Roster.Destroyed \[person_name\] .*U\+FFFD.* > Restore it from the source`}, again: 3},
		{name: "Latin-1 in a note", roster: "person_id,person_name,images,note\nzhang-wei,Wei,photos/zhang-wei-1.jpg,caf\xE9\n", people: []string{"zhang-wei Wei 1"}},

		{name: "rows in UTF-8 under a header in GB18030", roster: bytesIn(t, gb, "工号,姓名,照片\n") + "1001,张伟,photos/zhang-wei-1.jpg\n1002,李娜,photos/li-na-1.jpg\n", exit: 3,
			errors: []string{`^2 Roster.Destroyed \[姓名\] .*was probably "张伟"`, `^3 Roster.`}, again: 3},
		{name: "a row in GB18030 that is UTF-8 by chance", roster: threeColumns + "zhang-wei,张伟,photos/zhang-wei-1.jpg\nli-na," + bytesIn(t, gb, "肖雪") + ",photos/li-na-1.jpg\nwang-fang,王芳,photos/wang-fang-1.jpg\n", exit: 3,
			people: []string{"wang-fang 王芳 1", "zhang-wei 张伟 1"}, errors: []string{`^3 Roster.Malformed \[person_name\] .*in GB18030 it would be "肖雪"`}, again: 3},

		// Malformed rows stay refused.
		{name: "a quote after a blank", roster: fourColumns + "zhang-wei, \"张伟\",m,photos/zhang-wei-1.jpg\n", exit: 3,
			errors: []string{`^2 Roster.Malformed \[person_name\] .*misplaced quote > Put quotes`}, again: 3},
		{name: "quotes escaped with backslashes", roster: fourColumns + "zhang-wei,\"Zhang \\\"Wei\\\"\",m,photos/zhang-wei-1.jpg\n", exit: 3,
			errors: []string{`^2 Roster.Malformed`}, again: 3},
		{name: "a cell too many", roster: "person_id;person_name;images\nzhang-wei;张;伟;photos/zhang-wei-1.jpg\n", exit: 3,
			errors: []string{`^2 Roster.Malformed \[\] the row has 4 cells but the header has 3`}, again: 3},
		{name: "cells too few", roster: "person_id,person_name,images,gender,group_id\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n", exit: 3,
			errors: []string{`^2 Roster.Malformed \[\] the row has 3 cells but the header has 5`}, again: 3},
		{name: "a NUL byte", roster: fourColumns + "zhang-wei,张\x00伟,m,photos/zhang-wei-1.jpg\nwang-fang,王芳,f,photos/wang-fang-1.jpg\n", exit: 65,
			says: []string{`line 2: there is a NUL byte.* nothing was read from this line on, about 2 lines`}, errors: []string{`^2 Roster.Malformed`, `^3 Roster.Unread`}, again: 3},
		{name: "a NUL byte before everything else", roster: fourColumns + "\x00zhang-wei,张伟,m,photos/zhang-wei-1.jpg\n", exit: 65,
			says: []string{`line 2: there is a NUL byte`}, errors: []string{`^2 Roster.Malformed`}, again: 3},
		{name: "a NUL byte alone on its line", roster: fourColumns + "\x00\n", exit: 65,
			says: []string{`line 2: there is a NUL byte`}, errors: []string{`^2 Roster.Malformed`}, again: 3},
		{name: "a Windows line break in the cell of one photo", roster: "person_id,person_name,image_1\nzhang-wei,张伟,\"photos/zhang-wei-1.jpg\r\nphotos/zhang-wei-2.jpg\"\n", exit: 3,
			errors: []string{`^2 Roster.Malformed \[image_1\] .*line break`}, again: 3},
		{name: "a quote never closed, before lines that are rows", roster: fourColumns + "zhang-wei,张伟,m,photos/zhang-wei-1.jpg\nli-na,\"李娜,f,photos/li-na-1.jpg\nwang-fang,王芳,f,photos/wang-fang-1.jpg\n", exit: 3,
			people: []string{"wang-fang 王芳 1", "zhang-wei 张伟 1"}, errors: []string{`^3 Roster.Malformed \[\] a quote is opened`}, again: 3},
		{name: "a quote never closed at the end", roster: fourColumns + "zhang-wei,张伟,m,photos/zhang-wei-1.jpg\nli-na,\"李娜,f,photos/li-na-1.jpg\n", exit: 65,
			says: []string{`line 3: .*about 1 line`}, errors: []string{`^2 Run.NotAttempted`, `^3 Roster.Malformed`}, again: 3},
		{name: "line breaks in names", roster: fourColumns + "zhang-wei,\"张\n伟\",m,photos/zhang-wei-1.jpg\nli-na,\"李娜\n\",f,photos/li-na-1.jpg\n", exit: 3, people: []string{"li-na 李娜 1"},
			errors: []string{`^2 Roster.Malformed \[person_name\] .*contains a line break > Put the cell on one line`}, again: 3},
		{name: "a cell that swallowed a row", roster: "person_id,person_name,images,note\nzhang-wei,张伟,photos/zhang-wei-1.jpg,\"5 inch\nwang-fang,王芳,photos/wang-fang-1.jpg,\"\nli-na,李娜,photos/li-na-1.jpg,x\n",
			says: []string{`1  Roster.Swallowed`}, people: []string{"li-na 李娜 1", "zhang-wei 张伟 1"}},

		// What spreadsheets do to ids.
		{name: "an id in scientific notation", roster: fourColumns + "1.23457E+11,张伟,m,photos/zhang-wei-1.jpg\n", exit: 3, errors: []string{`^2 Roster.Destroyed \[person_id\].* > Restore it from the source`}, again: 3},
		{name: "an id with a decimal point", roster: fourColumns + "1001.0,张伟,m,photos/zhang-wei-1.jpg\n", exit: 3, errors: []string{`^2 Roster.Destroyed \[person_id\].* > Restore it from the source`}, again: 3},
		{name: "an id of hashes", roster: fourColumns + "########,张伟,m,photos/zhang-wei-1.jpg\n", exit: 3, errors: []string{`^2 Roster.Destroyed \[person_id\].* > Restore it from the source`}, again: 3},
		{name: "an id that became an error", roster: fourColumns + "#REF!,张伟,m,photos/zhang-wei-1.jpg\n", exit: 3, errors: []string{`^2 Roster.Destroyed \[person_id\]`}, again: 3},
		{name: "an id in a formula", roster: fourColumns + "=\"00123\",张伟,m,photos/zhang-wei-1.jpg\n", people: []string{"00123 张伟 1"}},
		{name: "two ids that differ in zeros", roster: fourColumns + "123,张伟,m,photos/zhang-wei-1.jpg\n00123,李娜,f,photos/li-na-1.jpg\n", exit: 3,
			errors: []string{`^2 Roster.AlmostSame \[person_id\] person_id "123" differs from "00123", which is also in the roster, only in leading zeros`, `^3 Roster.AlmostSame`}, again: 3},
		{name: "two ids that differ in case", roster: threeColumns + "Zhang-Wei,张伟,photos/zhang-wei-1.jpg\nzhang-wei,张伟,photos/wang-fang-1.jpg\n", exit: 3,
			errors: []string{`^2 Roster.AlmostSame .*letter case`, `^3 Roster.AlmostSame`}, again: 3},
		{name: "the same, accepted", roster: threeColumns + "Zhang-Wei,张伟,photos/zhang-wei-1.jpg\nzhang-wei,张伟,photos/wang-fang-1.jpg\n", flags: []string{"--accept", "almost-same"},
			people: []string{"Zhang-Wei 张伟 1", "zhang-wei 张伟 1"}},

		// Headers where people have them.
		{name: "sep=;", roster: "sep=;\r\nperson_id;person_name;images\r\nzhang-wei;张伟;photos/zhang-wei-1.jpg\r\n", says: []string{`semicolon-separated, CRLF line endings, header on line 2, 1 row, 1 person`}, people: zhang},
		{name: "sep=^", roster: "sep=^\nperson_id^person_name^images\nzhang-wei^张伟^photos/zhang-wei-1.jpg\nli-na^李娜\n", exit: 3, people: zhang,
			errors: []string{`^4 Roster.Malformed`}, again: 3},
		{name: "sep=; in quotes", roster: "\"sep=;\"\r\nperson_id;person_name;images\r\nzhang-wei;张伟;photos/zhang-wei-1.jpg\r\n", people: zhang},
		{name: "pipes", roster: "person_id|person_name|images\nzhang-wei|张伟|photos/zhang-wei-1.jpg\n", says: []string{`pipe-separated`}, people: zhang},
		{name: "whole lines in quotes", roster: "\"person_id,person_name,images\"\n\"zhang-wei,张伟,photos/zhang-wei-1.jpg\"\n", people: zhang},
		{name: "a title above", roster: "2026年员工照片,,\nperson_id,person_name,images\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n", says: []string{`header on line 2 \(1 record above it skipped\)`}, people: zhang},
		{name: "a comment above", roster: "# exported by HR\nperson_id,person_name,images\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n", people: zhang},
		{name: "a second header", roster: threeColumns + "人员ID,姓名,图片\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n", says: []string{`repeated in 1 record`}, people: zhang},
		{name: "CR and LF mixed", roster: "person_id,person_name,images\rzhang-wei,张伟,photos/zhang-wei-1.jpg\rwang-fang,王芳,photos/wang-fang-1.jpg\nli-na,李娜,photos/li-na-1.jpg\n",
			people: []string{"li-na 李娜 1", "wang-fang 王芳 1", "zhang-wei 张伟 1"}},
		{name: "names that exports use, Chinese", roster: "工号,姓名,照片\n1001,张伟,photos/zhang-wei-1.jpg\n", people: []string{"1001 张伟 1"}},
		{name: "names that exports use, English", roster: "Person ID,Person Name,Photo\nzhang-wei,Zhang,photos/zhang-wei-1.jpg\n", people: []string{"zhang-wei Zhang 1"}},
		{name: "names with a star", roster: "person_id*,person_name *,images（必填）\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n", people: zhang},
		{name: "names in full width", roster: "ｐｅｒｓｏｎ＿ｉｄ,person_name,images\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n", people: zhang},
		{name: "a mark before the header", roster: "\u200Eperson_id,person_name,images\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n", people: zhang},
		{name: "two columns that may be the id", roster: "工号,学号,姓名,照片\n1,2,张伟,photos/zhang-wei-1.jpg\n", exit: 65, says: []string{`--map person_id=工号, or --map person_id=学号`}},
		{name: "a column of another name", roster: "Mitarbeiter-Nr,Name,Bild\n1,Ann,photos/zhang-wei-1.jpg\n", exit: 65, says: []string{`--map person_id=Mitarbeiter-Nr`, `--map images=Bild`}},
		{name: "nobody", roster: fourColumns, says: []string{`warning: .* has a header and no rows`, `--min-rows`}},
		{name: "nobody, quiet", roster: fourColumns, flags: []string{"--quiet"}, says: []string{`warning: .* has a header and no rows`}},
		{name: "too few rows", roster: threeColumns + "zhang-wei,张伟,photos/zhang-wei-1.jpg\n", flags: []string{"--min-rows", "2"}, exit: 65, says: []string{`fewer rows than --min-rows 2: 1`}, errors: []string{`^2 Run.NotAttempted`}},

		{name: "another table behind, with its columns in another order", roster: threeColumns + "zhang-wei,张伟,photos/zhang-wei-1.jpg\nperson_name,person_id,images\n李娜,1002,photos/li-na-1.jpg\n", exit: 65,
			says: []string{`line 3: there is another header here`, `split the file there`}, errors: []string{`^2 Run.NotAttempted`, `^3 Roster.Malformed`, `^4 Roster.Unread`}, again: 3},
		{name: "a header that sorting moved down", roster: "zhang-wei,张伟,photos/zhang-wei-1.jpg\nperson_id,person_name,images\nli-na,李娜,photos/li-na-1.jpg\n", exit: 65, says: []string{`line 1: this line looks like a row, but the header is below it`}},
		{name: "a name with brackets beside one of its own", roster: "工号,人员编号(旧),姓名,照片\n1001,77,张伟,photos/zhang-wei-1.jpg\n", exit: 65, says: []string{`--map person_id=工号, or --map 'person_id=人员编号\(旧\)'|--map person_id=工号, or --map person_id='人员编号\(旧\)'`}},
		{name: "the same for the name, which is plain", roster: "person_id,姓名,姓名(拼音),照片\nzhang-wei,张伟,Zhang Wei,photos/zhang-wei-1.jpg\n", people: zhang},
		{name: "whether there is a photo", roster: "person_id,姓名,Photo (Y/N),Photo 1\nzhang-wei,张伟,Y,photos/zhang-wei-1.jpg\n", people: zhang},
		{name: "values that are none", roster: "person_id,person_name,gender,group_id,images\nzhang-wei,张伟,NULL,\\N,photos/zhang-wei-1.jpg\nNULL,李娜,f,staff,photos/li-na-1.jpg\nwang-fang,N/A,f,staff,photos/wang-fang-1.jpg\n", exit: 3, people: zhang,
			errors: []string{`^3 MissingParameter.ErrorParameterEmpty \[person_id\]`, `^4 MissingParameter.ErrorParameterEmpty \[person_name\]`}, again: 3},
		{name: "genders in other words", roster: fourColumns + "zhang-wei,张伟,男性,photos/zhang-wei-1.jpg\nli-na,李娜,2.0,photos/li-na-1.jpg\n", people: []string{"li-na 李娜 1", "zhang-wei 张伟 1"}},

		// What Windows leaves behind.
		{name: "an end-of-file mark", roster: threeColumns + "zhang-wei,张伟,photos/zhang-wei-1.jpg\n\x1A", people: zhang},
		{name: "16384 columns", roster: "person_id,person_name,images" + strings.Repeat(",", 16381) + "\nzhang-wei,张伟,photos/zhang-wei-1.jpg" + strings.Repeat(",", 16381) + "\n", people: zhang},
		{name: "two byte order marks", roster: "\uFEFF\uFEFFperson_id,person_name,images\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n", people: zhang},
		{name: "a mark before the id", roster: threeColumns + "\u200Ezhang-wei,张伟,photos/zhang-wei-1.jpg\n", people: zhang},
		{name: "an invisible space within the id", roster: threeColumns + "zhang\u200B-wei,张伟,photos/zhang-wei-1.jpg\n", exit: 3,
			errors: []string{`^2 InvalidParameterValue.PersonIdIllegal \[person_id\] .*"zhang\[U\+200B, an invisible space\]-wei" contains U\+200B, an invisible space`}, again: 3},
		{name: "a vertical tab in a note", roster: "person_id,person_name,images,note\nzhang-wei,张伟,photos/zhang-wei-1.jpg,\"line1\vline2\"\n", people: zhang},

		// Unicode twins.
		{name: "one name in two forms", roster: threeColumns + "a,Mu\u0308ller,photos/zhang-wei-1.jpg\na,Müller,photos/zhang-wei-2.jpg\n", people: []string{"a Müller 2"}},
		{name: "marks around a name", roster: threeColumns + "a,\u200F张伟\u200F,photos/zhang-wei-1.jpg\n", people: []string{"a 张伟 1"}},
		{name: "a wide space in a name", roster: threeColumns + "a,张\u3000伟,photos/zhang-wei-1.jpg\n", exit: 3,
			errors: []string{`^2 InvalidParameterValue.PersonNameIllegal \[person_name\] .*contains U\+3000, a wide space`}, again: 3},
		{name: "letters of two alphabets that look the same", roster: threeColumns + "a,АBC,photos/zhang-wei-1.jpg\na,ABC,photos/wang-fang-1.jpg\n", exit: 3,
			errors: []string{`^2 Roster.Conflict .*U\+0410 and U\+0041`, `^3 Roster.Conflict`}, again: 3},

		// Photos.
		{name: "separators of a Chinese keyboard", roster: threeColumns + "zhang-wei,张伟,photos/zhang-wei-1.jpg；photos/zhang-wei-2.jpg、photos/zhang-wei-3.jpg\n", people: []string{"zhang-wei 张伟 3"}},
		{name: "a line break between photos", roster: threeColumns + "zhang-wei,张伟,\"photos/zhang-wei-1.jpg\nphotos/zhang-wei-2.jpg\"\n", people: []string{"zhang-wei 张伟 2"}},
		{name: "no photo, in words", roster: threeColumns + "zhang-wei,张伟,无\nli-na,李娜,N/A\nwang-fang,王芳,-\n", exit: 3,
			errors: []string{`^2 Roster.NoPhoto`, `^3 Roster.NoPhoto`, `^4 Roster.NoPhoto`}, again: 3},
		{name: "backslashes", roster: threeColumns + "zhang-wei,张伟,photos\\zhang-wei-1.jpg\n", people: zhang},

		// Other kinds of file.
		{name: "HTML", roster: "<html><head></head><body>Log in</body></html>\n", exit: 65, says: []string{`this is not CSV but an HTML page`}},
		{name: "XLSX", roster: "PK\x03\x04\x14\x00\x00\x00", exit: 65, says: []string{`this is not CSV but a ZIP archive.*Excel`, `save its first sheet as CSV UTF-8`}},
		{name: "gzip", roster: "\x1F\x8B\x08\x00\x00\x00", exit: 65, says: []string{`a file compressed with gzip`}},
		{name: "JSON", roster: "[{\"person_id\": \"a\"}]\n", exit: 65, says: []string{`this is not CSV but JSON`}},
	}
}

func TestReportedRosters(t *testing.T) {
	for _, c := range rosterCases(t) {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t)
			s.write("people.csv", []byte(c.roster))
			code, says := s.enroll("people.csv", c.flags...)
			if code != c.exit {
				t.Errorf("exit code %d, want %d\n%s", code, c.exit, says)
			}
			for _, pattern := range c.says {
				if !regexp.MustCompile(pattern).MatchString(says) {
					t.Errorf("nothing like %s is said:\n%s", pattern, says)
				}
			}
			s.holds(c.people)
			s.told(c.errors)
			if c.again == 0 {
				return
			}
			if code, says := s.enroll("people.enroll/errors.csv"); code != c.again {
				t.Errorf("again: exit code %d, want %d\n%s", code, c.again, says)
			}
			if c.exit == 3 {
				s.holds(c.people)
			}
		})
	}
}

// holds holds who is at the service against who should be.
func (s *scene) holds(want []string) {
	s.t.Helper()
	if got := s.enrolled(); !slices.Equal(got, want) {
		s.t.Errorf("at the service are %q, want %q\n%s", got, want, strings.Join(s.errors(), "\n"))
	}
}

// told holds errors.csv against patterns, line by line.
func (s *scene) told(want []string) {
	s.t.Helper()
	got := s.errors()
	if len(got) != len(want) {
		s.t.Errorf("errors.csv has %d lines, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
		return
	}
	for i, pattern := range want {
		if !regexp.MustCompile(pattern).MatchString(got[i]) {
			s.t.Errorf("got  %s\nwant %s", got[i], pattern)
		}
	}
}
