package pipeline

import (
	"strings"
	"testing"
	"testing/synctest"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// A photo that was refused for its image stands in another person's row in the next run.
func TestRefusedImageIsNotSentForOthers(t *testing.T) {
	zero, one := 0, 1
	for name, c := range map[string]struct {
		code   string
		create bool // it is the photo with which ana would have been created
		change func(*rig)
		sent   bool // for bo
	}{
		"at her creation":            {codes.NoFaceInPhoto, true, func(*rig) {}, false},
		"in a call of several":       {codes.NoFaceInPhoto, false, func(*rig) {}, false},
		"compared by another number": {codes.NoFaceInPhoto, true, func(r *rig) { r.config.Options.Threshold = &one }, false},
		"asked for by its quality":   {codes.FaceQualityNotQualified, true, func(*rig) {}, false},
		"at another quality":         {codes.FaceQualityNotQualified, true, func(r *rig) { r.config.Options.Quality = &zero }, true},
		"turned":                     {codes.NoFaceInPhoto, true, func(r *rig) { r.config.Options.Rotate = true }, true},
		"asked to be sent again":     {codes.NoFaceInPhoto, true, func(r *rig) { r.config.Policy.RetryRejected = true }, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				bad := map[string]fake.Photo{}
				r := newRig(t, fake.Options{Photos: bad})
				r.config.Options.Quality = &one
				key := r.photo("bad.jpg")
				bad[key] = fake.Photo{Code: c.code}
				r.photo("hers.jpg")
				r.photo("his.jpg")
				photos := "hers.jpg;bad.jpg"
				if c.create {
					photos = "bad.jpg;hers.jpg"
				}
				r.roster("ana,Ana,,"+photos, "bo,Bo,,his.jpg")
				_, all := r.once()
				want(t, all, "2 bad.jpg", enrollment.StatusRejected, c.code)
				said := all["2 bad.jpg"]
				before := len(r.service.Calls())
				c.change(r)
				r.roster("ana,Ana,,hers.jpg", "bo,Bo,,his.jpg;bad.jpg")
				_, all = r.once()
				sent := false
				for _, call := range r.service.Calls()[before:] {
					for _, photo := range call.Call.Photos {
						sent = sent || photo.Key == key
					}
				}
				if sent != c.sent {
					t.Errorf("sent again: %v, want %v", sent, c.sent)
				}
				if c.sent {
					return
				}
				want(t, all, "3 bad.jpg", enrollment.StatusRejected, c.code)
				v := all["3 bad.jpg"]
				if v.RequestID != said.RequestID || v.Run != "run 1" || v.Stage != said.Stage || !strings.Contains(v.Message, "sent for ana") {
					t.Errorf("it is refused by %+v", v)
				}
			})
		})
	}
}

// What was said of a comparison with other faces says nothing of the image.
func TestMismatchedFaceIsSentForItsOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shows := map[string]fake.Photo{}
		r := newRig(t, fake.Options{Photos: shows})
		shows[r.photo("ana.jpg")] = fake.Photo{Identity: "ana"}
		shows[r.photo("bo.jpg")] = fake.Photo{Identity: "bo"}
		r.roster("ana,Ana,,ana.jpg;bo.jpg")
		_, all := r.once()
		want(t, all, "2 bo.jpg", enrollment.StatusRejected, codes.RunFaceMismatch)
		r.roster("ana,Ana,,ana.jpg", "bo,Bo,,bo.jpg")
		_, all = r.once()
		want(t, all, "3 bo.jpg", enrollment.StatusEnrolled, "")
	})
}

// A photo that was sent again because someone asked for it, and was taken, is refused no more.
func TestAcceptedPhotoLosesItsRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		photos := map[string]fake.Photo{}
		r := newRig(t, fake.Options{Photos: photos})
		key := r.photo("one.jpg")
		photos[key] = fake.Photo{Code: codes.NoFaceInPhoto}
		r.roster("ana,Ana,,one.jpg")
		r.once()
		delete(photos, key)
		r.config.Policy.RetryRejected = true
		r.once()
		r.config.Policy.RetryRejected = false
		r.begin()
		if _, refused, err := r.journal.Refused(t.Context(), r.run.ID, key, r.config.Options); refused || err != nil {
			t.Errorf("it is still refused, %v", err)
		}
		r.close()
	})
}
