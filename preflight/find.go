package preflight

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// place is the result of a stat of a name below the root.
type place struct {
	name  string
	entry fs.FileInfo
	err   error
}

// find looks for a photo under its own path, and if nothing is there, under other spellings of the
// same name. ok is false when nothing is there either, or when several twins are.
func (p *Photos) find(path string) (at place, twins []string, ok bool) {
	if at, ok = p.at(path); ok || path == "" {
		return at, nil, ok
	}
	if other := slashed(path); other != path {
		if at, ok = p.at(other); ok {
			return at, nil, true
		}
	}
	found := p.twins(path)
	if len(found) == 1 {
		return found[0], nil, true
	}
	for _, twin := range found {
		twins = append(twins, filepath.ToSlash(twin.name))
	}
	return place{}, twins, false
}

// at looks up one spelling of a path; ok is false when nothing is there.
func (p *Photos) at(path string) (at place, ok bool) {
	name, ok := p.locate(path)
	if !ok {
		return at, false
	}
	entry, err := p.root.Stat(name)
	return place{name, entry, err}, !absent(err)
}

// twins returns the files whose path differs only in how accents are encoded, folder by folder. The
// usual two encodings need no listing.
func (p *Photos) twins(path string) []place {
	name, ok := p.locate(slashed(path))
	if name = filepath.ToSlash(name); !ok || !composed(name) {
		return nil
	}
	if found := p.existing(Spellings(name)); len(found) > 0 {
		return found
	}
	return p.existing(p.names.twins(name))
}

// existing returns the places that exist, each file once: some file systems store one spelling of a name,
// and accept all.
func (p *Photos) existing(paths []string) (found []place) {
	for _, path := range paths {
		if at, ok := p.at(path); ok && !slices.ContainsFunc(found, at.same) {
			found = append(found, at)
		}
	}
	return found
}

func (at place) same(other place) bool {
	return at.err == nil && other.err == nil && os.SameFile(at.entry, other.entry)
}

// Names returns the names that a photo may have had when it was checked: the one it has, or where
// nothing exists by now, all spellings of its path.
func (p *Photos) Names(path string) []string {
	if at, _, ok := p.find(path); ok {
		return []string{filepath.ToSlash(at.name)}
	}
	if name, ok := p.locate(path); ok {
		path = name
	}
	return Spellings(path)
}

// Where is what a path leads to.
type Where int

// The values of Where.
const (
	Nowhere Where = iota // nothing, or out of the root
	Here                 // something below the root, photo or not
	Abroad               // it cannot be a path below the root
)

// Where returns what a path leads to, at the cost of a stat.
func (p *Photos) Where(path string) Where {
	if _, _, ok := p.find(path); ok {
		return Here
	}
	if _, ok := matchForeign(path); ok {
		return Abroad
	}
	return Nowhere
}
