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
	PhotoLimit     = base64Limit / 4 * 3 // bytes that come to as much
	shortEdge      = 64                  // pixels, at least
	longEdgeJPEG   = 4000                // pixels, at most
	longEdgeOthers = 2000
	LongestEdge    = longEdgeJPEG // pixels, whatever the format
)

// Eyes see a photo upright; with turns they look for faces that do not stand upright, too. They
// are asked only for a photo that keeps all limits.
type Eyes func(raw []byte, turns bool) (Sight, error)

// Sight is a photo as it was seen.
type Sight struct {
	Width, Height int
	Faces         []Rect // the largest first
}

// Rect is where a face is, in pixels.
type Rect struct {
	X, Y, Width, Height int
}

// photo is what is kept of an image once its bytes are gone.
//
// A tag in the image stands for what only a recogniser could tell: the words
// "enroll-sample identity=NAME" in a comment (of a JPEG, or a PNG's tEXt of that name) say who
// it shows; "verdict=noface" that it shows nobody, "quality=0" to "quality=4" the strictest
// QualityControl that it passes (4 without the word; "verdict=quality" is "quality=0").
type photo struct {
	url           string // where it is to be had from; "": it came with the call
	hash          digest // of nothing, if what came was not base64
	width, height int
	faces         []Rect // the largest first; none if there is a fault
	identity      string // who it shows, if it says so
	quality       int64
	fault         string // the code that it is refused with; "" if it is well
	eyes          Eyes
	turns         bool
}

// picture is what a photo's structure says, before any limit.
type picture struct {
	format        string // "jpeg", "png", "bmp"
	width, height int
	comments      []string
}

// read judges an image that came as base64.
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

// point judges the form of a URL; what lies there is fetched once the call is in service.
func (p *photo) point(at string) {
	p.url = at
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		p.fault = urlIllegal
	}
}

// look judges an image by its structure: the format by its first bytes, the size by its
// header, and whether it is whole by its end marker (see readPicture). Decoding the pixels
// would cost a hundred times as much and tell little more; only eyes do it.
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
	if p.heed(seen.comments); p.fault == "" {
		p.find(raw)
	}
}

// find tells the faces: with eyes what they see, without them one in the middle.
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

// heed takes the word of a tagged photo.
func (p *photo) heed(comments []string) {
	for _, comment := range comments {
		words := strings.Fields(strings.Trim(comment, "\x00"))
		if len(words) == 0 || words[0] != "enroll-sample" {
			continue
		}
		for _, word := range words[1:] {
			p.hear(word)
		}
	}
}

func (p *photo) hear(word string) {
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

// judged is the photo's fault under a QualityControl.
func (p *photo) judged(control int64) string {
	if p.fault == "" && control > p.quality {
		return codes.FaceQualityNotQualified
	}
	return p.fault
}

// resembles says whether the photo may show who a face shows; no word is taken as yes.
func (p *photo) resembles(f face) bool {
	return p.identity == "" || f.Identity == "" || p.identity == f.Identity
}

// face is the one that is enrolled: the largest.
func (p *photo) face(id faceID) face { return face{id, p.hash, p.identity} }
