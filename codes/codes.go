// Package codes is the vocabulary of refusals: every code that the face service is known to return,
// and our own for what it has no code for. Each has a class, which decides what happens next, and for
// people a sentence of what it means and one of what to do.
//
// Codes are compared as whole strings, never by the text of a message: the service's texts are not
// stable. An unknown code is judged by its longest known prefix, so that a new
// "ResourceUnavailable.Something" still stops the run as its family does. One that has no known family
// is ambiguous, which is safe: the state is read back before anything is sent again.
//
// The entries are in one file for each fault: photos.go, rows.go, groups.go, accounts.go, service.go,
// roster.go for how a roster is written, and ours.go for the codes that only a run can give. An entry
// begins with certain where the service's documents settle its class, and with judged where they do
// not; patient wraps either where the cause may pass in seconds.
package codes

import "strings"

// Class is what a code means for the call that got it.
type Class string

// The classes. The service's codes are classified by its error page.
const (
	OK          Class = "ok"           // done
	AlreadyDone Class = "already done" // the state asked for holds
	Throttle    Class = "throttle"     // refused by a quota before it was executed; send again
	Conflict    Class = "conflict"     // refused because something else was running; send again, later
	Transient   Class = "transient"    // failed by the service; may pass when sent again
	Ambiguous   Class = "ambiguous"    // a write may or may not have happened; read back first
	Photo       Class = "photo"        // this photo will not pass
	Row         Class = "row"          // what the row says will not pass
	Person      Class = "person"       // the person's state prevents it
	Group       Class = "group"        // the group, or an option of the run, will not pass
	Account     Class = "account"      // no call will pass: the run is over
)

// Fault says whose fault it is, in a reviewer's words.
type Fault string

// The faults. They are finer than classes: an account-wide refusal may be a bug of ours.
const (
	Nobody      Fault = "nobody"
	PhotoFault  Fault = "photo"   // supply another photo
	RosterFault Fault = "roster"  // correct the row
	GroupFault  Fault = "group"   // correct the group or the run's options
	AcctFault   Fault = "account" // correct credentials, billing or the machine's clock
	ServiceSide Fault = "service" // nothing to correct: run it again
	ToolFault   Fault = "enroll"  // a bug of ours
)

// Entry is what is known of one code.
type Entry struct {
	Code    string
	Class   Class
	Fault   Fault
	Meaning string // one sentence
	Remedy  string // one sentence
	// Grace is how often a call that gets the code is repeated before the code means what its class
	// says: the cause may pass in seconds, and the code alone does not tell.
	Grace int
	// Uncertain marks a class that is our judgement where the service's documents are silent.
	Uncertain bool
}

// The results of Retry, as in the enroll_retry column of errors.csv.
const (
	RetryYes      = "yes"       // run again unchanged
	RetryAfterFix = "after-fix" // do what the remedy says, then run again
	RetryNo       = "no"        // nothing is left to do, or running again would not help
)

// Retry says whether running the same roster again helps.
func (e Entry) Retry() string {
	switch e.Class {
	case OK, AlreadyDone:
		return RetryNo
	case Throttle, Conflict, Transient, Ambiguous:
		return RetryYes
	}
	switch e.Fault {
	case ServiceSide, Nobody:
		return RetryYes
	case ToolFault:
		return RetryNo // the reader of the report cannot fix enroll
	}
	return RetryAfterFix
}

// Known reports whether code, as a whole, is in the vocabulary.
func Known(code string) bool {
	_, ok := byCode[code]
	return ok
}

// Lookup returns the entry of a code, or of its longest known prefix that ends before a dot; an
// inferred entry is marked uncertain. The empty code is a success.
func Lookup(code string) Entry {
	if code == "" {
		return success
	}
	if e, ok := byCode[code]; ok {
		return e
	}
	e := closestFamily(code)
	e.Code, e.Uncertain = code, true
	return e
}

func closestFamily(code string) Entry {
	for {
		dot := strings.LastIndexByte(code, '.')
		if dot < 0 {
			return unknown
		}
		code = code[:dot]
		if e, ok := byCode[code]; ok {
			return e
		}
	}
}

// RetCode returns the code for what CreateFace says of one photo in a reply that is otherwise a
// success (docs/service.md, "A success can be a failure"); "" means the face was added.
func RetCode(n int) string {
	if n == 0 {
		return ""
	}
	if code, ok := retCodes[n]; ok {
		return code
	}
	return ServerError
}

var retCodes = map[int]string{
	-1101: NoFaceInPhoto,
	-1102: ImageDecodeFailed,
	-1109: RunImageSizeRefused,
	-1601: FaceQualityNotQualified,
	-1604: RunFaceMismatch,
}
