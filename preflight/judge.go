package preflight

import (
	"encoding/base64"
	"fmt"

	"enroll.example/enroll/codes"
)

// The service's limits for a photo (docs/service.md, "Images").
const (
	MaxBase64 = 5 << 20           // bytes of base64 text
	MaxBytes  = MaxBase64 / 4 * 3 // size of the file that encodes to MaxBase64
	MinEdge   = 64                // px, the short edge
)

// maxEdge is the longest long edge in px, by format.
var maxEdge = map[string]int{"JPG": 4000, "PNG": 2000, "BMP": 2000}

// judge judges a file of the given size. head is its start, or all of it if the size is within the
// limit. Every message begins with the subject.
func judge(subject string, head []byte, size int64) Finding {
	f := Finding{Format: sniff(head), Base64: base64.StdEncoding.EncodedLen(int(size))}
	refuse := func(code, message string, args ...any) Finding {
		f.Code, f.Message = code, subject+" "+fmt.Sprintf(message, args...)
		return f
	}
	limit, accepted := maxEdge[f.Format]
	switch {
	case size == 0:
		return refuse(codes.ImageEmpty, "is empty: the file has no bytes")
	case f.Format == "":
		return refuse(codes.PhotoFormat, "is not an image of a known format; the service accepts PNG, JPG and BMP")
	case !accepted:
		return refuse(codes.PhotoFormat, "is %s; the service accepts PNG, JPG and BMP", f.Format)
	}

	claimed, err := header(f.Format, head)
	f.Width, f.Height = claimed.Width, claimed.Height
	switch {
	case size > MaxBytes:
		return refuse(codes.ImageSizeExceed, "has %s bytes, or %s as base64; the service accepts at most %s, or a file of %s",
			grouped(int(size)), grouped(f.Base64), grouped(MaxBase64), grouped(MaxBytes))
	case err != nil:
		return refuse(codes.ImageDecodeFailed, "%s", undecodable(f.Format, head, err))
	case min(f.Width, f.Height) < MinEdge:
		return refuse(codes.ImageResolutionTooSmall, "is %d x %d px; the service accepts no edge shorter than %d px",
			f.Width, f.Height, MinEdge)
	case max(f.Width, f.Height) > limit:
		return refuse(codes.ImageResolutionExceed, "is %d x %d px; the service accepts no %s with an edge longer than %d px",
			f.Width, f.Height, f.Format, limit)
	}

	picture, err := decode(head)
	if err != nil {
		return refuse(codes.ImageDecodeFailed, "%s", undecodable(f.Format, head, err))
	}
	f.Width, f.Height = picture.Bounds().Dx(), picture.Bounds().Dy()
	return f
}

// grouped formats a number with thousands separators: 5,242,880.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}
