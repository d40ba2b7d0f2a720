package enrollment

import "slices"

// Next returns the call to make now, if there is one. A write in doubt is explained first. Then the person
// is created, and further faces are added, in the fewest calls that the limits allow.
func Next(want Want, known Known, policy Policy) (Call, bool) {
	if known.noMoreCalls(policy) {
		return Call{}, false
	}
	if known.open() != nil {
		return known.reconcile(want, policy)
	}
	photos := known.wanted(want, policy)
	switch {
	case known.similar(want, policy) != nil:
		return Call{}, false
	case len(photos) == 0 || !known.mayAdd(policy):
		return Call{}, false
	case known.full(policy):
		return Call{}, false
	case known.reread || known.presence == present && !known.exact:
		return known.schedule(look(want.Person, want.Group, policy)), true
	case known.presence == present:
		return known.addFaces(want, photos, policy)
	}
	return known.schedule(createPerson(want, photos[0], policy)), true
}

// mayAdd reports whether faces may be added to the person. Without AddToExisting they may not if the person
// is another client's or has faces that this folder has not enrolled. Such faces may be our own if the
// journal is an old copy.
func (k Known) mayAdd(p Policy) bool {
	return p.AddToExisting || !k.Foreign() && len(k.unknownFaces()) == 0
}

// noMoreCalls reports whether this run may make no further call for the person. Reading back after a lost
// write is not a retry: it has a count of its own, so that the last attempt is explained too.
func (k Known) noMoreCalls(p Policy) bool {
	if k.stopped != nil || k.refusals >= p.refusals() {
		return true
	}
	if k.open() != nil {
		return k.looks >= p.attempts()
	}
	return k.fails >= p.attempts()
}

// wanted returns the photos that are neither enrolled nor refused, in roster order.
func (k Known) wanted(want Want, p Policy) []Photo {
	var open []Photo
	for _, photo := range want.Photos {
		if _, ok := k.enrolled[photo.Key]; ok {
			continue
		}
		if r, ok := k.refused[photo.Key]; ok && k.stillHolds(r, want, p) {
			continue
		}
		open = append(open, photo)
	}
	return open
}

// look returns the call that reads a person.
func look(person, group string, p Policy) Call {
	return Call{Action: GetPerson, Person: person, Group: group, Alone: p.Alone}
}

func createPerson(want Want, photo Photo, p Policy) Call {
	return Call{
		Action: CreatePerson, Person: want.Person, Group: want.Group,
		Name: want.Name, Gender: want.Gender, Descriptions: want.Descriptions,
		Photos: []Photo{photo}, Options: want.Options, Shared: p.AddToExisting,
	}
}

func (k Known) addFaces(want Want, photos []Photo, p Policy) (Call, bool) {
	room := min(FacesPerPerson-len(k.faces), FacesPerUpload)
	if k.oneByOne {
		room = min(room, 1)
	}
	if room <= 0 {
		return Call{}, false
	}
	return k.schedule(Call{
		Action: CreateFace, Person: want.Person, Group: want.Group,
		Photos: pack(photos, room), Options: want.Options, Shared: p.AddToExisting,
	}), true
}

// pack returns the first photos that fit one upload by count and by bytes; at least one.
func pack(photos []Photo, room int) []Photo {
	bytes := bodyFrame
	for i, p := range photos {
		// Each base64 text is followed by a comma and enclosed in quotes.
		bytes += p.Base64 + 3
		if i == room || i > 0 && bytes > BodyBytes {
			return slices.Clone(photos[:i])
		}
	}
	return slices.Clone(photos)
}

// schedule sets the tries and the earliest time of a call.
func (k Known) schedule(call Call) Call {
	call.Try, call.GraceTries, call.After = k.try, k.graces, k.after
	call.Retry = k.retrying && k.open() == nil
	call.After = later(call.After, k.busyUntil)
	if !call.Action.Write() && !k.lastWrite.IsZero() {
		call.After = later(call.After, k.lastWrite.Add(readLag))
	}
	return call
}
