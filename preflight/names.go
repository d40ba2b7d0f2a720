package preflight

import (
	"iter"
	"path"
	"slices"
	"strings"
	"sync"
)

// names indexes what is below the root, for photos that are not where the roster says. A folder is
// listed when the first of them is looked for there, and the whole tree is walked when one is not
// found in its folder; each once in a run, so that a roster of a million missing photos costs no more
// than one.
//
// The answers are names at the time of reading: whether one leads to a file, and stays within the
// root, must be checked through the root.
type names struct {
	open opener

	mu      sync.Mutex // guards what follows
	kept    int        // names
	folders map[string]*listing
	walked  bool
	index   []spot // all files, sorted by key, once walked
	cut     bool   // there are more names than are kept
}

// spot is a file somewhere below the root.
type spot struct {
	key string // the similarityKey of its whole path
	in  *listing
	at  int
}

// candidates bounds the files that are considered for one photo.
const candidates = 64

// walkedFolders bounds the folders of the walk, each of which may be slow to open.
const walkedFolders = 20_000

// list returns the content of a folder; nil for one that cannot be read. The lock is held.
func (n *names) list(folder string) *listing {
	if l := n.folders[folder]; l != nil {
		return l
	}
	if n.kept >= allNames {
		n.cut = true
		return nil
	}
	l, cut, err := n.open.list(folder, min(folderNames, allNames-n.kept))
	if err != nil {
		return nil
	}
	n.cut = n.cut || cut
	n.kept += len(l.entries) + 1
	n.folders[folder] = l
	return l
}

// walk lists all folders, those near the root first. It follows no link, and skips hidden folders.
func (n *names) walk() {
	if n.walked {
		return
	}
	n.walked = true
	folders := []string{"."}
	for i := 0; i < len(folders); i++ {
		if i == walkedFolders {
			n.cut = true
			break
		}
		if l := n.list(folders[i]); l != nil {
			folders = append(folders, n.enter(l)...)
		}
	}
	slices.SortFunc(n.index, func(a, b spot) int { return strings.Compare(a.key, b.key) })
}

// enter adds the files of a folder to the index, and returns the folders in it.
func (n *names) enter(l *listing) (folders []string) {
	within := similarityKey(l.folder, false)
	for i, e := range l.entries {
		switch {
		case !e.folder:
			n.index = append(n.index, spot{e.key + within, l, i})
		case !strings.HasPrefix(e.name, "."):
			folders = append(folders, path.Join(l.folder, e.name))
		}
	}
	return folders
}

// twins returns the paths that differ from name at most in how accents are encoded, folder by folder:
// a folder that came from a Mac may hold files that did not.
func (n *names) twins(name string) []string {
	if !composed(name) {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	found := []string{"."}
	for part := range strings.SplitSeq(name, "/") {
		var next []string
		for _, folder := range found {
			next = append(next, n.twinsIn(folder, part)...)
		}
		found = next[:min(len(next), candidates)]
	}
	return found
}

func (n *names) twinsIn(folder, name string) []string {
	if !composed(name) {
		return []string{path.Join(folder, name)}
	}
	l := n.list(folder)
	if l == nil {
		return nil
	}
	var twins []string
	for _, e := range l.withKey(similarityKey(name, true)) {
		if sameName(e.name, name) {
			twins = append(twins, path.Join(folder, e.name))
		}
	}
	return twins
}

// guesses yields files that a path may mean, the likeliest kind first: those in its folder; those
// deeper, or in a folder with a similar name; those that are found when its first folders are left
// out. A foreign path says nothing about the folders here, so any file that matches its end will do.
func (n *names) guesses(written string, foreign bool) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		if !foreign && !yield(n.inFolder(written)) {
			return
		}
		key := similarityKey(written, true)
		for whole := true; key != ""; whole = false {
			if !yield(n.withKey(key, whole || foreign)) {
				return
			}
			key = key[:1+strings.LastIndexByte(key[:len(key)-1], '/')]
		}
	}
}

// inFolder returns the files in the folder of a path that are like it.
func (n *names) inFolder(written string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.list(path.Dir(written))
	if l == nil {
		return nil
	}
	return l.files(l.withKey(similarityKey(path.Base(written), true)))
}

// withKey returns the files whose path has a key, or with deeper, a key that begins with it.
func (n *names) withKey(key string, deeper bool) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.walk()
	i, _ := slices.BinarySearchFunc(n.index, key, func(s spot, key string) int { return strings.Compare(s.key, key) })
	var files []string
	for ; i < len(n.index) && len(files) < candidates && strings.HasPrefix(n.index[i].key, key); i++ {
		s := n.index[i]
		if !deeper && s.key != key { // exact matches come first
			break
		}
		files = append(files, s.in.files(s.in.entries[s.at:s.at+1])...)
	}
	return files
}

// incomplete reports whether part of what is below the root was not searched.
func (n *names) incomplete() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.cut
}
