package enrollment

import (
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// What tells of others who write to the same person. Face IDs do not say whose they are, so a
// write whose reply was lost is explained by counting faces only where nobody else has counted.

// alone tells whether what is new at the person can only be of the write in doubt: somebody vouches
// for it, or she was created here and nothing speaks of anybody else.
func (k Known) alone() bool {
	return k.vouched || !k.crossed && !k.foreign && !k.shared && !k.doubt.call.Shared
}

// Joined tells whether a look has shown that somebody else adds to the person, of which nothing was known
// before: they may be adding to others too. A call that met another one is no such sign: it may have
// been the service's mistake.
func (k Known) Joined(before Known, r Result) bool {
	return k.crossed && !before.crossed && (len(k.strange()) > 0 || k.InDoubt() && r.Code == "")
}

// Certain tells whether it is known what the person should have, and all of it is by our hand.
func (k Known) Certain() bool {
	return k.Ours() && !k.crossed && k.doubt == nil && len(k.enrolled) > 0
}

// Quiet is from when on a look at the person meets no call of ours, and sees what all of them wrote.
func (k Known) Quiet() time.Time {
	if k.wrote.IsZero() {
		return k.running
	}
	return later(k.running, k.wrote.Add(readLag))
}

// watched notes what a look tells of others: faces that came or went unasked.
func (k Known) watched(r Result) Known {
	if r.Code != "" || k.presence != present || len(k.faces) == 0 {
		return k
	}
	fresh, missing := compare(k.faces, r.FaceIDs)
	k.crossed = k.crossed || missing > 0 || len(fresh) > k.doubt.adds(fresh)
	return k
}

// adds is how many of these faces a write in doubt may have added.
func (d *doubt) adds(fresh []string) int {
	switch {
	case d == nil:
		return 0
	case d.surplus == nil:
		return len(d.call.Photos)
	}
	n := 0
	for _, id := range fresh {
		if slices.Contains(d.surplus, id) {
			n++
		}
	}
	return n
}

// overlapped notes a call that was refused because another one of the same person was in service,
// when none of ours can have been.
func (k Known) overlapped(r Result) Known {
	ours := r.Sent.Before(k.running)
	k.crossed = k.crossed || r.Code == codes.ConflictOperation && !ours
	return k
}

// strange lists the person's faces that are of no photo enrolled here, once all of her faces are
// known.
func (k Known) strange() (ids []string) {
	if !k.exact || k.presence != present {
		return nil
	}
	for _, id := range k.faces {
		if !k.made(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// made tells whether a face is, or may be, that of a photo enrolled here.
func (k Known) made(face string) bool {
	for _, e := range k.enrolled {
		if slices.Contains(e.FaceIDs, face) {
			return true
		}
	}
	return false
}
