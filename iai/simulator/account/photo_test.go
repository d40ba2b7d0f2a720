package account

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"strings"
	"testing"

	drawn "enroll.example/enroll/samples/face"

	"golang.org/x/image/bmp"
)

func grey(width, height int) image.Image {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = byte(i)
	}
	return m
}

func jpegOf(width, height int, tag string) []byte {
	return drawn.EncodeJPEG(grey(width, height), "enroll-sample "+tag)
}

func pngOf(width, height int, tag string) []byte {
	return drawn.EncodePNG(grey(width, height), "enroll-sample "+tag)
}

func bmpOf(width, height int) []byte {
	var b bytes.Buffer
	bmp.Encode(&b, grey(width, height))
	return b.Bytes()
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func text(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }

// seen returns a photo that came as base64.
func seen(base64 string) *photo {
	p := &photo{}
	p.read([]byte(base64))
	return p
}

func gifOf(width, height int) []byte {
	var b bytes.Buffer
	gif.Encode(&b, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black}), nil)
	return b.Bytes()
}

// altered returns a copy with one byte changed.
func altered(raw []byte, at int) []byte {
	changed := bytes.Clone(raw)
	changed[at] ^= 0xFF
	return changed
}

func TestPhotos(t *testing.T) {
	const decode, small, large = "FailedOperation.ImageDecodeFailed", "FailedOperation.ImageResolutionTooSmall", "FailedOperation.ImageResolutionExceed"
	jpg, png, bmp := jpegOf(100, 80, ""), pngOf(100, 80, ""), bmpOf(100, 80)
	upsideDown := bytes.Clone(bmp)
	binary.LittleEndian.PutUint32(upsideDown[22:], 0xFFFFFFB0) // -80
	for name, c := range map[string]struct {
		raw  []byte
		want string
	}{
		"a JPEG":                                  {jpg, ""},
		"a PNG":                                   {png, ""},
		"a BMP":                                   {bmp, ""},
		"a BMP with its rows from the top":        {upsideDown, ""},
		"a JPEG with something after its end":     {join(jpg, []byte("trailer")), ""},
		"a JPEG with fill bytes":                  {join(jpg[:2], []byte{0xFF, 0xFF}, jpg[2:]), ""},
		"a JPEG of the least size":                {jpegOf(64, 64, ""), ""},
		"a JPEG a pixel too small":                {jpegOf(64, 63, ""), small},
		"a JPEG of the most size":                 {jpegOf(4000, 64, ""), ""},
		"a JPEG a pixel too large":                {jpegOf(64, 4001, ""), large},
		"a PNG of the most size":                  {pngOf(64, 2000, ""), ""},
		"a PNG a pixel too large":                 {pngOf(2001, 64, ""), large},
		"a BMP of the most size":                  {bmpOf(2000, 64), ""},
		"a BMP a pixel too large":                 {bmpOf(2001, 64), large},
		"small and large at once":                 {pngOf(2001, 10, ""), small},
		"a GIF":                                   {gifOf(100, 100), decode},
		"a WebP":                                  {[]byte("RIFF\x24\x00\x00\x00WEBPVP8 "), decode},
		"a word":                                  {[]byte("hello"), decode},
		"a JPEG without its end":                  {jpg[:len(jpg)-2], decode},
		"a JPEG cut in the middle":                {jpg[:len(jpg)/2], decode},
		"a JPEG cut in its header":                {jpg[:100], decode},
		"a JPEG with a segment that says nothing": {join(jpg[:4], []byte{0, 0}, jpg[6:]), decode},
		"a PNG without its end":                   {png[:len(png)-12], decode},
		"a PNG cut in the middle":                 {png[:len(png)/2], decode},
		"a PNG without pixels":                    {join(png[:33], png[len(png)-12:]), decode},
		"a PNG with a wrong checksum":             {altered(png, 18), decode},
		"a BMP cut off":                           {bmp[:len(bmp)-1], decode},
		"a BMP with a strange header":             {altered(bmp, 14), decode},
		"a BMP of two bytes":                      {[]byte("BM"), decode},
	} {
		t.Run(name, func(t *testing.T) {
			got := seen(text(c.raw))
			if got.fault != c.want {
				t.Errorf("fault %q, want %q", got.fault, c.want)
			}
			if got.hash != sha256.Sum256(c.raw) {
				t.Error("the hash is not that of the bytes")
			}
		})
	}
}

func TestBase64(t *testing.T) {
	whole := text(jpegOf(64, 64, ""))
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                 {"", "InvalidParameterValue.ImageEmpty"},
		"with line ends":          {whole[:40] + "\r\n" + whole[40:], ""},
		"with a prefix":           {"data:image/jpeg;base64," + whole, "FailedOperation.ImageDecodeFailed"},
		"of the address alphabet": {strings.Repeat("-_", 50), "FailedOperation.ImageDecodeFailed"},
		"of exactly the limit":    {strings.Repeat("A", 5<<20), "FailedOperation.ImageDecodeFailed"},
		"over the limit":          {strings.Repeat("A", 5<<20+1), "FailedOperation.ImageSizeExceed"},
	} {
		if got := seen(c.text).fault; got != c.want {
			t.Errorf("%s: fault %q, want %q", name, got, c.want)
		}
	}
}

func TestPhotoTags(t *testing.T) {
	for name, c := range map[string]struct {
		raw             []byte
		identity, fault string
	}{
		"nothing":                       {jpegOf(64, 64, ""), "", ""},
		"a JPEG's comment":              {jpegOf(64, 64, "identity=ana"), "ana", ""},
		"a PNG's comment":               {pngOf(64, 64, "identity=ana"), "ana", ""},
		"a verdict":                     {pngOf(64, 64, "identity=ana verdict=noface"), "ana", "InvalidParameterValue.NoFaceInPhoto"},
		"a limit goes before a verdict": {pngOf(63, 64, "identity=ana verdict=noface"), "ana", "FailedOperation.ImageResolutionTooSmall"},
		"a verdict that is not known":   {jpegOf(64, 64, "verdict=wonderful"), "", ""},
	} {
		got := seen(text(c.raw))
		if got.identity != c.identity || got.fault != c.fault {
			t.Errorf("%s: identity %q, fault %q", name, got.identity, got.fault)
		}
	}
	stranger := bytes.Replace(jpegOf(64, 64, "identity=ana"), []byte("enroll-sample"), []byte("someone-else!"), 1)
	if got := seen(text(stranger)).identity; got != "" {
		t.Errorf("another program's comment says %q", got)
	}
}

func TestPhotoQuality(t *testing.T) {
	for tag, strictest := range map[string]int64{
		"identity=ana": 4, "verdict=quality": 0, "quality=0": 0, "quality=2": 2, "quality=9": 4, "quality=x": 4,
	} {
		shot := seen(text(jpegOf(64, 64, tag)))
		for control := range int64(5) {
			want := ""
			if control > strictest {
				want = "FailedOperation.FaceQualityNotQualified"
			}
			if got := shot.judged(control); got != want {
				t.Errorf("%s under QualityControl %d: %q, want %q", tag, control, got, want)
			}
		}
	}
}
