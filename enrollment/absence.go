package enrollment

import "time"

// absence is the time of the first and the last of the reads in a row that have missed a person. It is
// zero if there was no read, or the last one found the person.
type absence struct{ from, to time.Time }

// absenceSeen is how far apart two reads that miss a person must be for the person to count as gone: a
// single read may miss an existing person.
const absenceSeen = 15 * time.Second

// observe adds the result of one more read.
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

// confirmedAbsent reports whether more than a single read has shown that there is no such person.
func (k Known) confirmedAbsent() bool {
	return k.presence == absent && k.absence.to.Sub(k.absence.from) >= absenceSeen &&
		k.absence.to.Sub(k.lastWrite) >= deletionSeen
}

// Readable returns the time from which a read shows what others have deleted. Before it, our own last
// write may not show yet.
func (k Known) Readable() time.Time {
	if k.lastWrite.IsZero() {
		return k.lastWrite
	}
	return k.lastWrite.Add(deletionSeen)
}

// MayHave reports whether a photo is, may be, or by a call of unknown outcome may still become one of the
// person's faces. If not, it may be enrolled for another person. For a person that a read has missed,
// Enrolled is false at once, and MayHave only when it is certain that there is no such person.
func (k Known) MayHave(key string) bool {
	switch {
	case k.Enrolled(key), k.open().carries(key):
		return true
	case k.confirmedAbsent():
		return false
	}
	return k.late().carries(key) || k.suspended().carries(key) || k.tombstone.holds(key)
}

// holds reports whether a photo was enrolled.
func (t *tombstone) holds(key string) bool {
	if t == nil {
		return false
	}
	_, enrolled := t.enrolled[key]
	return enrolled
}

// NextCheck returns the call to make now to find out whether a person that has left the roster still has
// a photo that the roster wants for another person. When there is no further call, MayHave is as certain
// as it can be in this run.
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
