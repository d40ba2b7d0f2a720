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

// Of a folder so many names are kept, and of all together: some 50 MB, and some seconds of
// reading in a run. What lies beyond is found by its exact name alone.
const (
	folderNames = 150_000
	allNames    = 300_000
)

// listing is what lies in a folder, sorted by key.
type listing struct {
	folder  string
	entries []entry
}

type entry struct {
	key    string // what it is alike by, as a file
	name   string
	folder bool // a link to one is none
}

// opener opens a folder below the root to be listed.
type opener func(folder string) (fs.ReadDirFile, error)

// opens lists nothing but folders: what lies there is asked before, so that opening cannot
// wake a device.
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

// list reads up to so many names of a folder. cut says that there are more.
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
			l.entries = append(l.entries, entry{alike(e.Name(), true), e.Name(), e.IsDir()})
		}
	}
	slices.SortFunc(l.entries, func(a, b entry) int { return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.name, b.name)) })
	return l, cut || err != nil && !errors.Is(err, io.EOF), nil
}

// alike are the entries with a key.
func (l *listing) alike(key string) []entry {
	from, _ := slices.BinarySearchFunc(l.entries, key, func(e entry, key string) int { return strings.Compare(e.key, key) })
	to := from
	for to < len(l.entries) && l.entries[to].key == key {
		to++
	}
	return l.entries[from:to]
}

// files are the paths of entries that may be files, and that can be written in a roster.
func (l *listing) files(entries []entry) []string {
	var paths []string
	for _, e := range entries {
		if len(paths) < candidates && !e.folder && utf8.ValidString(e.name) {
			paths = append(paths, path.Join(l.folder, e.name))
		}
	}
	return paths
}
