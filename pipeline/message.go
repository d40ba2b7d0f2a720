package pipeline

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
)

// message says what happened, beyond what the code means where more is known.
func (p *run) message(e *entrant, ph *photo, d enrollment.Verdict, v *journal.Verdict) string {
	var says []string
	if v.Code != "" {
		says = append(says, clause(codes.Lookup(v.Code).Meaning))
	}
	switch v.Code {
	case codes.RunSimilarPerson:
		says = append(says, "the similar person is "+d.About)
	case codes.RunDiffersFromService:
		says = append(says, "what differs: "+e.known.Differs(e.want))
	case codes.PersonFaceNumExceed:
		says = append(says, p.crowd(e))
	}
	says = append(says, unclear(d)...)
	if d.Cause != "" {
		says = append(says, clause(codes.Lookup(d.Cause).Meaning))
	}
	if len(d.FaceIDs) > 1 {
		says = append(says, "it was sent with other photos in a call whose reply was lost: its face is one of these")
	}
	if ph.first != nil {
		says = append(says, fmt.Sprintf("it is the same photo as %s on line %d, so it is the same face", ph.first.path, ph.first.line))
	}
	return strings.Join(says, "; ")
}

// unclear names the faces of which nobody can tell whose they are.
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

// clause is a sentence in the form of all messages in a report: no capital, no full stop.
func clause(sentence string) string {
	sentence = strings.TrimSuffix(sentence, ".")
	first, size := utf8.DecodeRuneInString(sentence)
	if next, _ := utf8.DecodeRuneInString(sentence[size:]); unicode.IsUpper(next) {
		return sentence // a name
	}
	return string(unicode.ToLower(first)) + sentence[size:]
}

// crowd says what takes the room of a photo too many.
func (p *run) crowd(e *entrant) string {
	if here := len(e.known.Faces()); here > 0 {
		return fmt.Sprintf("the person has %d faces at the service", here)
	}
	return fmt.Sprintf("%d good photos of the person come before it", enrollment.FacesPerPerson)
}
