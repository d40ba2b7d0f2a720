package contract

import (
	"context"
	"image"
	"image/color"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/iai"
	"enroll.example/enroll/iai/simulator"
	"enroll.example/enroll/pipeline/fake"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/samples/face"
)

// album is the photos of the tests: what the fake knows of each, and its file.
var album = map[string]struct {
	fake fake.Photo
	file []byte
}{
	"ana-1":   {fake.Photo{Identity: "ana"}, picture(100, face.Tag("ana", ""))},
	"ana-2":   {fake.Photo{Identity: "ana"}, picture(101, face.Tag("ana", ""))},
	"ana-3":   {fake.Photo{Identity: "ana"}, picture(102, face.Tag("ana", ""))},
	"bo-1":    {fake.Photo{Identity: "bo"}, picture(103, face.Tag("bo", ""))},
	"anybody": {fake.Photo{}, picture(104, "")},
	"wall":    {fake.Photo{Code: codes.NoFaceInPhoto}, picture(105, face.Tag("wall", face.NoFace))},
	"blurred": {fake.Photo{Identity: "ana", Code: codes.FaceQualityNotQualified}, picture(106, face.Tag("ana", face.BadQuality))},
	"tiny":    {fake.Photo{Code: codes.ImageResolutionTooSmall}, picture(40, "")},
	"garbled": {fake.Photo{Code: codes.ImageDecodeFailed}, []byte("no picture at all")},
	"nothing": {fake.Photo{Code: codes.ImageEmpty}, nil},
	"changed": {fake.Photo{Changed: true}, nil},
}

func picture(size int, comment string) []byte {
	canvas := image.NewGray(image.Rect(0, 0, size, size))
	canvas.SetGray(size/2, size/2, color.Gray{Y: 200})
	return face.EncodeJPEG(canvas, comment)
}

func openFake(t *testing.T, x trouble) *stage {
	photos := map[string]fake.Photo{}
	for name, p := range album {
		photos[name] = p.fake
	}
	s := fake.New(fake.Options{Photos: photos, QPS: x.qps, Gate: x.gate, Faults: x.fault})
	return &stage{t: t, api: s, noticed: func() {}, later: func() { time.Sleep(2 * time.Hour) }} // of a bubble
}

func (x trouble) fault(call enrollment.Call, n int) fake.Fault {
	if x.every && call.Person == "" || !x.every && (call.Action != x.action || n > 1) {
		return fake.Fault{}
	}
	lose := map[string]fake.Loss{"before": fake.Before, "after": fake.After}[x.lose]
	return fake.Fault{Lose: lose, Answer: x.answer, Apply: x.apply, Half: x.half, Delay: x.delay}
}

func openService(t *testing.T, x trouble) *stage {
	return serve(t, x, simulator.Options{QPS: float64(x.qps), Faults: x.rules(), State: filepath.Join(t.TempDir(), "state")})
}

func serve(t *testing.T, x trouble, o simulator.Options) *stage {
	s, err := simulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{}, 1)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer context.AfterFunc(r.Context(), func() { gone <- struct{}{} })()
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { s.Close(); web.Close() })
	service, err := iai.New(iai.Config{
		Endpoint: web.URL, Credential: common.NewCredential("SIMULATORID", "SIMULATORKEY"),
		Gate: x.gate, Photos: photoFiles,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	stage := &stage{t: t, api: service, noticed: func() { <-gone }}
	stage.later = func() {
		if err := s.Close(); err != nil { // which ends what it waits for
			t.Error(err)
		}
		stage.api = serve(t, trouble{}, simulator.Options{State: o.State}).api
	}
	return stage
}

func (x trouble) rules() []simulator.Rule {
	switch {
	case x.every:
		return []simulator.Rule{{Person: "*?", Delay: x.delay}}
	case x.action == "":
		return nil
	}
	r := simulator.Rule{
		Action: string(x.action), Nth: 1, Drop: x.lose, Answer: x.answer, Apply: x.apply, Delay: x.delay,
	}
	if x.half > 0 {
		r.ApplyImages = &x.half
	}
	return []simulator.Rule{r}
}

func photoFiles(_ context.Context, names []string) (files [][]byte, release func(), err error) {
	for _, name := range names {
		if album[name].fake.Changed {
			return nil, nil, &preflight.ChangedError{Key: name}
		}
		files = append(files, album[name].file)
	}
	return files, func() {}, nil
}
