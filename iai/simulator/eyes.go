package simulator

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"runtime"
	"slices"

	"enroll.example/enroll/iai/simulator/account"
	"enroll.example/enroll/preflight/look"

	"github.com/disintegration/imaging"
)

var errOversize = errors.New("the photo is larger than its limits")

// newEyes returns eyes that decode as many photos at once as there are cores; further ones wait.
func newEyes() account.Eyes {
	turn := make(chan struct{}, runtime.NumCPU())
	return func(raw []byte, turns bool) (account.Sight, error) {
		turn <- struct{}{}
		defer func() { <-turn }()
		return see(raw, turns)
	}
}

// see finds the faces of a photo, rotated as the service would: by EXIF always, by the face itself
// only if asked (docs/service.md, "Images").
func see(raw []byte, turns bool) (seen account.Sight, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("decoding the photo: %v", fault)
		}
	}()
	if about, _, err := image.DecodeConfig(bytes.NewReader(raw)); err != nil || max(about.Width, about.Height) > account.LongestEdge {
		return seen, errors.Join(err, errOversize) // the decoder may find a larger size than we did
	}
	photo, err := imaging.Decode(bytes.NewReader(raw), imaging.AutoOrientation(true))
	if err != nil {
		return seen, err
	}
	seen.Width, seen.Height = photo.Bounds().Dx(), photo.Bounds().Dy()
	found := look.Faces(photo)
	if len(found) == 0 && turns {
		found = look.Thorough(photo)
	}
	for _, f := range sure(found) {
		seen.Faces = append(seen.Faces, account.Rect{X: f.X, Y: f.Y, Width: f.Width, Height: f.Height})
	}
	return seen, nil
}

// sure drops uncertain faces if there is a certain one.
func sure(found []look.Face) []look.Face {
	certain := func(f look.Face) bool { return f.Score >= look.Certain }
	if slices.ContainsFunc(found, certain) {
		return slices.DeleteFunc(found, func(f look.Face) bool { return !certain(f) })
	}
	return found
}
