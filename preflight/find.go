package preflight

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// place is what the file system answered about a name below the root.
type place struct {
	name  string
	entry fs.FileInfo
	err   error
}

// find looks for a photo under its own path, and if nothing is there under those that are one
// name with it. It is not ok when nothing is there either, or several twins are.
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

// at asks for one spelling of a path; it is not ok when nothing is there.
func (p *Photos) at(path string) (at place, ok bool) {
	name, ok := p.locate(path)
	if !ok {
		return at, false
	}
	entry, err := p.root.Stat(name)
	return place{name, entry, err}, !absent(err)
}

// twins are what lies at a path whose accents are kept otherwise, in each folder in its own
// way. The usual two ways need no listing.
func (p *Photos) twins(path string) []place {
	name, ok := p.locate(slashed(path))
	if name = filepath.ToSlash(name); !ok || !composed(name) {
		return nil
	}
	if found := p.there(Spellings(name)); len(found) > 0 {
		return found
	}
	return p.there(p.names.twins(name))
}

// there are the places at which something lies, each file once: some file systems keep one
// spelling of a name, and answer to all.
func (p *Photos) there(paths []string) (found []place) {
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

// Names are those by which a photo may have been known when it was looked at: the one it has,
// or where nothing is there by now, all that are one with its path.
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

// What there is.
const (
	Nowhere Where = iota // nothing, or out of the root
	Here                 // something below the root, photo or not
	Abroad               // it can be no path below the root
)

// Where says what a path leads to, at the cost of a look at the file system.
func (p *Photos) Where(path string) Where {
	if _, _, ok := p.find(path); ok {
		return Here
	}
	if _, ok := abroad(path); ok {
		return Abroad
	}
	return Nowhere
}
