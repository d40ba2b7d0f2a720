package conformance

import (
	"bytes"
	"image"
	"path/filepath"
	"testing"

	"golang.org/x/image/bmp"

	"enroll.example/enroll/samples/face"
)

// nodePhotos writes the photos that the suite sends and returns their folder.
func nodePhotos(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, photo := range nodeAlbum(t) {
		written(t, filepath.Join(dir, name), photo)
	}
	return dir
}

func nodeAlbum(t *testing.T) map[string][]byte {
	whole := drawnJPEG("ana", 9, "")
	return map[string][]byte{
		"ana-1.jpg":   drawnJPEG("ana", 1, ""),
		"ana-2.jpg":   drawnJPEG("ana", 2, ""),
		"ana-3.jpg":   drawnJPEG("ana", 3, ""),
		"ana-4.png":   drawnPNG("ana", 4),
		"ana-5.png":   drawnPNG("ana", 5),
		"bob-1.jpg":   drawnJPEG("bob", 1, ""),
		"anybody.bmp": plainBMP(t, drawn("somebody", 1)),
		"wall.jpg":    drawnJPEG("wall", 1, face.NoFace),
		"blurred.jpg": drawnJPEG("ana", 6, face.BadQuality),
		"cut-off.jpg": whole[:len(whole)/2],
		"moving.gif":  []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
		"tiny.jpg":    face.EncodeJPEG(blankPicture(63, 100), ""),
		"long.jpg":    face.EncodeJPEG(blankPicture(4001, 64), ""),
		"long.png":    face.EncodePNG(blankPicture(2001, 64), ""),
	}
}

func drawn(who string, shot uint64) image.Image { return face.Draw(face.Seed(who), shot, 96) }

func drawnJPEG(who string, shot uint64, verdict string) []byte {
	return face.EncodeJPEG(drawn(who, shot), face.Tag(who, verdict))
}

func drawnPNG(who string, shot uint64) []byte {
	return face.EncodePNG(drawn(who, shot), face.Tag(who, ""))
}

// plainBMP has no place for a tag, so the photo may show any person.
func plainBMP(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := bmp.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func blankPicture(width, height int) image.Image {
	return image.NewGray(image.Rect(0, 0, width, height))
}
