package main

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/samples/face"
)

// album is a folder with photos of some people, drawn once for all rosters.
var album = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "album")
	if err != nil {
		return "", err
	}
	if err := os.Mkdir(filepath.Join(dir, "photos"), 0o700); err != nil {
		return "", err
	}
	for _, person := range people {
		for shot := range uint64(3) {
			path := filepath.Join(dir, "photos", fmt.Sprintf("%s-%d.jpg", person, shot+1))
			if err := os.WriteFile(path, face.JPEG(face.Seed(person), shot, 64), 0o600); err != nil {
				return "", err
			}
		}
	}
	return dir, nil
})

// again is a roster that is run again and again, beside a simulator of its own.
type again struct {
	scene
	images string
}

func newAgain(t *testing.T) *again {
	sim, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(sim)
	t.Cleanup(func() { web.Close(); sim.Close() })
	t.Setenv("TENCENTCLOUD_SECRET_ID", "SIMULATORID")
	t.Setenv("TENCENTCLOUD_SECRET_KEY", "SIMULATORKEY")
	images, err := album()
	if err != nil {
		t.Fatal(err)
	}
	return &again{scene{t: t, dir: t.TempDir(), url: web.URL}, images}
}

// told is what a run left: who is at the service with which photos, and errors.csv.
type told struct {
	exit   int
	says   string
	photos map[string]string // by person, "ID SHA SHA"
	table  []byte
	comma  rune
	errors []map[string]string
}

// run runs a roster. It must be read or refused.
func (a *again) run(file string) told {
	a.t.Helper()
	var was told
	was.exit, was.says = a.enroll(file, "--images", a.images, "--quiet")
	if !slices.Contains([]int{exitDone, 3, 4, exitUsage, exitRoster, exitNoInput}, was.exit) {
		a.t.Fatalf("exit code %d\n%s", was.exit, was.says)
	}
	was.photos = a.photos()
	table, err := os.ReadFile(filepath.Join(a.dir, "people.enroll", "errors.csv"))
	if os.IsNotExist(err) {
		return was
	}
	if err != nil {
		a.t.Fatal(err)
	}
	was.table, was.comma = table, comma(table)
	was.errors = was.rows(a.t)
	return was
}

// rows are those of errors.csv, by the names of their columns.
func (w told) rows(t *testing.T) (rows []map[string]string) {
	t.Helper()
	in := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(w.table, []byte("\uFEFF"))))
	in.Comma = w.comma
	records, err := in.ReadAll()
	if err != nil {
		t.Fatalf("%v\n%q", err, w.table)
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

// comma is what parts the cells of a table of ours: what stands before a column of ours.
func comma(table []byte) rune {
	at := bytes.Index(table, []byte("enroll_code"))
	return rune(table[at-1])
}

// photos are those that are at the service, by person.
func (a *again) photos() map[string]string {
	a.t.Helper()
	all := map[string]string{}
	for _, p := range a.persons() {
		var keys []string
		for _, f := range p.Faces {
			keys = append(keys, f.SHA256[:8])
		}
		slices.Sort(keys)
		all[p.PersonID] = p.Name + " " + strings.Join(keys, " ")
	}
	return all
}

// refused are the rows of errors.csv that nothing but a change may make pass. A photo that stood for
// another person may have come free meanwhile: the service refused it for that one.
func (w told) refused() (rows []map[string]string) {
	for _, row := range w.errors {
		code := row["enroll_code"]
		if code != codes.PhotoShared && codes.Lookup(code).Retry() != codes.RetryYes {
			rows = append(rows, row)
		}
	}
	return rows
}

// holds holds a later run against an earlier one. Where every row was refused for good, no one may
// have come; where a row may pass when it is run again, people may, but no one may have gone or
// have got another name.
func (a *again) holds(story string, was, is told) {
	a.t.Helper()
	patient := len(was.refused()) == len(was.errors)
	for id, photos := range is.photos {
		if before, ok := was.photos[id]; patient && (!ok || before != photos) || ok && !strings.HasPrefix(photos, before[:strings.LastIndexByte(before, ' ')]) {
			a.t.Fatalf("%s: %s was %q and is %q\nfirst errors.csv:\n%s\n%s", story, id, before, photos, was.table, is.says)
		}
	}
	for id := range was.photos {
		if is.photos[id] == "" {
			a.t.Fatalf("%s: %s is gone", story, id)
		}
	}
	if is.exit >= exitUsage {
		return // refused as a whole
	}
	if n, least := len(is.errors), len(was.refused()); n < least {
		a.t.Fatalf("%s: %d rows were refused for good, %d are now\nbefore:\n%s\nnow:\n%s\n%s", story, least, n, was.table, is.table, is.says)
	}
}

// FuzzRefusedRowsStayRefused gives the command any bytes as a roster. The run reads or refuses
// it; and until someone has mended something, neither the roster, nor its errors.csv, nor an
// errors.csv that a spreadsheet has opened and saved, makes anybody pass who was refused.
func FuzzRefusedRowsStayRefused(f *testing.F) {
	for i, roster := range badRosters(f) {
		f.Add([]byte(roster), uint64(i))
	}
	f.Fuzz(staysRefused)
}

func staysRefused(t *testing.T, roster []byte, seed uint64) {
	a := newAgain(t)
	a.write("people.csv", roster)
	first := a.run("people.csv")
	a.wrote(roster, first)
	if first.table == nil {
		return
	}
	a.holds("the roster again", first, a.run("people.csv"))
	a.write("people.enroll/errors.csv", first.table)
	a.holds("errors.csv", first, a.run("people.enroll/errors.csv"))
	resaved := resavings(seed)
	a.write("people.enroll/errors.csv", resaved.on(t, first.table, first.comma))
	a.holds(fmt.Sprintf("errors.csv, saved as %+v", resaved), first, a.run("people.enroll/errors.csv"))
}

var rosters = flag.Int("rosters", 8, "damaged rosters that are run again and again")

// TestDamagedRosterStaysRefused does it with rosters that a fuzzer hardly finds: whole ones, with a
// few signs lost or too many.
func TestDamagedRosterStaysRefused(t *testing.T) {
	for seed := range uint64(*rosters) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			roster := damaged(rand.New(rand.NewPCG(seed, 5)))
			defer func() {
				if t.Failed() {
					t.Logf("%q", roster)
				}
			}()
			staysRefused(t, roster, seed)
		})
	}
}

// damaged draws a roster with up to four signs lost or too many.
func damaged(dice *rand.Rand) []byte {
	comma := pick(dice, ",", ";", "\t", "|")
	columns := [][]string{
		{"person_id", "person_name", "images", "gender", "note"},
		{"照片", "姓名", "人员ID"},
		{"note", "gender", "image_1", "person_id", "person_name", "group_id"},
	}[dice.IntN(3)]
	text := strings.Join(columns, comma) + "\n"
	for range 1 + dice.IntN(5) {
		who := pick(dice, people...)
		var cells []string
		for _, column := range columns {
			cells = append(cells, strings.ReplaceAll(pick(dice, contents[column]...), "WHO", who))
		}
		text += strings.Join(cells, comma) + pick(dice, "\n", "\n", "\r\n")
	}
	for range dice.IntN(5) {
		text = touched(dice, text, comma)
	}
	return []byte(text)
}

func pick(dice *rand.Rand, from ...string) string { return from[dice.IntN(len(from))] }

// contents are what may stand in a column, quotes and all.
var contents = map[string][]string{
	"person_id":   {"WHO", "WHO", "00123", "123", "1E5", "A-1", "TRUE", "12345678901234567890", "1-2", "@x", "-5"},
	"人员ID":        {"WHO", "00123", "1E5", "1-2"},
	"person_name": {"张伟", "李娜", "Ann Lee", "=Ann", "", "007", `"Ann, Lee"`, `"Ann ""A"""`},
	"姓名":          {"张伟", "李娜", "", "\"王\n芳\""},
	"images":      {"photos/WHO-1.jpg", "photos/WHO-2.jpg", "photos/none.jpg", "", "\"photos/WHO-1.jpg\nphotos/WHO-3.jpg\""},
	"照片":          {"photos/WHO-1.jpg", "photos/none.jpg", "\"photos/WHO-1.jpg\r\nphotos/WHO-3.jpg\""},
	"image_1":     {"photos/WHO-1.jpg", "photos/none.jpg", "", "\"photos/WHO-1.jpg\nphotos/WHO-3.jpg\""},
	"gender":      {"", "f", "1", "x"},
	"note":        {"", "", "1.50", "\"two\nlines\"", "'", "staff"},
	"group_id":    {"", "", "staff", "1.50"},
}

// touched is a text with one sign lost or too many.
func touched(dice *rand.Rand, text, comma string) string {
	at := dice.IntN(len(text))
	sign := pick(dice, `"`, comma, "\n", "\r", " ", "'", "\x00", "\xFF", "\xC0\xEE", "\uFFFD", "?", "0")
	switch dice.IntN(3) {
	case 0:
		return text[:at] + sign + text[at:]
	case 1:
		return text[:at] + strings.Replace(text[at:], sign, "", 1)
	}
	return text[:at] + text[at+1:]
}

// wrote holds the ids at the service against the roster's text, where that is plain to see.
func (a *again) wrote(roster []byte, is told) {
	a.t.Helper()
	if !utf8.Valid(roster) || bytes.IndexByte(roster, 0) >= 0 {
		return
	}
	for id := range is.photos {
		if !bytes.Contains(roster, []byte(id)) {
			a.t.Fatalf("%s is enrolled and stands nowhere in %q", id, roster)
		}
	}
}

// badRosters are of the kinds that people report, of which some rows are refused.
func badRosters(t testing.TB) (all []string) {
	for _, c := range rosterCases(t) {
		if c.exit == 3 && len(c.flags) == 0 && len(c.roster) < 4096 {
			all = append(all, c.roster)
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll([][]string{
		{"person_id", "person_name", "gender", "images", "note"},
		{"00123", "=1+1", "x", "photos/none.jpg", "true"},
		{"1E5", " 王 芳", "f", "photos/none.jpg;photos/wang-fang-1.jpg", "1.50"},
		{"li-na", "", "2", "photos/li-na-1.jpg", "'quoted"},
		{"li-na", "李娜", "1", "photos/li-na-2.jpg", "\"\r\n"},
		{"1234567890123456789", "张伟", "", "", "-"},
	})
	return append(all, b.String(),
		threeColumns+"00123,张伟\n1E5;李娜;x\n00456,\"王\"芳,photos/none.jpg\n",
		"group_id,person_id,person_name,images\n001,00123\nTRUE,1-2,Ann,photos/none.jpg,x\n",
		"person_id\tperson_name\timages\nzhang-wei\t张伟\tphotos/zhang-wei-1.jpg\tx\n5\t6\n",
		"person_id|person_name|images\n1|2|3|4\n1.0|2\n\n",
		"enroll_id,person_id,person_name,images\nx,zhang-wei,张伟\n",
		"person_id,person_name,images,enroll_line,enroll_run\nzhang-wei,张伟,photos/zhang-wei-1.jpg,2,never\n",
		"人员ID,姓名,图片\nzhang-wei,张伟,photos/zhang-wei-1.jpg\nzhang-wei,张维,photos/zhang-wei-1.jpg\n",
		threeColumns+"a,张伟,photos/zhang-wei-1.jpg\nb,张伟,photos/zhang-wei-1.jpg\n",
		threeColumns+"zhang-wei,张伟,photos/zhang-wei-1.jpg,\nzhang,-wei,张伟,\n",
		threeColumns+"zhang-wei,张伟,../x.jpg\nli-na,李娜,https://example.com/li-na.jpg\n",
	)
}
