package journal

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/enrollment"
)

// Runs by their names, in order.
const (
	first  = "20260101T020000.000Z"
	second = "20260102T020000.000Z"
	third  = "20260103T020000.000Z"
	fourth = "20260104T020000.000Z"
)

func TestTracesShowWhatIsMissing(t *testing.T) {
	mark := reach{journal: "a", runs: 2, call: 9}
	whole := state{reach: mark, begun: true, calls: 9, latest: second}
	behind := func(runs, call int64) state {
		s := whole
		s.runs, s.call, s.calls = runs, call, call
		return s
	}
	for name, c := range map[string]struct {
		traces traces
		state  state
		lost   bool
	}{
		"a folder that is new":                          {traces{}, state{}, false},
		"nothing but checks, and no journal":            {traces{mark: reach{journal: "a"}}, state{}, false},
		"a mark of runs, and no journal":                {traces{mark: mark}, state{}, true},
		"a mark that cannot be read, and no journal":    {traces{garbled: true}, state{}, true},
		"folders of runs, and no journal":               {traces{ran: true}, state{}, true},
		"a journal that has all":                        {traces{mark: mark, ran: true, latest: second}, whole, false},
		"a journal that is ahead of its mark":           {traces{mark: reach{journal: "a", runs: 1, call: 3}}, whole, false},
		"a journal without a mark":                      {traces{ran: true, latest: second}, whole, false},
		"a journal of fewer runs":                       {traces{mark: mark}, behind(1, 9), true},
		"a journal of fewer calls":                      {traces{mark: mark}, behind(2, 8), true},
		"a journal of another folder":                   {traces{mark: reach{journal: "b", runs: 1}}, whole, true},
		"a journal from before they had names":          {traces{mark: mark}, state{reach: reach{runs: 2, call: 9}, begun: true, calls: 9}, false},
		"a journal that is older than the reports":      {traces{latest: third}, whole, true},
		"a journal that is newer than the reports":      {traces{latest: first}, whole, false},
		"a mark that cannot be read beside runs":        {traces{garbled: true}, whole, false},
		"a mark that cannot be read beside no run":      {traces{garbled: true}, state{begun: true}, true},
		"a journal with calls missing in between":       {traces{}, state{reach: mark, begun: true, calls: 8, latest: second}, true},
		"another journal after nothing but checks here": {traces{mark: reach{journal: "b"}}, whole, false},
	} {
		if got := c.traces.missing(c.state); (got != "") != c.lost {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// nightly is a closed folder with two runs, and a copy of its earlier state.
type nightly struct {
	*testing.T
	dir    string
	before string // a copy made after the first run
}

func newNightly(t *testing.T) nightly {
	dir := filepath.Join(t.TempDir(), "run")
	n := nightly{t, dir, filepath.Join(t.TempDir(), "copy")}
	n.night(first, 3)
	n.copy(dir, n.before)
	n.night(second, 4)
	return n
}

// night is a run that ends well.
func (n nightly) night(name string, calls int) {
	n.Helper()
	j := n.open()
	n.enroll(j, name, calls)
	n.write(filepath.Join(n.dir, Runs, name, "results.csv"), "line,person_id\n")
	if err := j.Close(); err != nil {
		n.Fatal(err)
	}
}

// killed leaves the folder as a run does that is killed after this many calls.
func (n nightly) killed(name string, calls int) {
	n.Helper()
	j := n.open()
	n.enroll(j, name, calls)
	corpse := filepath.Join(n.TempDir(), "corpse")
	n.copy(n.dir, corpse)
	j.Close()
	n.remove(n.dir)
	n.copy(corpse, n.dir)
}

func (n nightly) open() *Journal {
	n.Helper()
	j, err := Open(n.Context(), n.dir)
	if err != nil {
		n.Fatal(err)
	}
	return j
}

func (n nightly) enroll(j *Journal, name string, calls int) {
	n.Helper()
	n.check(os.MkdirAll(filepath.Join(n.dir, Runs, name), 0o700))
	r, err := j.Begin(Run{Name: name, Kind: KindRun, Roster: "/people.csv", Started: time.Now()})
	n.check(err)
	for i := range calls {
		call := enrollment.Call{Action: enrollment.CreatePerson, Person: fmt.Sprint(name, "-", i)}
		id, err := j.RecordIntent(r.ID, call, time.Now())
		n.check(err)
		n.check(j.RecordResult(id, call, enrollment.Result{FaceID: "1"}))
	}
}

func (n nightly) check(err error) {
	n.Helper()
	if err != nil {
		n.Fatal(err)
	}
}

func (n nightly) path(name string) string { return filepath.Join(n.dir, name) }

func (n nightly) remove(path string) {
	n.Helper()
	n.check(os.RemoveAll(path))
}

func (n nightly) write(path, text string) {
	n.Helper()
	n.check(os.WriteFile(path, []byte(text), 0o600))
}

// copy copies a folder whole.
func (n nightly) copy(from, to string) {
	n.Helper()
	n.check(os.CopyFS(to, os.DirFS(from)))
	n.check(os.Chmod(to, 0o700))
}

// restore overwrites a file with its version in the first copy.
func (n nightly) restore(name string) {
	n.Helper()
	text, err := os.ReadFile(filepath.Join(n.before, name))
	n.check(err)
	n.write(n.path(name), string(text))
}

// hashes returns all files of a folder except the lock, which names the last holder, and SQLite's
// index of the WAL, which SQLite rebuilds.
func (n nightly) hashes() map[string]string {
	n.Helper()
	all := map[string]string{}
	n.check(filepath.WalkDir(n.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == lockFile || d.Name() == File+"-shm" {
			return err
		}
		text, err := os.ReadFile(path)
		all[path] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	}))
	return all
}

func TestLostJournalIsRefusedAndFolderUnchanged(t *testing.T) {
	for name, lose := range map[string]func(n nightly){
		"it was removed":            func(n nightly) { n.remove(n.path(File)) },
		"and the mark was as well":  func(n nightly) { n.remove(n.path(File)); n.remove(n.path(markFile)) },
		"and the runs were instead": func(n nightly) { n.remove(n.path(File)); n.remove(n.path(Runs)) },
		"it was emptied":            func(n nightly) { n.write(n.path(File), "") },
		"it was begun anew":         func(n nightly) { n.write(n.path(File), emptyDatabase(n)) },
		"an older one was brought back": func(n nightly) {
			n.restore(File)
		},
		"an older one with its mark": func(n nightly) {
			n.restore(File)
			n.restore(markFile)
		},
		"an older one, and the mark was removed": func(n nightly) {
			n.restore(File)
			n.remove(n.path(markFile))
		},
		"it is another folder's": func(n nightly) {
			other := newNightly(n.T)
			other.night(third, 9)
			n.check(os.Rename(other.path(File), n.path(File)))
		},
		"its WAL was removed after a kill": func(n nightly) {
			n.killed(third, 2)
			n.remove(n.path(File + "-wal"))
		},
		"it was removed after a kill, its WAL was not": func(n nightly) {
			n.killed(third, 2)
			n.remove(n.path(File))
		},
		"an older one lies beside the WAL of a kill": func(n nightly) {
			n.night(third, 300) // enough that a further call changes few of their pages
			n.killed(fourth, 2)
			n.restore(File)
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNightly(t)
			lose(n)
			before := n.hashes()
			for range 2 {
				var storage *StorageError
				j, err := Open(t.Context(), n.dir)
				if err == nil {
					j.Close()
				}
				if !errors.As(err, &storage) || storage.Hint() != lostHint && storage.Hint() != damagedHint {
					t.Errorf("got %v", err)
				}
			}
			if after := n.hashes(); !maps.Equal(before, after) {
				t.Errorf("the folder is %v, was %v", after, before)
			}
			if !Exists(n.dir) {
				t.Error("it is not taken for a folder of runs")
			}
		})
	}
}

// emptyDatabase returns a database without tables.
func emptyDatabase(n nightly) string {
	path := filepath.Join(n.TempDir(), "new.db")
	db, err := sql.Open("sqlite", path)
	n.check(err)
	_, err = db.Exec("PRAGMA journal_mode = WAL")
	n.check(errors.Join(err, db.Close()))
	text, err := os.ReadFile(path)
	n.check(err)
	return string(text)
}

// Whatever a process was doing when it died, and whatever was done since in good faith, the folder
// opens, and from then on has a complete mark.
func TestIntactFoldersOpen(t *testing.T) {
	all := reach{runs: 2, call: 7}
	for name, c := range map[string]struct {
		leave func(n nightly)
		want  reach
	}{
		"as the second night left it": {func(nightly) {}, all},
		"killed in the third night":   {func(n nightly) { n.killed(third, 2) }, reach{runs: 3, call: 9}},
		"killed before the mark told of the last call": {func(n nightly) {
			n.killed(third, 2)
			m, err := readMark(n.dir)
			n.check(err)
			m.call--
			n.write(n.path(markFile), m.String())
		}, reach{runs: 3, call: 9}},
		"killed before the mark told of the run": {func(n nightly) {
			m, err := readMark(n.dir)
			n.check(err)
			n.killed(third, 0)
			n.write(n.path(markFile), m.String())
		}, reach{runs: 3, call: 7}},
		"killed before there was a mark": {func(n nightly) { n.remove(n.path(markFile)) }, all},
		"written by an enroll that had no marks and no names": {func(n nightly) {
			n.remove(n.path(markFile))
			n.removeName()
		}, all},
		"and brought back beside the mark that it got since": {func(n nightly) { n.removeName() }, all},
		"and killed before the mark was written": {func(n nightly) {
			n.removeName()
			text, err := os.ReadFile(n.path(markFile))
			n.check(err)
			n.check(n.open().Close())
			n.write(n.path(markFile), string(text))
		}, all},
		"power failed while the mark was being written":  {func(n nightly) { n.write(n.path(markFile), "\x00\x00\x00") }, all},
		"killed while a mark was being put in its place": {func(n nightly) { n.write(n.path("."+markFile+"-1"), "jour") }, all},
		"killed before a run was begun, its folder made": {func(n nightly) {
			n.check(os.MkdirAll(n.path(filepath.Join(Runs, third)), 0o700))
			n.write(n.path(filepath.Join(Runs, third, ".summary.json123")), "")
		}, all},
		"the reports of old runs were thrown away": {func(n nightly) { n.remove(n.path(Runs)) }, all},
		"a folder of somebody's lies among the runs": {func(n nightly) {
			n.check(os.MkdirAll(n.path(filepath.Join(Runs, "zz archive")), 0o700))
			n.write(n.path(filepath.Join(Runs, "zz archive", "results.csv")), "")
		}, all},
		"an enroll without marks was at work in between": {func(n nightly) { n.restore(markFile) }, all},
		"moved": {func(n nightly) {
			n.copy(n.dir, n.dir+"-2")
			n.remove(n.dir)
			n.check(os.Rename(n.dir+"-2", n.dir))
		}, all},
		"brought back whole": {func(n nightly) {
			n.remove(n.dir)
			n.copy(n.before, n.dir)
		}, reach{runs: 1, call: 3}},
		"looked at with SQLite's own command after a kill": {func(n nightly) {
			n.killed(third, 2)
			db, err := sql.Open("sqlite", n.path(File))
			n.check(err)
			var calls int
			n.check(db.QueryRow("SELECT count(*) FROM calls").Scan(&calls))
			n.check(db.Close())
			if _, err := os.Stat(n.path(File + "-wal")); !errors.Is(err, fs.ErrNotExist) {
				n.Fatal("the WAL is still there: ", err)
			}
		}, reach{runs: 3, call: 9}},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNightly(t)
			c.leave(n)
			for range 2 {
				if err := n.open().Close(); err != nil {
					t.Fatal(err)
				}
				if _, err := os.Lstat(n.path(File + "-wal")); err == nil {
					t.Error("a WAL is left")
				}
				got, err := readMark(n.dir)
				c.want.journal = got.journal
				if err != nil || got != c.want || len(got.journal) != 32 {
					t.Errorf("the mark is %+v, %v; want %+v", got, err, c.want)
				}
			}
		})
	}
}

// removeName makes the journal one from before journals had names.
func (n nightly) removeName() {
	n.Helper()
	db, err := sql.Open("sqlite", n.path(File))
	n.check(err)
	_, err = db.Exec("DELETE FROM facts WHERE name = ?", nameFact)
	n.check(errors.Join(err, db.Close()))
}

func TestExistsWithoutJournal(t *testing.T) {
	for name, c := range map[string]struct {
		put  func(n nightly)
		want bool
	}{
		"nothing in it":             {func(nightly) {}, false},
		"a journal":                 {func(n nightly) { n.write(n.path(File), "") }, true},
		"a mark":                    {func(n nightly) { n.write(n.path(markFile), "") }, true},
		"a link where the mark was": {func(n nightly) { n.check(os.Symlink("nowhere", n.path(markFile))) }, true},
		"a run":                     {func(n nightly) { n.check(os.MkdirAll(n.path(filepath.Join(Runs, first)), 0o700)) }, true},
		"runs of something else":    {func(n nightly) { n.check(os.MkdirAll(n.path(filepath.Join(Runs, "marathon")), 0o700)) }, false},
	} {
		n := nightly{t, t.TempDir(), ""}
		c.put(n)
		if got := Exists(n.dir); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestFolderOfChecksOpensWithoutJournal(t *testing.T) {
	j := newFolder(t)
	begin(t, j, third, KindCheck, "/people.csv")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(j.dir, File)); err != nil {
		t.Fatal(err)
	}
	folder(t, j.dir)
}

// The mark has a call before that is sent, whatever happens to the process then.
func TestMarkIsWrittenBeforeCallIsSent(t *testing.T) {
	j := newFolder(t)
	tells := func(want reach) {
		t.Helper()
		got, err := readMark(j.dir)
		got.journal = ""
		if err != nil || got != want {
			t.Errorf("it is %+v, %v; want %+v", got, err, want)
		}
	}
	tells(reach{})
	begin(t, j, "a check", KindCheck, "/people.csv")
	tells(reach{})
	r := begin(t, j, first, KindRun, "/people.csv")
	tells(reach{runs: 1})
	for i := range 3 {
		if _, err := j.RecordIntent(r.ID, creation, time.Now()); err != nil {
			t.Fatal(err)
		}
		tells(reach{runs: 1, call: int64(i + 1)})
	}
}

// The calls of a failed batch are lost with it, and the mark must not have them.
func TestMarkLeavesOutUncommittedCalls(t *testing.T) {
	j := newFolder(t)
	begin(t, j, first, KindRun, "/people.csv")
	before, err := readMark(j.dir)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("no room")
	if err := j.writer.write(func(*sql.Tx) error { j.writer.reach.call++; return full }); !errors.Is(err, full) {
		t.Fatal(err)
	}
	begin(t, j, "a check", KindCheck, "/people.csv") // which confirms the mark
	if after, err := readMark(j.dir); after != before || err != nil {
		t.Errorf("it is %+v, %v; before %+v", after, err, before)
	}
}

func TestMarkRemovedDuringRunIsRewritten(t *testing.T) {
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	for name, harm := range map[string]func(path string) error{
		"removed":  os.Remove,
		"replaced": func(path string) error { return os.WriteFile(path+"2", []byte("no mark"), 0o600) },
		"a link": func(path string) error {
			return errors.Join(os.WriteFile(elsewhere, []byte("mine"), 0o600), os.Remove(path), os.Symlink(elsewhere, path))
		},
	} {
		j := newFolder(t)
		r := begin(t, j, first, KindRun, "/people.csv")
		path := filepath.Join(j.dir, markFile)
		if err := harm(path); err != nil {
			t.Fatal(err)
		}
		if name == "replaced" {
			if err := os.Rename(path+"2", path); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := j.RecordIntent(r.ID, creation, time.Now()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := readMark(j.dir); got.call != 1 || err != nil {
			t.Errorf("%s: it is %+v, %v", name, got, err)
		}
	}
	if text, err := os.ReadFile(elsewhere); string(text) != "mine" || err != nil {
		t.Errorf("behind the link there is %q, %v", text, err)
	}
}

func TestMarkIsReadOnlyAsWritten(t *testing.T) {
	r := reach{journal: strings.Repeat("a", 32), runs: 12, call: 345}
	dir := t.TempDir()
	for _, text := range []string{
		"", "journal", r.String()[1:], r.String() + "x", r.String() + r.String(), strings.Replace(r.String(), "12", "1x", 1),
		strings.Replace(r.String(), " 12", "+12", 1), strings.ToUpper(r.String()), strings.Repeat("\x00", len(r.String())),
	} {
		if err := os.WriteFile(filepath.Join(dir, markFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := readMark(dir); !errors.Is(err, errGarbled) {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, markFile), []byte(r.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := readMark(dir); got != r || err != nil {
		t.Errorf("got %+v, %v; want %+v", got, err, r)
	}
	if most := (reach{r.journal, 9_999_999_999, 1<<63 - 1}); len(most.String()) != len(r.String()) {
		t.Errorf("%q is longer than %q", most, r)
	}
}
