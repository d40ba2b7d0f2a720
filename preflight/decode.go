package preflight

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/disintegration/imaging"
	"golang.org/x/image/bmp"
)

// maxScans bounds the scans of a progressive JPG: an encoder writes about ten, and a file of 4 MB has
// room for thousands, each of which costs as much time as a whole picture.
const maxScans = 500

// header reads a photo's header, without its pixels.
func header(format string, photo []byte) (config image.Config, err error) {
	defer recoverPanic(&err)
	read := map[string]func(io.Reader) (image.Config, error){
		"JPG": jpeg.DecodeConfig, "PNG": png.DecodeConfig, "BMP": bmp.DecodeConfig,
	}[format]
	config, err = read(bytes.NewReader(photo))
	if err == nil && min(config.Width, config.Height) <= 0 {
		err = errors.New("it has no pixels")
	}
	return config, err
}

// decode decodes a photo whose header is within the limits, and rotates it as its EXIF says. The
// result is safe for imaging, whose goroutines' panics cannot be recovered here.
func decode(photo []byte) (picture image.Image, err error) {
	defer recoverPanic(&err)
	if scans := bytes.Count(photo, []byte{0xFF, 0xDA}); scans > maxScans && bytes.HasPrefix(photo, []byte{0xFF, 0xD8}) {
		return nil, fmt.Errorf("it has %d scans, more than %d", scans, maxScans)
	}
	picture, err = imaging.Decode(bytes.NewReader(photo), imaging.AutoOrientation(true))
	if err != nil {
		return nil, err
	}
	return fullPalette(picture), nil
}

// fullPalette gives a paletted picture all 256 colours: imaging looks up whatever index a pixel has,
// in goroutines of its own, and an index without a colour would end the process.
func fullPalette(picture image.Image) image.Image {
	paletted, ok := picture.(*image.Paletted)
	if !ok || len(paletted.Palette) == 256 {
		return picture
	}
	whole := make(color.Palette, 256)
	for i := copy(whole, paletted.Palette); i < len(whole); i++ {
		whole[i] = color.Black
	}
	return &image.Paletted{Pix: paletted.Pix, Stride: paletted.Stride, Rect: paletted.Rect, Palette: whole}
}

// recoverPanic turns a decoder's panic into an error: a photo must never end a run.
func recoverPanic(err *error) {
	if reason := recover(); reason != nil {
		*err = fmt.Errorf("its decoder gave up: %v", reason)
	}
}
