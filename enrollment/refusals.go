package enrollment

import "enroll.example/enroll/codes"

// ImageRefusals returns, by photo key, the codes by which an answer refuses photos for their images
// alone: whichever person they are sent for next, the service would say the same again.
func ImageRefusals(call Call, r Result) map[string]string {
	r = r.Sanitized(call)
	if r.Fate() == NotSent || !call.Final(r) {
		return nil
	}
	writes := call.Action == CreatePerson || call.Action == CreateFace
	switch {
	case call.Action == CreateFace && r.Code == "":
		refused := map[string]string{}
		for i, photo := range call.Photos {
			if code := codes.RetCode(r.RetCodes[i]); aboutImage(code) {
				refused[photo.Key] = code
			}
		}
		return refused
	case writes && len(call.Photos) == 1 && aboutImage(r.Code): // of several, it does not say which
		return map[string]string{call.Photos[0].Key: r.Code}
	}
	return nil
}

// aboutImage reports whether a code speaks of a photo's image alone: not of what it is compared with,
// nor of the file on our side.
func aboutImage(code string) bool {
	switch code {
	case codes.RunFaceMismatch, codes.RunSimilarPerson, codes.PhotoChanged:
		return false
	}
	return classOf(code) == codes.Photo
}
