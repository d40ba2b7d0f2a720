package enrollment

import (
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// pendingWrite is a write whose outcome is unknown, and how far its reconciliation has come. It is
// never changed in place.
type pendingWrite struct {
	call     Call
	intended time.Time // when it was recorded; it cannot have landed before
	until    time.Time // until when its effect may still appear
	request  string
	run      int64
	free     bool     // the same run saw the id free before the call
	names    []string // other names under which late writes may have created the person
	state    pendingState
	step     step
	extra    []string // face IDs to roll back: all that the write can have added
	unclear  []string // face IDs that the write may or may not have added
}

// pendingState is what is done about a pending write.
type pendingState uint8

const (
	// open: it must be explained before anything else is done.
	open pendingState = iota
	// late: a CreatePerson that had not landed when the person was read. It still may: if the id turns out
	// to be taken, this write is the likely cause.
	late
	// suspended: a CreateFace for a person that then seemed gone. It is open again if the person was not.
	suspended
)

// step is the next step of a reconciliation.
type step uint8

const (
	readBack   step = iota // read the person
	list                   // find out when the person was created
	rollBack               // delete the faces of a half-applied upload
	unresolved             // nothing more to do in this run
)

// clockMargin is how far the service's creation times may differ from our estimate of its clock, which is
// made from a Date header in whole seconds.
const clockMargin = 2 * time.Second

// find returns the pending write in a state, or nil.
func (k Known) find(s pendingState) *pendingWrite {
	for i := range k.pending {
		if k.pending[i].state == s {
			return &k.pending[i]
		}
	}
	return nil
}

func (k Known) open() *pendingWrite      { return k.find(open) }
func (k Known) late() *pendingWrite      { return k.find(late) }
func (k Known) suspended() *pendingWrite { return k.find(suspended) }

// drop forgets the pending writes in these states.
func (k Known) drop(states ...pendingState) Known {
	var kept []pendingWrite
	for _, w := range k.pending {
		if !slices.Contains(states, w.state) {
			kept = append(kept, w)
		}
	}
	k.pending = kept
	return k
}

// put stores a pending write in place of the one in the same state.
func (k Known) put(w pendingWrite) Known {
	k = k.drop(w.state)
	i := slices.IndexFunc(k.pending, func(other pendingWrite) bool { return other.state > w.state })
	if i < 0 {
		i = len(k.pending)
	}
	k.pending = slices.Insert(k.pending, i, w)
	return k
}

// move changes the state of the pending write in one state, if there is one.
func (k Known) move(from, to pendingState) Known {
	w := k.find(from)
	if w == nil {
		return k.drop(to)
	}
	moved := *w
	moved.state = to
	return k.drop(from).put(moved)
}

// at returns the pending write at another step.
func (w pendingWrite) at(s step) pendingWrite {
	w.step = s
	return w
}

// advance moves the open write to another step.
func (k Known) advance(s step, extra []string) Known {
	w := k.open().at(s)
	w.extra, w.unclear = extra, nil
	return k.put(w)
}

// markPending begins the reconciliation of a write that had no reply, or one that leaves its outcome open.
func (k Known) markPending(call Call, r Result) Known {
	k = k.failed(call, r)
	if call.Action == DeleteFace { // the upload that it rolls back is still open
		return k.readAgain(r.Sent.Add(SettleTime))
	}
	w := pendingWrite{
		call: call, intended: r.Intended, until: r.Sent.Add(SettleTime),
		request: r.RequestID, run: r.Run, free: k.free,
	}
	if l := k.late(); l != nil && call.Action == CreatePerson {
		w.intended, w.call.Clock = l.intended, l.call.Clock
		w.call.Photos = union(l.call.Photos, call.Photos)
		w.call.Shared = l.call.Shared || call.Shared
		w.names = append(slices.Clone(l.names), l.call.Name)
	}
	k = k.drop(late).put(w)
	k.graces, k.after = 0, time.Time{}
	k.absence = absence{} // the person may exist by now
	return k
}

// named reports whether the write can have created a person of that name. The roster may have changed the
// name between two calls.
func (w *pendingWrite) named(name string) bool {
	return slices.ContainsFunc(append([]string{w.call.Name}, w.names...), func(sent string) bool { return visible(sent) == name })
}

// carries reports whether the write has a photo.
func (w *pendingWrite) carries(key string) bool {
	return w != nil && slices.ContainsFunc(w.call.Photos, func(p Photo) bool { return p.Key == key })
}

// adds returns how many of these new faces the write may have added.
func (w *pendingWrite) adds(fresh []string) int {
	switch {
	case w == nil:
		return 0
	case w.extra == nil:
		return len(w.call.Photos)
	}
	n := 0
	for _, id := range fresh {
		if slices.Contains(w.extra, id) {
			n++
		}
	}
	return n
}

// union returns the photos of two calls of which one may have landed. A single photo can be credited, but
// with several it is unknown which one landed.
func union(a, b []Photo) []Photo {
	photos := slices.Clone(a)
	for _, p := range b {
		if !slices.ContainsFunc(a, func(q Photo) bool { return q.Key == p.Key }) {
			photos = append(photos, p)
		}
	}
	return photos
}

// readAgain has the person read back again, not before until, and photos sent one by one.
func (k Known) readAgain(until time.Time) Known {
	if k.open() == nil {
		return k
	}
	w := k.open().at(readBack)
	w.until = later(w.until, until)
	k = k.put(w)
	k.oneByOne = true
	return k
}

// reconcile returns the next call that helps to explain the open write.
func (k Known) reconcile(want Want, p Policy) (Call, bool) {
	w := k.open()
	call := look(want.Person, w.call.Group, p)
	switch w.step {
	case readBack:
	case list:
		call.Action = ListPersons
	case rollBack:
		call = Call{Action: DeleteFace, Person: want.Person, Group: w.call.Group, FaceIDs: w.extra}
	default:
		return Call{}, false
	}
	call = k.schedule(call)
	call.After = later(call.After, w.until)
	return call, true
}

// explain judges the open write by a read of the person.
func (k Known) explain(r Result, gone bool) Known {
	k.try, k.graces, k.after = 0, 0, time.Time{}
	creates := k.open().call.Action == CreatePerson
	switch {
	case gone && creates:
		return k.notLanded()
	case gone: // others deleted the person, and with the person what we sent
		return k.markGone()
	case creates:
		return k.reconcileCreation(r)
	}
	return k.reconcileFaces(r)
}

// notLanded resolves a CreatePerson after which there is no such person.
func (k Known) notLanded() Known {
	k = k.move(open, late)
	k.presence, k.free, k.exact, k.faces = absent, true, true, nil
	return k
}

// reopen opens a late write, because the person exists after all. That the id was free before that write no
// longer shows who created the person: it was too long ago.
func (k Known) reopen(r Result) Known {
	k = k.move(late, open)
	w := *k.open()
	w.free, w.until = false, r.Done.Add(readLag)
	return k.put(w)
}

// reconcileCreation judges a person that exists after a pending CreatePerson.
func (k Known) reconcileCreation(r Result) Known {
	w := k.open()
	switch {
	case k.tombstone != nil:
		return k.recognise(r)
	case !w.named(r.Name):
		return k.markForeign(r)
	case len(w.call.Photos) != 1: // several writes are pending, and nothing shows which one landed
		return k.unresolved(nil)
	case w.free && len(r.FaceIDs) == 1 && k.alone():
		return k.attributeCreation(r)
	}
	return k.advance(list, nil)
}

// reconcileByList judges the person by group and time of creation.
func (k Known) reconcileByList(call Call, r Result) Known {
	w := k.open()
	if w == nil {
		return k
	}
	k.vouchedAlone, k.shared = call.Alone, call.Shared
	k.try, k.graces, k.after = 0, 0, time.Time{}
	none := codes.NoSuchPerson(r.Code)
	if k.tombstone != nil && (r.Code == "" || none) {
		if likely, _ := w.earliest(r); !w.named(r.Name) || r.Created.Before(likely) {
			return k.restore() // created before that call, so the suspended upload may have landed
		}
		k = k.forgetTombstone()
		w = k.open()
	}
	switch {
	case none: // not in our group
		return k.markForeign(r)
	case r.Code != "":
		return k.stop(call, r)
	case !w.named(r.Name):
		return k.markForeign(r)
	}
	likely, certain := w.earliest(r)
	if r.Created.Before(certain) {
		return k.markForeign(r)
	}
	k.otherWriter = k.otherWriter || len(r.FaceIDs) > 1 // our call creates a person with one face
	if r.Created.Before(likely) || len(r.FaceIDs) != 1 || len(w.call.Photos) != 1 || !k.alone() {
		return k.unresolved(nil)
	}
	return k.attributeCreation(r)
}

// maxClockError is how far off our clock can have been when the service accepted a call: beyond that it
// refuses the signature (docs/service.md, "Protocol").
const maxClockError = 5 * time.Minute

// earliest returns the earliest times, by the service's clock, at which the pending call can have created
// the person: the likely one, and the one before which it certainly cannot have. They are the same if the
// offset of our clock was known when the call was recorded. If not, today's offset is only likely, since
// our clock may have been set since.
func (w *pendingWrite) earliest(r Result) (likely, certain time.Time) {
	if w.call.Clock != nil {
		likely = w.intended.Add(*w.call.Clock - clockMargin)
		return likely, likely
	}
	likely = w.intended.Add(-clockMargin)
	if !r.Date.IsZero() && !r.Done.IsZero() {
		likely = likely.Add(r.Date.Sub(r.Done))
	}
	return likely, w.intended.Add(-maxClockError - clockMargin)
}

// attributeCreation records that the pending call created the person that was found.
func (k Known) attributeCreation(r Result) Known {
	w := k.open()
	created := Result{FaceID: r.FaceIDs[0], RequestID: w.request, Run: r.Run} // found out in this run
	call := w.call
	call.Name = r.Name
	return k.drop(open).markCreated(call, created)
}

// markForeign records that another client created the person that was found.
func (k Known) markForeign(r Result) Known {
	k = k.forgetTombstone().drop(open, late)
	k.presence, k.foreign, k.exact, k.faces = present, true, len(r.FaceIDs) > 0, slices.Clone(r.FaceIDs)
	k.last = Refusal{Code: codes.PersonIDAlreadyExist, Stage: CreatePerson, RequestID: r.RequestID, Run: r.Run}
	return k
}

// unresolved ends this run's reconciliation. The user must decide about the faces that are unclear.
func (k Known) unresolved(unclear []string) Known {
	k = k.advance(unresolved, nil)
	w := *k.open()
	w.unclear = unclear
	w.call.Shared = w.call.Shared || k.shared
	return k.put(w)
}

// reconcileFaces judges a pending CreateFace by the faces that are new.
func (k Known) reconcileFaces(r Result) Known {
	w := k.open()
	fresh, missing := compare(k.faces, r.FaceIDs)
	photos := w.call.Photos
	switch {
	case w.extra != nil:
		return k.verifyRollback(r)
	case len(fresh) == 0: // nothing landed, whatever others deleted
		k = k.drop(open)
		k.exact = k.exact && missing == 0
		return k
	case !k.exact || missing > 0 || len(fresh) > len(photos) || !k.alone():
		return k.unresolved(fresh)
	case len(fresh) == len(photos):
		return k.allLanded(fresh, r.Run)
	}
	return k.advance(rollBack, fresh)
}

// verifyRollback checks whether the faces of a partial upload are gone. They were found when the write had
// settled, so others added any face that is new since then. In that case a face that is left may be theirs
// too, and is not deleted.
func (k Known) verifyRollback(r Result) Known {
	extra := k.open().extra
	_, gone := compare(extra, r.FaceIDs)
	fresh, missing := compare(k.faces, r.FaceIDs)
	switch {
	case gone == len(extra):
		k = k.drop(open)
		k.exact = k.exact && len(fresh) == 0 && missing == 0
		return k
	case !k.alone():
		return k.unresolved(fresh)
	}
	return k.advance(rollBack, extra)
}

// allLanded records that the new faces are those of the pending call's photos, as found out in this run.
func (k Known) allLanded(fresh []string, run int64) Known {
	w := *k.open()
	k = k.drop(open)
	k.faces = slices.Concat(k.faces, fresh)
	for _, p := range w.call.Photos {
		k = k.enroll(p.Key, Enrolled{FaceIDs: fresh, RequestID: w.request, Run: run})
	}
	return k.progress()
}

// compare returns the faces that are new, and counts the known ones that are missing.
func compare(before, now []string) (fresh []string, missing int) {
	for _, id := range now {
		if !slices.Contains(before, id) {
			fresh = append(fresh, id)
		}
	}
	return fresh, len(before) - (len(now) - len(fresh))
}
