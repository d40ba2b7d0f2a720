package simulator

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"enroll/codes"
)

// Limits of a photo (iai-api, Images).
const (
	base64Limit    = 5 << 20 // characters of base64
	shortEdge      = 64      // pixels, at least
	longEdgeJPEG   = 4000    // pixels, at most
	longEdgeOthers = 2000
)

// photo is what is kept of an image once its bytes are gone.
type photo struct {
	hash          string // sha256 of the bytes, in hex; of nothing, if they were not base64
	width, height int
	identity      string // who it shows, if it says so
	fault         string // the code that it is refused with; "" if it is well
}

// picture is what a photo's structure says, before any limit.
type picture struct {
	format        string // "jpeg", "png", "bmp"
	width, height int
	comments      []string
}

// readPhoto judges an image by its structure alone: the format by its first bytes, the size
// by its header, and whether it is whole by its end marker (see readPicture). Decoding the
// pixels would cost a hundred times as much and tell little more.
func readPhoto(text []byte) photo {
	p := photo{}
	switch {
	case len(text) == 0:
		p.fault = codes.ImageEmpty
		return p
	case len(text) > base64Limit:
		p.fault = codes.ImageSizeExceed
		return p
	}
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(raw, text)
	if err != nil {
		n = 0
	}
	sum := sha256.Sum256(raw[:n])
	p.hash = hex.EncodeToString(sum[:])
	seen, ok := readPicture(raw[:n])
	p.width, p.height = seen.width, seen.height
	if p.fault = seen.fault(); !ok {
		p.fault = codes.ImageDecodeFailed
	}
	p.heed(seen.comments)
	return p
}

func (s picture) fault() string {
	long := longEdgeOthers
	if s.format == "jpeg" {
		long = longEdgeJPEG
	}
	switch {
	case min(s.width, s.height) < shortEdge:
		return codes.ImageResolutionTooSmall
	case max(s.width, s.height) > long:
		return codes.ImageResolutionExceed
	}
	return ""
}

// heed takes the word of a generated sample for what a detector would have to find out:
// "enroll-sample identity=NAME", optionally with "verdict=noface" or "verdict=quality".
func (p *photo) heed(comments []string) {
	for _, comment := range comments {
		words := strings.Fields(strings.Trim(comment, "\x00"))
		if len(words) == 0 || words[0] != "enroll-sample" {
			continue
		}
		for _, word := range words[1:] {
			switch key, value, _ := strings.Cut(word, "="); key {
			case "identity":
				p.identity = shorten(value, 128)
			case "verdict":
				p.judge(value)
			}
		}
	}
}

func (p *photo) judge(verdict string) {
	if p.fault != "" {
		return
	}
	switch verdict {
	case "noface":
		p.fault = codes.NoFaceInPhoto
	case "quality":
		p.fault = codes.FaceQualityNotQualified
	}
}

// resembles says whether the photo may show who a face shows; no word is taken as yes.
func (p photo) resembles(f face) bool {
	return p.identity == "" || f.Identity == "" || p.identity == f.Identity
}

// rect is where the face is said to be: the middle of the photo.
func (p photo) rect() map[string]any {
	return map[string]any{"X": p.width / 4, "Y": p.height / 4, "Width": p.width / 2, "Height": p.height / 2}
}
