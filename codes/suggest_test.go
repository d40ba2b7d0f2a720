package codes

import (
	"slices"
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		want        []string
	}{
		{"in another case", "failedoperation.IMAGESIZEEXCEED", []string{ImageSizeExceed}},
		{"the last part alone", "ImageSizeExceed", []string{ImageSizeExceed}},
		{"the last part in another case", "imagesizeexceed", []string{ImageSizeExceed}},
		{"a last part that two families have", "requestlimitexceeded", []string{RequestLimitExceeded}},
		{"ours without its family", "otherrow", []string{RosterOtherRow}},
		{"white space around it", "  NoFaceInPhoto\n", []string{NoFaceInPhoto}},
		{"a slip of the keyboard", "FailedOperation.ImagSizeExced", []string{ImageSizeExceed}},
		{"a slip in the last part", "NoFaceInFoto", []string{NoFaceInPhoto}},
		{"the family of another code", "FailedOperation.NoFaceInPhoto", []string{NoFaceInPhoto}},
		{"a piece", "facemis", []string{RunFaceMismatch}},
		{"a piece of a few", "roster.o", []string{RosterOtherID, RosterOddName, RosterOtherRow}},
		{"a RetCode", "-1604", []string{RunFaceMismatch}},
		{"a RetCode without its sign", "1101", []string{NoFaceInPhoto}},
		{"a RetCode as the documents write it", "RetCode:-1109", []string{RunImageSizeRefused}},
		{"a number that is no RetCode", "42", nil},
		{"nothing", " ", nil},
		{"nothing like a code", "banana bread", nil},
		{"far too much", strings.Repeat("ImageSizeExceed", 100), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Suggest(c.typed); !slices.Equal(got, c.want) {
				t.Errorf("Suggest(%q) = %q, want %q", c.typed, got, c.want)
			}
		})
	}
}

func TestSuggestKnowsEveryCodeAsTyped(t *testing.T) {
	for _, e := range All() {
		if got := Suggest(strings.ToUpper(e.Code)); !slices.Equal(got, []string{e.Code}) {
			t.Errorf("%s: %q", e.Code, got)
		}
	}
}
