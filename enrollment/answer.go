package enrollment

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"enroll.example/enroll/codes"
)

const (
	// maxIDLength is how long an id is at most, in bytes. Of a person it is the service's own limit; a
	// face's has 19 digits (docs/service.md, "Calls").
	maxIDLength = 64
	// maxFacesRead is how many faces of a person are believed. There are 5 (FacesPerPerson); a limit that
	// the service raises must not make its answers none, and one it does not have must not fill the disk.
	maxFacesRead = 100
	// maxTextLength is how much is kept of names, and of ids that are only compared, in characters: more
	// than the 60 of a name and the 64 of an id, so that what was cut equals none of ours.
	maxTextLength = 80
	// defaultPage is the Limit of a list for which none is asked (docs/service.md, "Calls").
	defaultPage = 10
)

// Sanitized is the result as far as the service is believed. Names are plain and bounded. What came and is
// no answer to the call is a result without one, as if it had not been JSON: a write may have happened
// or not, and is looked for; a look is made again.
//
// That is what the door hears of the service, and what a history tells that was written down before
// there was a door: to hear it again changes nothing.
func (r Result) Sanitized(call Call) Result {
	came := r.RequestID != ""
	r.RequestID, r.Code = codes.Plain(r.RequestID), codes.Clean(r.Code)
	r.Name, r.Persons = shortened(r.Name), shortenedAll(r.Persons)
	if r.Code == "" && !r.wellFormed(call) || came && codes.Ours(r.Code) {
		return r.asBadReply()
	}
	return r
}

// sanitized is the same of a person whose faces are known: an upload has not made one that was there.
func (k Known) sanitized(call Call, r Result) Result {
	r = r.Sanitized(call)
	if call.Action == CreateFace && slices.ContainsFunc(r.FaceIDs, func(id string) bool { return slices.Contains(k.faces, id) }) {
		return r.asBadReply()
	}
	return r
}

// asBadReply is a reply that tells nothing but that it came.
func (r Result) asBadReply() Result {
	return Result{
		Code: codes.BadReply, RequestID: r.RequestID, Cause: r.Cause,
		Run: r.Run, Intended: r.Intended, Sent: r.Sent, Done: r.Done, Date: r.Date,
	}
}

// wellFormed reports whether a success says what it must, and nothing that cannot be.
func (r Result) wellFormed(call Call) bool {
	switch call.Action {
	case CreatePerson: // a face, or a person who looks the same: never both, never neither
		if r.SimilarPersonID != "" {
			return r.FaceID == "" && isPerson(r.SimilarPersonID)
		}
		return isFace(r.FaceID)
	case CreateFace:
		return len(r.RetCodes) == len(call.Photos) && len(r.FaceIDs) == zeros(r.RetCodes) && areFaces(r.FaceIDs)
	case DeleteFace:
		return areFaces(r.FaceIDs)
	case GetPerson: // every person has a name
		return r.Name != "" && areFaces(r.FaceIDs)
	case ListPersons:
		return areFaces(r.FaceIDs) && inCalendar(r.Created) &&
			len(r.Persons) <= cmp.Or(call.Limit, defaultPage) && !slices.ContainsFunc(r.Persons, Listed.malformed)
	}
	return true
}

// malformed reports whether no person can be listed so.
func (l Listed) malformed() bool {
	return l.Person == "" || !areFaces(l.FaceIDs) || !inCalendar(l.Created)
}

func zeros(retCodes []int) (n int) {
	for _, code := range retCodes {
		if code == 0 {
			n++
		}
	}
	return n
}

// areFaces reports whether these can be the faces of one person.
func areFaces(ids []string) bool {
	if len(ids) > maxFacesRead {
		return false
	}
	for i, id := range ids {
		if !isFace(id) || slices.Contains(ids[:i], id) {
			return false
		}
	}
	return true
}

// isFace reports whether a face can have such an id. The service's are digits; letters, dots, - and _
// do no harm, and leave blank and | to what lists ids.
func isFace(id string) bool {
	return id != "" && len(id) <= maxIDLength && codes.Plain(id) == id
}

// AreFaces reports whether an outcome names faces, as FaceIDs joined with |.
func AreFaces(joined string) bool { return areFaces(strings.Split(joined, "|")) }

// isPerson reports whether a person can have such an id (docs/service.md, "Calls").
func isPerson(id string) bool {
	return id != "" && len(id) <= maxIDLength && !strings.ContainsFunc(id, notOfIDs)
}

func notOfIDs(c rune) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return false
	}
	return !strings.ContainsRune("-%@#&_", c)
}

// inCalendar reports whether a time can be written down: a year has four digits there.
func inCalendar(t time.Time) bool { return 0 <= t.Year() && t.Year() <= 9999 }

// shortened cuts what is longer than any name, and shows what cannot be seen and would act on a terminal.
func shortened(text string) string {
	n := 0
	for i := range text {
		if n++; n > maxTextLength {
			text = strings.Clone(text[:i]) // the rest may be megabytes
			break
		}
	}
	return visible(text)
}

// visible puts a mark in the place of control characters and of those that turn the direction of a text.
func visible(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
			return unicode.ReplacementChar
		}
		return c
	}, text)
}

func shortenedAll(persons []Listed) []Listed {
	persons = slices.Clone(persons)
	for i := range persons {
		persons[i].Person, persons[i].Name = shortened(persons[i].Person), shortened(persons[i].Name)
	}
	return persons
}
