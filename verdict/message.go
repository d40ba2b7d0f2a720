package verdict

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// message says what happened to a photo: what its code means, and what more is known.
func (p *Person) message(ph *Photo, d enrollment.Verdict, code string) string {
	var says []string
	if code != "" {
		says = append(says, Clause(codes.Lookup(code).Meaning))
	}
	switch code {
	case codes.RunSimilarPerson:
		says = append(says, "the similar person is "+d.About)
	case codes.RunDiffersFromService:
		says = append(says, "what differs: "+p.Differs)
	case codes.PersonFaceNumExceed:
		says = append(says, p.noRoom())
	}
	says = append(says, unclear(d)...)
	if d.Cause != "" {
		says = append(says, Clause(codes.Lookup(d.Cause).Meaning))
	}
	if len(d.FaceIDs) > 1 {
		says = append(says, "it was sent with other photos in a call whose reply was lost: its face is one of these")
	}
	if ph.First != nil {
		says = append(says, fmt.Sprintf("it is the same photo as %s on line %d, so it is the same face", ph.First.Path, ph.First.Line))
	}
	return strings.Join(says, "; ")
}

// unclear names the faces of which it is not known whose they are.
func unclear(d enrollment.Verdict) []string {
	ids := strings.Join(d.Unclear, ", ")
	switch {
	case len(d.Unclear) == 0:
		return nil
	case d.Status == enrollment.StatusInDoubt && len(d.Unclear) == 1:
		return []string{"one face has appeared since, and someone else may have added it: " + ids}
	case d.Status == enrollment.StatusInDoubt:
		return []string{fmt.Sprintf("%d faces have appeared since, and someone else may have added them: %s", len(d.Unclear), ids)}
	}
	return []string{"unknown faces: " + ids}
}

// Clause returns a sentence in the form of all messages in a report: no capital, no full stop.
func Clause(sentence string) string {
	sentence = strings.TrimSuffix(sentence, ".")
	first, size := utf8.DecodeRuneInString(sentence)
	if next, _ := utf8.DecodeRuneInString(sentence[size:]); unicode.IsUpper(next) {
		return sentence // a name
	}
	return string(unicode.ToLower(first)) + sentence[size:]
}

// noRoom says what takes the room of a photo too many.
func (p *Person) noRoom() string {
	if p.Faces > 0 {
		return fmt.Sprintf("the person has %d faces at the service", p.Faces)
	}
	return fmt.Sprintf("%d good photos of the person come before it", enrollment.FacesPerPerson)
}
