//go:build linux || darwin

package journal

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// heldElsewhere reports whether another process holds a folder, and names it.
func heldElsewhere(t *testing.T, dir string) (holder string, held bool) {
	t.Helper()
	j, err := Open(t.Context(), dir)
	if err == nil {
		j.Close()
		return "", false
	}
	var by *HeldError
	if !errors.As(err, &by) {
		t.Fatal(err)
	}
	return by.Holder, true
}

// lockable skips a test where files can be locked only by their paths.
func lockable(t *testing.T) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := lockBytes(f, unix.F_WRLCK, lockedByte, 1); err != nil {
		t.Skip("NOT TESTED: this file system has no locks of open files: ", err)
	}
}

func TestJournalStaysLockedWithoutLockFile(t *testing.T) {
	lockable(t)
	j := newFolder(t)
	r := begin(t, j, first, KindRun, "/people.csv")
	if err := os.Remove(filepath.Join(j.dir, lockFile)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if holder, held := heldElsewhere(t, j.dir); !held || holder == "" {
			t.Errorf("held: %v, by %q", held, holder)
		}
	}
	if _, err := j.RecordIntent(r.ID, creation, time.Now()); err != nil {
		t.Errorf("the first goes on: %v", err)
	}
	reopen(t, j)
}

func TestJournalStaysLockedWhenMoved(t *testing.T) {
	lockable(t)
	j, elsewhere := newFolder(t), filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Mkdir(elsewhere, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(j.dir, File), filepath.Join(elsewhere, File)); err != nil {
		t.Fatal(err)
	}
	if _, held := heldElsewhere(t, elsewhere); !held {
		t.Error("another process may have it")
	}
}
