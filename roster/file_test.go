package roster

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestNonRosterIsRefused(t *testing.T) {
	wide := strings.Repeat("x,", maxColumns) + "person_id,person_name,images"
	for _, tc := range []struct {
		story   string
		content string
		options Options
		want    string // of error and hint
	}{
		{"an empty file", "", Options{}, ": the file is empty\nexport it again, with a header line"},
		{"a byte order mark alone", "\uFEFF", Options{}, ": the file is empty\n"},
		{"blank lines alone", "\n \r\n,,\n", Options{}, ": the file is empty\n"},
		{"data without a header", "p1,Ann,a.jpg\n", Options{},
			` line 1: no header: the first line looks like a row of data: "p1", "Ann", "a.jpg"` + "\n"},
		{"foreign names only", "matricule;nom;fiche\n", Options{},
			` line 1: no header: none of its columns is known; it has "matricule", "nom", "fiche"` + "\nthe first line must name at least the columns person_id, person_name and images; or set which columns they are with --map person_id=matricule --map person_name=nom --map images=COLUMN"},
		{"a foreign encoding", "\xC9\xE7\xB0\xF7,\xCC\xBE\xC1\xB0\n", Options{},
			`: the encoding of this file is not UTF-8, and nothing in it proves which one it is; the first such cell would be `},
		{"cells parted by something else", "person_id^person_name^images\n", Options{}, ` line 1: no header: the first line is a single cell, "person_id^person_name^images"` + "\nseparate the cells with commas"},
		{"commas of a Chinese keyboard", "工号，姓名，照片\n", Options{}, ` line 1: no header: the first line is a single cell, "工号，姓名，照片"` + "\nseparate the cells with commas"},
		{"only columns of our own", "enroll_run,enroll_code\n", Options{}, " line 1: no header: none of its columns is known; it has none\n"},
		{"no person_id", "id,Person_Name,images\n", Options{},
			` line 1: column person_id is missing; the header has "id", "Person_Name", "images"` + "\nadd it, or set which column it is with --map person_id=id"},
		{"no image column", "\n\nperson_id,person_name\n", Options{},
			` line 3: column images is missing; the header has "person_id", "person_name"` + "\nadd it, or set which column it is with --map images=COLUMN"},
		{"two columns missing", "person_id,x\n", Options{},
			` line 1: columns person_name and images are missing; the header has "person_id", "x"` + "\nadd them, or set which columns they are with --map person_name=COLUMN --map images=COLUMN"},
		{"two columns of one meaning", "person_id,姓名,images,PERSON_NAME\n", Options{},
			` line 1: columns 2 ("姓名") and 4 ("PERSON_NAME") could both be person_name` + "\nchoose one: --map person_name=姓名, or --map person_name=PERSON_NAME"},
		{"a map to nothing", "person_id,person_name,images\n", Options{Map: map[string]string{"gender": "sex"}},
			` line 1: --map gender=sex: the header has no column "sex"; it has "person_id", "person_name", "images"` + "\nuse one of these"},
		{"a map to one of two", "a,A,person_id,person_name,images\n", Options{Map: map[string]string{"gender": "a"}},
			` line 1: --map gender=a: 2 columns are named "a"` + "\nrename all but one"},
		{"a map of an unknown column", "person_id,person_name,images\n", Options{Map: map[string]string{"sex": "images"}},
			` line 1: --map sex=images: there is no column "sex" to map to` + "\nuse one of person_id, person_name, gender, group_id, images, image_1,"},
		{"a description field without its column", "person_id,person_name,images\n", Options{Ex: map[int]string{3: "class"}},
			` line 1: --ex 3=class: the header has no column "class"; it has`},
		{"a sixth description field", "person_id,person_name,images\n", Options{Ex: map[int]string{5: "images"}},
			` line 1: --ex 5=images: there is no description field 5` + "\na group has the fields 0 to 4"},
		{"a header with a stray quote", `person_id,person"name,images` + "\n", Options{},
			` line 1: no header can be read: column 2 has a misplaced quote` + "\na cell that begins with a quote must end with one"},
		{"a header with an open quote", `person_id,"person_name,images` + "\np1,Ann,a.jpg\n", Options{},
			" line 1: no header can be read: a quote is opened in this record and never closed\n"},
		{"a picture", "\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR", Options{}, ": this is not CSV but a PNG picture\nuse the CSV"},
		{"NUL bytes", "person_id,person_name,images\x00\n", Options{}, " line 1: no header can be read: there is a NUL byte here"},
		{"a thousand columns", wide, Options{}, " line 1: the header has 1027 columns; at most 1024 are allowed\n"},
		{"a header without end", strings.Repeat("x", maxRecord+1), Options{}, " line 1: no header can be read: the record that begins here is longer than 1 MiB\n"},
		{"a long header shown in part", strings.Repeat(strings.Repeat("name", 20)+",", 30), Options{},
			` line 1: no header: none of its columns is known; it has "` + strings.Repeat("name", 20) + `", `},
	} {
		t.Run(tc.story, func(t *testing.T) {
			_, err := Open(save(t, tc.content), tc.options)
			if _, ok := err.(*Unusable); !ok {
				t.Fatalf("got %T %v; want *Unusable", err, err)
			}
			if got := refusal(t, err); !strings.HasPrefix(got, tc.want) {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestNonFileIsNotOpened(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "people.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(t.TempDir(), "people.csv"): ": no such file\ncheck the roster's path",
		pipe:                                     ": is not a regular file\nsave the roster to a file first",
	} {
		_, err := Open(path, Options{})
		if _, ok := err.(*NotFile); !ok {
			t.Fatalf("%s: got %T %v; want *NotFile", path, err, err)
		}
		if got := refusal(t, err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if missing := errors.Is(err, fs.ErrNotExist); missing != (path != pipe) {
			t.Errorf("%s: Is(ErrNotExist) = %v", path, missing)
		}
	}
	if _, err := Open(t.TempDir(), Options{}); !strings.Contains(err.Error(), "is a directory") {
		t.Errorf("a directory: %v", err)
	}
}

func TestColumnsAreFound(t *testing.T) {
	for _, tc := range []struct {
		story, header, line string
		options             Options
		want                Row // what line says
	}{
		{"names in any case, with blanks around them", " Person_ID ,PERSON_NAME,Images,Gender\n", "p1,Ann,a.jpg,F\n", Options{},
			Row{PersonID: "p1", Name: "Ann", Gender: "2", Photos: []Photo{{"Images", "a.jpg"}}}},
		{"Chinese names", "人员ID,姓名,性别,人员库ID,图片\n", "p1,安,男,staff,a.jpg\n", Options{},
			Row{PersonID: "p1", Name: "安", Gender: "1", Group: "staff", Photos: []Photo{{"图片", "a.jpg"}}}},
		{"Chinese photo columns", "人员id,姓名,照片2,图片1\n", "p1,安,b.jpg,a.jpg\n", Options{},
			Row{PersonID: "p1", Name: "安", Photos: []Photo{{"照片2", "b.jpg"}, {"图片1", "a.jpg"}}}},
		{"semicolons, several paths in a quoted cell", "person_id;person_name;images\n", `p1;Lee, Ann;"a.jpg;b.jpg| c.jpg ;"` + "\n", Options{},
			Row{PersonID: "p1", Name: "Lee, Ann", Photos: []Photo{{"images", "a.jpg"}, {"images", "b.jpg"}, {"images", "c.jpg"}}}},
		{"tabs", "person_id\tperson_name\timages\n", "p1\tAnn; Lee\ta.jpg\n", Options{},
			Row{PersonID: "p1", Name: "Ann; Lee", Photos: []Photo{{"images", "a.jpg"}}}},
		{"a delimiter within a foreign name does not mislead", `a;b;c,d;person_id;person_name;images` + "\n", "1;2;3;p1;Ann;a.jpg\n", Options{},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"images", "a.jpg"}}}},
		{"nor do many of them", `person_id;person_name;images;a,b,c,d,e,f,g,h,i,j` + "\n", "p1;Ann;a.jpg;\n", Options{},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"images", "a.jpg"}}}},
		{"a delimiter known by the mapped names alone", "nr;x,y;wie;bild\n", "p1;0;Ann;a.jpg\n",
			Options{Map: map[string]string{"person_id": "NR", "person_name": "wie", "images": "bild"}},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"bild", "a.jpg"}}}},
		{"a map wins over a name", "person_id,staff_no,person_name,images\n", "row 1,p1,Ann,a.jpg\n", Options{Map: map[string]string{"person_id": "staff_no"}},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"images", "a.jpg"}}}},
		{"one column may serve twice", "person_id,images\n", "p1,a.jpg\n", Options{Map: map[string]string{"person_name": "person_id"}},
			Row{PersonID: "p1", Name: "p1", Photos: []Photo{{"images", "a.jpg"}}}},
		{"photos from left to right, one path a numbered column", "image_2,images,person_id,person_name,image_1\n", "b;2.jpg,c.jpg|d.jpg,p1,Ann,a.jpg\n", Options{},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"image_2", "b;2.jpg"}, {"images", "c.jpg"}, {"images", "d.jpg"}, {"image_1", "a.jpg"}}}},
		{"the same path twice stays twice", "person_id,person_name,images\n", "p1,Ann,a.jpg;a.jpg\n", Options{},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"images", "a.jpg"}, {"images", "a.jpg"}}}},
		{"description fields", "person_id,person_name,images,ex_1,class\n", "p1,Ann,a.jpg, one ,4b\n", Options{Ex: map[int]string{0: "Class"}},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"images", "a.jpg"}}, Ex: [5]string{"4b", "one"}}},
		{"nameless columns at the end are none", "person_id,person_name,images,,\n", "p1,Ann,a.jpg\n", Options{},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"images", "a.jpg"}}}},
		{"blank cells beyond the header are none", "person_id,person_name,images\n", "p1,Ann,a.jpg,, ,\n", Options{},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"images", "a.jpg"}}}},
		{"carriage returns end lines", "person_id,person_name,images\r", "p1,Ann,a.jpg\rp2,Bob,b.jpg", Options{},
			Row{PersonID: "p1", Name: "Ann", Photos: []Photo{{"images", "a.jpg"}}}},
		{"a name left out", "person_id,person_name,images\n", "p1,,a.jpg\n", Options{},
			Row{PersonID: "p1", Photos: []Photo{{"images", "a.jpg"}}}},
	} {
		t.Run(tc.story, func(t *testing.T) {
			rows := rowsOf(t, tc.header+tc.line, tc.options)
			if len(rows) == 0 {
				t.Fatal("no row")
			}
			got := rows[0]
			same(t, faultLines(got.Faults), nil)
			if got.Line != 2 || got.PersonID != tc.want.PersonID || got.Name != tc.want.Name || got.Gender != tc.want.Gender ||
				got.Group != tc.want.Group || got.Ex != tc.want.Ex || !slices.Equal(got.Photos, tc.want.Photos) {
				t.Errorf("got %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func TestOwnColumnsAreIgnored(t *testing.T) {
	f := open(t, "Person_ID,enroll_code,person_name,note,images,class,enroll_run\n"+
		"p1,X,'=Ann,''twice,'-a.jpg,plain,r7\n", Options{Ex: map[int]string{2: "class"}})
	if !f.Guarded() {
		t.Error("a file with enroll_run must be known as guarded")
	}
	same(t, f.Header(), []string{"Person_ID", "person_name", "note", "images", "class"})
	if got := f.ExNames(); got != [5]string{2: "class"} {
		t.Errorf("ExNames() = %q", got)
	}
	row, err := f.Next()
	if err != nil {
		t.Fatal(err)
	}
	same(t, row.Cells, []string{"p1", "=Ann", "'twice", "-a.jpg", "plain"})
	same(t, faultLines(row.Faults), nil)
	if _, err := f.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("at the end: %v", err)
	}
}

func TestForeignFileKeepsApostrophes(t *testing.T) {
	f := open(t, "person_id,person_name,images\np1,'Ann, a.jpg \n", Options{})
	row, err := f.Next()
	if err != nil || f.Guarded() {
		t.Fatal(err, f.Guarded())
	}
	same(t, row.Cells, []string{"p1", "'Ann", " a.jpg "})
}

// The refusal is made up here: the test may run as a user who may read everything.
func TestMissingReadPermission(t *testing.T) {
	err := notThere("people.csv", &fs.PathError{Op: "open", Path: "people.csv", Err: syscall.EACCES})
	if got := refusal(t, err); got != ": cannot be opened: permission denied\ncheck that you have permission to read the file" {
		t.Error(got)
	}
}
