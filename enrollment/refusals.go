package enrollment

import "enroll.example/enroll/codes"

// ImageRefusals returns, by photo key, the codes with which an answer refuses photos because of their
// images alone. The service would refuse them for any other person too.
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
	case writes && len(call.Photos) == 1 && aboutImage(r.Code): // with several photos, the code does not say which
		return map[string]string{call.Photos[0].Key: r.Code}
	}
	return nil
}

// aboutImage reports whether a code is about a photo's image alone, and not about what it is compared with
// or about the file on our side.
func aboutImage(code string) bool {
	switch code {
	case codes.RunFaceMismatch, codes.RunSimilarPerson, codes.PhotoChanged:
		return false
	}
	return classOf(code) == codes.Photo
}
