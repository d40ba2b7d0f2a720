package preflight

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/legible"
)

// maxNamed is how many files a message names at most.
const maxNamed = 3

// refuse says why nothing is found at a path, and which files it may mean; twins are the files of the
// same name, if there are several. None is ever used instead: another file may show another person.
func (p *Photos) refuse(written string, twins []string) *Finding {
	f, look, foreign := p.explain(written)
	if look == "" {
		return f
	}
	like := twins
	if len(like) == 0 {
		like = p.near(look, foreign)
	}
	f.Message += p.suggest(like)
	f.Remedy = cmp.Or(suggestionRemedy(like), f.Remedy)
	return f
}

// explain returns the finding for a path where nothing exists, and the path to search for instead; ""
// where a search is of no use. Of a foreign path only the end may exist here.
func (p *Photos) explain(written string) (f *Finding, look string, foreign bool) {
	if written == "" {
		return refuseFile("", codes.PhotoMissing, "the path of the photo is empty"), "", false
	}
	if kind, ok := matchForeign(written); ok {
		return p.abroad(written, kind)
	}
	name, ok := p.locate(slashed(written))
	if !ok {
		return p.outside(written), written, true
	}
	name = filepath.ToSlash(name)
	return p.missing(name, written), name, false
}

func (p *Photos) abroad(written string, kind foreign) (f *Finding, look string, foreign bool) {
	if kind.secret {
		return &Finding{Stamp: Stamp{Path: written}, Code: kind.code, Message: kind.says, Remedy: kind.remedy}, "", true
	}
	f = refuseFile(written, kind.code, "photo %s %s", legible.Quote(written), kind.says)
	f.Remedy = kind.remedy
	if !kind.path {
		return f, "", true
	}
	f.Message += fmt.Sprintf("; nothing outside the photo folder %s is read", p.shown)
	return f, written, true
}

func (p *Photos) outside(written string) *Finding {
	return refuseFile(written, codes.PhotoOutside,
		"photo %s lies outside the photo folder %s; nothing outside it is read", legible.Quote(written), p.shown)
}

func (p *Photos) missing(name, written string) *Finding {
	return refuseFile(name, codes.PhotoMissing,
		"photo %s does not exist in the photo folder %s", legible.Quote(written), p.shown)
}

// Like returns up to four files that a path where nothing exists may mean, the likeliest first.
func (p *Photos) Like(written string) []string {
	_, look, foreign := p.explain(written)
	if look == "" {
		return nil
	}
	return p.near(look, foreign)
}

func (p *Photos) near(written string, foreign bool) []string {
	for files := range p.names.guesses(written, foreign) {
		if found := p.nearest(written, files); len(found) > 0 {
			return found
		}
	}
	return nil
}

// nearest returns those of the files that exist, of the likeliest kind only; one more than a message
// names, so that it can say that there are more.
func (p *Photos) nearest(written string, files []string) (found []string) {
	slices.SortStableFunc(files, func(a, b string) int {
		return cmp.Or(distance(written, a)-distance(written, b), strings.Count(a, "/")-strings.Count(b, "/"))
	})
	for _, file := range files {
		if len(found) > maxNamed || len(found) > 0 && distance(written, file) > distance(written, found[0]) {
			break
		}
		if entry, err := p.root.Stat(filepath.FromSlash(file)); err == nil && entry.Mode().IsRegular() {
			found = append(found, file)
		}
	}
	return found
}

// suggest ends a message with the files that a path may mean.
func (p *Photos) suggest(like []string) string {
	switch {
	case len(like) == 0 && p.names.incomplete():
		return "; there are too many files to search all of them for a similar name"
	case len(like) == 0:
		return ""
	case len(like) == 2 && sameName(like[0], like[1]):
		return "; two files have this name, with its accents encoded in two ways: " + legible.Apart(like[0], like[1])
	}
	return "; did you mean " + orList(like) + "?"
}

// orList lists files: "a", "b" or "c".
func orList(like []string) string {
	var shown []string
	for _, file := range like[:min(len(like), maxNamed)] {
		shown = append(shown, quoted(file))
	}
	last := "another one"
	if len(like) <= maxNamed {
		last, shown = shown[len(shown)-1], shown[:len(shown)-1]
	}
	if len(shown) == 0 {
		return last
	}
	return strings.Join(shown, ", ") + " or " + last
}

// suggestionRemedy returns the remedy where a path may mean an existing file; "" where none does.
func suggestionRemedy(like []string) string {
	switch {
	case len(like) == 0:
		return ""
	case len(like) > 1:
		return "Put the path of the file that is the photo in the cell."
	case strings.ContainsFunc(like[0], invisible):
		return "If that is the photo, give the file a name in which every character is visible, and put that in the cell."
	case strings.Contains(like[0], " "):
		return fmt.Sprintf("Put %s in the cell if that is the photo.", quoted(like[0]))
	}
	return fmt.Sprintf("Put %s in the cell if that is the photo.", like[0])
}

// quoted returns a path verbatim, as it is there to be copied, unless it contains something invisible.
func quoted(file string) string {
	if strings.ContainsFunc(file, invisible) {
		return legible.Quote(file)
	}
	return `"` + file + `"`
}

// invisible reports whether a rune is invisible, or looks like a space without being one.
func invisible(c rune) bool { return c != ' ' && (unicode.IsSpace(c) || !unicode.IsGraphic(c)) }
