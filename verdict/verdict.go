// Package verdict turns what is known of a person's rows into their outcomes: one for each photo of
// each row, and one for a row that names no photo. It is pure: who reads the journal and the photos
// gives it what they say.
//
// A run asks for the verdicts of a person whom it has finished with ([Of]); a report, for those of a
// row that no run came to ([NotReached]).
package verdict

import (
	"cmp"
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/roster"
)

// Where a verdict was reached, besides the service's calls.
const (
	StageRoster    = "roster"
	StagePreflight = "preflight"
)

// Verdict is the outcome of one photo of a row, or of a row that names none: what a line of results.csv
// says, and so as many fields.
type Verdict struct {
	Line      int               `json:"line"`
	Place     int               `json:"place"` // of the photo in its row, from 0
	Field     string            `json:"field,omitempty"`
	Photo     string            `json:"photo,omitempty"` // path as written
	Whole     bool              `json:"whole,omitempty"` // about the row as a whole, not about this photo
	Status    enrollment.Status `json:"status"`
	Code      string            `json:"code,omitempty"`
	Stage     string            `json:"stage,omitempty"`
	FaceID    string            `json:"face_id,omitempty"`
	RequestID string            `json:"request_id,omitempty"`
	Attempts  int               `json:"attempts,omitempty"`
	Bytes     int64             `json:"bytes,omitempty"`
	Width     int               `json:"width,omitempty"`
	Height    int               `json:"height,omitempty"`
	Key       string            `json:"key,omitempty"`
	Message   string            `json:"message,omitempty"`
	Fix       string            `json:"fix,omitempty"` // what to do
	Run       string            `json:"run,omitempty"` // that decided
}

// Sanitized returns the verdict as far as the service is believed today; an earlier version kept
// whatever it said. A photo is not enrolled as a face that cannot be one: whether it is at all, a look
// must tell, with which the next run begins.
func (v Verdict) Sanitized() Verdict {
	v.Code, v.RequestID = codes.Clean(v.Code), codes.Plain(v.RequestID)
	if enrollment.AreFaces(v.FaceID) {
		return v
	}
	v.FaceID = ""
	if enrolled := v.Status == enrollment.StatusEnrolled || v.Status == enrollment.StatusUnchanged; enrolled && v.Photo != "" {
		v.Status, v.Code, v.Fix = enrollment.StatusInDoubt, codes.RunInDoubt, codes.Lookup(codes.RunInDoubt).Remedy
		v.Message = "the service returned no valid face ID, so the photo may or may not be enrolled"
	}
	return v
}

// NotReached returns the verdicts of a row that no run came to: what the roster says against it
// stands, and the rest was not attempted.
func NotReached(row roster.Row, run string) []Verdict {
	v := Verdict{Line: row.Line, Run: run}
	if len(row.Photos) == 0 {
		return []Verdict{notReached(v, faultOf(row, ""))}
	}
	var all []Verdict
	for place, photo := range row.Photos {
		v.Place, v.Field, v.Photo = place, photo.Field, photo.Path
		all = append(all, notReached(v, faultOf(row, photo.Path)))
	}
	return all
}

// faultOf returns what the row says against its person, else against this photo; nil: nothing.
func faultOf(row roster.Row, photo string) *roster.Fault {
	var found *roster.Fault
	for i, f := range row.Faults {
		if f.Photo == "" {
			return &row.Faults[i]
		}
		if f.Photo == photo {
			found = &row.Faults[i]
		}
	}
	return found
}

func notReached(v Verdict, fault *roster.Fault) Verdict {
	if fault == nil {
		v.Status, v.Code, v.Field, v.Whole = enrollment.StatusNotAttempted, codes.RunNotAttempted, "", true
	} else {
		v.Status, v.Code, v.Stage, v.Message = enrollment.StatusRejected, fault.Code, StageRoster, fault.Message
		v.Field, v.Whole, v.Fix = fault.Field, fault.Photo == "", fault.Remedy
	}
	v.Fix = cmp.Or(v.Fix, codes.Lookup(v.Code).Remedy)
	v.Message = cmp.Or(v.Message, "the run ended before it reached this row")
	return v
}

// against returns the status that a code stands for: failed where running again may help as it is.
func against(code string) enrollment.Status {
	if codes.Lookup(code).Retry() == codes.RetryYes {
		return enrollment.StatusFailed
	}
	return enrollment.StatusRejected
}

// byCode completes a verdict by what the catalogue says of its code.
func (v Verdict) byCode(status enrollment.Status, code string) Verdict {
	v.Status, v.Code = status, code
	v.Message, v.Fix = Clause(codes.Lookup(code).Meaning), codes.Lookup(code).Remedy
	return v
}

// Legible makes the messages show whatever they quote, which an earlier version did not.
func Legible(verdicts []Verdict) {
	for i := range verdicts {
		verdicts[i].Message = legible.Message(verdicts[i].Message)
	}
}

func joined(faceIDs []string) string { return strings.Join(faceIDs, "|") }
