package preflight

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
	"time"

	"golang.org/x/image/bmp"
)

var epoch = time.Unix(1700000000, 5)

// check is Check without its error, which only a context that ended causes.
func check(t testing.TB, photos *Photos, path string) Finding {
	t.Helper()
	finding, err := photos.Check(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return finding
}

// gradient is a picture that is not uniform.
func gradient(width, height int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x ^ y), 255})
		}
	}
	return picture
}

func jpg(picture image.Image) []byte {
	var out bytes.Buffer
	must(jpeg.Encode(&out, picture, &jpeg.Options{Quality: 85}))
	return out.Bytes()
}

func pngOf(picture image.Image) []byte {
	var out bytes.Buffer
	must(png.Encode(&out, picture))
	return out.Bytes()
}

func bmpOf(picture image.Image) []byte {
	var out bytes.Buffer
	must(bmp.Encode(&out, picture))
	return out.Bytes()
}

func gifOf(picture image.Image) []byte {
	var out bytes.Buffer
	must(gif.Encode(&out, picture, nil))
	return out.Bytes()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// oriented inserts an EXIF segment with an orientation after a JPG's first marker.
func oriented(photo []byte, orientation byte) []byte {
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01"),
		0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0)
	return splice(photo[:2], segment(0xE1, exif), photo[2:])
}

// segment is one marker segment of a JPG.
func segment(marker byte, payload []byte) []byte {
	return splice([]byte{0xFF, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(payload)+2)), payload)
}

func splice(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// flatJPG is a JPG of one gray, written by hand in the coding that the frame marker names: every block
// is "no difference, no detail", one bit of 0 each. With sof 0xC2 it is a progressive file of one
// scan.
func flatJPG(sof, precision byte, width, height, channels int) []byte {
	frame := []byte{precision, byte(height >> 8), byte(height), byte(width >> 8), byte(width), byte(channels)}
	scan := []byte{byte(channels)}
	for id := range byte(channels) {
		frame = append(frame, id+1, 0x11, 0)
		scan = append(scan, id+1, 0)
	}
	last := byte(63)
	if sof == 0xC2 {
		last = 0 // only the DC coefficient
	}
	oneCode := append([]byte{1}, make([]byte, 16)...) // one code of one bit, for 0
	blocks := ((width + 7) / 8) * ((height + 7) / 8) * channels
	return splice([]byte{0xFF, 0xD8},
		segment(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")),
		segment(0xDB, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)),
		segment(sof, frame),
		segment(0xC4, append([]byte{0x00}, oneCode...)),
		segment(0xC4, append([]byte{0x10}, oneCode...)),
		segment(0xDA, append(scan, 0, last, 0)),
		make([]byte, blocks*2/8+1),
		[]byte{0xFF, 0xD9})
}

// manyScans repeats a progressive file's scan.
func manyScans(photo []byte, times int) []byte {
	start := bytes.Index(photo, []byte{0xFF, 0xDA})
	return splice(photo[:start], bytes.Repeat(photo[start:len(photo)-2], times), photo[len(photo)-2:])
}

// chunk is one chunk of a PNG.
func chunk(name string, content []byte) []byte {
	body := append([]byte(name), content...)
	return splice(binary.BigEndian.AppendUint32(nil, uint32(len(content))), body,
		binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body)))
}

// rawPNG is a gray PNG with any header and any rows.
func rawPNG(width, height uint32, interlaced byte, rows []byte) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(rows)
	must(w.Close())
	return splice([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(ihdr, 8, 0, 0, 0, interlaced)),
		chunk("IDAT", packed.Bytes()), chunk("IEND", nil))
}

// interlacedPNG is a gray square of side n, a multiple of 8, in the seven passes of Adam7.
func interlacedPNG(n int) []byte {
	size := 0
	for _, pass := range [][2]int{{8, 8}, {8, 8}, {4, 8}, {4, 4}, {2, 4}, {2, 2}, {1, 2}} {
		width, height := n/pass[0], n/pass[1]
		size += height * (1 + width)
	}
	return rawPNG(uint32(n), uint32(n), 1, make([]byte, size))
}

// shortPalette has fewer colours than its pixels use.
func shortPalette(width, height int) *image.Paletted {
	few := make(color.Palette, 17)
	for i := range few {
		few[i] = color.Gray{Y: uint8(i)}
	}
	picture := image.NewPaletted(image.Rect(0, 0, width, height), few)
	for i := range picture.Pix {
		picture.Pix[i] = 200
	}
	return picture
}

// palettedBMP is a BMP of 8 bits a pixel with this many colours, all pixels of one index.
func palettedBMP(side int, colours uint32, index byte) []byte {
	le := binary.LittleEndian
	out := append([]byte("BM"), make([]byte, 52)...)
	le.PutUint32(out[10:], 54+colours*4)
	le.PutUint32(out[14:], 40)
	le.PutUint32(out[18:], uint32(side))
	le.PutUint32(out[22:], uint32(side))
	le.PutUint16(out[26:], 1)
	le.PutUint16(out[28:], 8)
	le.PutUint32(out[46:], colours)
	out = append(out, make([]byte, colours*4)...)
	return append(out, bytes.Repeat([]byte{index}, side*((side+3)&^3))...)
}

// patched changes bytes at an offset.
func patched(photo []byte, offset int, change ...byte) []byte {
	out := bytes.Clone(photo)
	copy(out[offset:], change)
	return out
}

// padded extends a file to a length with meaningless bytes.
func padded(photo []byte, length int) []byte {
	return append(bytes.Clone(photo), make([]byte, length-len(photo))...)
}

// folder writes files into a new folder and opens it.
func folder(t testing.TB, files map[string][]byte) *Photos {
	t.Helper()
	photos, err := Open(filesIn(t, files), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { photos.Close() })
	return photos
}
