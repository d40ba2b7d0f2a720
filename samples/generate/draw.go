package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"math"

	"enroll.example/enroll/samples/face"

	"github.com/disintegration/imaging"
	"golang.org/x/image/bmp"
)

// picture draws a shot of a person, at a size that differs from shot to shot.
func (s *sample) picture(who string, shot int) *image.RGBA {
	return face.Draw(s.seedOf(who), uint64(shot), 200+int(s.seedOf(fmt.Sprint(who, shot))%5)*20)
}

func (s *sample) path(who string, shot int, extension string) string {
	return fmt.Sprintf("photos/%s-%d.%s", who, shot, extension)
}

// jpg, png and bmp are good photos of a person.
func (s *sample) jpg(who string, shot int) string {
	return s.photo(s.path(who, shot, "jpg"), "", func() []byte { return s.jpegOf(who, shot) })
}

func (s *sample) png(who string, shot int) string {
	return s.photo(s.path(who, shot, "png"), "", func() []byte { return s.pngOf(who, shot) })
}

func (s *sample) bmp(who string, shot int) string {
	return s.photo(s.path(who, shot, "bmp"), "", func() []byte { return bitmap(s.picture(who, shot)) })
}

func (s *sample) jpegOf(who string, shot int) []byte {
	return face.EncodeJPEG(s.picture(who, shot), face.Tag(who, ""))
}

func (s *sample) pngOf(who string, shot int) []byte {
	return face.EncodePNG(s.picture(who, shot), face.Tag(who, ""))
}

func bitmap(picture image.Image) []byte {
	var out bytes.Buffer
	if err := bmp.Encode(&out, picture); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func gifOf(picture image.Image) []byte {
	var out bytes.Buffer
	if err := gif.Encode(&out, picture, &gif.Options{NumColors: 64}); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// onItsSide returns a portrait as a phone stores it: on its side, with an EXIF orientation: 6 is "turn
// right", 8 "turn left", 3 "turn round".
func (s *sample) onItsSide(who string, shot int, orientation byte) []byte {
	upright := imaging.CropCenter(face.Draw(s.seedOf(who), uint64(shot), 320), 240, 320)
	turned := map[byte]func(image.Image) *image.NRGBA{3: imaging.Rotate180, 6: imaging.Rotate90, 8: imaging.Rotate270}[orientation](upright)
	exif := binary.BigEndian.AppendUint32([]byte("Exif\x00\x00MM\x00*"), 8)                   // the directory is at 8
	exif = append(exif, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0) // one entry: orientation
	return face.Insert(face.EncodeJPEG(turned, face.Tag(who, "")), 0xE1, exif)
}

func (s *sample) gray(who string, shot int) []byte {
	colour := s.picture(who, shot)
	gray := image.NewGray(colour.Bounds())
	draw.Draw(gray, gray.Bounds(), colour, image.Point{}, draw.Src)
	return face.EncodeJPEG(gray, face.Tag(who, ""))
}

// blurred returns a face that the service finds and rejects for its quality.
func (s *sample) blurred(who string, shot int) []byte {
	return face.EncodeJPEG(imaging.Blur(s.picture(who, shot), 5), face.Tag(who, face.BadQuality))
}

// strip returns a face at the left of a wall of this width in pixels.
func (s *sample) strip(who string, width int) []byte {
	portrait := s.picture(who, 1)
	wall := image.NewRGBA(image.Rect(0, 0, width, portrait.Bounds().Dy()))
	draw.Draw(wall, wall.Bounds(), image.NewUniform(color.Gray{Y: 180}), image.Point{}, draw.Src)
	draw.Draw(wall, portrait.Bounds(), portrait, image.Point{}, draw.Src)
	return face.EncodePNG(wall, face.Tag(who, ""))
}

// hills is a picture without a face.
func hills(size int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			u, v := float64(x)/float64(size), float64(y)/float64(size)
			colour := color.RGBA{uint8(140 + 80*v), uint8(180 + 50*v), 235, 255}
			if v > .55+.08*math.Sin(7*u) {
				colour = color.RGBA{96, 140, 84, 255}
			}
			if v > .7+.06*math.Sin(5*u+2) {
				colour = color.RGBA{60, uint8(130 - 60*v), 50, 255}
			}
			picture.SetRGBA(x, y, colour)
		}
	}
	return picture
}

// claimed returns a PNG whose header claims far more pixels than the file has.
func claimed(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return bytes.Join([][]byte{
		[]byte("\x89PNG\r\n\x1a\n"),
		face.Chunk("IHDR", append(header, 8, 2, 0, 0, 0)),
		face.Chunk("IDAT", []byte("\x78\x9c\x03\x00\x00\x00\x00\x01")),
		face.Chunk("IEND", nil),
	}, nil)
}

// webp is one pixel.
const webp = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
