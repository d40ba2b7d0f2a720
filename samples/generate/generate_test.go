package main

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/preflight"
)

func whole(seed uint64) *sample {
	s := newSample(seed)
	s.good()
	s.refused()
	return s
}

// drawn draws every photo of the sample once for all tests.
var drawn = sync.OnceValue(func() map[string][]byte { return files(whole(1)) })

// files writes a sample and reads all of it back.
func files(s *sample) map[string][]byte {
	dir, err := os.MkdirTemp("", "sample")
	if err == nil {
		defer os.RemoveAll(dir)
		err = s.write(dir)
	}
	found := map[string][]byte{}
	if err == nil {
		err = fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				found[path], err = os.ReadFile(filepath.Join(dir, path))
			}
			return err
		})
	}
	if err != nil {
		panic(err)
	}
	return found
}

func TestSampleContents(t *testing.T) {
	s := whole(1)
	people, refused, kinds := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, row := range s.rows[1:] {
		people[row[0]] = true
	}
	for _, expected := range s.expected[1:] {
		refused[expected[0]], kinds[expected[2]] = true, true
		if !people[expected[0]] {
			t.Errorf("%s is refused and on no row", expected[0])
		}
		if !codes.Known(expected[2]) {
			t.Errorf("%s is no code", expected[2])
		}
	}
	if got, want := [4]int{len(people), len(s.rows) - 1, len(s.photos), len(refused)}, [4]int{50, 55, 79, 30}; got != want {
		t.Errorf("people, rows, photos, refused people: got %v, want %v", got, want)
	}
	want := []string{
		codes.FaceQualityNotQualified, codes.ImageDecodeFailed, codes.ImageEmpty, codes.ImageResolutionExceed,
		codes.ImageResolutionTooSmall, codes.ImageSizeExceed, codes.NoFaceInPhoto, codes.ParameterEmpty,
		codes.PersonFaceNumExceed, codes.PersonGenderIllegal, codes.PersonIDIllegal, codes.PersonIDTooLong,
		codes.PersonNameTooLong, codes.PhotoFormat, codes.PhotoMissing, codes.PhotoOutside, codes.PhotoShared,
		codes.PhotoUnreadable, codes.RosterAlmostSame, codes.RosterConflict, codes.RosterDestroyed, codes.RosterGroupConflict, codes.RosterMalformed,
		codes.RosterNoPhoto, codes.RunFaceMismatch,
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, want) {
		t.Errorf("kinds of refusal:\n got %v\nwant %v", got, want)
	}
}

func TestPreflightFindings(t *testing.T) {
	s, dir := whole(1), t.TempDir()
	restore(t, dir, drawn())
	photos, err := preflight.Open(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer photos.Close()
	for _, p := range s.photos {
		f, err := photos.Check(t.Context(), p.path)
		if err != nil || f.Code != p.code {
			t.Errorf("%s: got %q (%s), want %q", p.path, f.Code, f.Message, p.code)
		}
		if f.Code == codes.ImageSizeExceed && max(f.Width, f.Height) > 2000 {
			t.Errorf("%s is wrong in more than its size: %d x %d px", p.path, f.Width, f.Height)
		}
		if strings.Contains(p.path, "sun-yue") && (f.Width != 240 || f.Height != 320) {
			t.Errorf("%s is not turned upright: %d x %d px", p.path, f.Width, f.Height)
		}
	}
}

func restore(t *testing.T, dir string, found map[string][]byte) {
	for path, content := range found {
		full := filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// expected.csv lists each photo that preflight refuses.
func TestPreflightRefusalsAreExpected(t *testing.T) {
	s := whole(1)
	expected := map[string]string{}
	for _, row := range s.expected[1:] {
		expected[row[1]] = row[2]
	}
	for _, p := range s.photos {
		if p.code != "" && expected[p.path] != p.code {
			t.Errorf("%s: expected.csv says %q, preflight %q", p.path, expected[p.path], p.code)
		}
	}
}

func TestRosterNamesEveryPhoto(t *testing.T) {
	s := whole(1)
	named := map[string]bool{}
	for _, row := range s.rows[1:] {
		for path := range strings.FieldsFuncSeq(row[4], func(r rune) bool { return r == ';' || r == '|' }) {
			named[strings.TrimSpace(path)] = true
		}
	}
	for _, p := range s.photos {
		if !named[p.path] {
			t.Errorf("no row names %s", p.path)
		}
		delete(named, p.path)
	}
	if len(named) > 0 {
		t.Errorf("rows name photos that are not there: %v", named)
	}
}

func TestSameSeedWritesSameBytes(t *testing.T) {
	first, again := drawn(), whole(1)
	if !bytes.Equal(first["people.csv"], table(again.rows)) || !bytes.Equal(first["expected.csv"], table(again.expected)) {
		t.Error("two rosters of one seed differ")
	}
	for i, p := range again.photos {
		if p.draw != nil && i%3 == 0 && !bytes.Equal(first[p.path], p.draw()) { // a third, to save time
			t.Errorf("%s differs from itself", p.path)
		}
	}
	if other := whole(2).photos[0]; bytes.Equal(first[other.path], other.draw()) {
		t.Error("another seed is no other person")
	}
	size := 0
	for _, content := range first {
		size += len(content)
	}
	if size > 8<<20 {
		t.Errorf("the sample has %d bytes", size)
	}
}

func TestPhotosHaveTags(t *testing.T) {
	for path, tag := range map[string]string{
		"photos/zhang-wei-1.jpg":  "enroll-sample identity=zhang-wei",
		"photos/yang-fan-1.png":   "enroll-sample identity=yang-fan",
		"photos/sun-yue-1.jpg":    "enroll-sample identity=sun-yue",
		"photos/jia-nan-1.jpg":    "enroll-sample identity=jia-nan",
		"photos/jia-nan-2.jpg":    "enroll-sample identity=somebody-else",
		"photos/jiang-shan-1.jpg": "enroll-sample identity=jiang-shan verdict=noface",
		"photos/cai-wen-2.jpg":    "enroll-sample identity=cai-wen verdict=quality",
	} {
		if !bytes.Contains(drawn()[path], []byte(tag)) {
			t.Errorf("%s does not say %q", path, tag)
		}
	}
	for path, content := range drawn() {
		if strings.HasSuffix(path, ".bmp") && bytes.Contains(content, []byte("enroll-sample")) {
			t.Errorf("%s carries a tag", path)
		}
	}
}

func TestBenchRoster(t *testing.T) {
	s := newSample(1)
	s.bench(3, 2, 64)
	found := files(s)
	if len(found) != 3*2+1 {
		t.Errorf("%d files", len(found))
	}
	const row = "bench-00003,Bench-00003,,bench,photos/bench-00003-1.jpg;photos/bench-00003-2.jpg,\n"
	if !bytes.HasSuffix(found["people.csv"], []byte(row)) {
		t.Errorf("%s", found["people.csv"])
	}
	dir := t.TempDir()
	restore(t, dir, found)
	photos, err := preflight.Open(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer photos.Close()
	for path := range found {
		if path == "people.csv" {
			continue
		}
		if f, err := photos.Check(t.Context(), path); err != nil || f.Code != "" {
			t.Errorf("%s: %s, %v", path, f.Message, err)
		}
	}
}

func TestWriteErrorIsReported(t *testing.T) {
	s, dir := newSample(1), t.TempDir()
	s.bench(2, 1, 64)
	if err := os.MkdirAll(filepath.Join(dir, s.photos[0].path), 0o700); err != nil { // in its place
		t.Fatal(err)
	}
	if err := s.write(dir); err == nil {
		t.Error("a photo is not there, without an error")
	}
	if err := s.write(filepath.Join(dir, s.photos[1].path)); err == nil {
		t.Error("it was written into a file")
	}
}
