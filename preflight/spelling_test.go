package preflight

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
)

const (
	composedName   = "M\u00FCller.jpg"        // NFC
	decomposedName = "Mu\u0308ller.jpg"       // NFD
	halfWay        = "Nguy\u00EA\u0303n"      // ê and a combining mark: what a Vietnamese keyboard types
	whole          = "Nguy\u1EC5n"            // NFC
	apart          = "Nguye\u0302\u0303n"     // NFD
	gaComposed     = "\u30AC.png"             // ガ
	gaApart        = "\u30AB\u3099.png"       // カ and its mark
	hangul         = "\uAE40.jpg"             // 김
	jamo           = "\u1100\u1175\u11B7.jpg" // its letters
)

// newPhotos is a photo folder with these files, each with different bytes.
func newPhotos(t testing.TB, names ...string) *Photos {
	t.Helper()
	files := map[string][]byte{}
	for _, name := range names {
		files[name] = []byte(name)
	}
	return folder(t, files)
}

func TestSpellingsOfOneName(t *testing.T) {
	for name, tt := range map[string]struct{ written, there string }{
		"NFC in the roster, NFD on disk":          {"photos/" + composedName, "photos/" + decomposedName},
		"NFD in the roster, NFC on disk":          {"photos/" + decomposedName, "photos/" + composedName},
		"a folder in NFD":                         {whole + "/a.jpg", apart + "/a.jpg"},
		"a folder in NFC":                         {apart + "/a.jpg", whole + "/a.jpg"},
		"a folder in NFC with a file in NFD":      {whole + "/" + composedName, whole + "/" + decomposedName},
		"a folder in NFD with a file in NFC":      {whole + "/" + composedName, apart + "/" + composedName},
		"marks that are half composed, on disk":   {whole + "/a.jpg", halfWay + "/a.jpg"},
		"marks that are half composed, in a cell": {"x/" + halfWay + ".jpg", "x/" + apart + ".jpg"},
		"a voiced kana":                           {gaComposed, gaApart},
		"a Korean syllable":                       {jamo, hangul},
		`\ for /`:                                 {`photos\2024\a.jpg`, "photos/2024/a.jpg"},
		`\ and NFC for NFD`:                       {`photos\` + composedName, "photos/" + decomposedName},
		`.\ before it`:                            {`.\photos\a.jpg`, "photos/a.jpg"},
		"./ before it":                            {"./photos/a.jpg", "photos/a.jpg"},
		"// within it":                            {"photos//a.jpg", "photos/a.jpg"},
		`\\ within it`:                            {`photos\\a.jpg`, "photos/a.jpg"},
		`..\ within it`:                           {`photos\x\..\a.jpg`, "photos/a.jpg"},
		`a file whose name has a \`:               {`photos\a.jpg`, `photos\a.jpg`},
	} {
		t.Run(name, func(t *testing.T) {
			photos := newPhotos(t, tt.there)
			stamp, refusal := photos.Stat(tt.written)
			if refusal != nil || stamp.Path != tt.there {
				t.Fatalf("got %q, %+v", stamp.Path, refusal)
			}
			if f := check(t, photos, tt.written); f.Stamp != stamp || f.Key != Key([]byte(tt.there)) {
				t.Errorf("Check looked at %+v", f)
			}
			read, release, err := photos.read(t.Context(), []source{sourceOf([]byte(tt.there), tt.written)})
			defer release()
			if err != nil || string(read[0]) != tt.there {
				t.Errorf("Read gave %q, %v", read, err)
			}
			if photos.Where(tt.written) != Here || photos.Names(tt.written)[0] != tt.there {
				t.Errorf("it is not here, or known by %q", photos.Names(tt.written))
			}
		})
	}
}

func TestWrittenSpellingComesFirst(t *testing.T) {
	photos := newPhotos(t, composedName, decomposedName, `x\a.jpg`, "x/a.jpg")
	photos.names.open = func(string) (fs.ReadDirFile, error) { panic("a listing for a file that is there") }
	for _, written := range []string{composedName, decomposedName, `x\a.jpg`, "x/a.jpg"} {
		if stamp, _ := photos.Stat(written); stamp.Path != written {
			t.Errorf("%q for %q", stamp.Path, written)
		}
	}
}

func TestAmbiguousSpellingIsRefused(t *testing.T) {
	photos := newPhotos(t, whole+".jpg", apart+".jpg")
	_, refusal := photos.Stat(halfWay + ".jpg")
	if refusal == nil || refusal.Code != codes.PhotoMissing ||
		!strings.Contains(refusal.Message, "two files have this name, with its accents encoded in two ways: ") || !strings.HasSuffix(refusal.Message, "U+1EC5 and U+0065") {
		t.Errorf("%+v", refusal)
	}
}

func TestNamesOfRemovedFile(t *testing.T) {
	photos := newPhotos(t, "a.jpg")
	names := photos.Names(`photos\` + composedName)
	if got := strings.Join(names, " "); !strings.Contains(got, "photos/"+composedName) || !strings.Contains(got, "photos/"+decomposedName) {
		t.Errorf("%q", names)
	}
	if names := photos.Names(filepath.Join(photos.dir, "b.jpg")); len(names) != 1 || names[0] != "b.jpg" {
		t.Errorf("%q", names)
	}
}

func TestSuggestions(t *testing.T) {
	for name, tt := range map[string]struct {
		written string
		there   []string
		says    string // "" for nothing
	}{
		"letter case":                           {"photos/Zhang-Wei-1.jpg", []string{"photos/zhang-wei-1.jpg"}, `did you mean "photos/zhang-wei-1.jpg"?`},
		"letter case of the ending":             {"photos/a.JPG", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"letter case of the ending, on disk":    {"photos/a.jpg", []string{"photos/A.JPG"}, `did you mean "photos/A.JPG"?`},
		"letter case of the folder":             {"Photos/a.jpg", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"jpeg for jpg":                          {"a.jpeg", []string{"a.jpg", "a.png"}, `did you mean "a.jpg"?`},
		"an ending that is missing":             {"photos/a", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"an ending too many":                    {"a.jpg", []string{"a.jpg.jpg"}, `did you mean "a.jpg.jpg"?`},
		"an ending that nobody sees":            {"a.jpg.jpg", []string{"a.jpg"}, `did you mean "a.jpg"?`},
		"another picture's ending":              {"a.jpg", []string{"a.png"}, `did you mean "a.png"?`},
		"two pictures' endings":                 {"a", []string{"a.jpg", "a.png"}, `did you mean "a.jpg" or "a.png"?`},
		"a format that the service refuses":     {"a.jpg", []string{"a.heic"}, `did you mean "a.heic"?`},
		"percent-encoding":                      {"photos/with%20space.jpg", []string{"photos/with space.jpg"}, `did you mean "photos/with space.jpg"?`},
		"percent-encoded Chinese":               {"%E5%BC%A0%E4%BC%9F.jpg", []string{"张伟.jpg"}, `did you mean "张伟.jpg"?`},
		"percent-encoded twice":                 {"with%2520space.jpg", []string{"with space.jpg"}, `did you mean "with space.jpg"?`},
		"percent-encoding of the slash":         {"photos%2Fa.jpg", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"percent-encoding on disk":              {"with space.jpg", []string{"with%20space.jpg"}, `did you mean "with%20space.jpg"?`},
		"a percent sign that encodes nothing":   {"100%.JPG", []string{"100%.jpg"}, `did you mean "100%.jpg"?`},
		"full width":                            {"ａ．ｊｐｇ", []string{"a.jpg"}, `did you mean "a.jpg"?`},
		"full width on disk":                    {"a1.jpg", []string{"ａ１.jpg"}, `did you mean "ａ１.jpg"?`},
		"a slash of full width":                 {"photos／a.jpg", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"spaces around the name":                {"photos/ a .jpg", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"a space behind the folder":             {"photos /a.jpg", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"two spaces for one":                    {"zhang  wei.jpg", []string{"zhang wei.jpg"}, `did you mean "zhang wei.jpg"?`},
		"a wide space":                          {"zhang　wei.jpg", []string{"zhang wei.jpg"}, `did you mean "zhang wei.jpg"?`},
		"a space on disk that does not break":   {"zhang wei.jpg", []string{"zhang\u00A0wei.jpg"}, `did you mean "zhang[U+00A0, a non-breaking space]wei.jpg"?`},
		"an invisible mark":                     {"a\u200E.jpg", []string{"a.jpg"}, `did you mean "a.jpg"?`},
		"a dash that an editor made":            {"zhang–wei.jpg", []string{"zhang-wei.jpg"}, `did you mean "zhang-wei.jpg"?`},
		"an underscore for a space":             {"zhang_wei.jpg", []string{"zhang wei.jpg"}, `did you mean "zhang wei.jpg"?`},
		"quotation marks around it":             {"'photos/a.jpg'", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"a bare name that lies in a subfolder":  {"a.jpg", []string{"2024/staff/a.jpg"}, `did you mean "2024/staff/a.jpg"?`},
		"a bare name of another case, deeper":   {"A.JPG", []string{"2024/staff/a.jpg"}, `did you mean "2024/staff/a.jpg"?`},
		"one folder too few":                    {"staff/a.jpg", []string{"2024/staff/a.jpg"}, `did you mean "2024/staff/a.jpg"?`},
		"one folder too many":                   {"photos/staff/a.jpg", []string{"staff/a.jpg"}, `did you mean "staff/a.jpg"?`},
		"one folder too many, and \\":           {`photos\staff\a.jpg`, []string{"staff/a.jpg"}, `did you mean "staff/a.jpg"?`},
		"a name on disk that has a \\":          {"photos/a.jpg", []string{`photos\a.jpg`}, `did you mean "photos\a.jpg"?`},
		"three that may be":                     {"a.jpg", []string{"1/a.jpg", "2/a.jpg", "3/a.jpg"}, `did you mean "1/a.jpg", "2/a.jpg" or "3/a.jpg"?`},
		"more than three that may be":           {"a.jpg", []string{"1/a.jpg", "2/a.jpg", "3/a.jpg", "4/a.jpg"}, `did you mean "1/a.jpg", "2/a.jpg", "3/a.jpg" or another one?`},
		"the nearer of two spellings":           {"a-1.JPG", []string{"a-1.jpg", "a_1.jpg", "a-1.png"}, `did you mean "a-1.jpg"?`},
		"the folder before the tree":            {"x/a.JPG", []string{"x/a.jpg", "y/x/a.JPG"}, `did you mean "x/a.jpg"?`},
		"above the root":                        {"../photos/a.jpg", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"from the root of a disk":               {"/photos/a.jpg", []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"a drive":                               {`C:\Users\ana\photos\a.jpg`, []string{"photos/a.jpg", "b/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"a drive, and a folder of another name": {`C:\export\a.jpg`, []string{"photos/a.jpg"}, `did you mean "photos/a.jpg"?`},
		"another number":                        {"zhang-wei-2.jpg", []string{"zhang-wei-1.jpg"}, ""},
		"a sibling's folder":                    {"zhang-wei/1.jpg", []string{"li-na/1.jpg"}, ""},
		"a folder of that name":                 {"A.JPG", []string{"a.jpg/b.jpg"}, ""},
		"a web address":                         {"https://example.com/a.jpg", []string{"a.jpg"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			photos := newPhotos(t, tt.there...)
			_, refusal := photos.Stat(tt.written)
			if refusal == nil {
				t.Fatal("another file was taken for it")
			}
			if got := from(refusal.Message, "; did you mean"); got != tt.says {
				t.Errorf("it says %s", refusal.Message)
			}
			like := photos.Like(tt.written)
			if (tt.says == "") != (len(like) == 0) || len(like) > len(tt.there) {
				t.Errorf("like it: %q", like)
			}
			if (tt.says == "") == strings.Contains(refusal.Remedy, "is the photo") {
				t.Errorf("the remedy: %s", refusal.Remedy)
			}
		})
	}
}

// from returns the end of a message from a clause on.
func from(message, clause string) string {
	if i := strings.Index(message, clause); i >= 0 {
		return strings.TrimPrefix(message[i:], "; ")
	}
	return ""
}

func TestRemedyNamesFile(t *testing.T) {
	photos := newPhotos(t, "photos/a.jpg", "photos/b c.jpg", "1/d.jpg", "2/d.jpg", "e\u200B.jpg")
	for written, remedy := range map[string]string{
		"photos/a.JPG":      "Put photos/a.jpg in the cell if that is the photo.",
		"photos/b%20c.jpg":  `Put "photos/b c.jpg" in the cell if that is the photo.`,
		"d.jpg":             "Put the path of the file that is the photo in the cell.",
		"e.jpg":             "If that is the photo, give the file a name in which every character is visible, and put that in the cell.",
		"photos/nobody.jpg": "",
	} {
		if _, f := photos.Stat(written); f == nil || f.Remedy != remedy {
			t.Errorf("%s: %+v", written, f)
		}
	}
}

func TestMissingPhotoNamesFolderAsGiven(t *testing.T) {
	dir := filesIn(t, map[string][]byte{"export/b.jpg": nil})
	t.Chdir(dir)
	photos, err := Open("./export", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer photos.Close()
	_, refusal := photos.Stat(`photos\a.jpg`)
	if refusal.Message != `photo "photos\a.jpg" does not exist in the photo folder ./export` || refusal.Path != "photos/a.jpg" {
		t.Errorf("%+v", refusal)
	}
}

func TestForeignPaths(t *testing.T) {
	const nothingOutside = "; nothing outside the photo folder ROOT is read"
	photos := newPhotos(t, "b.jpg")
	for written, tt := range map[string]struct{ code, says, remedy string }{
		`C:\photos\a.jpg`:                 {codes.PhotoOutside, "begins with a drive letter, like a path on a Windows machine" + nothingOutside, copyHere},
		`D:/a.jpg`:                        {codes.PhotoOutside, "begins with a drive letter, like a path on a Windows machine" + nothingOutside, copyHere},
		`"C:\photos\a.jpg"`:               {codes.PhotoOutside, "begins with a drive letter, like a path on a Windows machine" + nothingOutside, copyHere},
		`Ｃ：＼photos＼a.jpg`:                 {codes.PhotoOutside, "begins with a drive letter, like a path on a Windows machine" + nothingOutside, copyHere},
		`\\?\C:\photos\a.jpg`:             {codes.PhotoOutside, "begins with a drive letter, like a path on a Windows machine" + nothingOutside, copyHere},
		`\\server\share\a.jpg`:            {codes.PhotoOutside, "lies on a network share" + nothingOutside, copyHere},
		`//server/share/a.jpg`:            {codes.PhotoOutside, "lies on a network share" + nothingOutside, copyHere},
		`smb://server/share/a.jpg`:        {codes.PhotoOutside, "lies on a network share" + nothingOutside, copyHere},
		`file:///home/ana/a.jpg`:          {codes.PhotoOutside, "is the address of a file on another machine" + nothingOutside, copyHere},
		`file:///C:/photos/a.jpg`:         {codes.PhotoOutside, "is the address of a file on another machine" + nothingOutside, copyHere},
		`~/photos/a.jpg`:                  {codes.PhotoOutside, "begins with ~, which means a home folder only in a shell" + nothingOutside, copyHere},
		`%USERPROFILE%\Pictures\a.jpg`:    {codes.PhotoOutside, "begins with a variable, which is not expanded in a roster" + nothingOutside, copyHere},
		`$HOME/a.jpg`:                     {codes.PhotoOutside, "begins with a variable, which is not expanded in a roster" + nothingOutside, copyHere},
		`${HOME}/a.jpg`:                   {codes.PhotoOutside, "begins with a variable, which is not expanded in a roster" + nothingOutside, copyHere},
		`$env:USERPROFILE\a.jpg`:          {codes.PhotoOutside, "begins with a variable, which is not expanded in a roster" + nothingOutside, copyHere},
		`http://example.com/a.jpg`:        {codes.PhotoOutside, "is a web address; enroll reads only files", downloadHere},
		`https://example.com/a.jpg?s=1&w`: {codes.PhotoOutside, "is a web address; enroll reads only files", downloadHere},
		`HTTPS:\\example.com\a.jpg`:       {codes.PhotoOutside, "is a web address; enroll reads only files", downloadHere},
		`https：／／example.com/a.jpg`:       {codes.PhotoOutside, "is a web address; enroll reads only files", downloadHere},
		`ftp://example.com/a.jpg`:         {codes.PhotoOutside, "is a web address; enroll reads only files", downloadHere},
		`s3://bucket/a.jpg`:               {codes.PhotoOutside, "is a web address; enroll reads only files", downloadHere},
		`cos://bucket/a.jpg`:              {codes.PhotoOutside, "is a web address; enroll reads only files", downloadHere},
		`www.example.com/a.jpg`:           {codes.PhotoOutside, "is a web address; enroll reads only files", downloadHere},
		`=DISPIMG("ID_3F1C",1)`:           {codes.PhotoMissing, "is a picture inside the spreadsheet, which a CSV cannot contain", saveHere},
		`=_xlfn.DISPIMG("ID_3F1C",1)`:     {codes.PhotoMissing, "is a picture inside the spreadsheet, which a CSV cannot contain", saveHere},
		`=IMAGE("https://example.com/a")`: {codes.PhotoMissing, "is a picture inside the spreadsheet, which a CSV cannot contain", saveHere},
		`=HYPERLINK("photos/a.jpg")`:      {codes.PhotoMissing, "is a spreadsheet formula, not the path that it shows", writePath},
		`#VALUE!`:                         {codes.PhotoMissing, "is what a spreadsheet shows in place of a missing value", writePath},
		`#NAME?`:                          {codes.PhotoMissing, "is what a spreadsheet shows in place of a missing value", writePath},
	} {
		_, f := photos.Stat(written)
		says := `photo "` + written + `" ` + strings.ReplaceAll(tt.says, "ROOT", photos.dir)
		if f == nil || f.Code != tt.code || f.Message != says || f.Remedy != tt.remedy {
			t.Errorf("%s: %+v", written, f)
		}
		if photos.Where(written) != Abroad {
			t.Errorf("%s might be a path", written)
		}
	}
}

func TestPhotoInCellIsNotShown(t *testing.T) {
	photos := newPhotos(t, "b.jpg")
	for _, written := range []string{"data:image/jpeg;base64,/9j/4AAQSkZJRgABAQ", "base64,/9j/4AAQSkZJRgABAQ", "/9j/4AAQSkZJRgABAQEASABIAAD", "iVBORw0KGgoAAAANSUhEUgAAAEAAAABA"} {
		_, f := photos.Stat(written)
		if f == nil || f.Code != codes.PhotoOutside || f.Message != "the cell contains the data of a picture, not the path of a file; enroll reads only files" {
			t.Errorf("%+v", f)
		}
	}
}

// A file may have any name: an existing one is a photo, whatever its name looks like.
func TestExistingFileWithForeignName(t *testing.T) {
	names := []string{"C:/a.jpg", "https:/example.com/a.jpg", "~/a.jpg", "$HOME/a.jpg", `=IMAGE("a")`, "data:image", "#VALUE!"}
	photos := newPhotos(t, names...)
	for _, name := range names {
		if stamp, refusal := photos.Stat(name); refusal != nil || stamp.Path != name {
			t.Errorf("%s: %+v", name, refusal)
		}
	}
}

// listed counts the folders that are opened to be listed.
func listed(photos *Photos) *int {
	n, open := new(int), photos.names.open
	photos.names.open = func(folder string) (fs.ReadDirFile, error) {
		dir, err := open(folder)
		if err == nil {
			*n++
		}
		return dir, err
	}
	return n
}

// crowdedDir is a folder with this many names, without a disk.
type crowdedDir struct {
	fs.ReadDirFile
	names, read int
}

func (d *crowdedDir) ReadDir(n int) (some []fs.DirEntry, err error) {
	for ; n > 0 && d.read < d.names; n-- {
		some = append(some, crowdedEntry(fmt.Sprintf("p-%06d.jpg", d.read)))
		d.read++
	}
	if len(some) == 0 {
		return nil, io.EOF
	}
	return some, nil
}

func (d *crowdedDir) Close() error { return nil }

type crowdedEntry string

func (e crowdedEntry) Name() string               { return string(e) }
func (e crowdedEntry) IsDir() bool                { return false }
func (e crowdedEntry) Type() fs.FileMode          { return 0 }
func (e crowdedEntry) Info() (fs.FileInfo, error) { return nil, fs.ErrInvalid }

func TestLargeFolderIsListedOnce(t *testing.T) {
	const crowd = 100_000
	photos := newPhotos(t, "photos/p-000007.jpg", "photos/P-099999.jpg")
	n := 0
	photos.names.open = func(folder string) (fs.ReadDirFile, error) {
		if n++; folder != "photos" {
			t.Errorf("%s is listed", folder)
		}
		return &crowdedDir{names: crowd}, nil
	}
	for range 1000 {
		_, refusal := photos.Stat("photos/p-000007.JPG")
		if refusal == nil || from(refusal.Message, "; did") != `did you mean "photos/p-000007.jpg"?` {
			t.Fatalf("%+v", refusal)
		}
	}
	if n != 1 {
		t.Errorf("%d listings", n)
	}
}

func TestTreeIsWalkedOnce(t *testing.T) {
	photos := newPhotos(t, "1/a.jpg", "2/b.jpg", "2/3/c.jpg", ".hidden/d.jpg")
	n := listed(photos)
	for i := range 1000 {
		photos.Stat(fmt.Sprintf("%d/nobody-%d.jpg", i%5, i))
		photos.Stat(fmt.Sprintf(`C:\%d.jpg`, i))
		photos.Stat("c.jpg")
	}
	if *n != 4 { // the root, 1, 2 and 2/3
		t.Errorf("%d listings", *n)
	}
	if photos.names.kept > 20 {
		t.Errorf("%d names are kept", photos.names.kept)
	}
	if like := photos.Like("d.jpg"); like != nil {
		t.Errorf("a hidden file is suggested: %q", like)
	}
}

func TestHugeFolderIsListedInPart(t *testing.T) {
	photos := newPhotos(t, "photos/a.jpg", "more/a.jpg", "other/a.jpg")
	n := 0
	photos.names.open = func(folder string) (fs.ReadDirFile, error) {
		n++
		return &crowdedDir{names: 3_000_000}, nil
	}
	for _, folder := range []string{"photos", "more", "other", "photos", "more", "other"} {
		_, refusal := photos.Stat(folder + "/x.jpg")
		if !strings.HasSuffix(refusal.Message, "; there are too many files to search all of them for a similar name") {
			t.Errorf("%s: %+v", folder, refusal)
		}
	}
	if photos.names.kept > allNames+2 || len(photos.names.index) > allNames || n > 3 {
		t.Errorf("%d names are kept of %d listings", photos.names.kept, n)
	}
}

func TestFileAddedAfterListingIsFound(t *testing.T) {
	photos := newPhotos(t, "a.jpg", "b.jpg")
	photos.Stat("c.jpg")
	if err := os.WriteFile(filepath.Join(photos.dir, "c.jpg"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, refusal := photos.Stat("c.jpg"); refusal != nil {
		t.Errorf("%+v", refusal)
	}
	if err := os.Remove(filepath.Join(photos.dir, "a.jpg")); err != nil {
		t.Fatal(err)
	}
	if like := photos.Like("A.jpg"); like != nil {
		t.Errorf("a removed file is suggested: %q", like)
	}
}
