package preflight

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/bmp"
)

// undecodable says why a photo could not be decoded, in words that say what to supply: a whole file,
// or one of a common kind.
func undecodable(format string, photo []byte, err error) string {
	var unsupportedJPG jpeg.UnsupportedError
	var unsupportedPNG png.UnsupportedError
	if kind := variant(format, photo); kind != "" {
		return fmt.Sprintf("is a %s with %s, which cannot be decoded here", format, kind)
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), truncated(format, photo):
		return fmt.Sprintf("is truncated: the %s ends before the image is complete", format)
	case errors.As(err, &unsupportedJPG), errors.As(err, &unsupportedPNG), errors.Is(err, bmp.ErrUnsupported):
		return fmt.Sprintf("is a %s of a kind that cannot be decoded here (%v)", format, err)
	}
	return fmt.Sprintf("is damaged: the %s cannot be decoded (%v)", format, err)
}

// truncated reports whether a photo's end is missing, whatever error its decoder gave first.
func truncated(format string, photo []byte) bool {
	switch format {
	case "JPG": // EOI is missing after the last SOS; a thumbnail has its own EOI before that
		return bytes.LastIndex(photo, []byte{0xFF, 0xD9}) < bytes.LastIndex(photo, []byte{0xFF, 0xDA})
	case "PNG":
		return !bytes.Contains(photo, []byte("IEND"))
	}
	return false
}

// variant names what makes a photo an uncommon variant of its format; "" for common ones.
func variant(format string, photo []byte) string {
	switch format {
	case "JPG":
		return variantJPG(photo)
	case "BMP":
		return variantBMP(photo)
	}
	return ""
}

// variantJPG examines the frame header: its marker gives the coding (ISO 10918-1, B.1.1.3).
func variantJPG(photo []byte) string {
	marker, frame := frameHeader(photo)
	switch {
	case marker == 0xC3:
		return "lossless coding"
	case marker >= 0xC9 && marker <= 0xCB:
		return "arithmetic coding"
	case marker >= 0xC5:
		return "hierarchical coding"
	case len(frame) > 0 && frame[0] != 8:
		return fmt.Sprintf("%d bits a channel", frame[0])
	}
	return ""
}

// frameHeader finds the first SOF segment: C0 to CF except the tables C4, C8 and CC.
func frameHeader(photo []byte) (marker byte, segment []byte) {
	rest := photo[min(len(photo), 2):] // after SOI
	for len(rest) >= 4 && rest[0] == 0xFF {
		marker, length := rest[1], 2+int(binary.BigEndian.Uint16(rest[2:]))
		switch {
		case marker == 0xFF: // a fill byte
			rest = rest[1:]
			continue
		case length < 4 || length > len(rest):
			return 0, nil
		case marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
			return marker, rest[4:length]
		}
		rest = rest[length:]
	}
	return 0, nil
}

// variantBMP examines the second header: its length, bits a pixel, and compression.
func variantBMP(photo []byte) string {
	if len(photo) < 34 {
		return ""
	}
	compression := binary.LittleEndian.Uint32(photo[30:])
	switch bits := binary.LittleEndian.Uint16(photo[28:]); {
	case binary.LittleEndian.Uint32(photo[14:]) < 40:
		return "an OS/2 header"
	case compression == 1 || compression == 2:
		return "run-length compression"
	case compression == 4 || compression == 5:
		return "another picture inside"
	case bits == 16:
		return "16 bits a pixel"
	}
	return ""
}
