package simulator

import (
	"image"
	"image/draw"
	"testing"

	drawn "enroll.example/enroll/samples/face"

	"github.com/disintegration/imaging"
)

// crowd is two drawn faces side by side, the second half as large.
func crowd() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 360, 240))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(0, 0, 240, 240), drawn.Draw(1, 1, 240), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(240, 60, 360, 180), drawn.Draw(2, 1, 120), image.Point{}, draw.Src)
	return m
}

func TestFaceDetection(t *testing.T) {
	const none = "InvalidParameterValue.NoFaceInPhoto"
	somebody := drawn.Draw(7, 1, 200)
	photo := func(m image.Image) string { return text(drawn.EncodeJPEG(m, "")) }
	for name, c := range map[string]struct {
		look  bool
		photo string
		turns int
		want  string
	}{
		"a face":                           {true, photo(somebody), 0, ""},
		"a face in a PNG":                  {true, text(drawn.EncodePNG(somebody, "")), 0, ""},
		"a wall":                           {true, photo(grey(200, 200)), 0, none},
		"a wall, without eyes":             {false, photo(grey(200, 200)), 0, ""},
		"a face on its side":               {true, photo(imaging.Rotate90(somebody)), 0, none},
		"a face on its side, to be turned": {true, photo(imaging.Rotate90(somebody)), 1, ""},
		"a face on its side, as EXIF says": {true, text(drawn.Insert(drawn.EncodeJPEG(imaging.Rotate90(somebody), ""), 0xE1, exif(6))), 0, ""},
		"a face that says it is none":      {true, text(drawn.EncodeJPEG(somebody, "enroll-sample verdict=noface")), 0, none},
		"pixels that are garbled":          {true, text(garbled(drawn.EncodePNG(somebody, ""))), 0, "FailedOperation.ImageDecodeFailed"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, Options{Look: c.look}).group()
			got := r.call("CreatePerson", fields{"GroupId": "staff", "PersonId": "p", "PersonName": "p", "Image": c.photo, "NeedRotateDetection": c.turns})
			if got.code() != c.want {
				t.Errorf("code %q, want %q", got.code(), c.want)
			}
		})
	}
}

// exif returns the orientation of a photo (TIFF, big-endian, one entry).
func exif(orientation byte) []byte {
	return append([]byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), orientation, 0, 0, 0, 0, 0, 0)
}

// garbled returns a PNG with invalid compressed pixels and valid checksums.
func garbled(raw []byte) []byte {
	const head = 8 + 12 + 13
	return join(raw[:head], drawn.Chunk("IDAT", []byte("no pixels")), drawn.Chunk("IEND", nil))
}

func TestLargestOfSeveralFaces(t *testing.T) {
	r := newRig(t, Options{Look: true}).group()
	both := text(drawn.EncodeJPEG(crowd(), ""))
	all := r.must("DetectFace", fields{"Image": both, "MaxFaceNum": 5}).Response.FaceInfos
	if len(all) != 2 || all[0].Width <= all[1].Width || all[0].X > 120 || all[1].X < 200 {
		t.Fatalf("%+v, want two, the larger on the left", all)
	}
	if one := r.must("DetectFace", fields{"Image": both}).Response.FaceInfos; len(one) != 1 || one[0] != all[0] {
		t.Errorf("%+v, want the largest", one)
	}
	enrolled := r.must("CreatePerson", fields{"GroupId": "staff", "PersonId": "p", "PersonName": "p", "Image": both}).Response.FaceRect
	if enrolled != all[0] {
		t.Errorf("%+v is enrolled, want %+v", enrolled, all[0])
	}
}
