package charset

import "bytes"

// sample keeps distinct cells from all over a file: when it is full, it drops every other one, and
// from then on takes half as many.
type sample struct {
	first  []byte
	kept   [][]byte
	known  map[string]bool
	stride int // one of this many is taken
	seen   int
}

func (s *sample) add(raw []byte, most int) {
	if s.first == nil {
		s.first, s.known, s.stride = bytes.Clone(raw), map[string]bool{}, 1
	}
	if s.known[string(raw)] {
		return
	}
	if s.seen++; s.seen%s.stride != 0 {
		return
	}
	s.known[string(raw)] = true
	s.kept = append(s.kept, bytes.Clone(raw))
	if len(s.kept) == most {
		s.thin()
	}
}

func (s *sample) thin() {
	s.stride *= 2
	left := s.kept[:0]
	for i, raw := range s.kept {
		if i%2 == 1 {
			delete(s.known, string(raw))
		} else {
			left = append(left, raw)
		}
	}
	clear(s.kept[len(left):])
	s.kept = left
}
