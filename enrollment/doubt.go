package enrollment

import (
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// doubt is a write whose fate is unknown, and how far its reconciliation has come. It is
// never changed in place.
type doubt struct {
	call     Call
	intended time.Time // when it was recorded: it cannot have landed before
	until    time.Time // its effect may still appear before
	request  string
	run      int64
	free     bool     // the id was seen free before the call, in the same run
	names    []string // under which ghosts of earlier calls may have created the person
	step     step
	surplus  []string // face IDs to take back, and all that the write can have added
	unclear  []string // face IDs of which nobody can tell whether the write added them
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
		k.doubt.intended, k.doubt.call.Clock = g.intended, g.call.Clock
		k.doubt.call.Photos = either(g.call.Photos, call.Photos)
		k.doubt.call.Shared = g.call.Shared || call.Shared
		k.doubt.names = append(slices.Clone(g.names), g.call.Name)
	}
	k.ghost = nil
	k.asked, k.after = 0, time.Time{}
	k.absence = absence{} // it may be there by now
	return k
}

// named tells whether a lost call can have created a person of that name: the roster may have
// changed it between two calls.
func (d *doubt) named(name string) bool {
	return slices.ContainsFunc(append([]string{d.call.Name}, d.names...), func(sent string) bool { return visible(sent) == name })
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
	d.step = readBack
	if until.After(d.until) {
		d.until = until
	}
	k.doubt, k.solo = &d, true
	return k
}

// reconcile is the next call that serves to explain the doubt.
func (k Known) reconcile(want Want, p Policy) (Call, bool) {
	d := k.doubt
	call := look(want.Person, d.call.Group, p)
	switch d.step {
	case readBack:
	case list:
		call.Action = ListPersons
	case takeBack:
		call = Call{Action: DeleteFace, Person: want.Person, Group: d.call.Group, FaceIDs: d.surplus}
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
	k.try, k.asked, k.after = 0, 0, time.Time{}
	switch {
	case gone && k.doubt.call.Action == CreatePerson:
		return k.notLanded()
	case gone: // deleted by somebody: what we sent is gone with the person
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

// haunted is that somebody is there after all, and it may be by the ghost of a lost call. That the
// id was free before that call is too long ago to tell whose the person is.
func (k Known) haunted(r Result) Known {
	d := *k.ghost
	d.free, d.until = false, r.Done.Add(readLag)
	k.doubt, k.ghost = &d, nil
	return k
}

// found judges a person who is there after a lost CreatePerson.
func (k Known) found(r Result) Known {
	d := k.doubt
	switch {
	case k.past != nil:
		return k.seenAgain(r)
	case !d.named(r.Name):
		return k.somebodyElse(r)
	case len(d.call.Photos) != 1: // two writes are in doubt, and nothing tells them apart
		return k.unexplained(nil)
	case d.free && len(r.FaceIDs) == 1 && k.alone():
		return k.adopt(r)
	}
	return k.advance(list, nil)
}

// listed judges the same by the person's place and time of birth.
func (k Known) listed(call Call, r Result) Known {
	if k.doubt == nil {
		return k
	}
	k.vouched, k.shared = call.Alone, call.Shared
	d := k.doubt
	k.try, k.asked, k.after = 0, 0, time.Time{}
	if k.past != nil && (r.Code == "" || codes.NoSuchPerson(r.Code)) {
		if likely, _ := d.earliest(r); !d.named(r.Name) || r.Created.Before(likely) {
			return k.restored() // not born since: the upload in doubt may have met her
		}
		k.past = nil
	}
	switch {
	case codes.NoSuchPerson(r.Code): // not in our group
		return k.somebodyElse(r)
	case r.Code != "":
		return k.stop(call, r)
	case !d.named(r.Name):
		return k.somebodyElse(r)
	}
	likely, certain := d.earliest(r)
	if r.Created.Before(certain) {
		return k.somebodyElse(r)
	}
	k.crossed = k.crossed || len(r.FaceIDs) > 1 // of a call of ours she is born with one
	if r.Created.Before(likely) || len(r.FaceIDs) != 1 || len(d.call.Photos) != 1 || !k.alone() {
		return k.unexplained(nil)
	}
	return k.adopt(r)
}

// wrongAtMost is how far our clock can have been off when the service took a call: beyond
// it, it refuses the signature (docs/service.md, "Protocol").
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
	call := d.call
	call.Name, k.doubt = r.Name, nil
	return k.born(call, born)
}

func (k Known) somebodyElse(r Result) Known {
	k.doubt, k.ghost, k.past = nil, nil, nil
	k.presence, k.foreign, k.exact, k.faces = present, true, len(r.FaceIDs) > 0, slices.Clone(r.FaceIDs)
	k.last = Refusal{Code: codes.PersonIDAlreadyExist, Stage: CreatePerson, RequestID: r.RequestID, Run: r.Run}
	return k
}

// unexplained ends what this run can find out. Of the faces that are unclear a person must decide.
func (k Known) unexplained(unclear []string) Known {
	k = k.advance(unexplained, nil)
	k.doubt.unclear = unclear // the doubt is a copy that advance has made
	k.doubt.call.Shared = k.doubt.call.Shared || k.shared
	return k
}

func (k Known) advance(s step, surplus []string) Known {
	d := *k.doubt
	d.step, d.surplus, d.unclear = s, surplus, nil
	k.doubt = &d
	return k
}

// counted judges a lost CreateFace by the faces that are new.
func (k Known) counted(r Result) Known {
	fresh, missing := compare(k.faces, r.FaceIDs)
	d, photos := k.doubt, k.doubt.call.Photos
	switch {
	case d.surplus != nil:
		return k.takenBack(r)
	case len(fresh) == 0: // nothing of it is there, whatever else was taken away
		k.doubt, k.exact = nil, k.exact && missing == 0
		return k
	case !k.exact || missing > 0 || len(fresh) > len(photos) || !k.alone():
		return k.unexplained(fresh)
	case len(fresh) == len(photos):
		return k.allLanded(fresh, r.Run)
	}
	return k.advance(takeBack, fresh)
}

// takenBack looks for what is left of half an upload. The look that found it came when the write
// had settled: a face that has shown up since was added by others. Then what is left may be theirs
// too, and is not ours to take.
func (k Known) takenBack(r Result) Known {
	_, gone := compare(k.doubt.surplus, r.FaceIDs)
	fresh, missing := compare(k.faces, r.FaceIDs)
	switch {
	case gone == len(k.doubt.surplus):
		k.doubt, k.exact = nil, k.exact && len(fresh) == 0 && missing == 0
		return k
	case !k.alone():
		return k.unexplained(fresh)
	}
	return k.advance(takeBack, k.doubt.surplus)
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
