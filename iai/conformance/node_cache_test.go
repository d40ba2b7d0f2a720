package conformance

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// kept returns the folder key in root; fill makes it unless it exists. It is created atomically: fill
// gets a folder of another name, and of two concurrent ones the later uses the earlier's.
func kept(root, key string, fill func(dir string) error) (string, error) {
	final := filepath.Join(root, key)
	if _, err := os.Stat(final); err == nil {
		return final, nil
	}
	if err := os.MkdirAll(root, 0o755); err != nil {
		return "", err
	}
	made, err := os.MkdirTemp(root, "new-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(made) // nothing is left once it is renamed
	if err := fill(made); err != nil {
		return "", err
	}
	if err := os.Rename(made, final); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return final, nil
}

// sum returns a name for the contents of some files.
func sum(files map[string][]byte) string {
	all := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		one := sha256.Sum256(files[name])
		all.Write(one[:])
	}
	return hex.EncodeToString(all.Sum(nil)[:16])
}

func namesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range found {
		names = append(names, e.Name())
	}
	return names
}

func TestConcurrentInstallationsLeaveOne(t *testing.T) {
	root := t.TempDir()
	var both, ended sync.WaitGroup
	both.Add(2)
	for range 2 {
		ended.Go(func() {
			dir, err := kept(root, "key", func(dir string) error {
				both.Done()
				both.Wait()
				return os.WriteFile(filepath.Join(dir, "sdk"), nil, 0o600)
			})
			if err != nil || dir != filepath.Join(root, "key") {
				t.Errorf("%q, %v", dir, err)
			}
		})
	}
	ended.Wait()
	if left := namesIn(t, root); !slices.Equal(left, []string{"key"}) {
		t.Errorf("left: %v", left)
	}
	if whole := namesIn(t, filepath.Join(root, "key")); !slices.Equal(whole, []string{"sdk"}) {
		t.Errorf("installed: %v", whole)
	}
}

func TestFailedInstallationLeavesNothing(t *testing.T) {
	root, failed := t.TempDir(), errors.New("no network")
	if _, err := kept(root, "key", func(string) error { return failed }); err != failed {
		t.Error(err)
	}
	if left := namesIn(t, root); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func TestInstallationIsMadeOnce(t *testing.T) {
	root, times := t.TempDir(), 0
	for range 2 {
		if _, err := kept(root, "key", func(string) error { times++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if times != 1 {
		t.Errorf("made %d times", times)
	}
}
