package account

import "time"

// Limits of DetectFace, from its reference in the official SDK.
const (
	detectedLimit = 120 // faces in an answer
	usualFace     = 34  // pixels: the default of MinFaceSize
	smallestFace  = 20  // its only other value
)

type detectFace struct {
	shot                *photo
	most, least         int
	attributes, quality bool
}

func readDetectFace(p *params) Call {
	c := &detectFace{
		most:       int(p.within("MaxFaceNum", 1, 1, detectedLimit, invalidValue)),
		least:      p.count("MinFaceSize", usualFace),
		attributes: p.whole("NeedFaceAttributes", 0) == 1,
		quality:    p.whole("NeedQualityDetection", 0) == 1,
	}
	if c.least != usualFace && c.least != smallestFace {
		p.fail(invalidValue, "MinFaceSize is %d or %d", smallestFace, usualFace)
	}
	p.faceModel()
	p.rotation()
	c.shot = p.photo()
	return c
}

func (c *detectFace) photos() []*photo { return []*photo{c.shot} }

// Serve returns the faces of the photo, the largest first. It involves no person of the account.
func (c *detectFace) Serve(*Account, time.Time) Outcome {
	if c.shot.fault != "" {
		return refusePhoto(c.shot.fault)
	}
	found := []map[string]any{}
	for _, r := range c.shot.faces {
		if min(r.Width, r.Height) >= c.least && len(found) < c.most {
			found = append(found, c.describe(r))
		}
	}
	if len(found) == 0 {
		return refused(faceSizeTooSmall, "every face is smaller than MinFaceSize")
	}
	return Outcome{Reply: map[string]any{
		"ImageWidth":       c.shot.width,
		"ImageHeight":      c.shot.height,
		"FaceInfos":        found,
		"FaceModelVersion": faceModelVersion,
	}}
}

func (c *detectFace) describe(r Rect) map[string]any {
	return map[string]any{
		"X": r.X, "Y": r.Y, "Width": r.Width, "Height": r.Height,
		"FaceAttributesInfo": c.attributesOf(),
		"FaceQualityInfo":    c.qualityOf(),
	}
}

// attributesOf has the service's form and no meaning: the face is not examined.
func (c *detectFace) attributesOf() map[string]any {
	middle, open := 0, false
	if c.attributes {
		middle, open = 50, true
	}
	return map[string]any{
		"Gender": middle, "Age": middle, "Expression": 0, "Glass": false, "Pitch": 0, "Yaw": 0, "Roll": 0,
		"Beauty": 0, "Hat": false, "Mask": false, "EyeOpen": open,
		"Hair": map[string]any{"Length": 0, "Bang": 0, "Color": 0},
	}
}

// qualityOf converts the QualityControl that the photo passes into points.
func (c *detectFace) qualityOf() map[string]any {
	score := 0
	if c.quality {
		score = []int{20, 45, 60, 75, 95}[c.shot.quality]
	}
	return map[string]any{
		"Score": score, "Sharpness": score, "Brightness": score / 2,
		"Completeness": map[string]any{
			"Eyebrow": score, "Eye": score, "Nose": score, "Cheek": score, "Mouth": score, "Chin": score,
		},
	}
}
