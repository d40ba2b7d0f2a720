package look

import (
	"image"
	"image/color"
	"image/draw"
)

// rows returns a function that gives the luma of any row of a photo, from 0; the result of the
// previous call may be overwritten. Transparency is ignored: the colours are taken as stored.
func rows(photo image.Image) func(y int) []uint8 {
	switch p := photo.(type) {
	case *image.YCbCr:
		return func(y int) []uint8 { return p.Y[p.YOffset(p.Rect.Min.X, p.Rect.Min.Y+y):][:p.Rect.Dx()] }
	case *image.Gray:
		return func(y int) []uint8 { return p.Pix[p.PixOffset(p.Rect.Min.X, p.Rect.Min.Y+y):][:p.Rect.Dx()] }
	case *image.NRGBA:
		return coloured(p.Rect.Dx(), func(y int) []uint8 { return p.Pix[p.PixOffset(p.Rect.Min.X, p.Rect.Min.Y+y):] })
	case *image.RGBA:
		return coloured(p.Rect.Dx(), func(y int) []uint8 { return p.Pix[p.PixOffset(p.Rect.Min.X, p.Rect.Min.Y+y):] })
	case *image.Paletted:
		return indexed(p)
	}
	return drawn(photo)
}

// coloured computes the luma of rows of four bytes a pixel, as JPEG does (ITU-R BT.601).
func coloured(width int, row func(y int) []uint8) func(y int) []uint8 {
	luma := make([]uint8, width)
	return func(y int) []uint8 {
		pixels := row(y)[:4*width]
		for x := range luma {
			p := pixels[4*x : 4*x+3 : 4*x+3]
			luma[x] = uint8((19595*uint32(p[0]) + 38470*uint32(p[1]) + 7471*uint32(p[2]) + 1<<15) >> 16)
		}
		return luma
	}
}

// indexed looks up colours. A damaged file may use colours that its palette lacks; they are black.
func indexed(photo *image.Paletted) func(y int) []uint8 {
	var lumas [256]uint8
	for i, c := range photo.Palette[:min(256, len(photo.Palette))] {
		lumas[i] = color.GrayModel.Convert(c).(color.Gray).Y
	}
	luma := make([]uint8, photo.Rect.Dx())
	return func(y int) []uint8 {
		for x, index := range photo.Pix[photo.PixOffset(photo.Rect.Min.X, photo.Rect.Min.Y+y):][:len(luma)] {
			luma[x] = lumas[index]
		}
		return luma
	}
}

// drawn is for all other kinds of photo (CMYK, 16 bits a channel): each row is drawn into a known
// colour model.
func drawn(photo image.Image) func(y int) []uint8 {
	bounds := photo.Bounds()
	strip := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), 1))
	return coloured(bounds.Dx(), func(y int) []uint8 {
		draw.Draw(strip, strip.Rect, photo, image.Pt(bounds.Min.X, bounds.Min.Y+y), draw.Src)
		return strip.Pix
	})
}
