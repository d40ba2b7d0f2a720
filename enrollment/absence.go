package enrollment

import "time"

// absence is from when until when each look at a person has missed the person. The zero
// value: none has.
type absence struct{ from, to time.Time }

// absenceSeen is how long after the first of two looks that miss a person the person counts as gone: the
// service may miss one who is there, for a moment.
const absenceSeen = 15 * time.Second

// observe adds what one more look at a time tells.
func (a absence) observe(at time.Time, missing bool) absence {
	switch {
	case !missing:
		return absence{}
	case a.from.IsZero():
		a.from = at
	}
	a.to = at
	return a
}

// confirmedAbsent reports whether the person is not there beyond the doubt that a single look leaves.
func (k Known) confirmedAbsent() bool {
	return k.presence == absent && k.absence.to.Sub(k.absence.from) >= absenceSeen &&
		k.absence.to.Sub(k.lastWrite) >= deletionSeen
}

// Readable is from when on a look at the person shows what others have deleted: not before our
// own last write is sure to be seen.
func (k Known) Readable() time.Time {
	if k.lastWrite.IsZero() {
		return k.lastWrite
	}
	return k.lastWrite.Add(deletionSeen)
}

// MayHave reports whether a photo is one of the person's faces, or may be, or may become one by a
// call whose fate is unknown. If not, the photo may stand for another person. Enrolled says no of
// a person who seems to be missing; this does not, until it is certain that there is none.
func (k Known) MayHave(key string) bool {
	switch {
	case k.Enrolled(key), k.open().carries(key):
		return true
	case k.confirmedAbsent():
		return false
	}
	return k.late().carries(key) || k.suspended().carries(key) || k.tombstone.holds(key)
}

func (t *tombstone) holds(key string) bool {
	if t == nil {
		return false
	}
	_, enrolled := t.enrolled[key]
	return enrolled
}

// NextCheck is the call to make now to find out whether a person who has left the roster
// still holds a photo, which the roster wants for another person. When there is none, MayHave reports as
// well as this run can.
func NextCheck(person, key string, known Known, policy Policy) (Call, bool) {
	switch {
	case known.noMoreCalls(policy):
		return Call{}, false
	case known.open() != nil:
		return known.reconcile(Want{Person: person}, policy)
	case !known.MayHave(key):
		return Call{}, false
	}
	call := known.schedule(look(person, known.created.group, policy))
	once := known.presence == absent && known.absence.from.Equal(known.absence.to)
	if once {
		call.After = later(call.After, known.absence.from.Add(absenceSeen))
	}
	return call, once || !known.exact
}
