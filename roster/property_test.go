package roster

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var people = flag.Int("people", 250, "files of random people that the property tests write, each")

// What is written is read back equal, or the file or the row is refused; nothing is changed, made up
// or lost. Where the encoding is given or proves itself, everything without a quirk is read back.
func TestWrittenRosterIsReadOrRefused(t *testing.T) {
	path := save(t, "")
	rows, read := 0, 0
	for seed := range uint64(*people) {
		s := newSheet(rand.New(rand.NewPCG(seed, 1)), 8)
		wrong := func(s *sheet) error {
			got := readFile(t, path, s.file(), s.writing.options())
			read += len(got.rows)
			return s.mismatch(got)
		}
		rows += len(s.written())
		if err := wrong(s); err != nil {
			s = s.shrunk(func(s *sheet) bool { return wrong(s) != nil })
			t.Fatalf("file %d, %s: %v\n%q\nwritten as\n%q", seed, s.writing.name, wrong(s), s.text(), s.file())
		}
	}
	if read*20 < rows*19 {
		t.Errorf("only %d of %d rows were read: a test in which all is refused says nothing", read, rows)
	}
}

func readFile(t testing.TB, path, content string, o Options) readings {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return readSheet(t, path, o)
}

// mismatch says how a reading differs from the sheet.
func (s *sheet) mismatch(got readings) error {
	want := s.written()
	if got.err != nil {
		if s.writing.proves && len(want) > 0 {
			return fmt.Errorf("refused: %w", got.err)
		}
		return nil
	}
	if n := len(got.rows) + got.refused; n != len(want) {
		return fmt.Errorf("%d rows were written, %d came back", len(want), n)
	}
	for _, e := range got.rows {
		for len(want) > 0 && !want[0].equal(e) {
			want = want[1:] // refused
		}
		if len(want) == 0 {
			return fmt.Errorf("%v was not written, or not there", e)
		}
		want = want[1:]
	}
	if got.refused > 0 && s.writing.proves {
		return fmt.Errorf("%d sound rows were refused", got.refused)
	}
	return nil
}

// touch is a change to a file: to one of its quotes, separators, line ends or bytes.
type touch struct {
	what    string // what was changed
	at      int    // where, in the text or, of a byte, in the file
	how     string // deleted, doubled, or what was put there
	deleted int    // how much
	put     string
}

func (t touch) String() string { return fmt.Sprintf("%s at %d %s", t.what, t.at, t.how) }

func (t touch) on(text string) string { return text[:t.at] + t.put + text[t.at+t.deleted:] }

// bytewise reports whether the change is to the file rather than to its text.
func (t touch) bytewise() bool { return t.what == "byte" }

// randomTouch returns a random change to a text at one of its places.
func randomTouch(dice *rand.Rand, s *sheet, text, file string) touch {
	signs := map[string][]string{"quote": {`"`}, "separator": {s.comma}, "line end": {"\n", "\r\n", "\r"}}
	what := one(dice, []string{"quote", "separator", "line end", "byte"})
	if what == "byte" {
		return touchByte(dice, file)
	}
	sign := one(dice, signs[what])
	if places := places(text, sign); len(places) > 0 && dice.IntN(3) > 0 {
		at := one(dice, places)
		if dice.IntN(2) == 0 {
			return touch{what: what, at: at, how: "deleted", deleted: len(sign)}
		}
		return touch{what: what, at: at, how: "doubled", put: sign}
	}
	at := dice.IntN(len(text) + 1)
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return touch{what: what, at: at, how: "put there", put: sign}
}

func touchByte(dice *rand.Rand, file string) touch {
	at := dice.IntN(len(file))
	switch dice.IntN(3) {
	case 0:
		return touch{what: "byte", at: at, how: "deleted", deleted: 1}
	case 1:
		return touch{what: "byte", at: at, how: "doubled", put: file[at : at+1]}
	}
	b := string([]byte{byte(dice.IntN(256))})
	return touch{what: "byte", at: at, how: fmt.Sprintf("%q put there", b), put: b}
}

func places(text, sign string) (all []int) {
	for from := 0; ; {
		i := strings.Index(text[from:], sign)
		if i < 0 {
			return all
		}
		all = append(all, from+i)
		from += i + len(sign)
	}
}

// A file in which one quote, separator, line end or byte was deleted, doubled or inserted is refused,
// or each row that is read without a fault is one that was written, except one, which differs in a
// single cell; and that is not the id, unless a byte was changed, which may be in the id itself.
// Nothing is promised about the header: only its names say what the columns below them are. So no
// person gets the name or the photo of another, and no two people become one. A row that is not read
// back is accompanied by a fault, a warning or the end of the reading, if any row is read back.
func TestChangedFileDoesNotMixPeople(t *testing.T) {
	path := save(t, "")
	for seed := range uint64(*people) {
		s := newSheet(rand.New(rand.NewPCG(seed, 2)), 4)
		text, file := s.text(), s.file()
		for n := range uint64(6) {
			done := randomTouch(rand.New(rand.NewPCG(seed, 100+n)), s, text, file)
			if err := s.survives(t, path, done); err != nil {
				t.Fatalf("file %d, %s, %v: %v\n%q\nwritten as\n%q", seed, s.writing.name, done, err, text, file)
			}
		}
	}
}

func (s *sheet) survives(t *testing.T, path string, done touch) error {
	var file string
	if done.bytewise() {
		file = done.on(s.file())
	} else {
		file = s.encoded(done.on(s.text()))
	}
	return s.differs(readFile(t, path, file, s.writing.options()), done)
}

// inHeader reports whether the change is in the header or above it.
func (s *sheet) inHeader(done touch) bool {
	top := *s
	top.behind = ""
	top.lines = s.lines[:1+slices.IndexFunc(s.lines, func(l line) bool { return l.head })]
	if done.bytewise() {
		return done.at < len(top.file())
	}
	return done.at < len(top.text())
}

func (s *sheet) differs(got readings, done touch) error {
	want, changed := s.written(), 0
	if s.inHeader(done) {
		return nil
	}
	for _, e := range got.rows {
		at := slices.IndexFunc(want, e.equal)
		if at < 0 {
			if at = slices.IndexFunc(want, func(w entry) bool { return e.almost(w, done.bytewise()) }); at < 0 {
				return fmt.Errorf("%v was not written", e)
			}
			changed++
		}
		want = slices.Delete(want, at, at+1)
	}
	switch {
	case changed > 1:
		return fmt.Errorf("%d rows are changed by one touch", changed)
	case len(want) > 0 && len(got.rows) > 0 && !got.said && changed == 0:
		return fmt.Errorf("%v is lost, without a fault or warning", want[0])
	}
	return nil
}

// almost reports whether an entry differs from the written one in at most one cell, which may be the id
// only if also is true.
func (e entry) almost(w entry, also bool) bool {
	n := 0
	for _, differs := range []bool{e.id != w.id, e.name != w.name, e.gender != w.gender, !slices.Equal(e.photos, w.photos)} {
		if differs {
			n++
		}
	}
	return n <= 1 && (also || e.id == w.id)
}
