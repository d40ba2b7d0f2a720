package look

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// spot is a square that was detected as a face, by its middle.
type spot struct{ x, y, size, score float64 }

// distinct returns the spots that score high enough, the best one for each face. The clusters of pigo
// may overlap: each is grown around its weakest window.
func distinct(spots []spot) []spot {
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(b.score, a.score) })
	var kept []spot
	for _, s := range spots {
		if s.score >= Least && !slices.ContainsFunc(kept, s.covers) {
			kept = append(kept, s)
		}
	}
	return kept
}

// covers reports whether the middle of one of two spots is in the other.
func (s spot) covers(other spot) bool {
	return max(math.Abs(s.x-other.x), math.Abs(s.y-other.y)) < max(s.size, other.size)/2
}

// within converts a spot of a scaled photo to pixels of the photo, clipped to it.
func (s spot) within(p plane, photo image.Rectangle) Face {
	x, width := stretch(s.x, s.size, p.width, photo.Dx())
	y, height := stretch(s.y, s.size, p.height, photo.Dy())
	return Face{X: x, Y: y, Width: width, Height: height, Score: s.score}
}

// stretch maps a length around its middle from an edge of from pixels to one of to pixels.
func stretch(middle, length float64, from, to int) (start, width int) {
	scale := float64(to) / float64(from)
	at := func(v float64) int { return min(to, max(0, int(math.Round(v*scale)))) }
	start = at(middle - length/2)
	return start, at(middle+length/2) - start
}
