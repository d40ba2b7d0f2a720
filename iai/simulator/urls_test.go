package simulator

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/iai/simulator/account"
)

// album serves photos, and everything that can go wrong with them.
func album(t *testing.T) *httptest.Server {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/ana.jpg":
			w.Write(jpegOf(80, 80, "identity=ana"))
		case "/large":
			w.Write(make([]byte, account.PhotoLimit+1))
		case "/word":
			w.Write([]byte("no photo"))
		case "/moved":
			http.Redirect(w, r, "/ana.jpg", http.StatusFound)
		case "/elsewhere":
			http.Redirect(w, r, "http://192.0.2.1/ana.jpg", http.StatusFound)
		case "/never":
			<-r.Context().Done()
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(web.Close)
	return web
}

func TestPhotosByURL(t *testing.T) {
	const failed, illegal = "FailedOperation.ImageDownloadError", "InvalidParameterValue.UrlIllegal"
	here := album(t).URL
	for name, c := range map[string]struct{ url, want string }{
		"a photo":               {here + "/ana.jpg", ""},
		"one that has moved":    {here + "/moved", ""},
		"one that is not there": {here + "/bob.jpg", failed},
		"one that is elsewhere": {"http://192.0.2.1/ana.jpg", failed},
		"one that moved away":   {here + "/elsewhere", failed},
		"what is no photo":      {here + "/word", "FailedOperation.ImageDecodeFailed"},
		"what is too large":     {here + "/large", "FailedOperation.ImageSizeExceed"},
		"what is no address":    {"ana.jpg", illegal},
		"another protocol":      {"file:///etc/passwd", illegal},
		"a name without a host": {"http:///ana.jpg", illegal},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, Options{}).group()
			got := r.call("CreatePerson", fields{"GroupId": "staff", "PersonId": "p", "PersonName": "p", "Url": c.url, "Image": "AAAA"})
			if got.code() != c.want {
				t.Errorf("a person: code %q, want %q (%s)", got.code(), c.want, got.Response.Error.Message)
			}
			if last := r.last(); last.Images != 1 {
				t.Errorf("%+v", last)
			}
			r.person("q", shot(0))
			face := r.call("CreateFace", fields{"PersonId": "q", "Urls": []string{here + "/ana.jpg", c.url}})
			if want := c.want; want == "FailedOperation.ImageDecodeFailed" {
				if face.code() != "" || face.Response.RetCode[1] != -1102 {
					t.Errorf("faces: %+v", face.Response)
				}
			} else if face.code() != want || r.last().Images != 2 {
				t.Errorf("faces: code %q, want %q; %+v", face.code(), want, r.last())
			}
		})
	}
}

func TestPhotosByURLDisabled(t *testing.T) {
	r := newRig(t, Options{URLs: "none"})
	if got := r.call("DetectFace", fields{"Url": album(t).URL + "/ana.jpg"}).code(); got != "FailedOperation.ImageDownloadError" {
		t.Errorf("code %q", got)
	}
}

// The photo itself says whom it shows, wherever it came from.
func TestPhotoByURLHasItsTag(t *testing.T) {
	r := newRig(t, Options{}).group()
	r.must("CreatePerson", fields{"GroupId": "staff", "PersonId": "p", "PersonName": "p", "Url": album(t).URL + "/ana.jpg"})
	if got, want := r.state().Persons[0].Faces[0].Hash, hexHash(string(jpegOf(80, 80, "identity=ana"))); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

// A photo that does not arrive holds the call until the server gives it up, or closes.
func TestPhotoThatDoesNotArrive(t *testing.T) {
	address := album(t).URL + "/never"
	r := newRig(t, Options{Timeout: 50 * time.Millisecond})
	if got := r.call("DetectFace", fields{"Url": address}).code(); got != "FailedOperation.RequestTimeout" {
		t.Errorf("code %q", got)
	}
	patient := newRig(t, Options{})
	answered := make(chan string)
	go func() { answered <- patient.call("DetectFace", fields{"Url": address}).code() }()
	awaitService(t, patient.s)
	patient.s.Close()
	if got := <-answered; !strings.Contains(got, "ImageDownloadError") {
		t.Errorf("code %q", got)
	}
}
