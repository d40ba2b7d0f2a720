package look

import (
	"image"
	"testing"

	"github.com/disintegration/imaging"
)

func BenchmarkFaces(b *testing.B) {
	for name, photo := range map[string]image.Image{
		"480x480":    portrait(1, 480),
		"12MP YCbCr": enlarged(),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Faces(photo)
			}
		})
	}
}

// A photo without a face: the most that a second look costs.
func BenchmarkThorough(b *testing.B) {
	photo := painted(480, 480, hills)
	for b.Loop() {
		Thorough(photo)
	}
}

// The part of Faces that grows with the photo.
func BenchmarkScale(b *testing.B) {
	for name, photo := range map[string]image.Image{
		"12MP YCbCr":     image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420),
		"12MP RGBA":      image.NewRGBA(image.Rect(0, 0, 4000, 3000)),
		"12MP Paletted":  image.NewPaletted(image.Rect(0, 0, 4000, 3000), nil),
		"12MP CMYK":      image.NewCMYK(image.Rect(0, 0, 4000, 3000)),
		"12MP of 16 bit": image.NewNRGBA64(image.Rect(0, 0, 4000, 3000)),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				scaled(photo)
			}
		})
	}
}

// enlarged is a portrait of 12 MP, as from a camera.
func enlarged() image.Image {
	green := imaging.Resize(portrait(1, 480), 3464, 3464, imaging.Linear)
	photo := image.NewYCbCr(green.Rect, image.YCbCrSubsampleRatio420)
	for i := range photo.Y {
		photo.Y[i] = green.Pix[4*i+1]
	}
	return photo
}
