//go:build unix

package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// plantedFolder is a closed folder, and a file of another user outside of it.
type plantedFolder struct {
	*testing.T
	dir, theirs string
}

const theirText = "this is not yours"

func newPlanted(t *testing.T) plantedFolder {
	n := newNightly(t)
	p := plantedFolder{t, n.dir, filepath.Join(t.TempDir(), "theirs")}
	p.check(os.WriteFile(p.theirs, []byte(theirText), 0o644))
	p.check(os.Mkdir(p.path(Checks), 0o700))
	return p
}

func (p plantedFolder) check(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p plantedFolder) path(name string) string { return filepath.Join(p.dir, name) }

// Whatever others may have planted in the folder is refused, and nothing is written through it.
func TestPlantedFilesAreRefused(t *testing.T) {
	plants := map[string]func(p plantedFolder, name string){
		"a link": func(p plantedFolder, name string) { p.check(os.Symlink(p.theirs, p.path(name))) },
		"a link to nothing": func(p plantedFolder, name string) {
			p.check(os.Symlink(p.theirs+"-to-be", p.path(name)))
		},
		"a link to what was there": func(p plantedFolder, name string) {
			p.check(os.Symlink(filepath.Join("old", name), p.path(name)))
		},
		"another name of a file": func(p plantedFolder, name string) { p.check(os.Link(p.theirs, p.path(name))) },
		"a FIFO":                 func(p plantedFolder, name string) { p.check(syscall.Mkfifo(p.path(name), 0o600)) },
	}
	for plant, put := range plants {
		for _, name := range append(slices.Clone(openedInPlace), Runs, Checks) {
			t.Run(fmt.Sprint(name, " is ", plant), func(t *testing.T) {
				p := newPlanted(t)
				p.check(os.Mkdir(p.path("old"), 0o700))
				if err := os.Rename(p.path(name), p.path(filepath.Join("old", name))); !errors.Is(err, fs.ErrNotExist) {
					p.check(err)
				}
				put(p, name)
				var storage *StorageError
				_, err := Open(t.Context(), p.dir)
				if !errors.As(err, &storage) || storage.Hint() == "" || !strings.Contains(err.Error(), p.path(name)) {
					t.Fatalf("got %v", err)
				}
				if strings.Contains(plant, "link") && !strings.Contains(err.Error(), "is a link") {
					t.Errorf("it is not called a link: %v", err)
				}
				if text, err := os.ReadFile(p.theirs); string(text) != theirText || err != nil {
					t.Errorf("their file is %q, %v", text, err)
				}
				if f, err := os.Stat(p.theirs); err != nil || f.Mode().Perm() != 0o644 {
					t.Errorf("their file is %v, %v", f, err)
				}
				if _, err := os.Stat(p.theirs + "-to-be"); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("there is a file behind the link (%v)", err)
				}
			})
		}
	}
}

func TestWritableFolderIsRefused(t *testing.T) {
	for _, c := range []struct {
		mode    fs.FileMode
		refused bool
	}{{0o700, false}, {0o750, false}, {0o755, false}, {0o775, true}, {0o770, true}, {0o777, true}, {0o702, true}} {
		p := newPlanted(t)
		p.check(os.Chmod(p.dir, c.mode))
		j, err := Open(t.Context(), p.dir)
		var storage *StorageError
		if c.refused && (!errors.As(err, &storage) || !strings.HasPrefix(storage.Hint(), "chmod go-w "+p.dir)) || !c.refused && err != nil {
			t.Errorf("mode %o: %v", c.mode, err)
		}
		if err == nil {
			j.Close()
		}
		if f, err := os.Stat(p.dir); err != nil || f.Mode().Perm() != c.mode {
			t.Errorf("mode %o has become %v, %v", c.mode, f.Mode(), err)
		}
	}
}

func TestFolderMayBeALink(t *testing.T) {
	p := newPlanted(t)
	link := filepath.Join(t.TempDir(), "link")
	p.check(os.Symlink(p.dir, link))
	folder(t, link).Close()
	p.check(os.Chmod(p.dir, 0o777))
	var storage *StorageError
	if _, err := Open(t.Context(), link); !errors.As(err, &storage) {
		t.Errorf("got %v", err)
	}
}

func TestReadableFilesAreMadePrivate(t *testing.T) {
	p := newPlanted(t)
	p.check(os.WriteFile(p.path(File+"-wal"), nil, 0o600))
	want := map[string]fs.FileMode{lockFile: 0o600, File: 0o600, markFile: 0o600, Runs: 0o700, Checks: 0o700}
	for name, mode := range want {
		p.check(os.Chmod(p.path(name), mode|mode>>3|mode>>6))
	}
	p.check(os.Chmod(p.path(File+"-wal"), 0o666))
	j := folder(t, p.dir)
	want[File+"-wal"] = 0o600
	for name, mode := range want {
		if f, err := os.Lstat(p.path(name)); err != nil || f.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
	j.Close()
}

func TestFolderIsTrustedByOwnerAndRoot(t *testing.T) {
	const root, we, they = 0, 1000, 1001
	for _, c := range []struct {
		owner, us int
		want      bool
	}{{we, we, true}, {root, we, true}, {they, root, true}, {they, we, false}} {
		if got := trusted(c.owner, c.us); got != c.want {
			t.Errorf("owner %d, us %d: %v", c.owner, c.us, got)
		}
	}
}
