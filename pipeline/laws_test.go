package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline/fake"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// reported is a verdict and whom it is about.
type reported struct {
	person string
	row    roster.Row
	verdict.Verdict
}

// promise is what a published report says of a photo: that one of these faces of the person is it.
type promise struct {
	person string
	faces  []string
}

// published ends a run as a report would, and holds what it says against the service.
func (u *torture) published() (all []reported) {
	u.t.Helper()
	rows, tally := 0, enrollment.Tally{}
	for o, err := range u.journal.Outcomes(u.t.Context(), u.run.ID) {
		if err != nil {
			u.t.Fatal(err)
		}
		var statuses []enrollment.Status
		for _, v := range o.Verdicts {
			all = append(all, reported{o.Row.PersonID, o.Row, v})
			statuses = append(statuses, v.Status)
			u.tell(v)
		}
		if len(statuses) > 0 {
			rows++
			tally[enrollment.RowStatus(statuses)]++
		}
	}
	if u.shown.Rows != rows || !maps.Equal(u.shown.Tally, tally) {
		u.t.Errorf("run %d: progress ends with %d rows, %v; the journal has %d, %v", u.runs, u.shown.Rows, u.shown.Tally, rows, tally)
	}
	u.others.learn()
	u.derived()
	u.publish()
	for _, o := range all {
		u.others.note(o)
		u.truthful(o)
	}
	return all
}

// tell notes a verdict, all but its words.
func (u *torture) tell(v verdict.Verdict) {
	v.Message, v.Fix = "", ""
	fmt.Fprintf(&u.told, "run %d: %+v\n", u.runs, v)
}

// learn is what can be told of our people's doubts when a report is published.
func (o *others) learn() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for id := range o.u.sheet.ever {
		o.u.doubtful[id] = o.u.known(id).InDoubt()
	}
}

// known is what the journal knows of a person.
func (u *torture) known(person string) (known enrollment.Known) {
	events, err := u.journal.History(u.t.Context(), person)
	if err != nil {
		u.t.Fatal(err)
	}
	for _, e := range events {
		known = known.Learn(e.Call, e.Result)
	}
	return known
}

// truthful: a verdict is about the file as it is; what is reported enrolled is there, unless someone took it away; what is reported
// not enrolled is not.
func (u *torture) truthful(o reported) {
	u.t.Helper()
	if o.Key == "" {
		return
	}
	if o.Photo != "" && o.Key != u.sheet.key(o.Photo) {
		u.t.Errorf("run %d: line %d: the verdict is about a file that %s was once", u.runs, o.Line, o.Photo)
	}
	face, there := u.face(o.person, o.Key)
	switch {
	case o.Status.Well():
		u.promised[o.Key] = promise{o.person, strings.Split(o.FaceID, "|")}
		u.kept(o.Key)
	case o.Status != enrollment.StatusInDoubt && there:
		u.t.Errorf("run %d: line %d: %s of %s is %s %s, and enrolled as %s", u.runs, o.Line, o.Photo, o.person, o.Status, o.Code, face)
	}
}

// face is a photo's face at a person.
func (u *torture) face(person, key string) (id string, there bool) {
	p, _ := u.service.Person(person)
	for _, f := range p.Faces {
		if f.Key == key {
			return f.ID, true
		}
	}
	return "", false
}

// kept: what was once reported enrolled stays so, whatever becomes of the roster, unless
// someone took it away.
func (u *torture) kept(key string) {
	u.t.Helper()
	p := u.promised[key]
	face, _ := u.face(p.person, key)
	if !slices.Contains(p.faces, face) && !slices.ContainsFunc(p.faces, u.others.took) {
		u.t.Errorf("run %d: a photo of %s was reported enrolled as %q, and is there as %q", u.runs, p.person, p.faces, face)
	}
}

func (o *others) took(face string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.taken[face]
}

// lawful is what must hold after every run, however it ended.
func (u *torture) lawful() {
	u.t.Helper()
	var keys []string
	for photo := range u.sheet.files {
		keys = append(keys, u.sheet.key(photo))
	}
	u.rig.lawful(keys)
	for key := range u.promised {
		u.kept(key)
	}
	u.others.untouched()
	for _, p := range u.service.People() {
		u.inOrder(p)
	}
}

// untouched: other people are as others left them, but for what we were told to add.
func (o *others) untouched() {
	o.u.t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	for id, left := range o.people {
		now, _ := o.u.service.Person(id)
		if o.u.config.Policy.AddToExisting && o.u.sheet.ever[id] != "" {
			now.Faces = slices.DeleteFunc(now.Faces, func(f fake.Face) bool { return !strings.HasPrefix(f.Key, "theirs") })
		}
		if fmt.Sprint(now) != fmt.Sprint(left) {
			o.u.t.Errorf("run %d: somebody else's person was\n%v\nand is\n%v", o.u.runs, left, now)
		}
	}
	for face, id := range o.given {
		p, _ := o.u.service.Person(id)
		if !slices.ContainsFunc(p.Faces, func(f fake.Face) bool { return f.ID == face }) {
			o.u.t.Errorf("run %d: the face that others gave to %s is gone", o.u.runs, id)
		}
	}
}

// inOrder: a person's faces are of photos of theirs, in roster order, at most as many as there is
// room for.
func (u *torture) inOrder(p fake.Person) {
	u.t.Helper()
	if len(p.Faces) > enrollment.FacesPerPerson {
		u.t.Errorf("%s has %d faces", p.ID, len(p.Faces))
	}
	if len(u.sheet.moved) > 0 || u.others.stole() {
		return
	}
	wanted, last := u.sheet.wanted(p.ID), -1
	for _, f := range p.Faces {
		if strings.HasPrefix(f.Key, "theirs") {
			continue
		}
		i := slices.Index(wanted, f.Key)
		if i <= last {
			u.t.Errorf("run %d: photo %d of %s was enrolled after photo %d", u.runs, i, p.ID, last)
		}
		last = i
	}
}

// stole reports whether anything was taken from people of ours.
func (o *others) stole() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.taken) > 0
}

// complete: each photo of each row has a verdict, and a row without photos has one.
func (u *torture) complete(all []reported) {
	u.t.Helper()
	n := map[int]int{}
	for _, o := range all {
		n[o.Line]++
	}
	for i, l := range u.sheet.lines {
		if want := max(1, len(l.photos)); n[i+2] != want {
			u.t.Errorf("run %d: line %d has %d verdicts, want %d", u.runs, i+2, n[i+2], want)
		}
	}
}

// settled is what must be said when nothing goes wrong any more.
func (u *torture) settled(all []reported) {
	u.t.Helper()
	for _, o := range all {
		if why := u.unexcused(o); why != "" {
			u.t.Errorf("in the end line %d: %s of %s is %s %s (%s): %s", o.Line, o.Photo, o.person, o.Status, o.Code, o.Message, why)
		}
	}
}

func (o *others) note(v reported) {
	switch {
	case v.Status == enrollment.StatusInDoubt:
		o.Doubts++
	case v.Code == codes.PhotoShared:
		o.Shared++
	case v.Code == codes.RunPersonExists:
		o.Exists++
	case v.Status == enrollment.StatusRejected:
		o.Refused++
	}
}

// unexcused tells what speaks against a verdict in the end, or "".
func (u *torture) unexcused(o reported) string {
	p, _ := u.service.Person(o.person)
	theirs, crossed := u.others.has(o.person)
	foreign := theirs && !u.config.Policy.AddToExisting
	switch {
	case o.Status.Well(), o.Photo == "" && o.Code == codes.RosterOtherRow && len(u.sheet.wanted(o.person)) > 0:
		return ""
	case o.Code == codes.RunInDoubt:
		return unless(crossed || u.others.hasRobbed(o.person) || u.twoLost(o.person) || u.suspected(o.person), "nothing speaks for a doubt")
	case o.Status != enrollment.StatusRejected:
		return "it is no last word"
	case strings.HasPrefix(o.Code, "Roster."):
		return unless(u.sheet.odd[o.person] || len(o.row.Photos) == 0, "nothing is wrong with the rows")
	case o.Code == codes.PhotoShared:
		return unless(u.elsewhere(o), "it stands for nobody else")
	case o.Code == codes.RunUnknownFaces:
		return unless(u.others.gave(p) && !u.config.Policy.AddToExisting, "all her faces are of our photos")
	case o.Code == codes.RunPersonExists:
		return unless(foreign || allTheirs(p), "the person is ours, or to be added to")
	case o.Code == codes.PersonFaceNumExceed:
		return unless(len(p.Faces) == enrollment.FacesPerPerson || u.others.stole(), "there is room")
	case o.Code == codes.RunFaceMismatch:
		return unless(u.mismatched(p, o.Key) || u.others.stole(), "the faces are alike")
	}
	return unless(u.sheet.found[o.Key].Code != "", "the photo is good")
}

// allTheirs reports whether others gave a person all the faces that are left: no one can tell the person from
// one whom they made anew.
func allTheirs(p fake.Person) bool {
	return !slices.ContainsFunc(p.Faces, func(f fake.Face) bool { return !strings.HasPrefix(f.Key, "theirs") })
}

func unless(excused bool, why string) string {
	if excused {
		return ""
	}
	return why
}

// has reports whether a person is theirs, and whether they met ours in a way that may leave a doubt.
func (o *others) has(id string) (theirs, crossed bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, theirs = o.people[id]
	return theirs, o.crossed[id]
}

// hasRobbed reports whether a face was taken from a person, or all of them.
func (o *others) hasRobbed(id string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.robbed[id]
}

// suspected reports whether a call about a person was marked as one beside others who may write to
// the person, and truly so: someone said so, or they did.
func (u *torture) suspected(person string) bool {
	marked := slices.ContainsFunc(u.history(person), func(e journal.Event) bool { return e.Call.Shared })
	return marked && (u.config.Policy.AddToExisting || u.others.met())
}

// met reports whether others have written to people of ours.
func (o *others) met() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.taken)+len(o.given)+len(o.crossed) > 0
}

// gave reports whether others gave a person a face that they have.
func (o *others) gave(p fake.Person) bool {
	return slices.ContainsFunc(p.Faces, func(f fake.Face) bool { return strings.HasPrefix(f.Key, "theirs") })
}

// twoLost reports whether answers to the creation of a person with two different photos were lost,
// either of which would explain the person.
func (u *torture) twoLost(person string) bool {
	lost := map[string]bool{}
	for _, e := range u.history(person) {
		class := codes.Lookup(e.Result.Code).Class
		if e.Call.Action == enrollment.CreatePerson && !e.Result.Unsent && (class == codes.Transient || class == codes.Ambiguous) {
			lost[e.Call.Photos[0].Key] = true
		}
	}
	return len(lost) > 1
}

// mismatched reports whether a photo shows someone else than the person's first one.
func (u *torture) mismatched(p fake.Person, key string) bool {
	if len(p.Faces) == 0 {
		return false
	}
	first, this := u.sheet.found[p.Faces[0].Key].Identity, u.sheet.found[key].Identity
	return first != "" && this != "" && first != this
}

// elsewhere reports whether a photo can stand for someone else: who names it too, or to whom it
// was sent once.
func (u *torture) elsewhere(o reported) bool {
	for _, id := range u.sheet.naming(o.Key) {
		if id != o.person {
			return true
		}
	}
	for id := range u.sheet.ever {
		if id != o.person && u.asked(id, o.Key) {
			return true
		}
	}
	return false
}

// asked reports whether a call with a photo was ever intended for a person.
func (u *torture) asked(person, key string) bool {
	return slices.ContainsFunc(u.history(person), func(e journal.Event) bool {
		return slices.ContainsFunc(e.Call.Photos, func(p enrollment.Photo) bool { return p.Key == key })
	})
}

// history is read between runs.
func (u *torture) history(person string) []journal.Event {
	u.t.Helper()
	j, err := journal.Open(u.t.Context(), u.folder())
	if err != nil {
		u.t.Fatal(err)
	}
	defer j.Close()
	events, err := j.History(u.t.Context(), person)
	if err != nil {
		u.t.Fatal(err)
	}
	return events
}

// rests: when all is well, another run makes no call.
func (u *torture) rests() {
	u.t.Helper()
	before := len(u.service.Calls())
	all := u.whole()
	well := !slices.ContainsFunc(all, func(o reported) bool { return !o.Status.Well() })
	if calls := u.service.Calls()[before:]; well && len(calls) > 0 {
		u.t.Errorf("all is well, and %d calls were made: %v", len(calls), calls[0].Call)
	}
}

// intended: each call that came to the service had been written down before.
func (u *torture) intended() {
	u.t.Helper()
	j, err := journal.Open(u.t.Context(), u.folder())
	if err != nil {
		u.t.Fatal(err)
	}
	defer j.Close()
	calls := map[string][]fake.Record{}
	for _, c := range u.service.Calls() {
		subject := c.Call.Person
		switch {
		case c.Call.Probe && subject != "": // no part of anybody's history
			subject = "probe " + subject
		case subject == "":
			subject = "group " + c.Call.Group
		}
		calls[subject] = append(calls[subject], c)
	}
	for _, subject := range slices.Sorted(maps.Keys(calls)) {
		events, err := eventsOf(u.t.Context(), j, subject)
		if err != nil {
			u.t.Fatal(err)
		}
		u.written(calls[subject], events)
	}
}

func eventsOf(ctx context.Context, j *journal.Journal, subject string) ([]journal.Event, error) {
	if group, ok := strings.CutPrefix(subject, "group "); ok {
		return j.GroupHistory(ctx, group)
	}
	if person, ok := strings.CutPrefix(subject, "probe "); ok {
		events, err := j.GroupHistory(ctx, "")
		return about(person, events), err
	}
	return j.History(ctx, subject)
}

// written finds each call among the intents, one after the other.
func (u *torture) written(calls []fake.Record, events []journal.Event) {
	u.t.Helper()
	for _, c := range calls {
		i := slices.IndexFunc(events, func(e journal.Event) bool { return worded(e.Call) == worded(c.Call) })
		if i < 0 {
			u.t.Errorf("nothing had been written down of %s", worded(c.Call))
			return
		}
		if at := events[i].Result.Intended; at.After(c.Arrived) {
			u.t.Errorf("%s arrived %v before it was written down", worded(c.Call), at.Sub(c.Arrived))
		}
		events = events[i+1:]
	}
}

func worded(c enrollment.Call) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return string(text)
}
