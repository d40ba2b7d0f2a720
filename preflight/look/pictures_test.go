package look

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"

	"enroll.example/enroll/samples/face"

	"github.com/disintegration/imaging"
)

// portrait is one of the drawn people; the middle of the face is within 4 % of the middle of the
// photo.
func portrait(seed uint64, size int) *image.RGBA { return face.Draw(seed, seed+1, size) }

func middle(of image.Rectangle) image.Point { return of.Min.Add(of.Size().Div(2)) }

// onSide turns a picture so that it must be turned clockwise by turn degrees to be upright.
func onSide(picture image.Image, turn int) image.Image {
	switch turn {
	case 90:
		return imaging.Rotate90(picture) // counterclockwise
	case 180:
		return imaging.Rotate180(picture)
	case 270:
		return imaging.Rotate270(picture)
	}
	return picture
}

// side is a wall with pictures side by side.
func side(height int, pictures ...image.Image) image.Image {
	width := 0
	for _, p := range pictures {
		width += p.Bounds().Dx()
	}
	wall := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(wall, wall.Rect, image.NewUniform(color.Gray{Y: 180}), image.Point{}, draw.Src)
	x := 0
	for _, p := range pictures {
		draw.Draw(wall, p.Bounds().Add(image.Pt(x, 0)), p, p.Bounds().Min, draw.Src)
		x += p.Bounds().Dx()
	}
	return wall
}

// painted is a picture whose gray, from 0 to 1, depends on the place, from 0 to 1.
func painted(width, height int, gray func(x, y float64) float64) *image.Gray {
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		x, y := float64(i%width)/float64(width), float64(i/width)/float64(height)
		picture.Pix[i] = uint8(255 * min(1, max(0, gray(x, y))))
	}
	return picture
}

func flat(_, _ float64) float64 { return .5 }

func slope(x, y float64) float64 { return (x + y) / 2 }

func ball(x, y float64) float64 { return 1 - math.Hypot(x-.5, y-.5) }

func hills(x, y float64) float64 {
	switch {
	case y > .7+.06*math.Sin(5*x+2):
		return .45 - .2*y
	case y > .55+.08*math.Sin(7*x):
		return .5
	}
	return .65 + .25*y
}

func checks(x, y float64) float64 { return float64((int(16*x) + int(16*y)) % 2) }

func noise() func(x, y float64) float64 {
	grain := rand.New(rand.NewPCG(1, 2))
	return func(_, _ float64) float64 { return grain.Float64() }
}

// copied draws a picture into one of another kind.
func copied(into draw.Image, picture image.Image) image.Image {
	draw.Draw(into, into.Bounds(), picture, picture.Bounds().Min, draw.Src)
	return into
}
