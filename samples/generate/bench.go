package main

import (
	"fmt"

	"enroll.example/enroll/samples/face"
)

// bench adds only good people, with small photos.
func (s *sample) bench(people, photos, size int) {
	for i := range people {
		who := fmt.Sprintf("bench-%05d", i+1)
		var paths []string
		for shot := range photos {
			paths = append(paths, s.photo(s.path(who, shot+1, "jpg"), "", func() []byte {
				return face.EncodeJPEG(face.Draw(s.seedOf(who), uint64(shot), size), face.Tag(who, ""))
			}))
		}
		s.row(who, fmt.Sprintf("Bench-%05d", i+1), "", "bench", several(";", paths...), "")
	}
}
