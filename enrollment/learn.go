package enrollment

import (
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// fileChanged is a refusal of ours that holds for one run only: other bytes, another photo.
const fileChanged = codes.PhotoChanged

// Learn returns what is known after call came to result. It never mutates its receiver.
func (k Known) Learn(call Call, result Result) Known {
	k = k.Begin(result.Run)
	result = k.heard(call, result)
	if result.Unsent && result.Code == codes.RunNotAttempted {
		return k // held back by ourselves
	}
	class := classOf(result.Code)
	if !result.Unsent {
		k = k.uploaded(call)
	}
	if call.Action.Write() && !result.Unsent && (class == codes.OK || class == codes.Transient || class == codes.Ambiguous) {
		k.wrote = later(k.wrote, result.Done)
	}
	switch {
	case len(result.Changed) > 0:
		return k.changed(call, result)
	case !call.Final(result):
		return k.askedAgain(call, result)
	case class == codes.Account:
		return k.stop(call, result)
	case result.Unsent:
		return k.failed(call, result).lookFirst(call)
	case class == codes.Throttle:
		return k.held(call, result, throttled(call.Person, k.try)).lookFirst(call)
	case class == codes.Conflict:
		return k.overlapped(result).held(call, result, conflicted(call.Person, k.try)).lookFirst(call)
	case class == codes.Transient || class == codes.Ambiguous:
		if call.Action.Write() {
			return k.lost(call, result)
		}
		return k.failed(call, result)
	}
	switch call.Action {
	case CreatePerson:
		return k.created(call, result, class)
	case CreateFace:
		return k.added(call, result, class)
	case DeleteFace: // whatever it answered, the read-back tells
		k.looks++ // faces that stay are not taken back for ever
		return k.readAgain(result.Done)
	case GetPerson:
		return k.read(call, result, class)
	case ListPersons:
		return k.listed(call, result)
	}
	return k
}

func classOf(code string) codes.Class {
	if code == "" {
		return codes.OK
	}
	return codes.Lookup(code).Class
}

// uploaded counts the photos of a call that left.
func (k Known) uploaded(call Call) Known {
	for _, p := range call.Photos {
		k.sends = with(k.sends, p.Key, k.sends[p.Key]+1)
	}
	return k
}

// progress forgets the troubles of a step that is done.
func (k Known) progress() Known {
	k.try, k.again, k.after, k.asked = 0, false, time.Time{}, 0
	return k
}

// held is a call that the service refused to begin: it goes again after a wait.
func (k Known) held(call Call, r Result, wait time.Duration) Known {
	k.refusals++
	k.try++
	k.after = r.Done.Add(wait)
	k.last = refusal(call, r)
	return k
}

// lookFirst sends whoever could not take faces back to the look before it: others may have come since.
func (k Known) lookFirst(call Call) Known {
	if call.Action != DeleteFace {
		return k
	}
	return k.readAgain(k.after)
}

// failed is a call that came to nothing: it uses up an attempt.
func (k Known) failed(call Call, r Result) Known {
	if k.doubt != nil {
		k.looks++
	} else {
		k.fails++
	}
	k.after = r.Done.Add(failed(call.Person, k.try))
	if r.unanswered() { // it may still run, and two calls on one person must not
		k.running = r.Sent.Add(inService)
	}
	k.try++
	k.again = true
	k.last = refusal(call, r)
	return k
}

// askedAgain is a call that was refused for a cause that may pass in seconds.
func (k Known) askedAgain(call Call, r Result) Known {
	k = k.failed(call, r)
	k.asked++
	k.after = r.Done.Add(patient(call.Person, call.Asked))
	return k
}

// stop is a verdict about the person as a whole, for this run.
func (k Known) stop(call Call, r Result) Known {
	why := refusal(call, r)
	k.stopped = &why
	return k
}

func refusal(call Call, r Result) Refusal {
	return Refusal{Code: r.Code, Stage: call.Action, RequestID: r.RequestID, Run: r.Run, options: call.Options}
}

func (k Known) refuse(key string, why Refusal) Known {
	k.refused = with(k.refused, key, why)
	return k
}

func (k Known) enroll(key string, how Enrolled) Known {
	k.enrolled = with(k.enrolled, key, how)
	return k
}

// changed drops the photos whose files have other bytes than were judged; nothing was sent.
func (k Known) changed(call Call, r Result) Known {
	for _, key := range r.Changed {
		k = k.refuse(key, Refusal{Code: fileChanged, Stage: call.Action, Run: r.Run})
	}
	return k
}

func (k Known) created(call Call, r Result, class codes.Class) Known {
	switch {
	case r.Code == "" && r.SimilarPersonID != "" && r.SimilarPersonID != call.Person:
		return k.similar(call, r)
	case r.Code == "" && r.SimilarPersonID == "":
		return k.born(call, r)
	case r.Code == "" || class == codes.AlreadyDone:
		return k.exists(call, r)
	case class == codes.Photo:
		return k.refuse(call.Photos[0].Key, refusal(call, r)).progress()
	}
	return k.stop(call, r)
}

func (k Known) born(call Call, r Result) Known {
	k = k.progress()
	k.presence, k.foreign, k.free, k.ghost, k.past = present, false, false, nil, nil
	k.absence = absence{}
	k.name, k.gender, k.group = call.Name, call.Gender, call.Group
	k.faces, k.exact = []string{r.FaceID}, true
	return k.enroll(call.Photos[0].Key, Enrolled{FaceIDs: k.faces, RequestID: r.RequestID, Run: r.Run})
}

// similar is a success in which nobody was created: somebody else looks alike.
func (k Known) similar(call Call, r Result) Known {
	why := refusal(call, r)
	why.Code, why.About = codes.RunSimilarPerson, r.SimilarPersonID
	return k.progress().refuse(call.Photos[0].Key, why)
}

// exists is the answer that the id is taken: by the person who was said to be gone, by the
// ghost of a lost call of ours, or by others.
func (k Known) exists(call Call, r Result) Known {
	k = k.progress()
	k.presence, k.absence = present, absence{}
	if k.ghost != nil && k.past == nil {
		return k.haunted(r).advance(list, nil)
	}
	k.exact, k.faces = false, nil
	k.last = refusal(call, r)
	if k.foreign = k.past == nil; !k.foreign {
		k.reread = true // a look will tell whether it is ours
	}
	return k
}

func (k Known) added(call Call, r Result, class codes.Class) Known {
	switch {
	case class == codes.OK:
		return k.judged(call, r)
	case class == codes.Photo && len(call.Photos) > 1:
		k.solo = true // one of them is meant: alone, each gets its own answer
		return k.progress()
	case class == codes.Photo:
		return k.refuse(call.Photos[0].Key, refusal(call, r)).progress()
	case codes.NoSuchPerson(r.Code):
		k = k.failed(call, r)
		k.reread = true
		return k
	case class == codes.Person:
		k = k.failed(call, r)
		k.reread, k.wrote = true, later(k.wrote, r.Done) // somebody else changed this person
		return k
	}
	return k.stop(call, r)
}

// judged reads the verdicts inside a success: one RetCode a photo, in the order sent.
func (k Known) judged(call Call, r Result) Known {
	k = k.progress()
	ids := r.FaceIDs
	k.faces = slices.Concat(k.faces, ids)
	unsure := false
	for i, photo := range call.Photos {
		why := refusal(call, r)
		why.Code = codes.RetCode(r.RetCodes[i])
		switch classOf(why.Code) {
		case codes.OK:
			k = k.enroll(photo.Key, Enrolled{FaceIDs: ids[:1:1], RequestID: r.RequestID, Run: r.Run})
			ids = ids[1:]
		case codes.Photo:
			if why.Code == codes.RunFaceMismatch {
				why.faces = k.faceList()
			}
			k = k.refuse(photo.Key, why)
		default:
			unsure, k.last = true, why
		}
	}
	if unsure { // the algorithm failed on some: those go again
		r.Code = k.last.Code
		k = k.failed(call, r)
	}
	return k
}

// read is an answer to GetPerson: how the person stands at the service.
func (k Known) read(call Call, r Result, class codes.Class) Known {
	gone := codes.NoSuchPerson(r.Code)
	k.vouched, k.shared = call.Alone, call.Shared
	switch {
	case r.Code != "" && !gone:
		return k.stop(call, r)
	case k.doubt != nil && tooEarly(r.Sent, k.doubt.until):
		k.looks++ // it explains nothing
		return k
	}
	k.absence = k.absence.looked(r.Sent, gone)
	k = k.watched(r)
	if k.doubt != nil {
		return k.explained(r, gone)
	}
	k = k.progress()
	k.reread = false
	if gone { // and yet the service knew the person a moment ago
		k = k.failed(call, r)
		k.after = later(k.after, r.Done.Add(readLag))
		return k.gone()
	}
	k.presence = present
	switch {
	case k.past != nil:
		return k.seenAgain(r)
	case k.ghost != nil:
		return k.haunted(r).found(r)
	}
	anew := k.madeAnew(r)
	k.faces, k.exact = slices.Clone(r.FaceIDs), true
	if anew {
		return k.replaced()
	}
	return k.deleted(r)
}

// tooEarly tells whether a look left before a write had settled. A write that lies further
// ahead than it can was written down by a clock that has been set back since.
func tooEarly(looked, settled time.Time) bool {
	return !looked.IsZero() && looked.Before(settled) && settled.Sub(looked) <= Settled
}

// gone is a person who is not at the service: nothing of hers is enrolled there, and what was in
// doubt went with her. Should the service have been wrong, past will tell.
func (k Known) gone() Known {
	if len(k.enrolled) > 0 || k.doubt != nil {
		k.past = &departed{enrolled: k.enrolled, faces: k.faces, exact: k.exact, foreign: k.foreign, doubt: k.doubt}
	}
	k.doubt = nil
	k.free = k.presence != present // who was there may be there all the same
	k.presence, k.foreign = absent, false
	k.faces, k.exact, k.enrolled = nil, true, nil
	return k
}

// seenAgain decides whether a person who was gone, and is there, is the one whom we knew: by the
// faces. If not, a lost call of ours created her, or others did. An upload in doubt may have met
// her unless she was born since.
func (k Known) seenAgain(r Result) Known {
	was, born := k.past, k.ghost
	if k.doubt != nil {
		born = k.doubt
	}
	switch {
	case was.has(r.FaceIDs), was.doubt != nil && born == nil:
		return k.takenUp(r)
	case born != nil && was.doubt != nil:
		k.doubt, k.ghost = born, nil
		return k.advance(list, nil)
	case born != nil:
		k.doubt, k.ghost, k.past = born, nil, nil
		return k.found(r)
	}
	k.past, k.foreign = nil, true
	k.faces, k.exact = slices.Clone(r.FaceIDs), true
	return k
}

// takenUp is a look at a person who was never gone.
func (k Known) takenUp(r Result) Known {
	k = k.restored().watched(r)
	if k.doubt != nil {
		return k.counted(r)
	}
	k.faces, k.exact = slices.Clone(r.FaceIDs), true
	return k.onlySeen()
}

// restored takes up what was known of a person who was never gone, and what was in doubt. A
// CreatePerson sent meanwhile cannot have landed.
func (k Known) restored() Known {
	was := *k.past
	k.past, k.ghost, k.doubt = nil, nil, was.doubt
	k.presence, k.foreign = present, was.foreign
	k.enrolled, k.faces, k.exact = was.enrolled, was.faces, was.exact
	return k
}

// madeAnew tells whether somebody else's person stands in the place of ours. Reads that lag show
// fewer of the faces that we know of, never others alone.
func (k Known) madeAnew(r Result) bool {
	fresh, missing := compare(k.faces, r.FaceIDs)
	return len(k.enrolled) > 0 && len(fresh) > 0 && missing == len(k.faces)
}

// replaced is a person of ours in whose place somebody else's is.
func (k Known) replaced() Known {
	k.enrolled, k.foreign = nil, true
	return k
}

// deleted forgets the photos whose faces somebody took away.
func (k Known) deleted(r Result) Known {
	if len(k.enrolled) == 0 || r.Sent.Sub(k.wrote) < deletionSeen {
		return k
	}
	return k.onlySeen()
}

// onlySeen forgets the photos whose faces are not among the person's. A person of whose faces
// none is left was made anew by somebody else.
func (k Known) onlySeen() Known {
	left := map[string]Enrolled{}
	for key, e := range k.enrolled {
		if k.shows(e) {
			left[key] = e
		}
	}
	k.enrolled, k.foreign = left, k.foreign || len(left) == 0
	return k
}

// shows tells whether any of the faces that may be a photo's is among the person's.
func (k Known) shows(e Enrolled) bool {
	return slices.ContainsFunc(e.FaceIDs, func(id string) bool { return slices.Contains(k.faces, id) })
}

// later is the later one of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
