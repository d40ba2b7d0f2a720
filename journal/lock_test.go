package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A lock file may be removed between being opened and being locked: then another process may lock a
// new one, and both would have the folder.
func TestRemovedLockFileDoesNotLock(t *testing.T) {
	dir := t.TempDir()
	l, err := acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !l.inPlace() {
		t.Error("it is in its place")
	}
	if err := os.Remove(filepath.Join(dir, lockFile)); err != nil {
		t.Fatal(err)
	}
	if l.inPlace() {
		t.Error("it is not in its place")
	}
	if err := l.release(); err != nil {
		t.Fatal(err)
	}
	// Removing the file before releasing the lock makes that happen.
	var all sync.WaitGroup
	var inside atomic.Int64
	for range 4 {
		all.Go(func() {
			for n := 0; n < 300; {
				l, err := acquire(dir)
				if err != nil {
					continue
				}
				if inside.Add(1) > 1 {
					t.Error("two have the folder")
				}
				inside.Add(-1)
				n++
				if err := errors.Join(os.Remove(filepath.Join(dir, lockFile)), l.release()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// What is written into a file that has left the folder is lost: no call is sent on the strength of it.
func TestIntendFailsWhenFileIsGone(t *testing.T) {
	for _, name := range []string{File, File + "-wal", File + "-shm"} {
		for what, harm := range map[string]func(path string) error{
			"removed":  os.Remove,
			"moved":    func(path string) error { return os.Rename(path, path+"-2") },
			"replaced": func(path string) error { return errors.Join(os.Rename(path, path+"-2"), copyFile(path+"-2", path)) },
		} {
			t.Run(fmt.Sprint(name, " is ", what), func(t *testing.T) {
				j := newFolder(t)
				r := begin(t, j, first, KindRun, "/people.csv")
				if err := harm(filepath.Join(j.dir, name)); err != nil {
					t.Fatal(err)
				}
				var storage *StorageError
				if _, err := j.RecordIntent(r.ID, creation, time.Now()); !errors.As(err, &storage) || storage.Hint() != movedHint {
					t.Errorf("a call is intended: %v", err)
				}
				if err := j.Finish(r); !errors.As(err, &storage) {
					t.Errorf("the run ends: %v", err)
				}
			})
		}
	}
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o600)
}

func TestRemovedJournalIsNotRecreated(t *testing.T) {
	j := newFolder(t)
	path := filepath.Join(j.dir, File)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 { // some of which need a connection of their own
		all.Go(func() { j.Count(t.Context(), 1) })
	}
	all.Wait()
	if _, err := os.Lstat(path); err == nil {
		t.Error("there is one")
	}
}
