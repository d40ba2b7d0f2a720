package enrollment

import (
	"enroll.example/enroll/codes"
)

// Verdict is the outcome of one photo of a person.
type Verdict struct {
	Key       string
	Status    Status
	Code      string
	Cause     string // the service's code behind one of ours
	Stage     Action // the deciding call; empty: no call was needed
	FaceIDs   []string
	RequestID string
	Attempts  int   // uploads in this run
	Run       int64 // the run that made the deciding call
	// Unclear lists faces of the person that may be another client's. They are why the photo is rejected
	// or in doubt.
	Unclear []string
	About   string // another person that the code is about
}

// Verdicts returns the outcome of each wanted photo, in order.
func Verdicts(want Want, known Known, policy Policy) []Verdict {
	verdicts := make([]Verdict, len(want.Photos))
	similar := known.similar(want, policy)
	for i, photo := range want.Photos {
		v := known.verdict(want, photo.Key, policy, similar)
		v.Key, v.Attempts = photo.Key, known.sends[photo.Key]
		verdicts[i] = v
	}
	return verdicts
}

// verdict returns the outcome of one photo. The refusal because of a similar person is a parameter, since
// finding it takes all photos.
func (k Known) verdict(want Want, key string, p Policy, similar *Refusal) Verdict {
	if e, ok := k.enrolled[key]; ok {
		return Verdict{Status: StatusEnrolled, FaceIDs: e.FaceIDs, RequestID: e.RequestID, Run: e.Run}
	}
	if k.photoInDoubt(key) {
		return k.inDoubtVerdict()
	}
	if r, ok := k.refused[key]; ok && k.stillHolds(r, want, p) {
		return refusalVerdict(r)
	}
	if w := k.open(); w != nil {
		return Verdict{Status: StatusNotAttempted, Code: codes.RunInDoubt, Stage: w.call.Action, Run: w.run}
	}
	if similar != nil {
		return refusalVerdict(*similar)
	}
	switch {
	case k.stopped != nil:
		return refusalVerdict(*k.stopped)
	case k.Foreign() && !p.AddToExisting:
		v := refusalVerdict(k.last)
		v.Status, v.Code, v.Stage = StatusRejected, codes.RunPersonExists, CreatePerson
		return v
	case !k.mayAdd(p):
		return Verdict{
			Status: StatusRejected, Code: codes.RunUnknownFaces, Stage: GetPerson, Unclear: k.unknownFaces(),
			RequestID: k.last.RequestID, Run: k.run,
		}
	case k.full(p):
		return Verdict{Status: StatusRejected, Code: codes.PersonFaceNumExceed}
	case k.noMoreCalls(p):
		return exhaustedVerdict(k.last)
	}
	return Verdict{Status: StatusNotAttempted, Code: codes.RunNotAttempted}
}

// photoInDoubt reports whether it is unknown whether the photo landed.
func (k Known) photoInDoubt(key string) bool {
	return k.open().carries(key) || k.open() != nil && k.suspended().carries(key)
}

// inDoubtVerdict returns the verdict of a photo of the open write.
func (k Known) inDoubtVerdict() Verdict {
	w := k.open()
	return Verdict{
		Status: StatusInDoubt, Code: codes.RunInDoubt, Cause: k.last.Code,
		Stage: w.call.Action, RequestID: w.request, Run: w.run, Unclear: w.unclear,
	}
}

// refusalVerdict returns the verdict of a photo by a refusal.
func refusalVerdict(r Refusal) Verdict {
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

// exhaustedVerdict returns the verdict of a photo after too many failures. Its code is the service's if
// there is one, and ours if the network failed.
func exhaustedVerdict(r Refusal) Verdict {
	v := refusalVerdict(r)
	v.Status = StatusFailed
	if r.Code == "" || codes.IsClient(r.Code) {
		v.Code, v.Cause = codes.RunExhausted, r.Code
	}
	return v
}
