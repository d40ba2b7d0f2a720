package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"enroll.example/enroll/preflight"
)

// mend replaces text in errors.csv as a reviewer would.
func (s *scene) mend(pairs ...string) {
	s.t.Helper()
	path := filepath.Join(s.dir, "people.enroll", "errors.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !bytes.Contains(text, []byte(pairs[i])) {
			s.t.Fatalf("errors.csv has no %s:\n%s", pairs[i], text)
		}
	}
	s.write("people.enroll/errors.csv", []byte(strings.NewReplacer(pairs...).Replace(string(text))))
}

// ends runs the command and holds its exit code.
func (s *scene) ends(want int, file string, flags ...string) string {
	s.t.Helper()
	code, says := s.enroll(file, flags...)
	if code != want {
		s.t.Fatalf("exit code %d, want %d\n%s\n%s", code, want, says, strings.Join(s.errors(), "\n"))
	}
	return says
}

func TestFolderFillsEmptyCells(t *testing.T) {
	s := newScene(t)
	s.write("people.csv", []byte("编号,姓名,性别,group_id,照片,部门\nwu-xia,吴霞,女,visitors,photos/wu-xia-1.jpg,north\nwu-xia,,,,photos/none.jpg,\n"))
	s.ends(3, "people.csv", "--map", "person_id=编号", "--ex", "0=部门")
	s.holds([]string{"wu-xia 吴霞 1"})
	s.mend("photos/none.jpg,", "photos/wu-xia-2.jpg,")
	s.ends(0, "people.enroll/errors.csv") // --map and --ex are remembered
	s.holds([]string{"wu-xia 吴霞 2"})
}

func TestMalformedRowPassesOnceChanged(t *testing.T) {
	s := newScene(t)
	s.write("people.csv", []byte(threeColumns+"zhang-wei, \"张伟\",photos/zhang-wei-1.jpg\nli-na,李娜\n"))
	s.ends(3, "people.csv")
	s.told([]string{`^2 Roster.Malformed`, `^3 Roster.Malformed`})
	s.ends(3, "people.enroll/errors.csv")
	s.ends(3, "people.enroll/errors.csv") // however often
	s.told([]string{`^2 Roster.Malformed \[person_name\] the row has not changed since it was refused: person_name " "张伟"" has a misplaced quote`, `^3 Roster.Malformed`})
	s.mend(`"' ""张伟"""`, "张伟", "\nli-na,李娜,", "\nli-na,李娜,photos/li-na-1.jpg")
	s.ends(0, "people.enroll/errors.csv")
	s.holds([]string{"li-na 李娜 1", "zhang-wei 张伟 1"})
}

// A row that is right as it was padded is passed by emptying the cell that knows it.
func TestMalformedRowPassesWhenConfirmed(t *testing.T) {
	s := newScene(t)
	s.write("people.csv", []byte("person_id,person_name,images,gender\nzhang-wei,张伟,photos/zhang-wei-1.jpg\n"))
	s.ends(3, "people.csv")
	rows := s.rows()
	if rows[0]["enroll_cells"] == "" || rows[0]["enroll_raw"] != "zhang-wei,张伟,photos/zhang-wei-1.jpg" {
		t.Fatalf("%q", rows[0])
	}
	s.mend(rows[0]["enroll_cells"], "")
	s.ends(0, "people.enroll/errors.csv")
}

// Whatever becomes of our columns, a row that was refused is known again.
func TestMalformedRowIsKnownWithoutOurColumns(t *testing.T) {
	for story, drop := range map[string]func(column string) bool{
		"enroll_raw dropped":           func(c string) bool { return c == "enroll_raw" },
		"all but line and run dropped": func(c string) bool { return strings.HasPrefix(c, "enroll_") && c != "enroll_line" && c != "enroll_run" },
		"line and run dropped":         func(c string) bool { return c == "enroll_line" || c == "enroll_run" },
		"all of them dropped":          func(c string) bool { return strings.HasPrefix(c, "enroll_") },
		"the note dropped":             func(c string) bool { return c == "note" },
	} {
		t.Run(story, func(t *testing.T) {
			s := newScene(t)
			s.write("people.csv", []byte("person_id,person_name,gender,images,note\nzhang-wei,张伟,m,photos/zhang-wei-1.jpg\nli-na, \"李娜\",f,photos/li-na-1.jpg,x\n00301,王芳,f,photos/none.jpg,x\n"))
			s.ends(3, "people.csv")
			for range 2 {
				s.without(drop)
				s.ends(3, "people.enroll/errors.csv")
			}
			s.holds(nil)
		})
	}
}

// without drops columns of errors.csv, as a reviewer does who wants none of ours.
func (s *scene) without(drop func(column string) bool) {
	s.t.Helper()
	path := filepath.Join(s.dir, "people.enroll", "errors.csv")
	text, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\uFEFF")))).ReadAll()
	if err != nil {
		s.t.Fatal(err)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, record := range records {
		var kept []string
		for i, cell := range record {
			if !drop(records[0][i]) {
				kept = append(kept, cell)
			}
		}
		_ = w.Write(kept)
	}
	w.Flush()
	s.write("people.enroll/errors.csv", out.Bytes())
}

// A night comes between: the row is mended by the photos and flags of its own run.
func TestErrorsFileUsesItsRunsFlags(t *testing.T) {
	s := newScene(t)
	for folder, person := range map[string]string{"a": "zhang-wei", "b": "li-na"} {
		s.write(folder+"/1.jpg", drawnFaces()["photos/"+person+"-1.jpg"])
	}
	s.write("a/a.csv", []byte("编号,person_name,images\nzhang-wei,\"张\"伟,1.jpg\n"))
	s.write("b/b.csv", []byte(threeColumns+"li-na,李娜,1.jpg\nwang-fang,\"王\"芳,1.jpg\n"))
	folder := filepath.Join(s.dir, "people.enroll")
	s.ends(3, "a/a.csv", "--dir", folder, "--map", "person_id=编号")
	mine, err := os.ReadFile(filepath.Join(folder, "errors.csv"))
	if err != nil {
		t.Fatal(err)
	}
	s.ends(3, "b/b.csv", "--dir", folder)
	theirs := s.rows()
	s.write("people.enroll/mend.csv", bytes.Replace(mine, []byte(`"""张""伟"`), []byte("张伟"), 1))
	s.ends(0, "people.enroll/mend.csv")
	results, err := os.ReadFile(filepath.Join(folder, "results.csv"))
	if err != nil || !bytes.Contains(results, []byte(preflight.Key(drawnFaces()["photos/zhang-wei-1.jpg"]))) {
		t.Errorf("%s, %v", results, err)
	}
	mixed := string(mine) + "wang-fang,王芳,1.jpg" + strings.Repeat(",", 15) + "2," + theirs[0]["enroll_run"] + "\n"
	s.write("people.enroll/mend.csv", []byte(mixed))
	if says := s.ends(64, "people.enroll/mend.csv"); !strings.Contains(says, "has rows from several runs") {
		t.Error(says)
	}
}

// rows are those of errors.csv.
func (s *scene) rows() []map[string]string {
	s.t.Helper()
	f, err := os.Open(filepath.Join(s.dir, "people.enroll", "errors.csv"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	return readTable(s.t, f)
}

func TestErrorsFileKeepsSeparator(t *testing.T) {
	s := newScene(t)
	s.write("people.csv", []byte("\uFEFF\uFEFFperson_id;person_name;images\nzhang-wei;张伟;photos/none.jpg\n"))
	s.ends(3, "people.csv")
	text, err := os.ReadFile(filepath.Join(s.dir, "people.enroll", "errors.csv"))
	if err != nil || !bytes.HasPrefix(text, []byte("\uFEFFperson_id;person_name;images;enroll_status;")) {
		t.Errorf("%q, %v", text[:80], err)
	}
	s.mend("photos/none.jpg", "photos/zhang-wei-1.jpg")
	s.ends(0, "people.enroll/errors.csv")
}

// A spreadsheet that was not kept from it has taken the zeros of the ids.
func TestIDIsComparedWithTheReportedOne(t *testing.T) {
	s := newScene(t)
	s.write("people.csv", []byte(threeColumns+"00301,张伟,photos/none.jpg\nbo x,李娜,photos/li-na-1.jpg\n1E5,王芳,photos/none.jpg\n"))
	s.ends(3, "people.csv")
	s.mend("'00301", "301", "'1E5", "100000", "photos/none.jpg", "photos/zhang-wei-1.jpg", "bo x", "bo-x")
	s.ends(3, "people.enroll/errors.csv")
	s.told([]string{
		`^2 Roster.OtherID \[person_id\] person_id "301" was "00301" when the row was reported: .* > Enter 00301 again`,
		`^4 Roster.OtherID \[person_id\] person_id "100000" was "1E5"`})
	s.ends(3, "people.enroll/errors.csv") // however often
	s.told([]string{`^2 Roster.OtherID .* was "00301"`, `^3 Roster.OtherID .* was "1E5"`})
	s.holds([]string{"bo-x 李娜 1"})
	s.mend("\n301,", "\n00301,", "100000,", "'1E5,")
	s.ends(3, "people.enroll/errors.csv") // 1E5 names the same photo
	s.holds([]string{"00301 张伟 1", "bo-x 李娜 1"})
}

func TestLostLeadingZerosAreNoticed(t *testing.T) {
	s := newScene(t)
	s.write("people.csv", []byte(threeColumns+"00123,张伟,photos/zhang-wei-1.jpg\n00456,李娜,photos/li-na-1.jpg\n"))
	s.ends(0, "people.csv")
	first := []string{"00123 张伟 1", "00456 李娜 1"}
	s.holds(first)
	s.write("people.csv", []byte(threeColumns+"123,张伟,photos/zhang-wei-1.jpg\n456,李娜,photos/li-na-1.jpg\n"))
	s.ends(3, "people.csv")
	s.told([]string{`^2 Roster.AlmostSame \[person_id\] person_id "123" differs from "00123", which was enrolled from this folder, only in leading zeros`, `^3 Roster.AlmostSame`})
	s.write("people.csv", []byte(threeColumns+"123,张伟,photos/zhang-wei-2.jpg\n456,李娜,photos/li-na-2.jpg\n"))
	s.ends(3, "people.csv")
	s.ends(0, "people.csv", "--accept", "almost-same")
	s.holds([]string{"00123 张伟 1", "00456 李娜 1", "123 张伟 1", "456 李娜 1"})
	s.ends(0, "people.csv") // whoever is enrolled keeps the id
}

// An export that lost rows is not run.
func TestShrunkenRosterIsNotRun(t *testing.T) {
	s := newScene(t)
	s.write("people.csv", []byte(threeColumns+"a,张伟,photos/zhang-wei-1.jpg\nb,李娜,photos/li-na-1.jpg\nc,王芳,photos/wang-fang-1.jpg\n"))
	s.ends(0, "people.csv", "--max-shrink", "20%") // the first: there is nothing to hold it against
	s.write("people.csv", []byte(threeColumns+"a,张伟,photos/zhang-wei-1.jpg\nd,刘洋,photos/liu-yang-1.jpg\n"))
	says := s.ends(65, "people.csv", "--max-shrink", "20%")
	if !strings.Contains(says, "the roster has 2 rows, down from 3 in run ") {
		t.Error(says)
	}
	s.ends(65, "people.csv", "--max-shrink", "20%") // again: the refused run is no measure
	s.ends(0, "people.csv", "--max-shrink", "50%")
	s.holds([]string{"a 张伟 1", "b 李娜 1", "c 王芳 1", "d 刘洋 1"})
}

// Whatever becomes of errors.csv, it is not well as long as its roster was not read.
func TestUnreadLinesStayReported(t *testing.T) {
	for story, content := range map[string]func(s *scene) []byte{
		"all rows deleted": func(s *scene) []byte { return []byte("person_id,person_name,images,enroll_run\n") },
		"a row mended, our columns emptied": func(s *scene) []byte {
			return []byte("person_id,person_name,images,enroll_line,enroll_run\nli-na,李娜,photos/li-na-1.jpg,,\n")
		},
		"without our columns": func(s *scene) []byte { return []byte(threeColumns + "li-na,李娜,photos/li-na-1.jpg\n") },
	} {
		t.Run(story, func(t *testing.T) {
			s := newScene(t)
			s.write("people.csv", []byte(threeColumns+"li-na,\"李娜,photos/li-na-1.jpg\nwang-fang\nliu-yang\n"))
			s.ends(65, "people.csv")
			s.write("people.enroll/errors.csv", content(s))
			s.ends(3, "people.enroll/errors.csv")
			if told := s.errors(); len(told) != 1 || !strings.Contains(told[0], "Roster.Unread") {
				t.Errorf("%q", told)
			}
		})
	}
}

// A name in an encoding that nothing proves is the one that was reported, or no one's.
func TestRememberedEncodingIsChecked(t *testing.T) {
	latin := charmap.Windows1252.NewEncoder().String
	for story, c := range map[string]struct {
		resave func(string) (string, error)
		exit   int
		people []string
	}{
		"the same encoding": {latin, 0, []string{"1 José 1", "2 Zoë 1"}},
		"another one":       {charmap.Macintosh.NewEncoder().String, 3, nil},
	} {
		t.Run(story, func(t *testing.T) {
			s := newScene(t)
			s.write("people.csv", []byte(bytesIn(t, latin, threeColumns+"1,José,photos/none.jpg\n2,Zoë,photos/none2.jpg\n")))
			s.ends(3, "people.csv", "--encoding", "windows-1252")
			s.mend("photos/none.jpg", "photos/zhang-wei-1.jpg", "photos/none2.jpg", "photos/li-na-1.jpg")
			text, err := os.ReadFile(filepath.Join(s.dir, "people.enroll", "errors.csv"))
			if err != nil {
				t.Fatal(err)
			}
			s.write("people.enroll/errors.csv", []byte(bytesIn(t, c.resave, strings.TrimPrefix(string(text), "\uFEFF"))))
			s.ends(c.exit, "people.enroll/errors.csv")
			s.holds(c.people)
		})
	}
}
