package enrollment

import (
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// signs are what speaks of other clients that write to the same person. Face IDs do not say whose they
// are, so a pending write is explained by counting faces only where no other client can have added some.
type signs struct {
	otherWriter  bool // another client has written to the person, now or once
	vouchedAlone bool // the caller of the last look vouched that none does
	shared       bool // the caller of the last look knew of others who might
}

// alone reports whether what is new at the person can only be of the open write: the caller vouches for
// it, or the person was created here and nothing speaks of other clients.
func (k Known) alone() bool {
	return k.vouchedAlone || !k.otherWriter && !k.foreign && !k.shared && !k.open().call.Shared
}

// Joined reports whether a look has shown that another client adds to the person, of which nothing was
// known before: it may be adding to other people too. A call that met another one is no such sign: that
// may have been the service's mistake.
func (k Known) Joined(before Known, r Result) bool {
	return k.otherWriter && !before.otherWriter && (len(k.unknownFaces()) > 0 || k.InDoubt() && r.Code == "")
}

// Certain reports whether it is known what the person should have, and all of it is ours.
func (k Known) Certain() bool {
	return k.Ours() && !k.otherWriter && !k.InDoubt() && len(k.enrolled) > 0
}

// Quiet is from when on a look at the person meets no call of ours, and sees what all of them wrote.
func (k Known) Quiet() time.Time {
	if k.lastWrite.IsZero() {
		return k.busyUntil
	}
	return later(k.busyUntil, k.lastWrite.Add(readLag))
}

// noteChanges notes what a look shows of other clients: faces that came or went, and not by a write of ours.
func (k Known) noteChanges(r Result) Known {
	if r.Code != "" || k.presence != present || len(k.faces) == 0 {
		return k
	}
	fresh, missing := compare(k.faces, r.FaceIDs)
	k.otherWriter = k.otherWriter || missing > 0 || len(fresh) > k.open().adds(fresh)
	return k
}

// noteConflict notes a call that was refused because another one of the same person was in service,
// when none of ours can have been.
func (k Known) noteConflict(r Result) Known {
	ours := r.Sent.Before(k.busyUntil)
	k.otherWriter = k.otherWriter || r.Code == codes.ConflictOperation && !ours
	return k
}

// unknownFaces returns the person's faces that are of no photo enrolled here, once all of the person's
// faces are known.
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
