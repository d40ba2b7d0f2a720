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
	// maxIDLength is the greatest length of an id, in bytes. For persons it is the service's own limit; a
	// face ID has 19 digits (docs/service.md, "Calls").
	maxIDLength = 64
	// maxFacesRead is the most faces of a person that an answer may list. The limit is 5 (FacesPerPerson).
	// If the service raises it, its answers must stay valid; if it has none, they must not fill the disk.
	maxFacesRead = 100
	// maxTextLength is how many characters are kept of names, and of ids that are only compared. It is more
	// than the 60 of a name and the 64 of an id, so that a shortened text equals none of ours.
	maxTextLength = 80
	// defaultPage is the service's Limit for a list when the call has none (docs/service.md, "Calls").
	defaultPage = 10
)

// Sanitized returns the result without what a service cannot have meant. Names are plain and bounded. A
// reply that is no possible answer to the call counts as a bad reply, as if it had not been JSON: after a
// write the person is read back, and a read is repeated.
//
// It is applied to what the service answers, and to histories that were written before it was. To apply
// it twice changes nothing.
func (r Result) Sanitized(call Call) Result {
	came := r.RequestID != ""
	r.RequestID, r.Code = codes.Plain(r.RequestID), codes.Clean(r.Code)
	r.Name, r.Persons = shortened(r.Name), shortenedAll(r.Persons)
	if r.Code == "" && !r.wellFormed(call) || came && codes.Ours(r.Code) {
		return r.asBadReply()
	}
	return r
}

// sanitized does the same for a person whose faces are known: an upload cannot have added a face that was
// there before.
func (k Known) sanitized(call Call, r Result) Result {
	r = r.Sanitized(call)
	if call.Action == CreateFace && slices.ContainsFunc(r.FaceIDs, func(id string) bool { return slices.Contains(k.faces, id) }) {
		return r.asBadReply()
	}
	return r
}

// asBadReply returns a result that holds no more than that a reply came.
func (r Result) asBadReply() Result {
	return Result{
		Code: codes.BadReply, RequestID: r.RequestID, Cause: r.Cause,
		Run: r.Run, Intended: r.Intended, Sent: r.Sent, Done: r.Done, Date: r.Date,
	}
}

// wellFormed reports whether a success has all that the action answers, and nothing impossible.
func (r Result) wellFormed(call Call) bool {
	switch call.Action {
	case CreatePerson: // either a face or a similar person
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

// malformed reports whether no person can be listed like this.
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

// isFace reports whether a text can be a face ID. The service's are digits. Letters, dots, - and _ do no
// harm; blanks and | separate the ids of a list.
func isFace(id string) bool {
	return id != "" && len(id) <= maxIDLength && codes.Plain(id) == id
}

// AreFaces reports whether a text is a list of face IDs joined with |.
func AreFaces(joined string) bool { return areFaces(strings.Split(joined, "|")) }

// isPerson reports whether a text can be a person's id (docs/service.md, "Calls").
func isPerson(id string) bool {
	return id != "" && len(id) <= maxIDLength && !strings.ContainsFunc(id, notInPersonID)
}

func notInPersonID(c rune) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return false
	}
	return !strings.ContainsRune("-%@#&_", c)
}

// inCalendar reports whether a time can be written as JSON: its year must have four digits.
func inCalendar(t time.Time) bool { return 0 <= t.Year() && t.Year() <= 9999 }

// shortened cuts a text that is longer than any name, and makes characters visible that would act on a
// terminal.
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

// visible replaces control characters, and those that change the direction of a text, by a mark.
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
