package face

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"testing"
)

func TestSameSeedsGiveSamePhoto(t *testing.T) {
	for shot := range uint64(5) {
		if !bytes.Equal(JPEG(7, shot, 64), JPEG(7, shot, 64)) {
			t.Errorf("shot %d differs from itself", shot)
		}
	}
	if bytes.Equal(JPEG(7, 1, 64), JPEG(7, 2, 64)) {
		t.Error("two shots are one photo")
	}
	if bytes.Equal(Draw(7, 1, 64).Pix, Draw(8, 1, 64).Pix) {
		t.Error("two people are one photo")
	}
}

// Skin and proportions stay the same; the head moves.
func TestIdentityIsStable(t *testing.T) {
	one, other := newPortrait(newIdentity(7), newShot(7, 1), 64), newPortrait(newIdentity(7), newShot(7, 2), 64)
	if one.identity != other.identity {
		t.Errorf("%+v\n%+v", one.identity, other.identity)
	}
	if one.shot == other.shot || one.identity == newIdentity(8) {
		t.Error("seeds make no difference")
	}
}

// What a detector searches for: on every face the ridge of the nose is lighter than the eye sockets
// beside it and the shadow below, and the cheeks are lighter than the mouth.
func TestFaceShading(t *testing.T) {
	for seed := range uint64(200) {
		p := newPortrait(newIdentity(seed), newShot(seed, seed), 240)
		p.light = 0
		ridge, cheek := p.shade(0, .05), p.shade(.5, .16)
		socket, below, lip := p.shade(p.eyeX, p.eyeY), p.shade(0, p.identity.nose), p.shade(0, p.mouthY+.115)
		if ridge < 1.2*socket || ridge < 1.2*below || cheek < 1.05*lip {
			t.Errorf("face %d: ridge %.2f, cheek %.2f, socket %.2f, under the nose %.2f, under the lip %.2f", seed, ridge, cheek, socket, below, lip)
		}
	}
}

// Eyes, brows and mouth are in their places: darker than the skin around them.
func TestFaceHasEyesBrowsAndMouth(t *testing.T) {
	for seed := range uint64(200) {
		who := newIdentity(seed)
		who.glasses, who.beard = false, false
		p := newPortrait(who, newShot(seed, seed), 240)
		p.light = 0
		dark := func(x, y float64) bool { return p.head(x, y)[0] < .8*p.skin[0]*p.shade(x, y) }
		if !dark(p.eyeX, p.eyeY) || !dark(-p.eyeX, p.eyeY) || !dark(0, p.mouthY+p.smile/2) {
			t.Errorf("face %d lacks an eye or the mouth", seed)
		}
		if brow := p.brow(0, 0); brow < .9 {
			t.Errorf("face %d has brows of %.2f", seed, brow)
		}
	}
}

func TestPhotoHasTag(t *testing.T) {
	picture := Draw(1, 1, 64)
	jpg, asPNG := EncodeJPEG(picture, Tag("ana", "")), EncodePNG(picture, Tag("ana", NoFace))
	if !bytes.Contains(jpg, []byte("\xFF\xFE\x00\x1Cenroll-sample identity=ana\xFF")) {
		t.Errorf("no COM segment: %q", jpg[:64])
	}
	if !bytes.Contains(asPNG, []byte("\x00\x00\x00\x31tEXtComment\x00enroll-sample identity=ana verdict=noface")) {
		t.Errorf("no tEXt chunk: %q", asPNG[:128])
	}
	if !bytes.Contains(JPEG(42, 1, 64), []byte("identity=42\xFF")) {
		t.Error("JPEG tags no identity")
	}
	if _, err := jpeg.Decode(bytes.NewReader(jpg)); err != nil {
		t.Error(err)
	}
	if _, err := png.Decode(bytes.NewReader(asPNG)); err != nil { // which verifies every chunk's checksum
		t.Error(err)
	}
}

func BenchmarkDraw(b *testing.B) {
	for b.Loop() {
		Draw(1, 2, 128)
	}
}
