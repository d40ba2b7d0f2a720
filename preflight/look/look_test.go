package look

import (
	"image"
	"image/color"
	"sync"
	"testing"
)

// around reports whether a face is around a place.
func around(f Face, place image.Point) bool {
	return place.In(image.Rect(f.X, f.Y, f.X+f.Width, f.Y+f.Height))
}

// The sample's people are all found, by concurrent looks with one detector.
func TestDrawnFacesAreFound(t *testing.T) {
	var all sync.WaitGroup
	for start := range uint64(4) {
		all.Go(func() {
			for seed := start; seed < 60; seed += 4 {
				photo := portrait(seed, 200)
				found := Faces(photo)
				if len(found) == 0 || found[0].Score < Certain || !around(found[0], middle(photo.Rect)) || found[0].Turn != 0 {
					t.Errorf("face %d: %+v", seed, found)
				}
			}
		})
	}
	all.Wait()
}

func TestNoFaceIsFoundWithoutOne(t *testing.T) {
	for name, gray := range map[string]func(x, y float64) float64{
		"a flat wall": flat, "a slope from dark to light": slope, "a shaded ball": ball, "hills": hills,
		"a board of checks": checks, "noise": noise(),
	} {
		for _, size := range []image.Point{{64, 64}, {240, 320}} {
			photo := painted(size.X, size.Y, gray)
			if found := Faces(photo); len(found) > 0 {
				t.Errorf("%s of %v: %+v", name, size, found)
			}
		}
		if found := Thorough(painted(90, 120, gray)); len(found) > 0 {
			t.Errorf("%s, thoroughly: %+v", name, found)
		}
	}
}

func TestLargerFaceComesFirst(t *testing.T) {
	small, large := portrait(3, 110), portrait(4, 200)
	for name, c := range map[string]struct {
		photo         image.Image
		large, little image.Point
	}{
		"the larger at the left":  {side(200, large, small), image.Pt(100, 100), image.Pt(255, 55)},
		"the larger at the right": {side(200, small, large), image.Pt(210, 100), image.Pt(55, 55)},
	} {
		for how, look := range map[string]func(image.Image) []Face{"Faces": Faces, "Thorough": Thorough} {
			found := look(c.photo)
			if len(found) != 2 || !around(found[0], c.large) || !around(found[1], c.little) || found[0].Width <= found[1].Width {
				t.Errorf("%s: %s gives %+v", name, how, found)
			}
		}
	}
}

// On two in five of the photos that lie on their side, Faces takes something for a face; on these it
// does not.
func TestThoroughFindsFaceOnItsSide(t *testing.T) {
	for turn, place := range map[int]image.Point{90: {150, 150}, 270: {250, 150}} {
		photo := onSide(side(400, portrait(0, 300)), turn) // 400 px long, the face in its first 300
		if found := Faces(photo); len(found) > 0 {
			t.Errorf("to be turned by %d, it is found at once: %+v", turn, found)
		}
		found := Thorough(photo)
		if len(found) != 1 || found[0].Turn != turn || found[0].Score < Certain || !around(found[0], place) {
			t.Errorf("to be turned by %d: %+v", turn, found)
		}
	}
}

// What looks like a small upright face on these scores lower than the face on its side.
func TestHighestScoreDecidesTurn(t *testing.T) {
	for _, turn := range []int{0, 180} {
		found := Thorough(onSide(portrait(5, 200), turn))
		if len(found) != 1 || found[0].Turn != turn {
			t.Errorf("to be turned by %d: %+v", turn, found)
		}
	}
}

// All crops reach 5 (docs/packages.md, "The local face check").
func TestThoroughFindsTightCrop(t *testing.T) {
	photo := portrait(7, 400).SubImage(image.Rect(110, 60, 290, 310))
	found := Thorough(photo)
	if len(found) != 1 || found[0].Score < 5 || found[0].X < 0 || found[0].X+found[0].Width > 180 || found[0].Height > 250 {
		t.Errorf("%+v, at once %+v", found, Faces(photo))
	}
}

func TestFaceIsInPhotoPixels(t *testing.T) {
	one := Faces(portrait(5, 480))[0]
	for name, size := range map[string]int{"a photo that is scaled down": 1920, "a small photo": 160} {
		found := Faces(portrait(5, size))
		scale := float64(size) / 480
		if len(found) != 1 || float64(found[0].Width) < .85*scale*float64(one.Width) || float64(found[0].Width) > 1.15*scale*float64(one.Width) {
			t.Errorf("%s: %+v; at 480 px %+v", name, found, one)
		}
	}
}

func TestTinyPhotoHasNoFace(t *testing.T) {
	short := image.NewPaletted(image.Rect(0, 0, 30, 30), color.Palette{color.White})
	short.Pix[17] = 200
	for name, photo := range map[string]image.Image{
		"no pixels":               image.NewGray(image.Rectangle{}),
		"no height":               image.NewGray(image.Rect(0, 0, 100, 0)),
		"one pixel":               image.NewGray(image.Rect(0, 0, 1, 1)),
		"a line":                  image.NewGray(image.Rect(0, 0, 100_000, 1)),
		"a column":                image.NewYCbCr(image.Rect(0, 0, 1, 100_000), image.YCbCrSubsampleRatio420),
		"a strip":                 image.NewRGBA(image.Rect(0, 0, 3000, 25)),
		"not at the origin":       image.NewNRGBA(image.Rect(-50, -70, -20, 20)),
		"a colour without a name": short,
		"no palette":              image.NewPaletted(image.Rect(0, 0, 64, 64), nil),
	} {
		if found := append(Faces(photo), Thorough(photo)...); len(found) > 0 {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
