package look

import (
	"image"
	"math"
)

// tilts are the angles, in degrees, at which heads are searched for (docs/packages.md, "The local face check").
var tilts = []int{0, -18, 18}

// Thorough is the second look at a photo in which Faces found none, or none that is Certain. It finds
// faces that the photo's edge cuts, heads tilted by up to about 35 degrees, and faces that lie on
// their side or upside down. All results have the same Turn, that of the best one. The largest comes
// first.
//
// It costs twelve looks (four turns of three tilts), and takes more walls and clouds for faces than
// Faces does: see Certain.
func Thorough(photo image.Image) []Face {
	p := scaled(photo)
	var best []Face
	if min(p.width, p.height) < tiniest {
		return nil // or the padding would be searched for what does not fit into the photo
	}
	// All four, however certain the first is: a face on its side can look like a small upright one.
	for _, turn := range []int{0, 90, 180, 270} {
		if all := p.tilted(turn, photo.Bounds()); sureness(all) > sureness(best) {
			best = all
		}
	}
	return best
}

// sureness returns the highest score.
func sureness(all []Face) float64 {
	highest := 0.0
	for _, f := range all {
		highest = max(highest, f.Score)
	}
	return highest
}

// tilted finds the faces of a photo turned clockwise by turn degrees.
func (p plane) tilted(turn int, photo image.Rectangle) []Face {
	var all []spot
	for _, tilt := range tilts {
		v := newView(p, turn, tilt)
		for _, s := range v.plane().find(p.smallest()) {
			s.x, s.y = v.back(s.x, s.y)
			all = append(all, s)
		}
	}
	return faces(all, p, photo, turn)
}

// view is a turned plane on a larger canvas whose margin is filled with the nearest pixels of its
// edge: the detector cannot find what touches an edge.
type view struct {
	of            plane
	width, height int // of the canvas
	sin, cos      float64
}

// newView pads each edge by 25 % of the longest (docs/packages.md, "The local face check"), and
// turns clockwise by quarters and by a tilt, in degrees.
func newView(of plane, turn, tilt int) view {
	width, height := of.width, of.height
	if turn%180 != 0 {
		width, height = height, width
	}
	padding := 2 * (max(width, height) / 4)
	sin, cos := math.Sincos(float64(turn+tilt) / 180 * math.Pi)
	return view{of, width + padding, height + padding, sin, cos}
}

// back maps a place on the canvas to one in the plane.
func (v view) back(x, y float64) (float64, float64) {
	x, y = x-float64(v.width)/2, y-float64(v.height)/2
	return v.cos*x + v.sin*y + float64(v.of.width)/2, v.cos*y - v.sin*x + float64(v.of.height)/2
}

// plane draws the canvas.
func (v view) plane() plane {
	p := plane{make([]uint8, 0, v.width*v.height), v.width, v.height}
	for y := range v.height {
		for x := range v.width {
			fromX, fromY := v.back(float64(x)+.5, float64(y)+.5)
			p.luma = append(p.luma, v.of.at(fromX, fromY))
		}
	}
	return p
}

// at returns the luma at a place, or of the nearest one inside.
func (p plane) at(x, y float64) uint8 {
	column, row := min(p.width-1, max(0, int(x))), min(p.height-1, max(0, int(y)))
	return p.luma[row*p.width+column]
}
