package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"enroll.example/enroll/samples/face"
)

const group = "bench"

// crowd makes people by number. Their photos show the same face, because the simulator does not
// examine them; a comment makes them distinct files, because the same file belongs to only one person.
type crowd struct{ drawn []byte }

// photoSize is the edge of a photo in pixels: about 2 KB.
const photoSize = 96

func newCrowd() crowd { return crowd{face.JPEG(1, 1, photoSize)} }

func id(i int) string { return fmt.Sprintf("bench-%06d", i) }

func (c crowd) photo(i int) []byte {
	return face.Insert(c.drawn, 0xFE, []byte(face.Tag(id(i), "")))
}

// draw writes the roster and the photos that the runs of enroll share: more people than can be
// enrolled in both nights.
func (b bench) draw() error {
	people := int(b.qps * (b.lasting() + b.secondNight()).Seconds() * 1.02)
	photos := filepath.Join(b.dir, "photos")
	if err := os.Mkdir(photos, 0o700); err != nil {
		return err
	}
	var rows bytes.Buffer
	fmt.Fprintln(&rows, "person_id,person_name,group_id,images")
	c := newCrowd()
	for i := range people {
		if err := os.WriteFile(filepath.Join(photos, id(i)+".jpg"), c.photo(i), 0o600); err != nil {
			return err
		}
		fmt.Fprintf(&rows, "%s,%s,%s,%s.jpg\n", id(i), id(i), group, id(i))
	}
	return os.WriteFile(filepath.Join(b.dir, "people.csv"), rows.Bytes(), 0o600)
}
