package conformance

import (
	"slices"
	"strings"

	"enroll.example/enroll/iai/simulator"
)

const (
	imageEmpty    = "InvalidParameterValue.ImageEmpty"
	imageTooLarge = "FailedOperation.ImageSizeExceed"
	noDownload    = "FailedOperation.ImageDownloadError"
	undecodable   = "FailedOperation.ImageDecodeFailed"
)

// single are the calls that take one photo, and so refuse it by a code. CreateFace has a result for
// each of its photos in its reply.
var single = []string{"CreatePerson", "DetectFace"}

// photos are those without a usable face.
func photos() []story {
	large := strings.Repeat("A", 5<<20+4)
	photo := func(image any) fields { return fields{"Image": image} }
	low := photo(showing("quality=1")).but(fields{"QualityControl": 2})
	return slices.Concat(
		story{code: imageEmpty, when: "there is no photo", with: photo(nil)}.each(single...),
		story{code: imageEmpty, when: "there is no photo", with: photo("")}.each(single...),
		story{code: imageEmpty, when: "there is no photo", with: fields{"Images": nil}}.each("CreateFace"),
		story{code: imageEmpty, when: "there is no photo", with: fields{"Images": []string{plain(80), ""}}}.each("CreateFace"),
		story{code: imageTooLarge, when: "a photo is over 5 MB of base64", with: photo(large)}.each(single...),
		story{code: imageTooLarge, when: "a photo is over 5 MB of base64", with: fields{"Images": []string{plain(80), large}}}.each("CreateFace"),
		story{code: undecodable, when: "what came is no whole JPG, PNG or BMP", with: photo("no base64")}.each(single...),
		story{code: undecodable, when: "what came is no whole JPG, PNG or BMP", with: photo(text([]byte("GIF89a")))}.each(single...),
		story{code: undecodable, when: "what came is no whole JPG, PNG or BMP", with: photo(text(jpegOf(80, 80)[:300]))}.each(single...),
		story{code: "FailedOperation.ImageResolutionTooSmall", when: "a photo's short edge is under 64 pixels", with: photo(plain(63))}.each(single...),
		story{code: "FailedOperation.ImageResolutionExceed", when: "a JPG's long edge is over 4000 pixels", with: photo(plain(4001))}.each(single...),
		story{code: "FailedOperation.ImageResolutionExceed", when: "a PNG's or BMP's long edge is over 2000 pixels", with: photo(text(pngOf(2001, 64)))}.each(single...),
		story{code: "FailedOperation.ImageResolutionExceed", when: "a PNG's or BMP's long edge is over 2000 pixels", with: photo(text(bmpOf(64, 2001)))}.each(single...),
		story{code: "InvalidParameterValue.NoFaceInPhoto", when: "a photo says that it shows nobody", with: photo(showing("verdict=noface"))}.each(single...),
		story{code: "InvalidParameterValue.NoFaceInPhoto", when: "a photo shows nobody to a simulator that looks", with: photo(anybody),
			options: simulator.Options{Look: true}, bare: true, before: []step{{"CreateGroup", fields{"GroupId": "staff", "GroupName": "staff"}}}}.each(single...),
		story{code: "FailedOperation.FaceQualityNotQualified", when: "a photo says that it is below the QualityControl asked for", with: low}.each("CreatePerson"),
		story{code: "FailedOperation.FaceSizeTooSmall", when: "every face is smaller than MinFaceSize", with: photo(text(jpegOf(64, 64)))}.each("DetectFace"),
	)
}

// photoLinks are photos named by a URL.
func photoLinks() (list []story) {
	for _, link := range []struct {
		code, when, url string
		options         simulator.Options
	}{
		{"InvalidParameterValue.UrlIllegal", "a photo's URL is not of the form http://HOST or https://HOST", "ftp://127.0.0.1/photo", simulator.Options{}},
		{"InvalidParameterValue.UrlIllegal", "a photo's URL is not of the form http://HOST or https://HOST", "photo.jpg", simulator.Options{}},
		{noDownload, "a photo's URL does not answer with status 200", at("/nothing"), simulator.Options{}},
		{noDownload, "a photo's URL does not answer with status 200", "http://127.0.0.1:1/photo", simulator.Options{}},
		{noDownload, "a photo's URL leads elsewhere than the simulator may fetch from", "http://192.0.2.1/photo", simulator.Options{}},
		{noDownload, "a photo's URL leads elsewhere than the simulator may fetch from", at("/photo"), simulator.Options{URLs: "none"}},
		{imageTooLarge, "a photo is over 5 MB of base64", at("/large"), simulator.Options{}},
	} {
		s := story{code: link.code, when: link.when, options: link.options, with: fields{"Image": nil, "Url": link.url}}
		list = append(list, s.each(single...)...)
		s.with = fields{"Images": nil, "Urls": []string{at("/photo"), link.url}}
		list = append(list, s.each("CreateFace")...)
	}
	return append(list, story{code: undecodable, when: "what came is no whole JPG, PNG or BMP",
		with: fields{"Image": nil, "Url": at("/page")}}.each(single...)...)
}
