package account

import (
	"bytes"
	"encoding/json"

	"enroll.example/enroll/codes"
)

// photo reads the image of a call that takes one, and releases its bytes. A URL takes precedence over
// an image in the same call (the SDK's reference of CreatePerson).
func (p *params) photo() *photo {
	at := p.text("Url")
	image, given := p.take("Image")
	switch {
	case at != "":
		return p.pointed(at)
	case !given:
		return &photo{fault: codes.ImageEmpty}
	}
	return p.asPhoto("Image", image)
}

// photos reads the images of a call that takes several.
func (p *params) photos() (shots []*photo) {
	places, images := p.texts("Urls"), p.elements("Images")
	if len(places) > 0 {
		for _, at := range places {
			shots = append(shots, p.pointed(at))
		}
		return shots
	}
	for _, raw := range images {
		shots = append(shots, p.asPhoto("Images", raw))
	}
	return shots
}

func (p *params) pointed(at string) *photo {
	shot := &photo{eyes: p.eyes, turns: p.turns}
	shot.checkURL(at)
	return shot
}

// asPhoto decodes base64 in place, unless it has escapes (PHP's SDK writes "\\/").
func (p *params) asPhoto(name string, raw json.RawMessage) *photo {
	shot := &photo{eyes: p.eyes, turns: p.turns}
	if raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		shot.read(raw[1 : len(raw)-1])
	} else {
		shot.read([]byte(p.asText(name, raw)))
	}
	return shot
}

// detection reads the options of face detection, before the photos that they apply to. It returns the
// QualityControl.
func (p *params) detection() int64 {
	p.rotation()
	return p.within("QualityControl", 0, 0, 4, qualityControlIllegal)
}

func (p *params) rotation() {
	p.turns = p.within("NeedRotateDetection", 0, 0, 1, invalidValue) == 1
}

// faceModel reads the version of the algorithm: accounts opened since 2020 have only this one.
func (p *params) faceModel() {
	if version := p.text("FaceModelVersion"); version != "" && version != faceModelVersion {
		p.fail(faceModelVersionIllegal, "FaceModelVersion can only be "+faceModelVersion)
	}
}
