package look

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/jpeg"
	"testing"
)

// However a photo is stored, its face is at the same place.
func TestLumaOfAllImageKinds(t *testing.T) {
	photo := portrait(9, 300)
	want := Faces(photo)[0]
	var file bytes.Buffer
	if err := jpeg.Encode(&file, photo, nil); err != nil {
		t.Fatal(err)
	}
	ycbcr, err := jpeg.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	larger := image.NewRGBA(photo.Rect.Inset(-20))
	copied(larger, image.NewUniform(color.White))
	copied(larger.SubImage(photo.Rect).(*image.RGBA), photo)
	for name, other := range map[string]image.Image{
		"YCbCr":               ycbcr,
		"Gray":                copied(image.NewGray(photo.Rect), photo),
		"NRGBA":               copied(image.NewNRGBA(photo.Rect), photo),
		"16 bits a channel":   copied(image.NewNRGBA64(photo.Rect), photo),
		"CMYK":                copied(image.NewCMYK(photo.Rect), photo),
		"Paletted":            copied(image.NewPaletted(photo.Rect, palette.Plan9), photo),
		"part of another":     larger.SubImage(photo.Rect),
		"not at the origin":   copied(image.NewRGBA(photo.Rect.Add(image.Pt(-7, 9))), photo),
		"part of a JPG":       ycbcr.(*image.YCbCr).SubImage(image.Rect(0, 0, 300, 299)),
		"nothing known of it": struct{ image.Image }{photo},
	} {
		found := Faces(other)
		if len(found) != 1 || !around(found[0], image.Pt(want.X+want.Width/2, want.Y+want.Height/2)) ||
			max(found[0].Width-want.Width, want.Width-found[0].Width) > want.Width/10 {
			t.Errorf("%s: %+v, want %+v", name, found, want)
		}
	}
}

func TestScaledPixelIsMeanOfBox(t *testing.T) {
	for name, c := range map[string]struct {
		photo         image.Image
		width, height int
		luma          uint8 // of the first pixel
	}{
		"a photo that is small enough stays as it is": {painted(640, 3, func(x, _ float64) float64 { return x }), 640, 3, 0},
		"half the size is the mean of four":           {stripes(1280, 960), 640, 480, 127},
		"a quarter of it the mean of sixteen":         {stripes(1920, 2560), 480, 640, 127},
		"a line keeps its one pixel":                  {stripes(6400, 1), 640, 1, 127},
	} {
		p := scaled(c.photo)
		if p.width != c.width || p.height != c.height || len(p.luma) != c.width*c.height || max(p.luma[0], c.luma)-min(p.luma[0], c.luma) > 1 {
			t.Errorf("%s: %d x %d, %d pixels, the first %d", name, p.width, p.height, len(p.luma), p.luma[0])
		}
	}
}

// stripes are one pixel wide, black and white.
func stripes(width, height int) image.Image {
	picture := image.NewGray(image.Rect(0, 0, width, height))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i % width % 2 * 255)
	}
	return picture
}
