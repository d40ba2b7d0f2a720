package preflight

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/legible"
)

// maxHashed bounds what is read of a file only to compute its key: no photo is larger, and a video
// among the photos must not hold up the rest.
const maxHashed = 64 << 20

// maxHeader is how much of a file over the limit is kept to find its format and its size in pixels. A
// JPG's EXIF and colour profile come before that and take 64 KiB each.
const maxHeader = 1 << 20

// Finding is what is known of one photo.
type Finding struct {
	Stamp
	Key     string `json:"key,omitempty"`    // hex sha256 of the file's bytes; "" when they were not read
	Format  string `json:"format,omitempty"` // JPG, PNG, BMP, or what else was recognised; "" for anything else
	Width   int    `json:"width,omitempty"`  // px, after orientation; from the header when the photo was not decoded
	Height  int    `json:"height,omitempty"`
	Base64  int    `json:"base64,omitempty"`  // length of its base64 text in bytes
	Code    string `json:"code,omitempty"`    // "" when the photo is good
	Message string `json:"message,omitempty"` // a sentence for the reviewer
	Remedy  string `json:"remedy,omitempty"`  // what to do, where more is known than the Code's remedy says
}

// Check reads the whole file, hashes it and judges it. A fault of the photo is the Finding's Code; the
// error is the context's.
func (p *Photos) Check(ctx context.Context, path string) (Finding, error) {
	if err := ctx.Err(); err != nil {
		return Finding{}, err
	}
	at, twins, ok := p.find(path)
	if !ok {
		return *p.refuse(path, twins), nil
	}
	file, stamp, refusal := p.open(at)
	if refusal != nil {
		return *refusal, nil
	}
	defer file.Close()
	head, key, refusal := readStable(file, stamp)
	if refusal != nil {
		return *refusal, nil
	}
	if err := ctx.Err(); err != nil { // decoding is the expensive part
		return Finding{}, err
	}
	finding := judge("photo "+legible.Quote(stamp.Path), head, stamp.Size)
	finding.Stamp, finding.Key = stamp, key
	return finding, nil
}

// readStable reads a file that must have the same stamp before and after.
func readStable(file *os.File, stamp Stamp) (head []byte, key string, refusal *Finding) {
	head, key, err := read(file, stamp.Size)
	entry, failed := file.Stat()
	if failed != nil || entry.Size() != stamp.Size || entry.ModTime().UnixNano() != stamp.ModTime {
		return nil, "", refuseFile(stamp.Path, codes.PhotoChanged,
			"photo %s was being written while it was read", legible.Quote(stamp.Path))
	}
	if err != nil {
		return nil, "", refuseFile(stamp.Path, codes.PhotoUnreadable,
			"photo %s cannot be read: %v", legible.Quote(stamp.Path), cause(err))
	}
	return head, key, nil
}

// read returns the key of a file of the given size, and the whole file, or the start of one that is
// over the limit. It never reads more than size.
func read(file io.Reader, size int64) (head []byte, key string, err error) {
	if size <= MaxBytes {
		head, err = readN(file, size)
		return head, Key(head), err
	}
	if head, err = readN(file, min(size, maxHeader)); err != nil || size > maxHashed {
		return head, "", err
	}
	hash := sha256.New()
	hash.Write(head)
	_, err = io.CopyN(hash, file, size-int64(len(head)))
	return head, hex.EncodeToString(hash.Sum(nil)), err
}

func readN(file io.Reader, n int64) ([]byte, error) {
	buffer := make([]byte, n)
	_, err := io.ReadFull(file, buffer)
	return buffer, err
}

// Key returns the key of a photo: the sha256 of its bytes, in hex.
func Key(photo []byte) string {
	sum := sha256.Sum256(photo)
	return hex.EncodeToString(sum[:])
}
