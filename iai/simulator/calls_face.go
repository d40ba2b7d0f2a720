package simulator

import (
	"slices"
	"time"

	"enroll/codes"
)

// What CreateFace says of each image (iai-api, A success can be a failure).
var retCodes = map[string]int{
	"":                            0,
	codes.NoFaceInPhoto:           -1101,
	codes.ImageDecodeFailed:       -1102,
	codes.ImageResolutionTooSmall: -1109,
	codes.ImageResolutionExceed:   -1109,
	codes.FaceQualityNotQualified: -1601,
}

const (
	retCodeMismatch = -1604
	retCodeOther    = -1000 // "other": the algorithm failed
)

type createFace struct {
	id       string
	photos   []photo
	urls     int
	compares bool // the threshold is over zero
	most     int  // photos that a rule lets be applied; negative: all
}

func readCreateFace(p *params) call {
	threshold := p.number("FaceMatchThreshold", 60)
	if !(threshold >= 0 && threshold <= 100) {
		p.fail(faceMatchThreshold, "FaceMatchThreshold is not from 0 to 100")
	}
	p.detection()
	return &createFace{
		id:       p.personID(),
		photos:   p.photos("Images"),
		urls:     len(p.texts("Urls")),
		compares: threshold > 0,
		most:     -1,
	}
}

func (c *createFace) firstPhotos(n int) { c.most = n }

func (c *createFace) serve(a *account, _ time.Time) outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	uploaded := max(len(c.photos), c.urls)
	switch {
	case uploaded == 0:
		return refused(codes.ImageEmpty, "no image")
	case uploaded > uploadLimit:
		return refused(codes.UploadFaceNumExceed, "at most 4 images a call")
	case len(p.Faces)+uploaded > facesLimit:
		return refused(codes.PersonFaceNumExceed, "a person has at most 5 faces")
	case c.urls > 0:
		return refused(imageDownloadError, "the simulator downloads nothing")
	}
	for _, shot := range c.photos {
		if shot.fault == codes.ImageEmpty || shot.fault == codes.ImageSizeExceed {
			return refused(shot.fault, "an image is refused, and the call with it")
		}
	}
	return c.add(a, p)
}

// add judges each image for itself, against the person's first face.
func (c *createFace) add(a *account, p *person) outcome {
	now := *p
	now.Faces = slices.Clone(p.Faces)
	added, indexes, rects := []string{}, []int{}, []map[string]any{}
	judged := make([]int, len(c.photos))
	for i, shot := range c.photos {
		if judged[i] = c.judge(i, p); judged[i] != 0 {
			continue
		}
		id := a.faceID(len(added))
		now.Faces = append(now.Faces, face{id, shot.hash, shot.identity})
		added, indexes, rects = append(added, id), append(indexes, i), append(rects, shot.rect())
	}
	o := outcome{reply: map[string]any{
		"SucFaceNum":       len(added),
		"SucFaceIds":       added,
		"RetCode":          judged,
		"SucIndexes":       indexes,
		"SucFaceRects":     rects,
		"FaceModelVersion": faceModelVersion,
	}}
	if len(added) > 0 {
		o.change = change{Persons: []*person{&now}, Issued: uint64(len(added))}
	}
	return o
}

func (c *createFace) judge(i int, p *person) int {
	shot := c.photos[i]
	ret, known := retCodes[shot.fault]
	switch {
	case !known || c.most >= 0 && i >= c.most:
		return retCodeOther
	case ret == 0 && c.compares && !shot.resembles(p.Faces[0]):
		return retCodeMismatch
	}
	return ret
}

type deleteFace struct {
	id    string
	faces []string
}

func readDeleteFace(p *params) call {
	c := &deleteFace{id: p.personID()}
	if _, ok := p.left["FaceIds"]; !ok {
		p.fail(missingParameter, "FaceIds is required")
	}
	if c.faces = p.texts("FaceIds"); len(c.faces) == 0 {
		p.fail(codes.ParameterEmpty, "FaceIds is empty")
	}
	return c
}

// serve takes away the faces that the person has; others are passed over.
func (c *deleteFace) serve(a *account, _ time.Time) outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	now := *p
	now.Faces = nil
	gone := []string{}
	for _, f := range p.Faces {
		if slices.Contains(c.faces, f.ID) {
			gone = append(gone, f.ID)
		} else {
			now.Faces = append(now.Faces, f)
		}
	}
	if len(now.Faces) == 0 {
		return refused(codes.DeleteFaceNumExceed, "a person keeps at least one face")
	}
	o := outcome{reply: map[string]any{"SucDeletedNum": len(gone), "SucFaceIds": gone}}
	if len(gone) > 0 {
		o.change = change{Persons: []*person{&now}}
	}
	return o
}
