package enrollment

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enroll.example/enroll/codes"
)

// What other people do to our person, and to our group: between runs, and at every instant of a
// call. What they do in the very instant of a lost write cannot always be told from what the
// write did: face IDs say nothing of whose they are. The laws are relaxed for exactly those
// photos and persons of which that is so, and for no longer than it is.

// others act around a call. Their zero value does nothing.
type others struct {
	often  int // around one call in so many; 0: never
	edit   func(when)
	next   when
	around Action
}

// when is the instant of a call at which others act.
type when int

const (
	never     when = iota
	beforeIt       // it was sent, and is served after the edit
	afterIt        // it was served, and its reply is not there yet
	withinIt       // between two photos of one upload
	meanwhile      // while its fate is waited for: before or after a lost write lands
)

// gather decides whether others act around the call that leaves now.
func (o *others) gather(w *world, call Call) {
	o.next, o.around = never, call.Action
	often := o.often
	if call.Action == DeleteFace { // rare as it is
		often = min(often, 1)
	}
	if often == 0 || w.calm || !w.once(often) {
		return
	}
	switch o.next = beforeIt + when(w.pick(4)); {
	case len(call.Photos) > 1 && w.once(2):
		o.next = withinIt
	case o.next == withinIt, call.Action == DeleteFace && o.next == meanwhile:
		o.next = afterIt
	}
	if o.next == meanwhile {
		w.landing = append(w.landing, effect{at: w.now.Add(time.Duration(w.pick(56)) * 200 * time.Millisecond), edit: true})
	}
}

func (o *others) before()  { o.at(beforeIt) }
func (o *others) after()   { o.at(afterIt) }
func (o *others) between() { o.at(withinIt) }

func (o *others) at(moment when) {
	if o.next == moment {
		o.next = never
		o.edit(moment)
	}
}

// act is an edit whose time has come.
func (o *others) act() { o.edit(meanwhile) }

// bystanders is what the laws must know of what others did.
type bystanders struct {
	firstSeen    map[string]int  // face ID -> how many calls had been made when we were told of it
	left         int             // calls made when the last write left
	rollingBack  bool            // of it
	removed      map[string]bool // photos whose faces others deleted, until they are enrolled again
	ambiguous    map[string]bool // photos of a lost write that was explained by a look in which an unknown face of others stood
	edited       bool            // others changed the person since we last knew the person exactly
	noOthers     bool            // no one else is there in this story
	signsSeen    bool            // an answer has told of others who write to the person
	conflictSeen bool            // a call was refused as if another one were in service
	looked       []string        // faces that the last look showed
	learned      time.Time       // when the last call was learned, or the run began
}

func newBystanders() bystanders {
	return bystanders{firstSeen: map[string]int{}, removed: map[string]bool{}, ambiguous: map[string]bool{}}
}

// editDuringCall is what others do in the midst of a call.
func (l *life) editDuringCall(moment when) {
	if l.calm {
		return
	}
	before, deeds := l.Edits, 12
	if l.others.around == DeleteFace { // rare as it is
		deeds = 7
	}
	switch l.pick(deeds) {
	case 0, 1:
		l.addFace()
	case 2, 3:
		l.takeFace()
	case 4:
		l.deletePerson()
	case 5:
		l.replace()
	case 6:
		l.replaceOrArrive()
	case 7, 8:
		l.flap()
	case 9:
		l.fillGroup()
	case 10, 11:
		l.addAsWeDo(moment)
	}
	if l.Edits > before {
		l.countEdit(moment)
	}
}

// countEdit keeps the tally of edits in the midst of a call.
func (l *life) countEdit(moment when) {
	l.Midway++
	switch {
	case moment == withinIt:
		l.Halved++
	case moment == meanwhile:
	case l.others.around == DeleteFace:
		l.AtDelete++
	case !l.others.around.Write():
		l.AtRead++
	}
	if l.known.InDoubt() || l.pending() > 0 {
		l.Unsettled++
	}
}

// flap makes the person seem missing for some calls.
func (l *life) flap() {
	l.flaps = 1 + l.pick(6)
	l.Flapped++
	l.logf("the person flaps for %d calls", l.flaps)
}

func (l *life) fillGroup() {
	l.groupFull = !l.groupFull
	l.GroupFull++
	l.logf("the group is full: %t", l.groupFull)
}

// observeAnswer keeps what the answer to a call tells of faces.
func (l *life) observeAnswer(call Call, r Result) {
	ids := r.FaceIDs
	if r.FaceID != "" {
		ids = []string{r.FaceID}
	}
	l.noteSigns(call, r)
	if !l.rollingBack {
		l.markAmbiguous(ids)
	}
	l.clearAmbiguous(call, r)
	for _, id := range ids {
		if _, ok := l.firstSeen[id]; !ok {
			l.firstSeen[id] = len(l.past)
		}
	}
	if d := l.known.open(); call.Action == GetPerson && r.Code == "" && (d == nil || !tooEarly(r.Sent, d.until)) {
		l.wronglyMissed = false // a clock that was set back makes some looks too early
	}
	if p := l.person; p != nil && slices.ContainsFunc(ids, func(id string) bool { return othersFace(id) && slices.Contains(p.ids(), id) }) {
		p.unseen = false
	}
	if len(l.lostWrites()) == 0 && l.showsExactly(call, ids) {
		l.edited = false
	}
}

// clearAmbiguous notes that the service itself says which face is whose.
func (l *life) clearAmbiguous(call Call, r Result) {
	for i, p := range call.Photos {
		if r.FaceID != "" || i < len(r.RetCodes) && r.RetCodes[i] == 0 {
			delete(l.ambiguous, p.Key)
		}
	}
}

// lostWrites lists the lost writes whose fate the next look may decide.
func (l *life) lostWrites() []*pendingWrite {
	all := []*pendingWrite{l.known.open(), l.known.late(), l.known.suspended()}
	return slices.DeleteFunc(all, func(d *pendingWrite) bool { return d == nil })
}

// showsExactly reports whether an answer shows the person as they are.
func (l *life) showsExactly(call Call, ids []string) bool {
	whole := call.Action == GetPerson || call.Action == CreatePerson
	return whole && l.person != nil && slices.Equal(sorted(ids), sorted(l.person.ids()))
}

// othersFace reports whether a face is another client's: added to our person, or of a person of othersFace.
func othersFace(id string) bool { return addedByOthers(id) || strings.HasPrefix(id, "y") }

func addedByOthers(id string) bool { return strings.HasPrefix(id, "x") }

// markAmbiguous marks the photos of lost writes when a look shows a face of others for the first time.
// It stands beside or instead of the write's own, and IDs do not tell them apart: it may be
// credited, or taken back. No one could know better, so what is said of these photos is not held
// against the service until it says itself which face is whose; that none is enrolled twice still
// is. A lost CreatePerson is told from another client's person by their name or their birth.
func (l *life) markAmbiguous(ids []string) {
	unheard := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, ok := l.firstSeen[id]; return ok })
	for _, d := range l.lostWrites() {
		if l.othersSuspected(d) {
			continue // then nothing may be concluded from a face
		}
		mistakable := othersFace
		if d.call.Action == CreatePerson {
			mistakable = addedByOthers
		}
		if slices.ContainsFunc(unheard, mistakable) {
			l.Ambiguous++
			for _, p := range d.call.Photos {
				l.ambiguous[p.Key] = true
			}
		}
	}
}

// othersSuspected reports whether anything speaks of others who write to the person: what an answer told,
// whose they are, or the word of who runs us.
func (l *life) othersSuspected(d *pendingWrite) bool {
	return l.signsSeen || (d.call.Shared || l.known.foreign) && !l.policy.Alone
}

// noteSigns notes what an answer tells of others, without a lost write of ours to explain it.
func (l *life) noteSigns(call Call, r Result) {
	if r.Code == codes.ConflictOperation {
		l.conflictSeen = true
		l.Collided++
		l.signsSeen = l.signsSeen || l.Clocks == 0 // else our own calls may seem to be still in service
	}
	if call.Action == CreatePerson && r.FaceID != "" {
		l.looked = nil
	}
	if r.Code == "" && !call.Action.Write() {
		l.looked = r.FaceIDs
	}
	if call.Action != GetPerson || r.Code != "" {
		return
	}
	if len(l.lostWrites()) > 0 || l.known.tombstone != nil || l.known.presence != present || len(l.known.faces) == 0 {
		return
	}
	fresh, missing := compare(l.known.faces, r.FaceIDs)
	l.signsSeen = l.signsSeen || len(fresh) > 0 || missing > 0
}

// unknownFaceSeen reports whether the last look showed a face that no one here knows, or takes for ours.
func (l *life) unknownFaceSeen() bool {
	return slices.ContainsFunc(l.looked, func(id string) bool { return othersFace(id) && !l.known.enrolledAs(id) })
}

// checkRollback holds what is deleted by us against what we were told: no face that was known before
// the lost write left, none that is credited, and none that others added since the look that
// explained it.
func (l *life) checkRollback(call Call) {
	l.rollingBack = true
	l.must(l.known.open().call.Action == CreateFace, "only an upload is taken back")
	spoiled := slices.ContainsFunc(l.known.open().call.Photos, func(p Photo) bool { return l.ambiguous[p.Key] })
	for _, id := range call.FaceIDs {
		at, ok := l.firstSeen[id]
		l.must(!ok || at >= l.left, "face %s was known before the write in doubt left, and is taken back", id)
		l.must(!othersFace(id) || spoiled, "somebody else's face %s is taken back", id)
		if othersFace(id) && l.person != nil && slices.Contains(l.person.ids(), id) {
			l.ForeignDeleted++
		}
		for key, e := range l.known.enrolled {
			l.must(!slices.Equal(e.FaceIDs, []string{id}), "face %s is that of photo %s, and is taken back", id, key)
		}
	}
}

// replacedUnseen reports whether the person at the service was made anew by others in the place of ours
// since we last looked: the service has no write that asks for the person it is meant for. Nor
// can the person, once a face of ours is among theirs, be told from ours with faces added and taken.
func (l *life) replacedUnseen() bool { return l.person.unseen || l.person.mixed }

// noteRunStart begins a run: the person is read before they are written to, so that who was put
// in their place before is no surprise, if reads do not lag behind it.
func (l *life) noteRunStart() {
	if n := len(l.history); l.person != nil && n > 0 && !l.history[n-1].since.After(l.now.Add(-readLag)) {
		l.person.unseen = false
	}
}

// wasEmptied reports whether none of the faces at the service is ours: who has them was made anew, as
// far as anybody can tell. That it was so once is enough: what is added to a stranger makes the person no
// less of one.
func (l *life) wasEmptied() bool { return l.person == nil || l.person.emptied }

// longestWait and due are the pipeline's: it goes by its own clock, whichever the machine's was
// set to.
const longestWait = 20 * time.Second

func (l *life) due(after time.Time) time.Time {
	if after.IsZero() {
		return after
	}
	return l.learned.Add(min(after.Sub(l.wall(l.learned)), longestWait))
}

// setClock sets this machine's clock while no run is under way. Set ahead within the seconds in
// which a lost write settles, it would say that they are over; nothing that outlives a process
// knows better, so that is left out.
func (l *life) setClock() {
	by := []time.Duration{3 * time.Second, -3 * time.Second, -15 * time.Second, time.Minute, 2 * time.Hour, -2 * time.Hour}[l.pick(6)]
	if by > 0 {
		l.advance(l.now.Add(SettleTime))
	}
	l.set += by
	l.Clocks++
	l.logf("the clock is set by %v", by)
}

// createForeign is a person whom someone else created under our id.
func (l *life) createForeign(ourNamesake bool, at time.Time) {
	l.Foreign++
	p := &resident{name: theirName, created: l.serviceTime(at), foreign: true}
	if ourNamesake {
		p.name = ourName
	}
	for range 1 + l.pick(5) {
		p.faces = append(p.faces, l.theirFace("y"))
	}
	p.unseen = l.known.Ours() || l.seenLately()
	l.person = p
	l.changed(at)
	l.logf("somebody creates %v", &l.world)
}

// seenLately reports whether our person was there after the last call was learned, or is for reads that
// lag behind.
func (l *life) seenLately() bool {
	from := l.learned.Add(-l.lag)
	for i, s := range l.history {
		inForce := i == len(l.history)-1 || !l.history[i+1].since.Before(from)
		if inForce && s.person != nil && !s.person.foreign {
			return true
		}
	}
	return false
}

func (l *life) theirFace(kind string) face {
	l.serial++
	return face{fmt.Sprint(kind, l.serial), "x"}
}

// editBetweenRuns is what people do between two runs.
func (l *life) editBetweenRuns() {
	l.advance(l.now.Add([]time.Duration{0, time.Minute, 24 * time.Hour}[l.pick(3)]))
	before := len(l.history)
	deed := l.pick(20)
	if l.noOthers && slices.Contains([]int{8, 9, 10, 11, 18, 19}, deed) {
		return
	}
	switch deed {
	case 1:
		l.dropPhoto()
	case 2, 13, 14, 15:
		if len(l.photos) < 9 {
			l.addPhoto(string(rune('a' + len(l.photos))))
		}
	case 3:
		slices.Reverse(l.want.Photos)
	case 4:
		l.want.Name += "h"
	case 5:
		l.want.Options.Quality = []*int{nil, number(1), number(2)}[l.pick(3)]
	case 12:
		l.want.Options.Unique = []*int{nil, number(1)}[l.pick(2)]
	case 6:
		l.policy.AddToExisting = !l.policy.AddToExisting
		l.advance(l.now.Add(10 * time.Second)) // births count in whole seconds
	case 7:
		l.policy.RetryRejected = !l.policy.RetryRejected
	case 8:
		l.deletePerson()
	case 9:
		l.foreignArrives()
	case 10:
		l.addFace()
	case 11:
		l.takeFace()
	case 16:
		l.setClock()
	case 17:
		l.fillGroup()
	case 18:
		l.replace()
	case 19:
		l.addAsWeDo(never)
	}
	if len(l.history) > before { // while reads lag behind it, no one can tell
		l.advance(l.now.Add(readLag))
	}
}

func (l *life) dropPhoto() {
	if n := len(l.want.Photos); n > 1 {
		i := l.pick(n)
		l.want.Photos = slices.Delete(slices.Clone(l.want.Photos), i, i+1)
	}
}

// ourPerson is the person at the service if they are ours.
func (l *life) ourPerson() (*resident, bool) { return l.person, l.person != nil && !l.person.foreign }

func (l *life) addFace() {
	if p, ok := l.ourPerson(); ok && len(p.faces) < FacesPerPerson {
		p.faces = append(p.faces, l.theirFace("x"))
		l.noteEdit("adds a face")
	}
}

// othersExpected reports whether who runs us knows that others enroll the same people: then they may do
// anything that we do.
func (l *life) othersExpected() bool {
	return l.policy.AddToExisting && !slices.ContainsFunc(l.lostWrites(), func(d *pendingWrite) bool { return !d.call.Shared })
}

// addAsWeDo is a second writer who does what we do: creates the person under our name, or adds one or
// two photos; a call of ours that comes at that moment is refused.
func (l *life) addAsWeDo(moment when) {
	switch p := l.person; {
	case p == nil && l.othersExpected():
		l.SecondWriters++
		l.createForeign(true, l.now)
	case p != nil && (!p.foreign || l.policy.AddToExisting):
		for range 1 + l.pick(2) {
			if len(p.faces) < FacesPerPerson {
				l.SecondWriters++
				p.faces = append(p.faces, l.theirFace("x"))
			}
		}
		l.noteEdit("adds faces as we do")
	}
	l.collides = moment == beforeIt && l.once(2)
}

func (l *life) takeFace() {
	if p, ok := l.ourPerson(); ok && len(p.faces) > 1 {
		i := l.pick(len(p.faces))
		l.removed[p.faces[i].key] = true
		p.faces = slices.Delete(slices.Clone(p.faces), i, i+1)
		l.noteEdit("takes a face")
	}
}

func (l *life) noteEdit(how string) {
	l.edited = true
	l.changed(l.now)
	l.Edits++
	l.logf("somebody %s: %v", how, &l.world)
}

func (l *life) deletePerson() {
	if l.person == nil || l.latePending() {
		return
	}
	for _, f := range l.person.faces {
		l.removed[f.key] = true
	}
	l.person = nil
	l.noteEdit("deletes the person")
}

// latePending reports whether a CreatePerson may land after its time: none comes home to a house that
// someone else has emptied meanwhile.
func (l *life) latePending() bool {
	return slices.ContainsFunc(l.landing, func(e effect) bool { return e.late })
}

// replace is someone who deletes our person and creates another one under their id.
func (l *life) replace() {
	if _, ok := l.ourPerson(); !ok || l.latePending() {
		return
	}
	l.deletePerson()
	l.createForeign(false, l.now)
	l.person.unseen = true
}

func (l *life) replaceOrArrive() {
	if l.person == nil {
		l.createForeign(false, l.now)
		return
	}
	l.replace()
}

// foreignArrives is another client's person under our id. One of our name who comes between a lost
// CreatePerson and the look at it cannot be told from ours, by law 4: that is left out.
func (l *life) foreignArrives() {
	if l.person == nil && l.known.presence != present {
		namesake := l.once(2) && (l.othersExpected() || l.known.open() == nil && l.known.late() == nil)
		l.createForeign(namesake, l.now)
		l.advance(l.now.Add(10 * time.Second))
	}
}
