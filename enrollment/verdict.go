package enrollment

import (
	"slices"
	"strings"

	"enroll/codes"
)

// Status is the outcome of a photo, or of a row.
type Status string

// The outcomes, from contract.md.
const (
	StatusEnrolled     Status = "enrolled"
	StatusUnchanged    Status = "unchanged"     // enrolled by an earlier run
	StatusReady        Status = "ready"         // nothing speaks against it; check makes no call
	StatusPartial      Status = "partial"       // of a row: some photos well, some not
	StatusRejected     Status = "rejected"      // a person must act
	StatusFailed       Status = "failed"        // may pass when run again
	StatusInDoubt      Status = "in_doubt"      // a write may have happened or not
	StatusNotAttempted Status = "not_attempted" // the run ended first
)

// Well tells whether nothing is left to do.
func (s Status) Well() bool {
	return s == StatusEnrolled || s == StatusUnchanged || s == StatusReady
}

// Verdict is the outcome of one photo of a person.
type Verdict struct {
	Key       string
	Status    Status
	Code      string
	Cause     string // the code behind one of ours
	Stage     Action // the call that decided; empty: decided here
	FaceIDs   []string
	RequestID string
	Attempts  int    // uploads in this run
	Run       int64  // that made the deciding call
	About     string // another person whom the code is about
}

// Verdicts tells for each wanted photo, in order, what became of it.
func Verdicts(want Want, known Known, policy Policy) []Verdict {
	verdicts := make([]Verdict, len(want.Photos))
	alike := known.alike(want, policy)
	for i, photo := range want.Photos {
		v := known.verdict(want, photo.Key, policy, alike)
		v.Key, v.Attempts = photo.Key, known.sends[photo.Key]
		verdicts[i] = v
	}
	return verdicts
}

// verdict takes the refusal of everybody alike from outside, since finding it costs a look at
// all photos.
func (k Known) verdict(want Want, key string, p Policy, alike *Refusal) Verdict {
	if e, ok := k.enrolled[key]; ok {
		return Verdict{Status: StatusEnrolled, FaceIDs: e.FaceIDs, RequestID: e.RequestID, Run: e.Run}
	}
	if k.doubts(key) {
		return k.doubtful()
	}
	if r, ok := k.refused[key]; ok && k.stands(r, want, p) {
		return because(r)
	}
	if d := k.doubt; d != nil {
		return Verdict{Status: StatusNotAttempted, Code: codes.RunInDoubt, Stage: d.call.Action, Run: d.run}
	}
	if alike != nil {
		return because(*alike)
	}
	switch {
	case k.stopped != nil:
		return because(*k.stopped)
	case k.Foreign() && !p.AddToExisting:
		v := because(k.last)
		v.Status, v.Code, v.Stage = StatusRejected, codes.RunPersonExists, CreatePerson
		return v
	case k.full(p):
		return Verdict{Status: StatusRejected, Code: codes.PersonFaceNumExceed}
	case k.over(p):
		return exhausted(k.last)
	}
	return Verdict{Status: StatusNotAttempted, Code: codes.RunNotAttempted}
}

// doubts tells whether the photo is one of those whose fate is unknown.
func (k Known) doubts(key string) bool {
	return k.doubt != nil && slices.ContainsFunc(k.doubt.call.Photos, func(p Photo) bool { return p.Key == key })
}

func (k Known) doubtful() Verdict {
	d := k.doubt
	return Verdict{
		Status: StatusInDoubt, Code: codes.RunInDoubt, Cause: k.last.Code,
		Stage: d.call.Action, RequestID: d.request, Run: d.run,
	}
}

// because turns a refusal into the verdict of a photo.
func because(r Refusal) Verdict {
	v := Verdict{
		Status: StatusRejected, Code: r.Code, Stage: r.Stage,
		RequestID: r.RequestID, Run: r.Run, About: r.About,
	}
	switch {
	case r.Code == fileChanged:
		v.Status = StatusFailed
	case classOf(r.Code) == codes.Account:
		v.Status = StatusNotAttempted
	}
	return v
}

// exhausted is a photo whose person met too many failures: the service's code tells where
// there is one, ours where the network failed.
func exhausted(r Refusal) Verdict {
	v := because(r)
	v.Status = StatusFailed
	if r.Code == "" || strings.HasPrefix(r.Code, "ClientError") {
		v.Code, v.Cause = codes.RunExhausted, r.Code
	}
	return v
}

// RowStatus is the outcome of a row by those of its photos: well if all are, partial if some
// are, else the worst.
func RowStatus(photos []Status) Status {
	var well int
	best, worst := StatusUnchanged, StatusNotAttempted
	for _, s := range photos {
		switch {
		case s.Well():
			well++
			best = better(best, s)
		case severity(s) > severity(worst):
			worst = s
		}
	}
	switch {
	case well == 0:
		return worst
	case well < len(photos):
		return StatusPartial
	}
	return best
}

// Worse tells whether a is worse than b.
func Worse(a, b Status) bool { return rank(a) > rank(b) }

func rank(s Status) int {
	if s.Well() {
		return -1
	}
	return severity(s)
}

// better is the outcome that tells more of a row whose photos are all well.
func better(a, b Status) Status {
	if a == StatusEnrolled || b == StatusUnchanged {
		return a
	}
	return b
}

func severity(s Status) int {
	switch s {
	case StatusInDoubt:
		return 3
	case StatusRejected:
		return 2
	case StatusFailed:
		return 1
	}
	return 0
}
