package preflight

import (
	"bytes"
	"encoding/json"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"enroll.example/enroll/codes"

	"github.com/disintegration/imaging"
)

func filesIn(t testing.TB, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestGoodPhotos(t *testing.T) {
	photo := jpg(gradient(120, 80))
	for name, tt := range map[string]struct {
		photo         []byte
		format        string
		width, height int
	}{
		"a JPG":                              {photo, "JPG", 120, 80},
		"a PNG":                              {pngOf(gradient(120, 80)), "PNG", 120, 80},
		"a BMP":                              {bmpOf(gradient(120, 80)), "BMP", 120, 80},
		"a BMP of more than a MiB":           {bmpOf(gradient(700, 700)), "BMP", 700, 700},
		"a PNG of 16 bits":                   {pngOf(image.NewNRGBA64(image.Rect(0, 0, 70, 90))), "PNG", 70, 90},
		"an interlaced PNG":                  {interlacedPNG(64), "PNG", 64, 64},
		"a PNG with a short palette":         {pngOf(shortPalette(64, 64)), "PNG", 64, 64},
		"a BMP with a short palette":         {palettedBMP(64, 4, 3), "BMP", 64, 64},
		"a gray JPG":                         {jpg(image.NewGray(image.Rect(0, 0, 64, 64))), "JPG", 64, 64},
		"a CMYK JPG":                         {flatJPG(0xC0, 8, 64, 72, 4), "JPG", 64, 72},
		"a progressive JPG":                  {flatJPG(0xC2, 8, 64, 72, 1), "JPG", 64, 72},
		"a JPG with bytes behind its end":    {padded(photo, len(photo)+1000), "JPG", 120, 80},
		"a JPG with fill bytes":              {splice(photo[:2], []byte{0xFF, 0xFF}, photo[2:]), "JPG", 120, 80},
		"a JPG of as many bytes as allowed":  {padded(photo, MaxBytes), "JPG", 120, 80},
		"a JPG of as many pixels as allowed": {flatJPG(0xC0, 8, 4000, 64, 1), "JPG", 4000, 64},
		"a PNG of as many pixels as allowed": {pngOf(image.NewGray(image.Rect(0, 0, 64, 2000))), "PNG", 64, 2000},
		"EXIF orientation 1":                 {oriented(photo, 1), "JPG", 120, 80},
		"EXIF orientation 2, mirrored":       {oriented(photo, 2), "JPG", 120, 80},
		"EXIF orientation 3, upside down":    {oriented(photo, 3), "JPG", 120, 80},
		"EXIF orientation 4":                 {oriented(photo, 4), "JPG", 120, 80},
		"EXIF orientation 5":                 {oriented(photo, 5), "JPG", 80, 120},
		"EXIF orientation 6, on its side":    {oriented(photo, 6), "JPG", 80, 120},
		"EXIF orientation 7":                 {oriented(photo, 7), "JPG", 80, 120},
		"EXIF orientation 8":                 {oriented(photo, 8), "JPG", 80, 120},
		"EXIF orientation 9 means nothing":   {oriented(photo, 9), "JPG", 120, 80},
	} {
		t.Run(name, func(t *testing.T) {
			// The name does not matter: the bytes decide what a file is.
			f := check(t, folder(t, map[string][]byte{"ana.dat": tt.photo}), "ana.dat")
			if f.Code != "" || f.Message != "" {
				t.Fatalf("%s: %s", f.Code, f.Message)
			}
			if f.Format != tt.format || f.Width != tt.width || f.Height != tt.height {
				t.Errorf("got %s %d x %d, want %s %d x %d", f.Format, f.Width, f.Height, tt.format, tt.width, tt.height)
			}
			if f.Key != Key(tt.photo) || f.Size != int64(len(tt.photo)) || f.Base64 != (len(tt.photo)+2)/3*4 {
				t.Errorf("key %q, %d bytes, %d of base64", f.Key, f.Size, f.Base64)
			}
		})
	}
}

func TestRefusedPhotos(t *testing.T) {
	photo, pngPhoto, bmpPhoto := jpg(gradient(120, 80)), pngOf(gradient(120, 80)), bmpOf(gradient(120, 80))
	arithmetic := flatJPG(0xC9, 8, 64, 64, 1)
	const decodeFailed = codes.ImageDecodeFailed
	for name, tt := range map[string]struct {
		photo         []byte
		code, message string
	}{
		"nothing": {nil, codes.ImageEmpty, "is empty"},

		"a GIF":                 {gifOf(shortPaletteInRange()), codes.PhotoFormat, `photo "ana.jpg" is GIF; the service accepts PNG, JPG and BMP`},
		"a WebP":                {[]byte("RIFF\x1a\x00\x00\x00WEBPVP8L"), codes.PhotoFormat, "is WebP;"},
		"a TIFF":                {[]byte("II*\x00\x08\x00\x00\x00"), codes.PhotoFormat, "is TIFF;"},
		"a Motorola TIFF":       {[]byte("MM\x00*\x00\x00\x00\x08"), codes.PhotoFormat, "is TIFF;"},
		"an iPhone's HEIC":      {[]byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00"), codes.PhotoFormat, "is HEIC;"},
		"an AVIF":               {[]byte("\x00\x00\x00\x20ftypavif"), codes.PhotoFormat, "is AVIF;"},
		"a film":                {[]byte("\x00\x00\x00\x20ftypisom"), codes.PhotoFormat, "is MP4;"},
		"a PDF":                 {[]byte("%PDF-1.7\n"), codes.PhotoFormat, "is PDF;"},
		"a server's error page": {[]byte("\n<!DOCTYPE html><html>404"), codes.PhotoFormat, "is HTML;"},
		"a text":                {[]byte("BMW and other letters of no meaning"), codes.PhotoFormat, "not an image of a known format"},
		"one byte":              {[]byte{0xFF}, codes.PhotoFormat, "not an image of a known format"},

		"one byte more than allowed":  {padded(photo, MaxBytes+1), codes.ImageSizeExceed, "has 3,932,161 bytes, or 5,242,884 as base64; the service accepts at most 5,242,880, or a file of 3,932,160"},
		"a GIF of more than allowed":  {padded([]byte("GIF89a"), MaxBytes+1), codes.PhotoFormat, "is GIF;"},
		"too large, and too few px":   {padded(jpg(gradient(10, 10)), MaxBytes+1), codes.ImageSizeExceed, "bytes"},
		"63 px on the short edge":     {jpg(gradient(63, 200)), codes.ImageResolutionTooSmall, "is 63 x 200 px; the service accepts no edge shorter than 64 px"},
		"63 px, the other way":        {bmpOf(gradient(200, 63)), codes.ImageResolutionTooSmall, "is 200 x 63 px"},
		"a JPG of 4001 px":            {flatJPG(0xC0, 8, 4001, 64, 1), codes.ImageResolutionExceed, "is 4001 x 64 px; the service accepts no JPG with an edge longer than 4000 px"},
		"a JPG of 4001 px, upright":   {flatJPG(0xC0, 8, 64, 4001, 1), codes.ImageResolutionExceed, "is 64 x 4001 px"},
		"a PNG of 2001 px":            {pngOf(image.NewGray(image.Rect(0, 0, 2001, 64))), codes.ImageResolutionExceed, "is 2001 x 64 px; the service accepts no PNG with an edge longer than 2000 px"},
		"a BMP of 2001 px":            {bmpOf(image.NewGray(image.Rect(0, 0, 64, 2001))), codes.ImageResolutionExceed, "is 64 x 2001 px; the service accepts no BMP"},
		"a PNG that claims 40000 px":  {rawPNG(40000, 40000, 0, nil), codes.ImageResolutionExceed, "is 40000 x 40000 px"},
		"a BMP that claims 40000 px":  {patched(bmpPhoto, 18, 0x40, 0x9C, 0, 0, 0x40, 0x9C, 0, 0), codes.ImageResolutionExceed, "is 40000 x 40000 px"},
		"a JPG that claims no pixels": {flatJPG(0xC0, 8, 64, 0, 1), decodeFailed, "cannot be decoded"},

		"a JPG cut in its middle":          {photo[:len(photo)/2], decodeFailed, "is truncated: the JPG ends before the image is complete"},
		"a JPG cut in its header":          {photo[:20], decodeFailed, "is truncated"},
		"a JPG without its end":            {photo[:len(photo)-2], decodeFailed, "is truncated"},
		"a PNG cut in its middle":          {pngPhoto[:len(pngPhoto)/2], decodeFailed, "is truncated: the PNG ends"},
		"a PNG without its end":            {pngPhoto[:len(pngPhoto)-12], decodeFailed, "is truncated"},
		"a PNG of fewer rows than claimed": {rawPNG(64, 64, 0, make([]byte, 65*10)), decodeFailed, "is damaged: the PNG"},
		"a BMP cut in its middle":          {bmpPhoto[:len(bmpPhoto)/2], decodeFailed, "is truncated: the BMP ends"},
		"a PNG with a flipped bit":         {patched(pngPhoto, len(pngPhoto)/2, ^pngPhoto[len(pngPhoto)/2]), decodeFailed, "is damaged: the PNG"},
		"a BMP with a bad palette index":   {palettedBMP(64, 4, 200), decodeFailed, "is damaged: the BMP cannot be decoded (bmp: invalid palette index)"},

		"an arithmetic-coded JPG":       {arithmetic, decodeFailed, "is a JPG with arithmetic coding, which cannot be decoded here"},
		"the same with a fill byte":     {splice(arithmetic[:2], []byte{0xFF}, arithmetic[2:]), decodeFailed, "with arithmetic coding"},
		"its progressive sister":        {flatJPG(0xCA, 8, 64, 64, 1), decodeFailed, "with arithmetic coding"},
		"a lossless JPG":                {flatJPG(0xC3, 8, 64, 64, 1), decodeFailed, "with lossless coding"},
		"a hierarchical JPG":            {flatJPG(0xC5, 8, 64, 64, 1), decodeFailed, "with hierarchical coding"},
		"a JPG of 12 bits":              {flatJPG(0xC1, 12, 64, 64, 1), decodeFailed, "with 12 bits a channel"},
		"a JPG of two channels":         {flatJPG(0xC0, 8, 64, 64, 2), decodeFailed, "number of components"},
		"a JPG of a thousand scans":     {manyScans(flatJPG(0xC2, 8, 64, 64, 1), 1000), decodeFailed, "it has 1000 scans, more than 500"},
		"a BMP with run lengths":        {patched(bmpPhoto, 30, 1), decodeFailed, "is a BMP with run-length compression"},
		"a BMP of 16 bits":              {patched(bmpPhoto, 28, 16), decodeFailed, "with 16 bits a pixel"},
		"a BMP of OS/2":                 {patched(bmpPhoto, 14, 12), decodeFailed, "with an OS/2 header"},
		"a BMP with a PNG inside":       {patched(bmpPhoto, 30, 5), decodeFailed, "with another picture inside"},
		"a BMP with a gap":              {patched(bmpPhoto, 10, 200), decodeFailed, "of a kind that cannot be decoded here"},
		"a BMP that is its header only": {bmpPhoto[:20], decodeFailed, "is truncated"},
	} {
		t.Run(name, func(t *testing.T) {
			f := check(t, folder(t, map[string][]byte{"ana.jpg": tt.photo}), "ana.jpg")
			if f.Code != tt.code || !strings.Contains(f.Message, tt.message) {
				t.Errorf("got %s: %s\nwant %s: … %s …", f.Code, f.Message, tt.code, tt.message)
			}
			if !strings.HasPrefix(f.Message, `photo "ana.jpg" `) {
				t.Errorf("the message names no photo: %s", f.Message)
			}
			if f.Key != Key(tt.photo) {
				t.Errorf("a photo that was read has a key, got %q", f.Key)
			}
		})
	}
}

func shortPaletteInRange() image.Image { return imaging.New(64, 64, image.Black) }

// The header is checked before a pixel is decoded: these pixels would take 1.6 GB.
func TestHugeHeaderCostsNoMemory(t *testing.T) {
	photos := folder(t, map[string][]byte{"bomb.png": rawPNG(40000, 40000, 0, make([]byte, 1<<20))})
	if cost := allocated(func() { check(t, photos, "bomb.png") }); cost > 1<<20 {
		t.Errorf("allocated %d bytes", cost)
	}
}

// A video among the photos is recognised by its first bytes, and not read to its end.
func TestFileOver64MiBIsNotRead(t *testing.T) {
	photos := folder(t, map[string][]byte{"film.jpg": jpg(gradient(120, 80))})
	path := filepath.Join(photos.dir, "film.jpg")
	if err := os.Truncate(path, maxHashed); err != nil {
		t.Fatal(err)
	}
	if f := check(t, photos, "film.jpg"); f.Code != codes.ImageSizeExceed || f.Key == "" || f.Width != 120 {
		t.Errorf("64 MiB: %+v", f)
	}
	if err := os.Truncate(path, maxHashed+1); err != nil {
		t.Fatal(err)
	}
	cost := allocated(func() {
		if f := check(t, photos, "film.jpg"); f.Code != codes.ImageSizeExceed || f.Key != "" || f.Width != 120 {
			t.Errorf("64 MiB and a byte: %+v", f)
		}
	})
	if cost > 4<<20 {
		t.Errorf("allocated %d bytes", cost)
	}
}

func allocated(run func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	run()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestLargeFileIsHashedWhole(t *testing.T) {
	large := padded(jpg(gradient(120, 80)), MaxBytes+maxHeader)
	f := check(t, folder(t, map[string][]byte{"a.jpg": large}), "a.jpg")
	if f.Key != Key(large) || f.Width != 120 || f.Format != "JPG" {
		t.Errorf("%+v", f)
	}
}

// A file still being written: bytes are judged only if the file did not change.
func TestFileChangesWhileRead(t *testing.T) {
	photo := jpg(gradient(120, 80))
	for name, change := range map[string]func(path string) error{
		"it grows": func(path string) error { return os.WriteFile(path, padded(photo, len(photo)+1), 0o600) },
		"it grows within one tick of the clock": func(path string) error {
			must(os.WriteFile(path, padded(photo, len(photo)+1), 0o600))
			return os.Chtimes(path, epoch, epoch)
		},
		"it shrinks":              func(path string) error { return os.Truncate(path, 10) },
		"it is written once more": func(path string) error { return os.Chtimes(path, epoch.Add(1), epoch.Add(1)) },
	} {
		t.Run(name, func(t *testing.T) {
			photos := folder(t, map[string][]byte{"a.jpg": photo})
			must(os.Chtimes(filepath.Join(photos.dir, "a.jpg"), epoch, epoch))
			at, _ := photos.at("a.jpg")
			file, stamp, refusal := photos.open(at)
			if refusal != nil {
				t.Fatal(refusal.Message)
			}
			defer file.Close()
			if err := change(filepath.Join(photos.dir, "a.jpg")); err != nil {
				t.Fatal(err)
			}
			_, _, refusal = readStable(file, stamp)
			if refusal == nil || refusal.Code != codes.PhotoChanged || refusal.Key != "" {
				t.Errorf("%+v", refusal)
			}
		})
	}
}

// imaging looks up colours in goroutines of its own, whose panics cannot be recovered here.
func TestDecodedPictureIsSafeForImaging(t *testing.T) {
	for name, photo := range map[string][]byte{
		"a PNG with a short palette": pngOf(shortPalette(64, 64)),
		"a BMP with a short palette": palettedBMP(64, 4, 3),
	} {
		picture, err := decode(photo)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if paletted := picture.(*image.Paletted); len(paletted.Palette) != 256 {
			t.Errorf("%s has %d colours", name, len(paletted.Palette))
		}
		imaging.Rotate90(picture)
	}
	bare := shortPalette(64, 64) // as a less careful decoder would return it
	imaging.Rotate90(fullPalette(bare))
}

func TestDecoderPanicIsRecovered(t *testing.T) {
	err := func() (err error) {
		defer recoverPanic(&err)
		panic("index out of range")
	}()
	if err == nil || !strings.Contains(undecodable("JPG", nil, err), "is damaged: the JPG cannot be decoded") {
		t.Errorf("%v", err)
	}
}

func TestFindingJSONRoundTrip(t *testing.T) {
	f := check(t, folder(t, map[string][]byte{"a.jpg": jpg(gradient(10, 10))}), "a.jpg")
	var back Finding
	text, err := json.Marshal(f)
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil || back != f {
		t.Errorf("%s (%v)", text, err)
	}
	if !bytes.Contains(text, []byte(`"path":"a.jpg"`)) {
		t.Errorf("the stamp is not flat: %s", text)
	}
}
