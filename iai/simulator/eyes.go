package simulator

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"

	"enroll/iai/simulator/account"
	"enroll/preflight/look"

	"github.com/disintegration/imaging"
)

// newEyes look at as many photos at once as there are cores; the others wait for their turn.
func newEyes() account.Eyes {
	turn := make(chan struct{}, runtime.NumCPU())
	return func(raw []byte, turns bool) ([]account.Rect, error) {
		turn <- struct{}{}
		defer func() { <-turn }()
		return see(raw, turns)
	}
}

// see finds the faces of a photo as the service would stand it up: by EXIF always, by the
// face itself only if that is asked for (iai-api, Images).
func see(raw []byte, turns bool) (faces []account.Rect, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("decoding the photo: %v", fault)
		}
	}()
	photo, err := imaging.Decode(bytes.NewReader(raw), imaging.AutoOrientation(true))
	if err != nil {
		return nil, err
	}
	found := look.Faces(photo)
	if len(found) == 0 && turns {
		found = look.Thorough(photo)
	}
	for _, f := range sure(found) {
		faces = append(faces, account.Rect{X: f.X, Y: f.Y, Width: f.Width, Height: f.Height})
	}
	return faces, nil
}

// sure leaves out what is hardly a face beside one that certainly is.
func sure(found []look.Face) []look.Face {
	certain := func(f look.Face) bool { return f.Score >= look.Certain }
	if slices.ContainsFunc(found, certain) {
		return slices.DeleteFunc(found, func(f look.Face) bool { return !certain(f) })
	}
	return found
}
