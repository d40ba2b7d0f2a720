package enrollment

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enroll.example/enroll/codes"
)

// What other clients do to our person and to our group, between runs and at every moment of a call. What
// they do at the time of a lost write cannot always be distinguished from what the write did, since a face
// ID does not show which client added the face. The laws are relaxed for exactly the photos and persons of
// which that is true, and only as long as it is.

// others are the clients that act around a call. The zero value does nothing.
type others struct {
	often  int // they act around one call in so many; 0: never
	edit   func(when)
	next   when
	around Action
}

// when is the moment of a call at which others act.
type when int

const (
	never     when = iota
	beforeIt       // the call was sent, and is served after the edit
	afterIt        // the call was served, and its reply has not come yet
	withinIt       // between two photos of one upload
	meanwhile      // while we wait for its outcome: before or after a lost write lands
)

// gather decides whether others act around the call that is sent now.
func (o *others) gather(w *world, call Call) {
	o.next, o.around = never, call.Action
	often := o.often
	if call.Action == DeleteFace { // it is rare
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

// bystanders is what the laws need to know of what others did.
type bystanders struct {
	firstSeen    map[string]int  // face ID -> how many calls had been made when an answer first showed it
	left         int             // calls made when the last write left
	rollingBack  bool            // the last write is being rolled back
	removed      map[string]bool // photos whose faces others deleted, until they are enrolled again
	ambiguous    map[string]bool // photos of a lost write that was explained by a read with a new face of others
	edited       bool            // others have changed the person since a read last showed it exactly
	noOthers     bool            // there is no other client in this story
	signsSeen    bool            // an answer has shown signs of other writers
	conflictSeen bool            // a call was refused as if another one were in service
	looked       []string        // faces that the last read showed
	learned      time.Time       // when the last call was learned, or the run began
}

func newBystanders() bystanders {
	return bystanders{firstSeen: map[string]int{}, removed: map[string]bool{}, ambiguous: map[string]bool{}}
}

// editDuringCall is what others do during a call.
func (l *life) editDuringCall(moment when) {
	if l.calm {
		return
	}
	before, deeds := l.Edits, 12
	if l.others.around == DeleteFace { // it is rare
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

// countEdit counts the edits during a call.
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

// observeAnswer records what the answer to a call shows of faces.
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
		l.wronglyMissed = false // a clock that was set back makes some reads too early
	}
	if p := l.person; p != nil && slices.ContainsFunc(ids, func(id string) bool { return othersFace(id) && slices.Contains(p.ids(), id) }) {
		p.unseen = false
	}
	if len(l.lostWrites()) == 0 && l.showsExactly(call, ids) {
		l.edited = false
	}
}

// clearAmbiguous records that the service itself has said which face is of which photo.
func (l *life) clearAmbiguous(call Call, r Result) {
	for i, p := range call.Photos {
		if r.FaceID != "" || i < len(r.RetCodes) && r.RetCodes[i] == 0 {
			delete(l.ambiguous, p.Key)
		}
	}
}

// lostWrites returns the lost writes that the next read may explain.
func (l *life) lostWrites() []*pendingWrite {
	all := []*pendingWrite{l.known.open(), l.known.late(), l.known.suspended()}
	return slices.DeleteFunc(all, func(d *pendingWrite) bool { return d == nil })
}

// showsExactly reports whether an answer shows the person as it is.
func (l *life) showsExactly(call Call, ids []string) bool {
	whole := call.Action == GetPerson || call.Action == CreatePerson
	return whole && l.person != nil && slices.Equal(sorted(ids), sorted(l.person.ids()))
}

// othersFace reports whether a face is another client's: added to our person, or of its own person.
func othersFace(id string) bool { return addedByOthers(id) || strings.HasPrefix(id, "y") }

func addedByOthers(id string) bool { return strings.HasPrefix(id, "x") }

// markAmbiguous marks the photos of lost writes when a read shows a face of others for the first time. The
// face may be beside the write's own or instead of it, and IDs do not distinguish them, so it may be
// credited or rolled back. Nothing could prevent that, so the verdicts of these photos are not compared with
// the service until an answer has said which face is whose. That no photo is enrolled twice is still
// checked. A lost CreatePerson is distinguished from another client's person by name or time of creation.
func (l *life) markAmbiguous(ids []string) {
	unseen := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { _, ok := l.firstSeen[id]; return ok })
	for _, d := range l.lostWrites() {
		if l.othersSuspected(d) {
			continue // then a new face explains nothing
		}
		mistakable := othersFace
		if d.call.Action == CreatePerson {
			mistakable = addedByOthers
		}
		if slices.ContainsFunc(unseen, mistakable) {
			l.Ambiguous++
			for _, p := range d.call.Photos {
				l.ambiguous[p.Key] = true
			}
		}
	}
}

// othersSuspected reports whether there is any sign of other writers: in an answer, because the person is
// another client's, or because the caller expects them.
func (l *life) othersSuspected(d *pendingWrite) bool {
	return l.signsSeen || (d.call.Shared || l.known.foreign) && !l.policy.Alone
}

// noteSigns records signs of others in an answer that no lost write of ours explains.
func (l *life) noteSigns(call Call, r Result) {
	if r.Code == codes.ConflictOperation {
		l.conflictSeen = true
		l.Collided++
		l.signsSeen = l.signsSeen || l.Clocks == 0 // else our own calls may seem to be in service still
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

// unknownFaceSeen reports whether the last read showed another client's face that is not taken for ours.
func (l *life) unknownFaceSeen() bool {
	return slices.ContainsFunc(l.looked, func(id string) bool { return othersFace(id) && !l.known.enrolledAs(id) })
}

// checkRollback checks what we delete against what answers have shown: no face that was known before the
// lost write was sent, none that is credited, and none that others added after the read that explained it.
func (l *life) checkRollback(call Call) {
	l.rollingBack = true
	l.must(l.known.open().call.Action == CreateFace, "only an upload is rolled back")
	spoiled := slices.ContainsFunc(l.known.open().call.Photos, func(p Photo) bool { return l.ambiguous[p.Key] })
	for _, id := range call.FaceIDs {
		at, ok := l.firstSeen[id]
		l.must(!ok || at >= l.left, "face %s was known before the write in doubt was sent, and is deleted", id)
		l.must(!othersFace(id) || spoiled, "face %s of another client is deleted", id)
		if othersFace(id) && l.person != nil && slices.Contains(l.person.ids(), id) {
			l.ForeignDeleted++
		}
		for key, e := range l.known.enrolled {
			l.must(!slices.Equal(e.FaceIDs, []string{id}), "face %s is that of photo %s, and is deleted", id, key)
		}
	}
}

// replacedUnseen reports whether others have put a person in the place of ours since the last read. No write
// of the service can name the person that it is meant for. Once such a person has a face of ours, it cannot
// be distinguished from ours with faces added and deleted.
func (l *life) replacedUnseen() bool { return l.person.unseen || l.person.mixed }

// noteRunStart begins a run. The person is read before a write, which shows a person that was put in its
// place earlier, if reads do not lag behind that.
func (l *life) noteRunStart() {
	if n := len(l.history); l.person != nil && n > 0 && !l.history[n-1].since.After(l.now.Add(-readLag)) {
		l.person.unseen = false
	}
}

// wasEmptied reports whether the person at the service has had no face of ours at some time. Such a person
// looks like one created anew, and stays one when faces are added later.
func (l *life) wasEmptied() bool { return l.person == nil || l.person.emptied }

// longestWait and due are as in the pipeline, which uses a clock of its own, whatever the machine's is set
// to.
const longestWait = 20 * time.Second

func (l *life) due(after time.Time) time.Time {
	if after.IsZero() {
		return after
	}
	return l.learned.Add(min(after.Sub(l.wall(l.learned)), longestWait))
}

// setClock sets this machine's clock between two runs. It is not set ahead while a lost write settles: the
// write would seem settled, and nothing that outlives a process could show that it is not.
func (l *life) setClock() {
	by := []time.Duration{3 * time.Second, -3 * time.Second, -15 * time.Second, time.Minute, 2 * time.Hour, -2 * time.Hour}[l.pick(6)]
	if by > 0 {
		l.advance(l.now.Add(SettleTime))
	}
	l.set += by
	l.Clocks++
	l.logf("the clock is set by %v", by)
}

// createForeign puts another client's person under our id.
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
	l.logf("another client creates %v", &l.world)
}

// seenLately reports whether our person was there after the last call was learned, or still is for reads
// that lag.
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

// editBetweenRuns is what we and others do between two runs.
func (l *life) editBetweenRuns() {
	l.advance(l.now.Add([]time.Duration{0, time.Minute, 24 * time.Hour}[l.pick(3)]))
	before := len(l.history)
	deed := l.pick(20)
	if l.noOthers && slices.Contains([]int{8, 9, 10, 11, 18, 19}, deed) {
		return
	}
	l.editRoster(deed)
	l.editService(deed)
	if len(l.history) > before { // while reads lag behind the edit, its effect is unknown
		l.advance(l.now.Add(readLag))
	}
}

// editRoster is what we change between two runs.
func (l *life) editRoster(deed int) {
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
		l.advance(l.now.Add(10 * time.Second)) // times of creation count in whole seconds
	case 7:
		l.policy.RetryRejected = !l.policy.RetryRejected
	}
}

// editService is what others change between two runs, and the clock.
func (l *life) editService(deed int) {
	switch deed {
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
}

func (l *life) dropPhoto() {
	if n := len(l.want.Photos); n > 1 {
		i := l.pick(n)
		l.want.Photos = slices.Delete(slices.Clone(l.want.Photos), i, i+1)
	}
}

// ourPerson returns the person at the service, and whether it is ours.
func (l *life) ourPerson() (*resident, bool) { return l.person, l.person != nil && !l.person.foreign }

func (l *life) addFace() {
	if p, ok := l.ourPerson(); ok && len(p.faces) < FacesPerPerson {
		p.faces = append(p.faces, l.theirFace("x"))
		l.noteEdit("adds a face")
	}
}

// othersExpected reports whether the caller expects that others enroll the same people. Then they may do all
// that we do.
func (l *life) othersExpected() bool {
	return l.policy.AddToExisting && !slices.ContainsFunc(l.lostWrites(), func(d *pendingWrite) bool { return !d.call.Shared })
}

// addAsWeDo is a second writer that does what we do: it creates the person under our name, or adds one or two
// photos. A call of ours at that moment may be refused.
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
		l.noteEdit("deletes a face")
	}
}

func (l *life) noteEdit(how string) {
	l.edited = true
	l.changed(l.now)
	l.Edits++
	l.logf("another client %s: %v", how, &l.world)
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

// latePending reports whether a CreatePerson may land after its time. The person is not deleted before
// it does: the write would then create one again.
func (l *life) latePending() bool {
	return slices.ContainsFunc(l.landing, func(e effect) bool { return e.late })
}

// replace is another client that deletes our person and creates one of its own under the id.
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

// foreignArrives is another client that creates a person under our id. One with our name that comes between
// a lost CreatePerson and the read cannot be distinguished from ours, by law 4, and is left out.
func (l *life) foreignArrives() {
	if l.person == nil && l.known.presence != present {
		namesake := l.once(2) && (l.othersExpected() || l.known.open() == nil && l.known.late() == nil)
		l.createForeign(namesake, l.now)
		l.advance(l.now.Add(10 * time.Second))
	}
}
