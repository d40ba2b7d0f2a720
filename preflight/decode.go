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

// maxScans bounds the passes over a progressive JPG: an encoder writes about ten, and a file
// of 4 MB has room for thousands, each of which costs the time of a whole picture.
const maxScans = 500

// header reads what a photo claims to be, without its pixels.
func header(format string, photo []byte) (config image.Config, err error) {
	defer recovered(&err)
	read := map[string]func(io.Reader) (image.Config, error){
		"JPG": jpeg.DecodeConfig, "PNG": png.DecodeConfig, "BMP": bmp.DecodeConfig,
	}[format]
	config, err = read(bytes.NewReader(photo))
	if err == nil && min(config.Width, config.Height) <= 0 {
		err = errors.New("it has no pixels")
	}
	return config, err
}

// decode decodes a photo whose header is within the limits, and turns it upright as its EXIF
// says. Its picture is safe for imaging, whose goroutines no recover of ours reaches.
func decode(photo []byte) (picture image.Image, err error) {
	defer recovered(&err)
	if scans := bytes.Count(photo, []byte{0xFF, 0xDA}); scans > maxScans && bytes.HasPrefix(photo, []byte{0xFF, 0xD8}) {
		return nil, fmt.Errorf("it has %d scans, more than %d", scans, maxScans)
	}
	picture, err = imaging.Decode(bytes.NewReader(photo), imaging.AutoOrientation(true))
	if err != nil {
		return nil, err
	}
	return wholePalette(picture), nil
}

// wholePalette gives a paletted picture all 256 colours: imaging looks up whatever index a
// pixel holds, in goroutines of its own, and an index without a colour ends the process.
func wholePalette(picture image.Image) image.Image {
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

// recovered makes an error of a decoder's panic: a photo must never end a run.
func recovered(err *error) {
	if reason := recover(); reason != nil {
		*err = fmt.Errorf("its decoder gave up: %v", reason)
	}
}
