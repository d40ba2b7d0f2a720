package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// sample is a roster and its photos, before anything is drawn.
type sample struct {
	seed     uint64
	rows     [][]string // the first is the header
	photos   []photo
	expected [][]string // of expected.csv; the first is the header
}

// photo is a file that the roster names. A drawing depends only on the seed, so photos can be drawn in
// any order.
type photo struct {
	path string        // relative to the roster
	draw func() []byte // nil: the roster names it, but no such file is written
	code string        // what preflight finds; "" when it is good
}

func newSample(seed uint64) *sample {
	return &sample{
		seed:     seed,
		rows:     [][]string{{"person_id", "person_name", "gender", "group_id", "images", "department"}},
		expected: [][]string{{"person_id", "photo", "code", "why"}},
	}
}

func (s *sample) row(cells ...string) { s.rows = append(s.rows, cells) }

// photo adds a file and returns its path, for the row that names it.
func (s *sample) photo(path, code string, draw func() []byte) string {
	s.photos = append(s.photos, photo{path, draw, code})
	return path
}

// expect says what a run reports. An empty photo means the whole row.
func (s *sample) expect(person, photo, code, why string) {
	s.expected = append(s.expected, []string{person, photo, code, why})
}

func (s *sample) write(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, "photos"), 0o700); err != nil {
		return err
	}
	if err := s.writePhotos(dir); err != nil {
		return err
	}
	if len(s.expected) > 1 {
		if err := os.WriteFile(filepath.Join(dir, "expected.csv"), table(s.expected), 0o600); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "people.csv"), table(s.rows), 0o600)
}

// writePhotos draws as many photos concurrently as there are cores.
func (s *sample) writePhotos(dir string) error {
	var (
		drawers  sync.WaitGroup
		queue    = make(chan photo)
		failures = make([]error, runtime.GOMAXPROCS(0)) // one for each goroutine, written only by it
	)
	for i := range failures {
		drawers.Go(func() {
			for p := range queue {
				failures[i] = errors.Join(failures[i], os.WriteFile(filepath.Join(dir, p.path), p.draw(), 0o600))
			}
		})
	}
	for _, p := range s.photos {
		if p.draw != nil {
			queue <- p
		}
	}
	close(queue)
	drawers.Wait()
	return errors.Join(failures...)
}

// table returns a CSV file. A row with too many cells is written as it is.
func table(rows [][]string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		panic(err) // neither a write to a buffer nor this separator fails
	}
	return out.Bytes()
}

// several joins several photos into one cell.
func several(separator string, paths ...string) string { return strings.Join(paths, separator) }
