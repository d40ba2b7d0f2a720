package account

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"enroll.example/enroll/codes"
)

// Limits of a photo (docs/service.md, "Images").
const (
	base64Limit    = 5 << 20             // characters of base64
	PhotoLimit     = base64Limit / 4 * 3 // bytes that encode to this much
	shortEdge      = 64                  // pixels, at least
	longEdgeJPEG   = 4000                // pixels, at most
	longEdgeOthers = 2000
	LongestEdge    = longEdgeJPEG // pixels, whatever the format
)

// Eyes find the faces of an upright photo; with turns they also search for faces that are not upright.
// They are called only for a photo within all limits.
type Eyes func(raw []byte, turns bool) (Sight, error)

// Sight is what Eyes found in a photo.
type Sight struct {
	Width, Height int
	Faces         []Rect // the largest first
}

// Rect is the place of a face, in pixels.
type Rect struct {
	X, Y, Width, Height int
}

// photo is what is kept of an image once its bytes are released.
//
// A tag in the image replaces face recognition: the words "enroll-sample identity=NAME" in a comment
// (of a JPEG, or a PNG's tEXt of that name) say whom it shows; "verdict=noface" that it shows no one,
// "quality=0" to "quality=4" the strictest QualityControl that it passes (4 without the word;
// "verdict=quality" is "quality=0").
type photo struct {
	url           string // where to fetch it; "": it came with the call
	hash          digest // of nothing, if the image was not base64
	width, height int
	faces         []Rect // the largest first; none if there is a fault
	identity      string // whom it shows, if it says so
	quality       int64
	fault         string // the code with which it is refused; "" if it is good
	eyes          Eyes
	turns         bool
}

// picture is what a photo's structure says, before any limit is checked.
type picture struct {
	format        string // "jpeg", "png", "bmp"
	width, height int
	comments      []string
}

// read checks an image that came as base64.
func (p *photo) read(text []byte) {
	switch {
	case len(text) == 0:
		p.fault = codes.ImageEmpty
		return
	case len(text) > base64Limit:
		p.fault = codes.ImageSizeExceed
		return
	}
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(raw, text)
	if err != nil {
		n = 0
	}
	p.look(raw[:n])
}

// checkURL checks the form of a URL; the photo is fetched once the call is in service.
func (p *photo) checkURL(at string) {
	p.url = at
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		p.fault = urlIllegal
	}
}

// look checks an image by its structure: the format by its first bytes, the size by its header, and
// whether it is complete by its end marker (see readPicture). Decoding the pixels would cost a hundred
// times as much and find little more; only eyes do it.
func (p *photo) look(raw []byte) {
	if len(raw) > PhotoLimit {
		p.fault = codes.ImageSizeExceed
		return
	}
	p.hash = sha256.Sum256(raw)
	p.quality = 4
	seen, ok := readPicture(raw)
	p.width, p.height = seen.width, seen.height
	if p.fault = seen.fault(); !ok {
		p.fault = codes.ImageDecodeFailed
	}
	if p.applyTag(seen.comments); p.fault == "" {
		p.find(raw)
	}
}

// find sets the faces: with eyes those found, without them one in the middle.
func (p *photo) find(raw []byte) {
	if p.eyes == nil {
		p.faces = []Rect{{p.width / 4, p.height / 4, p.width / 2, p.height / 2}}
		return
	}
	seen, err := p.eyes(raw, p.turns)
	switch {
	case err != nil:
		p.fault = codes.ImageDecodeFailed
	case len(seen.Faces) == 0:
		p.fault = codes.NoFaceInPhoto
	}
	p.width, p.height, p.faces = seen.Width, seen.Height, seen.Faces
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

// applyTag applies the tag of a photo.
func (p *photo) applyTag(comments []string) {
	for _, comment := range comments {
		words := strings.Fields(strings.Trim(comment, "\x00"))
		if len(words) == 0 || words[0] != "enroll-sample" {
			continue
		}
		for _, word := range words[1:] {
			p.applyWord(word)
		}
	}
}

func (p *photo) applyWord(word string) {
	switch key, value, _ := strings.Cut(word, "="); {
	case key == "identity":
		p.identity = Shorten(value, 128)
	case key == "quality":
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			p.quality = min(max(n, 0), 4)
		}
	case word == "verdict=quality":
		p.quality = 0
	case word == "verdict=noface" && p.fault == "":
		p.fault = codes.NoFaceInPhoto
	}
}

// judged returns the photo's fault under a QualityControl.
func (p *photo) judged(control int64) string {
	if p.fault == "" && control > p.quality {
		return codes.FaceQualityNotQualified
	}
	return p.fault
}

// resembles reports whether the photo may show the person of a face; without a tag it may.
func (p *photo) resembles(f face) bool {
	return p.identity == "" || f.Identity == "" || p.identity == f.Identity
}

// face returns the face that is enrolled: the largest.
func (p *photo) face(id faceID) face { return face{id, p.hash, p.identity} }
