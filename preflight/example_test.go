package preflight_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"log"
	"os"
	"path/filepath"

	"enroll.example/enroll/preflight"
)

// gray is a JPEG of nothing.
func gray(width, height int) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		log.Fatal(err)
	}
	return out.Bytes()
}

// photos is a folder of photos, by their names.
func photos(files map[string][]byte) (dir string, remove func()) {
	dir, err := os.MkdirTemp("", "photos")
	if err != nil {
		log.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			log.Fatal(err)
		}
	}
	return dir, func() { os.RemoveAll(dir) }
}

// Each photo is judged before a call is spent on it, with the code that the service would give.
func Example() {
	dir, remove := photos(map[string][]byte{
		"good.jpg":  gray(200, 300),
		"small.jpg": gray(200, 50),
		"page.jpg":  []byte("<!DOCTYPE html><html>Not found</html>"),
		"empty.png": nil,
	})
	defer remove()
	p, err := preflight.Open(dir, 0)
	if err != nil {
		log.Fatal(err)
	}
	defer p.Close()

	for _, path := range []string{"good.jpg", "small.jpg", "page.jpg", "empty.png", "../secret.jpg"} {
		f, err := p.Check(context.Background(), path)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %dx%d %q\n", path, f.Width, f.Height, f.Code)
	}

	// Output:
	// good.jpg: 200x300 ""
	// small.jpg: 200x50 "FailedOperation.ImageResolutionTooSmall"
	// page.jpg: 0x0 "Preflight.Format"
	// empty.png: 0x0 "InvalidParameterValue.ImageEmpty"
	// ../secret.jpg: 0x0 "Preflight.Outside"
}

// Bytes that were not judged are never sent.
func ExamplePhotos_Read() {
	before := gray(100, 100)
	dir, remove := photos(map[string][]byte{"ana.jpg": before})
	defer remove()
	p, err := preflight.Open(dir, 0)
	if err != nil {
		log.Fatal(err)
	}
	defer p.Close()
	key := preflight.Key(before)
	p.Add(key, "ana.jpg")
	defer p.Remove(key, "ana.jpg")

	read, release, err := p.Read(context.Background(), []string{key})
	fmt.Println(len(read), err)
	release()

	if err := os.WriteFile(filepath.Join(dir, "ana.jpg"), gray(100, 101), 0o600); err != nil {
		log.Fatal(err)
	}
	_, release, err = p.Read(context.Background(), []string{key})
	release()
	var changed *preflight.ChangedError
	fmt.Println(errors.As(err, &changed))

	// Output:
	// 1 <nil>
	// true
}

// A path has several spellings that nobody can tell apart.
func ExampleSpellings() {
	for _, path := range preflight.Spellings(`photos\José.jpg`) {
		fmt.Printf("%+q\n", path)
	}

	// Output:
	// "photos\\Jos\u00e9.jpg"
	// "photos/Jos\u00e9.jpg"
	// "photos/Jose\u0301.jpg"
}
