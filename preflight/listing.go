package preflight

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"
)

// The limits on the names that are kept, of a folder and in all: some 50 MB, and some seconds of
// reading in a run. Beyond them, a file is found by its exact name only.
const (
	folderNames = 150_000
	allNames    = 300_000
)

// listing is the sorted content of a folder.
type listing struct {
	folder  string
	entries []entry
}

type entry struct {
	key    string // the similarityKey of a file
	name   string
	folder bool // false for a link to one
}

// opener opens a folder below the root to be listed.
type opener func(folder string) (fs.ReadDirFile, error)

// opens opens only folders. The kind is checked first, because opening a device may have effects.
func opens(root *os.Root) opener {
	return func(folder string) (fs.ReadDirFile, error) {
		name := filepath.FromSlash(folder)
		at, err := root.Stat(name)
		if err != nil {
			return nil, err
		}
		if !at.IsDir() {
			return nil, syscall.ENOTDIR
		}
		return root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	}
}

// list reads at most most names of a folder. cut reports whether there are more.
func (open opener) list(folder string, most int) (l *listing, cut bool, err error) {
	dir, err := open(folder)
	if err != nil {
		return nil, false, err
	}
	defer dir.Close()
	l = &listing{folder: folder}
	for !cut && err == nil {
		var some []fs.DirEntry
		some, err = dir.ReadDir(1024)
		cut = len(l.entries)+len(some) > most
		for _, e := range some[:min(len(some), most-len(l.entries))] {
			l.entries = append(l.entries, entry{similarityKey(e.Name(), true), e.Name(), e.IsDir()})
		}
	}
	slices.SortFunc(l.entries, func(a, b entry) int { return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.name, b.name)) })
	return l, cut || err != nil && !errors.Is(err, io.EOF), nil
}

// withKey returns the entries with a key.
func (l *listing) withKey(key string) []entry {
	from, _ := slices.BinarySearchFunc(l.entries, key, func(e entry, key string) int { return strings.Compare(e.key, key) })
	to := from
	for to < len(l.entries) && l.entries[to].key == key {
		to++
	}
	return l.entries[from:to]
}

// files returns the paths of entries that may be files, and that can be written in a roster.
func (l *listing) files(entries []entry) []string {
	var paths []string
	for _, e := range entries {
		if len(paths) < candidates && !e.folder && utf8.ValidString(e.name) {
			paths = append(paths, path.Join(l.folder, e.name))
		}
	}
	return paths
}
