package enrollment

import (
	"slices"
	"time"

	"enroll/codes"
)

// doubt is a write whose fate is unknown, and how far its reconciliation has come. It is
// never changed in place.
type doubt struct {
	call     Call
	intended time.Time // when it was recorded: it cannot have landed before
	until    time.Time // its effect may still appear before
	request  string
	run      int64
	free     bool // the id was seen free before the call, in the same run
	step     step
	surplus  []string // face IDs to take back
}

type step uint8

const (
	readBack    step = iota // look at the person
	list                    // look when the person was created
	takeBack                // delete the faces of a half-applied upload
	unexplained             // nothing more to do in this run
)

// clockMargin is how far the service's creation times and our idea of its clock may differ:
// its Date header counts whole seconds.
const clockMargin = 2 * time.Second

// lost begins the reconciliation of a write without a reply, or with one that does not tell.
func (k Known) lost(call Call, r Result) Known {
	k = k.failed(call, r)
	if call.Action == DeleteFace { // the doubt that it was to end is still there
		return k.readAgain(r.Sent.Add(Settled))
	}
	k.doubt = &doubt{
		call: call, intended: r.Intended, until: r.Sent.Add(Settled),
		request: r.RequestID, run: r.Run, free: k.free,
	}
	if g := k.ghost; g != nil && call.Action == CreatePerson {
		k.doubt.intended = g.intended
		k.doubt.call.Photos = either(g.call.Photos, call.Photos)
	}
	k.ghost = nil
	k.after = time.Time{}
	return k
}

// either lists the photos of calls of which one may have landed: one photo can be credited,
// of several none.
func either(a, b []Photo) []Photo {
	photos := slices.Clone(a)
	for _, p := range b {
		if !slices.ContainsFunc(a, func(q Photo) bool { return q.Key == p.Key }) {
			photos = append(photos, p)
		}
	}
	return photos
}

// readAgain sends a doubt back to the look at the person, not before until.
func (k Known) readAgain(until time.Time) Known {
	if k.doubt == nil {
		return k
	}
	d := *k.doubt
	d.step, d.surplus = readBack, nil
	if until.After(d.until) {
		d.until = until
	}
	k.doubt, k.solo = &d, true
	return k
}

// reconcile is the next call that serves to explain the doubt.
func (k Known) reconcile(want Want) (Call, bool) {
	d := k.doubt
	call := Call{Person: want.Person, Group: d.call.Group}
	switch d.step {
	case readBack:
		call.Action = GetPerson
	case list:
		call.Action = ListPersons
	case takeBack:
		call.Action, call.FaceIDs = DeleteFace, d.surplus
	default:
		return Call{}, false
	}
	call = k.step(call)
	if d.until.After(call.After) {
		call.After = d.until
	}
	return call, true
}

// explained compares what was read with what was known before the write in doubt.
func (k Known) explained(r Result, gone bool) Known {
	k.try, k.after = 0, time.Time{}
	switch {
	case gone && k.doubt.call.Action == CreatePerson:
		return k.notLanded()
	case gone: // deleted by somebody: what we sent is gone with the person
		k.doubt = nil
		return k.gone()
	case k.doubt.call.Action == CreatePerson:
		return k.found(r)
	}
	return k.counted(r)
}

// notLanded resolves a lost CreatePerson whose person is not there. It is kept as a ghost:
// should the id turn out to be taken after all, we know by whom.
func (k Known) notLanded() Known {
	k.ghost, k.doubt = k.doubt, nil
	k.presence, k.free, k.exact, k.faces = absent, true, true, nil
	return k
}

// laid lays the ghost of a call with a photo that the service has refused since: it was judged
// alike, and created nobody. Another photo's call that is lost later stands alone.
func (k Known) laid(call Call) Known {
	if k.ghost == nil || !k.ghost.call.Options.judgeAlike(call.Options) {
		return k
	}
	g := *k.ghost
	g.call.Photos = slices.DeleteFunc(slices.Clone(g.call.Photos), func(p Photo) bool { return p.Key == call.Photos[0].Key })
	k.ghost = &g
	if len(g.call.Photos) == 0 {
		k.ghost = nil
	}
	return k
}

// found judges a person who is there after a lost CreatePerson.
func (k Known) found(r Result) Known {
	d := k.doubt
	switch {
	case r.Name != d.call.Name:
		return k.somebodyElse(r)
	case len(d.call.Photos) != 1: // two writes are in doubt, and nothing tells them apart
		return k.unexplained()
	case d.free && len(r.FaceIDs) == 1:
		return k.adopt(r)
	}
	return k.advance(list, nil)
}

// listed judges the same by the person's place and time of birth.
func (k Known) listed(call Call, r Result) Known {
	if k.doubt == nil {
		return k
	}
	d := k.doubt
	k.try, k.after = 0, time.Time{}
	switch {
	case r.noPerson(): // not in our group
		return k.somebodyElse(r)
	case r.Code != "":
		return k.stop(call, r)
	case r.Name != d.call.Name:
		return k.somebodyElse(r)
	}
	likely, certain := d.earliest(r)
	switch {
	case r.Created.Before(certain):
		return k.somebodyElse(r)
	case r.Created.Before(likely):
		return k.unexplained()
	case len(r.FaceIDs) != 1 || len(d.call.Photos) != 1:
		return k.unexplained()
	}
	return k.adopt(r)
}

// wrongAtMost is how far our clock can have been off when the service took a call: beyond
// it, it refuses the signature (iai-api, "Protocol").
const wrongAtMost = 5 * time.Minute

// earliest is when the lost call can have created the person, by the service's clock, and
// before when it certainly cannot. The two are one where the offset of our clock was known at
// the intent; a clock that was set right since tells nothing of what it said then.
func (d *doubt) earliest(r Result) (likely, certain time.Time) {
	if d.call.Clock != nil {
		likely = d.intended.Add(*d.call.Clock - clockMargin)
		return likely, likely
	}
	likely = d.intended.Add(-clockMargin)
	if !r.Date.IsZero() && !r.Done.IsZero() {
		likely = likely.Add(r.Date.Sub(r.Done))
	}
	return likely, d.intended.Add(-wrongAtMost - clockMargin)
}

// adopt takes the person that was found as the one that the lost call created.
func (k Known) adopt(r Result) Known {
	d := k.doubt
	born := Result{FaceID: r.FaceIDs[0], RequestID: d.request, Run: r.Run} // known since this run
	k.doubt = nil
	return k.born(d.call, born)
}

func (k Known) somebodyElse(r Result) Known {
	k.doubt, k.ghost, k.past = nil, nil, nil
	k.presence, k.foreign, k.exact, k.faces = present, true, len(r.FaceIDs) > 0, slices.Clone(r.FaceIDs)
	k.last = Refusal{Code: codes.PersonIDAlreadyExist, Stage: CreatePerson, RequestID: r.RequestID, Run: r.Run}
	return k
}

func (k Known) unexplained() Known { return k.advance(unexplained, nil) }

func (k Known) advance(s step, surplus []string) Known {
	d := *k.doubt
	d.step, d.surplus = s, surplus
	k.doubt = &d
	return k
}

// counted judges a lost CreateFace by the faces that are new.
func (k Known) counted(r Result) Known {
	fresh, missing := compare(k.faces, r.FaceIDs)
	photos := k.doubt.call.Photos
	switch {
	case len(fresh) == 0: // nothing of it is there, whatever else was taken away
		k.doubt, k.exact = nil, k.exact && missing == 0
		return k
	case !k.exact || missing > 0 || len(fresh) > len(photos):
		return k.unexplained()
	case len(fresh) == len(photos):
		return k.allLanded(fresh, r.Run)
	}
	return k.advance(takeBack, fresh)
}

// allLanded takes the new faces as the photos of the lost call; it is known since run.
func (k Known) allLanded(fresh []string, run int64) Known {
	d := k.doubt
	k.doubt = nil
	k.faces = slices.Concat(k.faces, fresh)
	for _, p := range d.call.Photos {
		k = k.enroll(p.Key, Enrolled{FaceIDs: fresh, RequestID: d.request, Run: run})
	}
	return k.progress()
}

// compare lists the faces that are there and were not known, and counts those that are gone.
func compare(before, now []string) (fresh []string, missing int) {
	for _, id := range now {
		if !slices.Contains(before, id) {
			fresh = append(fresh, id)
		}
	}
	return fresh, len(before) - (len(now) - len(fresh))
}
