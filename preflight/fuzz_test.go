package preflight

import (
	"image"
	"testing"

	"enroll/codes"
)

// FuzzJudge holds what must be true of any bytes: no panic, one verdict, and no more memory
// than a picture within the limits takes.
func FuzzJudge(f *testing.F) {
	photo := jpg(gradient(120, 80))
	for _, seed := range [][]byte{
		nil, photo, photo[:len(photo)/2], oriented(photo, 6), pngOf(gradient(64, 64)), bmpOf(gradient(64, 64)),
		pngOf(shortPalette(64, 64)), palettedBMP(64, 4, 200), interlacedPNG(64), rawPNG(40000, 40000, 0, nil),
		flatJPG(0xC0, 8, 64, 64, 4), flatJPG(0xC2, 8, 64, 64, 1), flatJPG(0xC9, 8, 64, 64, 1),
		pngOf(image.NewNRGBA64(image.Rect(0, 0, 64, 64))), gifOf(gradient(64, 64)), []byte("RIFF\x00\x00\x00\x00WEBP"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, photo []byte) {
		var finding Finding
		// 4000 x 4000 x 4 channels, progressive, has 256 MB of coefficients beside its pixels.
		if cost := allocated(func() { finding = Judge(photo) }); cost > 512<<20 {
			t.Errorf("%d bytes took %d bytes of memory", len(photo), cost)
		}
		good := finding.Code == ""
		if good != (finding.Message == "") || finding.Key != Key(photo) {
			t.Errorf("half a finding: %+v", finding)
		}
		limit, accepted := maxEdge[finding.Format]
		if good && (!accepted || min(finding.Width, finding.Height) < MinEdge || max(finding.Width, finding.Height) > limit) {
			t.Errorf("good beyond the limits: %+v", finding)
		}
		if !good && !codes.Known(finding.Code) {
			t.Errorf("unknown code: %+v", finding)
		}
	})
}
