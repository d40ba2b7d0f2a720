package preflight

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"enroll.example/enroll/codes"
)

// FuzzJudge checks what must hold for any bytes: no panic, one verdict, and no more memory than a
// picture within the limits takes.
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
		// 4000 x 4000 x 4 channels, progressive, has 256 MB of coefficients in addition to its pixels.
		if cost := allocated(func() { finding = judge("the photo", photo, int64(len(photo))) }); cost > 512<<20 {
			t.Errorf("%d bytes took %d bytes of memory", len(photo), cost)
		}
		good := finding.Code == ""
		if good != (finding.Message == "") {
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

// FuzzStat checks what must hold for any text in a cell: no panic, and only files below the root are
// found, suggested, or used instead of another.
func FuzzStat(f *testing.F) {
	photo := jpg(gradient(64, 64))
	around := filesIn(f, map[string][]byte{"secret.jpg": photo, "photos/ana.jpg": photo, "photos/2024/" + decomposedName: photo, "photos/x y.png": photo})
	for link, to := range map[string]string{"out": "..", "leaving.jpg": "../secret.jpg", "2024/out": around} {
		must(os.Symlink(to, filepath.Join(around, "photos", link)))
	}
	photos, err := Open(filepath.Join(around, "photos"), 0)
	must(err)
	f.Cleanup(func() { photos.Close() })
	inside := []string{"ana.jpg", "2024/" + decomposedName, "x y.png"}
	for _, seed := range []string{
		"", ".", "ana.jpg", "2024/" + composedName, `2024\` + composedName, "../secret.jpg", `..\secret.jpg`, "out/secret.jpg", "2024/out/secret.jpg",
		"LEAVING.jpg", "x%20y.png", "%2e%2e%2fsecret.jpg", "%zz", "ａｎａ．ｊｐｇ", `C:\photos\ana.jpg`, `\\server\share\ana.jpg`, "file:///ana.jpg",
		"https://example.com/ana.jpg", "data:image/png;base64,AAAA", "~", "%HOME%/ana.jpg", `=DISPIMG("ID_1",1)`, "#REF!", "\x00", "\xff/ana.jpg", "///", `\`,
		around, around + "/secret.jpg", around + "/photos/ANA.jpg",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, written string) {
		stamp, refusal := photos.Stat(written)
		if refusal == nil && !slices.Contains(inside, stamp.Path) {
			t.Errorf("%q was taken for %q", written, stamp.Path)
		}
		if refusal != nil && (refusal.Message == "" || !codes.Known(refusal.Code)) {
			t.Errorf("%q: half a finding: %+v", written, refusal)
		}
		for _, file := range photos.Like(written) {
			if !slices.Contains(inside, file) {
				t.Errorf("%q may mean %q", written, file)
			}
		}
		if at, _, ok := photos.find(written); ok != (photos.Where(written) == Here) || ok && !filepath.IsLocal(at.name) {
			t.Errorf("%q is at %q", written, at.name)
		}
	})
}
