package look

import (
	"cmp"
	"image"
	"slices"
)

// What a Score means, as measured with this detector on 149 portraits and 90 photos without a face
// (docs/packages.md, "The local face check"): at the first look 96.6 % of the portraits reach Certain and none
// of the others; at the second all portraits reach 5, as do 5.6 % of the others.
const (
	Least   = 2.0  // below it there is no face; nothing below it is reported
	Certain = 10.0 // at or above it there is one; between the two it is uncertain
)

// Face is a face that was found.
type Face struct {
	// The square around the face, from the brows to the chin or a little more, in pixels of the photo
	// as given, from its upper left corner. It is clipped to the photo.
	X, Y, Width, Height int

	// Score is how certain the detector is, Least or more.
	Score float64

	// Turn is by how many degrees the photo must be turned clockwise for this face to be upright: 0,
	// 90, 180 or 270. The square is in pixels of the unturned photo.
	Turn int
}

// Faces finds the upright faces of a photo, the largest first: heads tilted by no more than
// about 15 degrees, faces no smaller than a tenth of the photo's short edge (and, once the
// photo is scaled, than 20 px). An empty photo has none.
func Faces(photo image.Image) []Face {
	p := scaled(photo)
	return faces(p.find(p.smallest()), p, photo.Bounds(), 0)
}

// faces converts the spots in a scaled photo to faces of the photo itself.
func faces(spots []spot, p plane, photo image.Rectangle, turn int) []Face {
	var all []Face
	for _, s := range distinct(spots) {
		if f := s.within(p, photo); f.Width > 0 && f.Height > 0 {
			f.Turn = turn
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(a, b Face) int {
		return cmp.Compare(b.Width*b.Height, a.Width*a.Height)
	})
	return all
}
