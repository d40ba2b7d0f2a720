package preflight

import (
	"os"
	"path/filepath"
)

// locate turns a path of the roster into one relative to the root; ok is false when it leads out of
// it. The path is cleaned as text first: "a/../b.jpg" is "b.jpg" even when a is a link to somewhere
// else.
func (p *Photos) locate(path string) (name string, ok bool) {
	if path == "" {
		return "", false
	}
	if name = filepath.Clean(path); filepath.IsAbs(name) {
		name, ok = p.within(name)
		return name, ok && filepath.IsLocal(name)
	}
	return name, filepath.IsLocal(name)
}

// within returns the part of an absolute path below the root. A path may reach the root by another
// name, through a link or a mount, so its parents are compared with the root as files.
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
