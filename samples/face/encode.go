package face

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"hash/fnv"
	"image"
	"image/jpeg"
	"image/png"
	"strconv"
)

// Verdicts that a Tag can request from a simulated service, whatever the photo shows.
const (
	NoFace     = "noface"
	BadQuality = "quality"
)

// Tag returns the comment that says to a simulated service whom a photo shows: the identity is any
// name without a space. The verdict may be "".
func Tag(identity, verdict string) string {
	tag := "enroll-sample identity=" + identity
	if verdict != "" {
		tag += " verdict=" + verdict
	}
	return tag
}

// Seed derives an identity from a name.
func Seed(name string) uint64 {
	hash := fnv.New64a()
	hash.Write([]byte(name))
	return hash.Sum64()
}

// JPEG draws a face and tags it with its identity, in decimal.
func JPEG(identity, shot uint64, size int) []byte {
	return EncodeJPEG(Draw(identity, shot, size), Tag(strconv.FormatUint(identity, 10), ""))
}

// EncodeJPEG writes a picture as JPEG with a comment (COM segment). It never fails on a
// picture that is not larger than 65,535 px.
func EncodeJPEG(picture image.Image, comment string) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: 85}); err != nil {
		panic(err)
	}
	return Insert(out.Bytes(), 0xFE, []byte(comment))
}

// Insert inserts a marker segment after the start of a JPEG.
func Insert(photo []byte, marker byte, payload []byte) []byte {
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(2+len(payload)))
	return bytes.Join([][]byte{photo[:2], segment, payload, photo[2:]}, nil)
}

// pngHead is the signature and the header chunk, which comes first.
const pngHead = 8 + 12 + 13

// EncodePNG writes a picture as PNG with a comment (tEXt chunk).
func EncodePNG(picture image.Image, comment string) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		panic(err)
	}
	photo := out.Bytes()
	return bytes.Join([][]byte{photo[:pngHead], Chunk("tEXt", []byte("Comment\x00"+comment)), photo[pngHead:]}, nil)
}

// Chunk is one chunk of a PNG.
func Chunk(name string, content []byte) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	chunk = append(append(chunk, name...), content...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}
