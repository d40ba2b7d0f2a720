package roster

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"enroll.example/enroll/codes"
)

// readPhotos adds the photos of one column.
func (r *reading) readPhotos(i int) {
	cell := r.rawCell(i)
	paths := []string{cell}
	if at, ok := r.header.at["images"]; ok && at == i {
		paths = strings.FieldsFunc(cell, isPhotoSeparator)
	}
	for _, raw := range paths {
		if path := unwrapCell(strings.ToValidUTF8(raw, "\uFFFD")); path != "" && !saysNoPhoto(path) {
			r.row.Photos = append(r.row.Photos, Photo{Field: r.field(i), Path: path})
			r.judgePath(r.field(i), path, raw)
		}
	}
}

// isPhotoSeparator reports whether a rune separates the paths of a cell: the documented separators, those
// that a Chinese keyboard makes of them, a line break.
func isPhotoSeparator(c rune) bool { return strings.ContainsRune(";|；、｜\r\n", c) }

// noPhotoWords are the ways to write that there is no photo, in lower case.
var noPhotoWords = []string{"无", "無", "没有", "暂无", "空", "-", "--", "—", "——", "/", "\\", "n/a", "na", "#n/a", "null", "nil", "none", "no", "no photo", "(null)", "\\n"}

func saysNoPhoto(path string) bool {
	return slices.Contains(noPhotoWords, strings.ToLower(norm.NFKC.String(path)))
}

// blanks are what exports write for a missing value. They are compared exactly: there are people
// called Null, and No.
var blanks = []string{"NULL", "(NULL)", "(null)", "<null>", "\\N", "N/A", "n/a", "#N/A", "-", "--", "—", "——", "无", "無", "暂无"}

// isBlankValue reports whether a value stands for none.
func isBlankValue(value string) bool { return slices.Contains(blanks, value) }

// maxPath is Linux's PATH_MAX.
const maxPath = 4096

func (r *reading) judgePath(field, path, raw string) {
	f, wrong := r.garbledBy(path, raw)
	if !wrong && len(path) > maxPath {
		f, wrong = Fault{Code: codes.RosterMalformed, Message: fmt.Sprintf("is %d bytes long; at most %d are allowed", len(path), maxPath), Remedy: mendPath}, true
	}
	if wrong {
		f.Field, f.Photo = field, path
		f.Message = fmt.Sprintf("%s %s %s", field, quote(path), f.Message)
		r.row.fault(f)
	}
}
