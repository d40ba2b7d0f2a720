package preflight

import (
	"os"
	"path/filepath"

	"enroll/codes"
)

// locate turns a path of the roster into one relative to the root. The path is cleaned as
// text first: "a/../b.jpg" is "b.jpg" even when a is a link to somewhere else.
func (p *Photos) locate(path string) (string, *Finding) {
	if path == "" {
		return "", refuseFile("", codes.PhotoMissing, "a photo without a path cannot be found")
	}
	name := filepath.Clean(path)
	if filepath.IsAbs(name) {
		var ok bool
		if name, ok = p.within(name); !ok {
			return "", p.outside(path)
		}
	}
	if !filepath.IsLocal(name) {
		return "", p.outside(path)
	}
	return name, nil
}

// within gives the part of an absolute path below the root. A path may know the root by
// another name than we do, through a link or a mount, so its parents are asked who they are.
func (p *Photos) within(path string) (string, bool) {
	if name, err := filepath.Rel(p.dir, path); err == nil && filepath.IsLocal(name) {
		return name, true
	}
	for dir := path; ; dir = filepath.Dir(dir) {
		if entry, err := os.Stat(dir); err == nil && os.SameFile(entry, p.self) {
			name, err := filepath.Rel(dir, path)
			return name, err == nil
		}
		if dir == filepath.Dir(dir) {
			return "", false
		}
	}
}

func (p *Photos) outside(path string) *Finding {
	return refuseFile(path, codes.PhotoOutside,
		"photo %q lies outside the photo folder; nothing outside it is read", path)
}
