package enrollment

import (
	"slices"
	"time"

	"enroll.example/enroll/codes"
)

// fileChanged is a refusal of ours that holds for one run only: a file with other bytes is another photo.
const fileChanged = codes.PhotoChanged

// Learn returns what is known after a call with its result. It never changes its receiver.
func (k Known) Learn(call Call, result Result) Known {
	k = k.Begin(result.Run)
	result = k.sanitized(call, result)
	if result.Unsent && result.Code == codes.RunNotAttempted {
		return k // the call was not made
	}
	class, fate := classOf(result.Code), result.Fate()
	if !result.Unsent {
		k = k.uploaded(call)
	}
	if call.Action.Write() && (fate == Done || fate == Unknown) {
		k.lastWrite = later(k.lastWrite, result.Done)
	}
	switch {
	case len(result.Changed) > 0:
		return k.changed(call, result)
	case !call.Final(result):
		return k.grace(call, result)
	case class == codes.Account:
		return k.stop(call, result)
	case result.Unsent:
		return k.failed(call, result).recheckRollback(call)
	case class == codes.Throttle:
		return k.postponed(call, result, throttleWait(call.Person, k.try)).recheckRollback(call)
	case class == codes.Conflict:
		return k.noteConflict(result).postponed(call, result, conflictWait(call.Person, k.try)).recheckRollback(call)
	case fate == Unknown && call.Action.Write():
		return k.markPending(call, result)
	case fate == Unknown:
		return k.failed(call, result)
	}
	return k.learnAnswer(call, result, class)
}

// learnAnswer returns what is known after an answer that counts and says what the call did.
func (k Known) learnAnswer(call Call, result Result, class codes.Class) Known {
	switch call.Action {
	case CreatePerson:
		return k.creationAnswered(call, result, class)
	case CreateFace:
		return k.faceAnswered(call, result, class)
	case DeleteFace: // whatever the answer, the person is read back
		k.looks++ // so that faces that stay are not deleted for ever
		return k.readAgain(result.Done)
	case GetPerson:
		return k.read(call, result, class)
	case ListPersons:
		return k.reconcileByList(call, result)
	}
	return k
}

func classOf(code string) codes.Class {
	if code == "" {
		return codes.OK
	}
	return codes.Lookup(code).Class
}

// uploaded counts the photos of a call that was sent.
func (k Known) uploaded(call Call) Known {
	for _, p := range call.Photos {
		k.sends = with(k.sends, p.Key, k.sends[p.Key]+1)
	}
	return k
}

// progress resets the tries and waits after a step that is done.
func (k Known) progress() Known {
	k.try, k.retrying, k.after, k.graces = 0, false, time.Time{}, 0
	return k
}

// postponed records a call that the service refused to begin. It is sent again after a wait.
func (k Known) postponed(call Call, r Result, wait time.Duration) Known {
	k.refusals++
	k.try++
	k.after = r.Done.Add(wait)
	k.last = refusal(call, r)
	return k
}

// recheckRollback has the person read again before a failed rollback is repeated: other faces may have been
// added since.
func (k Known) recheckRollback(call Call) Known {
	if call.Action != DeleteFace {
		return k
	}
	return k.readAgain(k.after)
}

// failed records a call that failed. It uses up an attempt.
func (k Known) failed(call Call, r Result) Known {
	if k.open() != nil {
		k.looks++
	} else {
		k.fails++
	}
	k.after = r.Done.Add(failureWait(call.Person, k.try))
	if r.unanswered() { // it may still run, and no two calls on one person may run at once
		k.busyUntil = r.Sent.Add(inService)
	}
	k.try++
	k.retrying = true
	k.last = refusal(call, r)
	return k
}

// grace records a refusal whose cause may pass in seconds.
func (k Known) grace(call Call, r Result) Known {
	k = k.failed(call, r)
	k.graces++
	k.after = r.Done.Add(graceWait(call.Person, call.GraceTries))
	return k
}

// stop ends this run's calls for the person, because of a refusal that is not about a photo.
func (k Known) stop(call Call, r Result) Known {
	why := refusal(call, r)
	k.stopped = &why
	return k
}

// refusal returns the refusal in a result.
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

// changed refuses, for this run, the photos whose files have changed since they were checked. The call was
// not sent.
func (k Known) changed(call Call, r Result) Known {
	for _, key := range r.Changed {
		k = k.refuse(key, Refusal{Code: fileChanged, Stage: call.Action, Run: r.Run})
	}
	return k
}

func (k Known) creationAnswered(call Call, r Result, class codes.Class) Known {
	switch {
	case r.Code == "" && r.SimilarPersonID != "" && r.SimilarPersonID != call.Person:
		return k.refuseSimilar(call, r)
	case r.Code == "" && r.SimilarPersonID == "":
		return k.markCreated(call, r)
	case r.Code == "" || class == codes.AlreadyDone:
		return k.exists(call, r)
	case class == codes.Photo:
		return k.refuse(call.Photos[0].Key, refusal(call, r)).progress()
	}
	return k.stop(call, r)
}

func (k Known) markCreated(call Call, r Result) Known {
	k = k.progress().forgetTombstone().drop(late)
	k.presence, k.foreign, k.free = present, false, false
	k.absence = absence{}
	k.created = identity{call.Name, call.Gender, call.Group}
	k.faces, k.exact = []string{r.FaceID}, true
	return k.enroll(call.Photos[0].Key, Enrolled{FaceIDs: k.faces, RequestID: r.RequestID, Run: r.Run})
}

// refuseSimilar records a success by which no person was created, because there is a similar one.
func (k Known) refuseSimilar(call Call, r Result) Known {
	why := refusal(call, r)
	why.Code, why.About = codes.RunSimilarPerson, r.SimilarPersonID
	return k.progress().refuse(call.Photos[0].Key, why)
}

// exists records the answer that the id is taken: by a person that seemed gone, by a late write of ours, or
// by another client.
func (k Known) exists(call Call, r Result) Known {
	k = k.progress()
	k.presence, k.absence = present, absence{}
	if k.late() != nil && k.tombstone == nil {
		return k.reopen(r).advance(list, nil)
	}
	k.exact, k.faces = false, nil
	k.last = refusal(call, r)
	if k.foreign = k.tombstone == nil; !k.foreign {
		k.reread = true // a read shows whether the person is ours
	}
	return k
}

func (k Known) faceAnswered(call Call, r Result, class codes.Class) Known {
	switch {
	case class == codes.OK:
		return k.learnRetCodes(call, r)
	case class == codes.Photo && len(call.Photos) > 1:
		k.oneByOne = true // the code does not say which photo it is about
		return k.progress()
	case class == codes.Photo:
		return k.refuse(call.Photos[0].Key, refusal(call, r)).progress()
	case codes.NoSuchPerson(r.Code):
		k = k.failed(call, r)
		k.reread = true
		return k
	case class == codes.Person:
		k = k.failed(call, r)
		k.reread, k.lastWrite = true, later(k.lastWrite, r.Done) // another client changed this person
		return k
	}
	return k.stop(call, r)
}

// learnRetCodes records the verdicts inside a success: one RetCode per photo, in the order sent.
func (k Known) learnRetCodes(call Call, r Result) Known {
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
	if unsure { // the algorithm failed on some, which are sent again
		r.Code = k.last.Code
		k = k.failed(call, r)
	}
	return k
}

// read records an answer to GetPerson.
func (k Known) read(call Call, r Result, class codes.Class) Known {
	gone := codes.NoSuchPerson(r.Code)
	k.vouchedAlone, k.shared = call.Alone, call.Shared
	switch {
	case r.Code != "" && !gone:
		return k.stop(call, r)
	case k.open() != nil && tooEarly(r.Sent, k.open().until):
		k.looks++ // the write may not show yet
		return k
	}
	k.absence = k.absence.observe(r.Sent, gone)
	k = k.noteChanges(r)
	if k.open() != nil {
		return k.explain(r, gone)
	}
	k = k.progress()
	k.reread = false
	if gone { // although the service knew the person a moment ago
		k = k.failed(call, r)
		k.after = later(k.after, r.Done.Add(readLag))
		return k.markGone()
	}
	k.presence = present
	switch {
	case k.tombstone != nil:
		return k.recognise(r)
	case k.late() != nil:
		return k.reopen(r).reconcileCreation(r)
	}
	anew := k.recreated(r)
	k.faces, k.exact = slices.Clone(r.FaceIDs), true
	if anew {
		return k.markReplaced()
	}
	return k.forgetDeleted(r)
}

// tooEarly reports whether a read was sent before a write had settled. If the write lies further ahead than
// SettleTime, the clock has been set back since it was recorded.
func tooEarly(looked, settled time.Time) bool {
	return !looked.IsZero() && looked.Before(settled) && settled.Sub(looked) <= SettleTime
}

// markGone records that there is no such person: no photo is enrolled, and no write is open any more. The
// tombstone keeps what was known, in case the service was wrong.
func (k Known) markGone() Known {
	if len(k.enrolled) > 0 || k.open() != nil {
		k.tombstone = &tombstone{enrolled: k.enrolled, faces: k.faces, exact: k.exact, foreign: k.foreign}
		k = k.move(open, suspended)
	}
	k.free = k.presence != present // a person that was present may still exist
	k.presence, k.foreign = absent, false
	k.faces, k.exact, k.enrolled = nil, true, nil
	return k
}

// recognise decides by the faces whether a person that seemed gone and is there after all is the one that
// we knew. If not, a pending call of ours created the person, or another client did. A suspended upload may
// have reached the person unless the person was created after it.
func (k Known) recognise(r Result) Known {
	creation := k.open()
	if creation == nil {
		creation = k.late()
	}
	switch {
	case k.tombstone.has(r.FaceIDs), k.suspended() != nil && creation == nil:
		return k.resume(r)
	case creation != nil && k.suspended() != nil:
		return k.makeOpen(*creation).advance(list, nil)
	case creation != nil:
		return k.forgetTombstone().makeOpen(*creation).reconcileCreation(r)
	}
	k = k.forgetTombstone()
	k.foreign = true
	k.faces, k.exact = slices.Clone(r.FaceIDs), true
	return k
}

// makeOpen makes a CreatePerson, late or open, the open write.
func (k Known) makeOpen(w pendingWrite) Known {
	w.state = open
	return k.drop(late).put(w)
}

// forgetTombstone forgets the person that seemed gone, with the suspended upload.
func (k Known) forgetTombstone() Known {
	k.tombstone = nil
	return k.drop(suspended)
}

// resume records a read of a person that was never gone.
func (k Known) resume(r Result) Known {
	k = k.restore().noteChanges(r)
	if k.open() != nil {
		return k.reconcileFaces(r)
	}
	k.faces, k.exact = slices.Clone(r.FaceIDs), true
	return k.forgetMissing()
}

// restore brings back what was known of a person that was never gone, and opens the suspended upload. A
// CreatePerson sent meanwhile cannot have landed.
func (k Known) restore() Known {
	was := *k.tombstone
	k = k.drop(late).move(suspended, open)
	k.tombstone = nil
	k.presence, k.foreign = present, was.foreign
	k.enrolled, k.faces, k.exact = was.enrolled, was.faces, was.exact
	return k
}

// recreated reports whether another client has put a person in the place of ours. A read that lags shows
// fewer of the known faces, but never only unknown ones.
func (k Known) recreated(r Result) bool {
	fresh, missing := compare(k.faces, r.FaceIDs)
	return len(k.enrolled) > 0 && len(fresh) > 0 && missing == len(k.faces)
}

// markReplaced records that another client's person is in the place of ours.
func (k Known) markReplaced() Known {
	k.enrolled, k.foreign = nil, true
	return k
}

// forgetDeleted forgets the photos whose faces others deleted, once our own writes must show.
func (k Known) forgetDeleted(r Result) Known {
	if len(k.enrolled) == 0 || r.Sent.Sub(k.lastWrite) < deletionSeen {
		return k
	}
	return k.forgetMissing()
}

// forgetMissing forgets the photos whose faces are missing. If none of our faces is left, another client
// created the person anew.
func (k Known) forgetMissing() Known {
	left := map[string]Enrolled{}
	for key, e := range k.enrolled {
		if k.shows(e) {
			left[key] = e
		}
	}
	k.enrolled, k.foreign = left, k.foreign || len(left) == 0
	return k
}

// shows reports whether the person has any of the faces that may be a photo's.
func (k Known) shows(e Enrolled) bool {
	return slices.ContainsFunc(e.FaceIDs, func(id string) bool { return slices.Contains(k.faces, id) })
}

// later returns the later of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
