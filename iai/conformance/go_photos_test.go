package conformance

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"sync"

	"enroll.example/enroll/iai/simulator/account"

	"golang.org/x/image/bmp"
)

// plain returns a photo without a tag, of this width and 80 px high.
func plain(width int) string { return text(jpegOf(width, 80)) }

var anybody = plain(80)

// showing returns a photo with a tag: "identity=ana", "verdict=noface".
func showing(tag string) string { return text(tagged(tag)) }

func text(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }

func jpegOf(width, height int) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, grey(width, height), nil)
	return b.Bytes()
}

func pngOf(width, height int) []byte {
	var b bytes.Buffer
	png.Encode(&b, grey(width, height))
	return b.Bytes()
}

func bmpOf(width, height int) []byte {
	var b bytes.Buffer
	bmp.Encode(&b, grey(width, height))
	return b.Bytes()
}

func grey(width, height int) image.Image {
	return image.NewGray(image.Rect(0, 0, width, height))
}

// tagged puts the tag into a comment right after the start of the file.
func tagged(tag string) []byte {
	const start = 2
	raw, comment := jpegOf(80, 80), "enroll-sample "+tag
	b := append([]byte{}, raw[:start]...)
	b = binary.BigEndian.AppendUint16(append(b, 0xFF, 0xFE), uint16(2+len(comment)))
	b = append(b, comment...)
	return append(b, raw[start:]...)
}

// gallery is a server of photos on loopback, for as long as the tests run.
var gallery = sync.OnceValue(func() *httptest.Server {
	pages := http.NewServeMux()
	pages.HandleFunc("/photo", show(jpegOf(80, 80)))
	pages.HandleFunc("/page", show([]byte("<html>not a photo</html>")))
	pages.HandleFunc("/large", show(make([]byte, account.PhotoLimit+1)))
	pages.HandleFunc("/never", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	return httptest.NewServer(pages)
})

func at(path string) string { return gallery().URL + path }

func show(raw []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.Write(raw) }
}
