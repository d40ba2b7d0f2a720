package preflight

import (
	"context"
	"fmt"
	"io"
	"sync"

	"enroll.example/enroll/legible"
)

// ChangedError says that no path of a photo has its bytes any more.
type ChangedError struct{ Key, Path string } // Path: the first

func (e *ChangedError) Error() string {
	return fmt.Sprintf("photo %s changed since it was checked", legible.Quote(e.Path))
}

// ChangedKey returns the photo's key.
func (e *ChangedError) ChangedKey() string { return e.Key }

// Read returns the bytes of photos by their keys, in order, from a path under which each was added. It
// waits until the budget has room for all of them at once; a call that exceeds the whole budget is read
// alone. The caller releases them when the reply has arrived, and may always call release, also after
// an error and more than once.
//
// The error is a *ChangedError or the context's.
func (p *Photos) Read(ctx context.Context, keys []string) (photos [][]byte, release func(), err error) {
	sources := make([]source, len(keys))
	for i, key := range keys {
		sources[i] = source{key: key, paths: p.places.of(key)}
	}
	return p.read(ctx, sources)
}

// source is a photo to read. Any path that still has its bytes will do.
type source struct {
	key   string
	paths []string
}

func (p *Photos) read(ctx context.Context, sources []source) (photos [][]byte, release func(), err error) {
	nothing := func() {}
	sizes, total := p.sizes(sources)
	weight := min(total, p.budget)
	if err := p.inFlight.Acquire(ctx, weight); err != nil {
		return nil, nothing, err
	}
	release = sync.OnceFunc(func() { p.inFlight.Release(weight) })
	for i, source := range sources {
		photo, err := p.first(ctx, source, sizes[i])
		if err != nil {
			release()
			return nil, nothing, err
		}
		photos = append(photos, photo)
	}
	return photos, release, nil
}

// sizes returns the room that each source may need: that of its largest file that can be a photo.
func (p *Photos) sizes(sources []source) (sizes []int64, total int64) {
	sizes = make([]int64, len(sources))
	for i, source := range sources {
		for _, path := range source.paths {
			if size := p.size(path); size <= MaxBytes {
				sizes[i] = max(sizes[i], size)
			}
		}
		total += sizes[i]
	}
	return sizes, total
}

// size returns a file's size; 0 where there is none.
func (p *Photos) size(path string) int64 {
	at, _, ok := p.find(path)
	if !ok {
		return 0
	}
	stamp, _ := p.stamp(at.name, at.entry, at.err)
	return stamp.Size
}

// first reads the first path of a source that has the bytes wanted.
func (p *Photos) first(ctx context.Context, source source, limit int64) ([]byte, error) {
	for _, path := range source.paths {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if photo, ok := p.bytes(path, limit); ok && Key(photo) == source.key {
			return photo, nil
		}
	}
	changed := &ChangedError{Key: source.key}
	if len(source.paths) > 0 {
		changed.Path = source.paths[0]
	}
	return nil, changed
}

// bytes reads a whole file within a limit. It may have changed since its size was taken.
func (p *Photos) bytes(path string, limit int64) ([]byte, bool) {
	at, _, ok := p.find(path)
	if !ok {
		return nil, false
	}
	file, stamp, refusal := p.open(at)
	if refusal != nil || stamp.Size > limit {
		if file != nil {
			file.Close()
		}
		return nil, false
	}
	defer file.Close()
	photo := make([]byte, stamp.Size)
	_, err := io.ReadFull(file, photo)
	return photo, err == nil
}
