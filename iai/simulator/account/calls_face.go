package account

import (
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// What CreateFace returns for each image (docs/service.md, "A success can be a failure").
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
	shots    []*photo
	quality  int64
	compares bool // the threshold is over zero
	most     int  // limit on the applied photos by a rule; negative: all
}

func readCreateFace(p *params) Call {
	threshold := p.number("FaceMatchThreshold", 60)
	if !(threshold >= 0 && threshold <= 100) {
		p.fail(faceMatchThreshold, "FaceMatchThreshold is not from 0 to 100")
	}
	quality := p.detection()
	return &createFace{
		id:       p.personID(),
		shots:    p.photos(),
		quality:  quality,
		compares: threshold > 0,
		most:     -1,
	}
}

func (c *createFace) only(n int)       { c.most = n }
func (c *createFace) photos() []*photo { return c.shots }

func (c *createFace) Serve(a *Account, _ time.Time) Outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	switch {
	case len(c.shots) == 0:
		return refused(codes.ImageEmpty, "no image")
	case len(c.shots) > uploadLimit:
		return refused(codes.UploadFaceNumExceed, "at most 4 images a call")
	case len(p.Faces)+len(c.shots) > facesLimit:
		return refused(codes.PersonFaceNumExceed, "a person has at most 5 faces")
	}
	for _, shot := range c.shots {
		switch shot.fault {
		case codes.ImageEmpty, codes.ImageSizeExceed, urlIllegal, imageDownloadError:
			return refusePhoto(shot.fault)
		}
	}
	if refusal := a.room(len(c.shots), p.groupIDs()...); refusal != nil {
		return Outcome{Refused: refusal}
	}
	return c.add(a, p)
}

// add checks each image separately, against the person's first face.
func (c *createFace) add(a *Account, p *person) Outcome {
	now := *p
	now.Faces = slices.Clone(p.Faces)
	added, indexes, rects := []string{}, []int{}, []Rect{}
	judged := make([]int, len(c.shots))
	for i, shot := range c.shots {
		if judged[i] = c.judge(i, p); judged[i] != 0 {
			continue
		}
		made := shot.face(a.faceID(len(added)))
		now.Faces = append(now.Faces, made)
		added, indexes, rects = append(added, made.ID.String()), append(indexes, i), append(rects, shot.faces[0])
	}
	o := Outcome{Reply: map[string]any{
		"SucFaceNum":       len(added),
		"SucFaceIds":       added,
		"RetCode":          judged,
		"SucIndexes":       indexes,
		"SucFaceRects":     rects,
		"FaceModelVersion": faceModelVersion,
	}}
	if len(added) > 0 {
		o.Change = Change{Persons: []*person{&now}, Issued: uint64(len(added))}
	}
	return o
}

func (c *createFace) judge(i int, p *person) int {
	shot := c.shots[i]
	ret, known := retCodes[shot.judged(c.quality)]
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

func readDeleteFace(p *params) Call {
	c := &deleteFace{id: p.personID()}
	c.faces = p.requiredTexts("FaceIds")
	return c
}

// Serve removes the faces that the person has; others are ignored.
func (c *deleteFace) Serve(a *Account, _ time.Time) Outcome {
	p, ok := a.persons[c.id]
	if !ok {
		return personMissing()
	}
	now := *p
	now.Faces = nil
	gone := []string{}
	for _, f := range p.Faces {
		if id := f.ID.String(); slices.Contains(c.faces, id) {
			gone = append(gone, id)
		} else {
			now.Faces = append(now.Faces, f)
		}
	}
	if len(now.Faces) == 0 {
		return refused(codes.DeleteFaceNumExceed, "a person keeps at least one face")
	}
	o := Outcome{Reply: map[string]any{"SucDeletedNum": len(gone), "SucFaceIds": gone}}
	if len(gone) > 0 {
		o.Change = Change{Persons: []*person{&now}}
	}
	return o
}
