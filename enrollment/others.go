package enrollment

import (
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// signs are the signs of other clients that write to the same person. A face ID does not show which client
// added the face, so counting faces explains a pending write only if no other client can have added some.
type signs struct {
	otherWriter  bool // another client has written to the person at some time
	vouchedAlone bool // the caller of the last read vouched that there is no other writer
	shared       bool // the caller of the last read expected other writers
}

// alone reports whether new faces can only be those of the open write: the caller vouches for it, or the
// person was created here and there is no sign of other clients.
func (k Known) alone() bool {
	return k.vouchedAlone || !k.otherWriter && !k.foreign && !k.shared && !k.open().call.Shared
}

// Joined reports whether a read has shown, for the first time, that another client adds faces to the
// person. That client may be adding to other people too. A ConflictOperation does not count: it may be the
// service's mistake.
func (k Known) Joined(before Known, r Result) bool {
	return k.otherWriter && !before.otherWriter && (len(k.unknownFaces()) > 0 || k.InDoubt() && r.Code == "")
}

// Certain reports whether all that the person should have is known, and all of it is ours.
func (k Known) Certain() bool {
	return k.Ours() && !k.otherWriter && !k.InDoubt() && len(k.enrolled) > 0
}

// Quiet returns the time from which none of our calls on the person can be in service, and a read shows
// all that they wrote.
func (k Known) Quiet() time.Time {
	if k.lastWrite.IsZero() {
		return k.busyUntil
	}
	return later(k.busyUntil, k.lastWrite.Add(readLag))
}

// noteChanges notes whether a read shows faces that came or went without a write of ours.
func (k Known) noteChanges(r Result) Known {
	if r.Code != "" || k.presence != present || len(k.faces) == 0 {
		return k
	}
	fresh, missing := compare(k.faces, r.FaceIDs)
	k.otherWriter = k.otherWriter || missing > 0 || len(fresh) > k.open().adds(fresh)
	return k
}

// noteConflict notes whether a call was refused because another one on the person was in service, while
// none of ours can have been.
func (k Known) noteConflict(r Result) Known {
	ours := r.Sent.Before(k.busyUntil)
	k.otherWriter = k.otherWriter || r.Code == codes.ConflictOperation && !ours
	return k
}

// unknownFaces returns the faces that belong to no photo enrolled here. It returns none while the list of
// faces is not complete.
func (k Known) unknownFaces() (ids []string) {
	if !k.exact || k.presence != present {
		return nil
	}
	for _, id := range k.faces {
		if !k.enrolledAs(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// enrolledAs reports whether a face is, or may be, that of a photo enrolled here.
func (k Known) enrolledAs(face string) bool {
	for _, e := range k.enrolled {
		if slices.Contains(e.FaceIDs, face) {
			return true
		}
	}
	return false
}
