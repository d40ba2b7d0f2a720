package preflight

import (
	"slices"
	"sync"
)

// places is where the bytes of photos lie, by key. A path stands there as often as it was added, since
// two people may name it at once.
type places struct {
	mu    sync.Mutex // guards paths
	paths map[string][]string
}

// Add says that a photo's bytes lie under a path, so that Read finds them. It is for the time in which
// the photo may be sent: the caller removes it again, so that memory does not grow with the roster.
func (p *Photos) Add(key, path string) {
	p.places.mu.Lock()
	defer p.places.mu.Unlock()
	if p.places.paths == nil {
		p.places.paths = map[string][]string{}
	}
	p.places.paths[key] = append(p.places.paths[key], path)
}

// Remove takes back one Add. What was not added is not removed.
func (p *Photos) Remove(key, path string) {
	p.places.mu.Lock()
	defer p.places.mu.Unlock()
	left := p.places.paths[key]
	i := slices.Index(left, path)
	if i < 0 {
		return
	}
	if left = slices.Delete(left, i, i+1); len(left) > 0 {
		p.places.paths[key] = left
	} else {
		delete(p.places.paths, key)
	}
}

// of returns the paths under which a photo was added.
func (s *places) of(key string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.paths[key])
}
