package look

import (
	"image"
	"slices"
	"testing"
)

// FuzzLook checks what must hold for any picture: no panic, and every face inside it. Pictures have up
// to 4,096 pixels, or one row.
func FuzzLook(f *testing.F) {
	f.Add(uint16(1), uint16(1), uint8(0), []byte{0})
	f.Add(uint16(65535), uint16(1), uint8(1), []byte{1, 200})
	f.Add(uint16(180), uint16(22), uint8(2), []byte("a row of anything"))
	f.Add(uint16(60), uint16(60), uint8(3), portrait(1, 60).Pix)
	f.Add(uint16(64), uint16(64), uint8(0), copied(image.NewGray(image.Rect(0, 0, 64, 64)), portrait(2, 64)).(*image.Gray).Pix)
	f.Fuzz(func(t *testing.T, width, height uint16, kind uint8, pixels []byte) {
		photo := filled(image.Rect(0, 0, int(width), int(height)%(1+1<<12/max(1, int(width)))), kind, pixels)
		for _, found := range [][]Face{Faces(photo), Thorough(photo)} {
			for _, face := range found {
				square := image.Rect(face.X, face.Y, face.X+face.Width, face.Y+face.Height)
				if square.Empty() || !square.In(photo.Bounds()) || face.Score < Least || face.Turn != found[0].Turn {
					t.Errorf("%v: %+v", photo.Bounds(), face)
				}
			}
			if !slices.IsSortedFunc(found, func(a, b Face) int { return b.Width*b.Height - a.Width*a.Height }) {
				t.Errorf("not by size: %+v", found)
			}
		}
	})
}

// filled returns a picture of one of several kinds, its pixels repeated as often as needed.
func filled(size image.Rectangle, kind uint8, pixels []byte) image.Image {
	var photo image.Image
	var into []byte
	switch kind % 6 {
	case 0:
		p := image.NewGray(size)
		photo, into = p, p.Pix
	case 1:
		p := image.NewYCbCr(size, image.YCbCrSubsampleRatio420)
		photo, into = p, p.Y
	case 2:
		p := image.NewNRGBA(size)
		photo, into = p, p.Pix
	case 3:
		p := image.NewRGBA(size)
		photo, into = p, p.Pix
	case 4:
		p := image.NewPaletted(size, nil)
		photo, into = p, p.Pix
	case 5:
		p := image.NewCMYK(size)
		photo, into = p, p.Pix
	}
	for len(pixels) > 0 && len(into) > 0 {
		into = into[copy(into, pixels):]
	}
	return photo
}
