// Package look finds faces in the pixels of a photo.
//
// It only finds them: a Face is a square and a Score, and what follows from them (a finding, a
// warning, a simulated refusal) is decided elsewhere. It decodes nothing and ignores EXIF; a photo is
// an image.Image, upright as far as is known.
//
//	Faces      one fast look, for every photo
//	Thorough   a second, slow one, for a photo in which the first found none
//
// Both examine the luma of the photo, averaged down to at most 640 px a side, with a cascade of trees
// that compare the brightness of two points (pico, arxiv.org/abs/1305.4537; in Go by
// github.com/esimov/pigo). A score is the sum over all windows that took the same place for a face, so
// it has no upper bound; Least and Certain are its thresholds.
//
// In addition to the photo, a look holds its scaled luma (0.4 MB), one row of the photo, and for
// Thorough one padded copy (0.9 MB at most). It is safe for concurrent use.
package look
