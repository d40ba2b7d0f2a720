package codes

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func explained(t *testing.T, code string) string {
	t.Helper()
	var page strings.Builder
	if err := Explain(&page, Lookup(code)); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

func TestExplain(t *testing.T) {
	want := `FailedOperation.ImageFacedetectFailed

  Fault  the photo
  Class  photo: this photo will not be accepted; the person's other photos may
  Tries  the call is retried once before this is final
  Means  The service could not finish face detection, because of the photo or
         a failure of its own.
  To do  If the face is clearly visible, run again with --retry-rejected;
         otherwise use another photo.
  Retry  after fixing it
  Note   The service's documentation does not settle what this code means for
         a call; this is our judgement.
`
	if got := explained(t, "FailedOperation.ImageFacedetectFailed"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestExplainMarksUncertainty(t *testing.T) {
	if page := explained(t, ImageSizeExceed); strings.Contains(page, "Note") {
		t.Errorf("a certain code carries a note:\n%s", page)
	}
}

func TestPagesFitTerminal(t *testing.T) {
	var list strings.Builder
	if err := List(&list); err != nil {
		t.Fatal(err)
	}
	pages := []string{list.String(), explained(t, "Novelty")}
	for _, e := range All() {
		pages = append(pages, explained(t, e.Code))
	}
	for row := range strings.Lines(strings.Join(pages, "")) {
		row = strings.TrimSuffix(row, "\n")
		if utf8.RuneCountInString(row) > width || strings.TrimRight(row, " ") != row {
			t.Errorf("too wide, or ends in a space: %q", row)
		}
	}
}

func TestWrapKeepsLongWord(t *testing.T) {
	word := strings.Repeat("x", 100)
	var page strings.Builder
	wrap(&page, "> ", "  ", word+" and more")
	if want := "> " + word + "\n  and more\n"; page.String() != want {
		t.Errorf("got %q", page.String())
	}
}

func TestList(t *testing.T) {
	var page strings.Builder
	if err := List(&page); err != nil {
		t.Fatal(err)
	}
	under, seen := "", map[string]string{}
	for row := range strings.Lines(page.String()) {
		row = strings.TrimSuffix(row, "\n")
		if heading, ok := strings.CutPrefix(row, "At fault: "); ok {
			if slices.Contains(slices.Collect(maps.Values(seen)), heading) {
				t.Errorf("%q has two headings", heading)
			}
			under = heading
		} else if code := strings.TrimPrefix(row, "  "); Known(code) {
			seen[code] = under
		}
	}
	for _, e := range All() {
		if seen[e.Code] != e.Fault.Words() {
			t.Errorf("%s stands under %q, want %q", e.Code, seen[e.Code], e.Fault.Words())
		}
	}
}

func TestEveryClassAndFaultHasWords(t *testing.T) {
	for _, e := range append(All(), success) {
		if w := e.Class.Words(); w == string(e.Class) {
			t.Errorf("class %q has no words", e.Class)
		}
		if w := e.Fault.Words(); w == string(e.Fault) && e.Fault != Nobody {
			t.Errorf("fault %q has no words", e.Fault)
		}
		if retryWords[e.Retry()] == "" {
			t.Errorf("retry %q has no words", e.Retry())
		}
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestExplainReturnsWriteError(t *testing.T) {
	if err := Explain(full{}, Lookup(ServerError)); !errors.Is(err, errFull) {
		t.Errorf("Explain: %v", err)
	}
	if err := List(full{}); !errors.Is(err, errFull) {
		t.Errorf("List: %v", err)
	}
}
