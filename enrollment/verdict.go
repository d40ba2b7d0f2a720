package enrollment

import (
	"slices"

	"enroll.example/enroll/codes"
)

// Verdict is the outcome of one photo of a person.
type Verdict struct {
	Key       string
	Status    Status
	Code      string
	Cause     string // the code behind one of ours
	Stage     Action // the call that decided; empty: decided here
	FaceIDs   []string
	RequestID string
	Attempts  int   // uploads in this run
	Run       int64 // that made the deciding call
	// Unclear are faces of the person of which this folder cannot tell whose they are: they speak
	// against the photo, or leave it in doubt.
	Unclear []string
	About   string // another person whom the code is about
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
	case !k.mayAdd(p):
		return Verdict{
			Status: StatusRejected, Code: codes.RunUnknownFaces, Stage: GetPerson, Unclear: k.strange(),
			RequestID: k.last.RequestID, Run: k.run,
		}
	case k.full(p):
		return Verdict{Status: StatusRejected, Code: codes.PersonFaceNumExceed}
	case k.over(p):
		return exhausted(k.last)
	}
	return Verdict{Status: StatusNotAttempted, Code: codes.RunNotAttempted}
}

// doubts tells whether the photo is one of those whose fate is unknown.
func (k Known) doubts(key string) bool {
	return k.doubt.about(key) || k.doubt != nil && k.past != nil && k.past.doubt.about(key)
}

func (d *doubt) about(key string) bool {
	return d != nil && slices.ContainsFunc(d.call.Photos, func(p Photo) bool { return p.Key == key })
}

func (k Known) doubtful() Verdict {
	d := k.doubt
	return Verdict{
		Status: StatusInDoubt, Code: codes.RunInDoubt, Cause: k.last.Code,
		Stage: d.call.Action, RequestID: d.request, Run: d.run, Unclear: d.unclear,
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
	if r.Code == "" || codes.IsClient(r.Code) {
		v.Code, v.Cause = codes.RunExhausted, r.Code
	}
	return v
}
