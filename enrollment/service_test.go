package enrollment

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"enroll.example/enroll/codes"
)

// decisions are the choices of a story, one per byte. When they are used up, every choice is the first, and
// the first is always that nothing goes wrong. So every story ends without faults.
type decisions struct{ bytes []byte }

func (d *decisions) pick(n int) int {
	if len(d.bytes) == 0 {
		return 0
	}
	b := d.bytes[0]
	d.bytes = d.bytes[1:]
	return int(b) % n
}

// once returns true once in n times.
func (d *decisions) once(n int) bool { return d.pick(n) == n-1 }

func (d *decisions) over() bool { return len(d.bytes) == 0 }

// world is a model of the service for one person, and of what may happen to calls. It has many fields
// because each fault that the service, the network or a clock may have is a switch of its own.
type world struct {
	decisions
	calm           bool          // nothing goes wrong any more
	now            time.Time     // the true time
	set            time.Duration // by how much this machine's clock is ahead of it
	fast           time.Duration // and the service's
	others         others        // other clients that act during our calls
	person         *resident     // at the service under our id
	landing        []effect      // of writes whose reply was lost, and which are yet to land
	mayLag         bool          // a CreatePerson may land after its time
	lag            time.Duration // reads show what was there so long before
	history        []sight       // what was there, and since when
	serial         int           // of the last face
	photos         map[string]picture
	wronglyRefused map[string]bool // photos that were refused although nothing is wrong with them
	flaps          int             // for so many further calls the person seems missing
	wronglyMissed  bool            // a read missed the person, and none has shown the person since
	groupFull      bool            // the group takes no more faces

	collides bool // another client's call on the person is in service
}

// resident is a person at the service.
type resident struct {
	name    string
	created time.Time // by the service's clock
	faces   []face
	human   int // the human that the first face shows
	foreign bool
	unseen  bool // put in the place of ours by others, and no read has shown that yet
	mixed   bool // a write of ours reached it while unseen: it has a face of ours among theirs
	emptied bool // at some time it had no face of ours
	missed  bool // a read missed the person
}

type face struct{ id, key string }

// hasOurFace reports whether any of the person's faces is of a photo of hasOurFace.
func (p *resident) hasOurFace() bool {
	return slices.ContainsFunc(p.faces, func(f face) bool { return f.key != "x" })
}

// hasOthersFace reports whether any of the person's faces is another client's.
func (p *resident) hasOthersFace() bool {
	return p != nil && slices.ContainsFunc(p.faces, func(f face) bool { return f.key == "x" })
}

// namesake reports whether the person has our name, and no face of ours.
func (p *resident) namesake() bool { return p.name != theirName && !p.hasOurFace() }

// sight is the person that was there from a time on.
type sight struct {
	since  time.Time
	person *resident
}

// changed records what is there from now on, for reads that lag.
func (w *world) changed(at time.Time) {
	s := sight{since: at}
	if w.person != nil {
		w.person.emptied = w.person.emptied || !w.person.hasOurFace()
		p := *w.person
		p.faces = slices.Clone(w.person.faces)
		s.person = &p
	}
	w.history = append(w.history, s)
}

// seen returns the person that a read at a time shows.
func (w *world) seen(at time.Time) (p *resident) {
	if w.lag == 0 {
		return w.person
	}
	for _, s := range w.history {
		if !s.since.After(at.Add(-w.lag)) {
			p = s.person
		}
	}
	return p
}

// effect is a write that the service received and has not carried out yet, or an edit by another client
// that is yet to come.
type effect struct {
	at   time.Time
	call Call
	most int // photos that it will apply, at most
	edit bool
	late bool // it lands after its time
}

// pending counts our own writes that are yet to land.
func (w *world) pending() (n int) {
	for _, e := range w.landing {
		if !e.edit {
			n++
		}
	}
	return n
}

// picture is what the service thinks of a photo.
type picture int

const (
	good         picture = iota
	faceless             // has no face: always refused
	undecoded            // likewise
	tooLarge             // refused, and the call with it
	blurred              // refused when the run asks for quality
	ofOtherHuman         // shows another human
	ofAnother            // CreatePerson finds a similar person, if asked to search
)

func (p *resident) ids() []string {
	ids := make([]string, len(p.faces))
	for i, f := range p.faces {
		ids[i] = f.id
	}
	return ids
}

// serviceTime is what the service's clock shows at t.
func (w *world) serviceTime(t time.Time) time.Time { return t.Add(w.fast) }

// wall is what this machine's clock shows at t.
func (w *world) wall(t time.Time) time.Time { return t.Add(w.set) }

// advance lets time pass, and carries out what is due meanwhile.
func (w *world) advance(to time.Time) {
	slices.SortStableFunc(w.landing, func(a, b effect) int { return a.at.Compare(b.at) })
	for len(w.landing) > 0 && !w.landing[0].at.After(to) {
		e := w.landing[0]
		w.landing = w.landing[1:]
		if e.at.After(w.now) {
			w.now = e.at
		}
		if e.edit {
			w.others.act()
			continue
		}
		w.apply(e.call, e.at, e.most)
	}
	if to.After(w.now) {
		w.now = to
	}
}

// apply carries out a call at a time without a fault, and answers. Of a CreateFace it applies at most so
// many photos.
func (w *world) apply(call Call, at time.Time, most int) Result {
	defer w.changed(at)
	switch call.Action {
	case CreatePerson:
		return w.createPerson(call, at)
	case CreateFace:
		return w.createFace(call, most)
	case DeleteFace:
		return w.deleteFace(call)
	case ListPersons:
		return listPersons(w.seen(at))
	}
	p := w.seen(at)
	if p == nil {
		return Result{Code: codes.PersonIDNotExist}
	}
	return Result{Name: p.name, FaceIDs: p.ids()}
}

func (w *world) createPerson(call Call, at time.Time) Result {
	p := w.photos[call.Photos[0].Key]
	switch {
	case w.person != nil && call.Options.Unique != nil:
		return Result{SimilarPersonID: call.Person} // some answers say it like this
	case w.person != nil:
		return Result{Code: codes.PersonIDAlreadyExist}
	case w.groupFull:
		return Result{Code: codes.GroupFaceNumExceed}
	case p == faceless:
		return Result{Code: codes.NoFaceInPhoto}
	case p == undecoded:
		return Result{Code: codes.ImageDecodeFailed}
	case p == tooLarge:
		return Result{Code: codes.ImageSizeExceed}
	case p == blurred && call.Options.Quality != nil:
		return Result{Code: codes.FaceQualityNotQualified}
	case p == ofAnother && call.Options.Unique != nil:
		return Result{SimilarPersonID: "somebody"} // this id is part of the digest
	}
	w.person = &resident{name: call.Name, created: w.serviceTime(at), human: p.human()}
	return Result{FaceID: w.enroll(call.Photos[0].Key)}
}

func (p picture) human() int {
	if p == ofOtherHuman {
		return 1
	}
	return 0
}

func (w *world) enroll(key string) string {
	w.serial++
	id := fmt.Sprint("f", w.serial)
	w.person.faces = append(w.person.faces, face{id, key})
	return id
}

func (w *world) createFace(call Call, most int) Result {
	switch {
	case w.person == nil:
		return Result{Code: codes.PersonIDNotExist}
	case len(w.person.faces)+len(call.Photos) > FacesPerPerson:
		return Result{Code: codes.PersonFaceNumExceed}
	case w.groupFull:
		return Result{Code: codes.GroupFaceNumExceed}
	}
	for _, photo := range call.Photos {
		if w.photos[photo.Key] == tooLarge {
			return Result{Code: codes.ImageSizeExceed}
		}
	}
	var r Result
	meant := w.person
	for i, photo := range call.Photos {
		if i > 0 {
			w.others.between()
		}
		ret := -1000 // the algorithm fails, or there is no room any more
		if i < most && w.person == meant && !w.groupFull && len(w.person.faces) < FacesPerPerson {
			ret = w.judge(w.photos[photo.Key], call.Options)
		}
		r.RetCodes = append(r.RetCodes, ret)
		if ret == 0 {
			r.FaceIDs = append(r.FaceIDs, w.enroll(photo.Key))
			w.person.mixed = w.person.mixed || w.person.unseen
		}
	}
	return r
}

func (w *world) judge(p picture, o Options) int {
	switch {
	case p == faceless:
		return -1101
	case p == undecoded:
		return -1102
	case p == blurred && o.Quality != nil:
		return -1601
	case p.human() != w.person.human:
		return -1604
	}
	return 0
}

func (w *world) deleteFace(call Call) Result {
	if w.person == nil {
		return Result{Code: codes.PersonIDNotExist}
	}
	left := slices.DeleteFunc(slices.Clone(w.person.faces), func(f face) bool { return slices.Contains(call.FaceIDs, f.id) })
	if len(left) == 0 {
		return Result{Code: codes.DeleteFaceNumExceed}
	}
	w.person.faces = left
	return Result{FaceIDs: slices.Clone(call.FaceIDs)}
}

func listPersons(p *resident) Result {
	if p == nil || p.foreign && p.name != ourName {
		return Result{Code: codes.PersonIDNotExist} // another client's people are in another group
	}
	return Result{Name: p.name, FaceIDs: p.ids(), Created: p.created}
}

// ending is what follows a call besides its result.
type ending int

const (
	goesOn ending = iota
	drains        // the run ends, this call was held back
	dies          // the process was killed while it waited for the reply
)

// do makes a call, with the faults that the decisions choose. Its result has the times of this machine's
// clock.
func (w *world) do(call Call, density int) (Result, ending) {
	r, end := w.makes(call, density)
	for _, t := range []*time.Time{&r.Intended, &r.Sent, &r.Done} {
		if !t.IsZero() {
			*t = w.wall(*t)
		}
	}
	return r, end
}

func (w *world) makes(call Call, density int) (Result, ending) {
	intended, trouble := w.now, 0
	if !w.calm && w.once(density) {
		trouble = 1 + w.pick(9)
		if w.once(3) {
			w.advance(w.now.Add(3 * time.Second)) // at the gate
		}
	}
	sent := w.now
	w.others.gather(w, call)
	w.others.before()
	r, end := w.trouble(trouble, call, sent)
	w.others.after()
	r.Intended = intended
	if !r.Unsent && r.Sent.IsZero() {
		r.Sent = sent
	}
	if r.Done.IsZero() {
		r.Done = sent.Add(latency)
	}
	if r.Code == "" || r.RequestID != "" {
		r.RequestID, r.Date = "r", w.serviceTime(r.Done).Truncate(time.Second)
	}
	w.advance(r.Done)
	return r, end
}

var (
	refusals     = []string{codes.RequestLimitExceeded, codes.ServiceThrottled, codes.ConflictOperation, codes.CreateFaceConcurrent}
	unclearCodes = []string{codes.ServerError, codes.RequestTimeout, "InternalError", "Never.Seen", "FailedOperation"}
	lostCodes    = []string{codes.NetworkError, codes.BadReply, codes.BadStatus}
	allCodes     = codes.All()
)

func (w *world) trouble(kind int, call Call, sent time.Time) (Result, ending) {
	if w.collides {
		w.collides = false
		return Result{Code: codes.ConflictOperation, RequestID: "r"}, goesOn
	}
	switch kind {
	case 1:
		return Result{Code: refusals[w.pick(len(refusals))], RequestID: "r"}, goesOn
	case 2: // an answer that leaves the outcome open
		return w.fate(call, sent, Result{Code: unclearCodes[w.pick(len(unclearCodes))], RequestID: "r"}), goesOn
	case 3: // no answer, for a while that is shorter or longer than the service's own timeout
		wait := []time.Duration{10 * time.Millisecond, time.Second, 30 * time.Second}[w.pick(3)]
		return w.fate(call, sent, Result{Code: lostCodes[w.pick(len(lostCodes))], Done: sent.Add(wait)}), goesOn
	case 4:
		return Result{Code: codes.NetworkError, Unsent: true}, goesOn
	case 5:
		return w.anyCode(call, sent)
	case 6: // the algorithm fails on the photos behind the first few
		return w.serve(call, sent, w.pick(len(call.Photos)+1)), goesOn
	case 7:
		if len(call.Photos) > 0 {
			key := call.Photos[w.pick(len(call.Photos))].Key
			return Result{Code: codes.PhotoChanged, Unsent: true, Changed: []string{key}}, goesOn
		}
	case 8:
		return Result{Code: codes.RunNotAttempted, Unsent: true}, drains
	case 9: // killed: by the journal the call can have been sent at any time until the restart
		restart := sent.Add([]time.Duration{0, time.Second, 4 * time.Second, time.Hour}[w.pick(4)])
		left := []time.Time{sent, restart}[w.pick(2)]
		return w.fate(call, left, Result{Code: codes.NetworkError, Sent: restart, Done: restart}), dies
	}
	return w.serve(call, sent, len(call.Photos)), goesOn
}

// serve carries out a call and answers it. While the person flaps, the service says that there is no such
// person. The list of a group is read page by page and does not flap, and no id is given twice. By law 4 a
// person with our name and one face is ours if the id was seen free before a lost CreatePerson. If a
// namesake without a face of ours flapped between two lost calls, it would look the same, so it does not.
func (w *world) serve(call Call, at time.Time, most int) Result {
	if w.flaps > 0 && w.person != nil && !w.person.namesake() && call.Action != CreatePerson && call.Action != ListPersons {
		w.flaps--
		if call.Action == GetPerson {
			w.wronglyMissed, w.person.missed = true, true
		}
		return Result{Code: codes.PersonIDNotExist}
	}
	return w.apply(call, at, most)
}

// fate decides the outcome of a call whose answer leaves it open: nothing is done, or all, or of a
// CreateFace some; now, or up to 5 s later. It returns r, the answer.
func (w *world) fate(call Call, sent time.Time, r Result) Result {
	if !call.Action.Write() {
		return r
	}
	most := len(call.Photos)
	if w.once(2) {
		most = w.pick(most + 1)
	}
	switch w.pick(4) {
	case 1:
		w.apply(call, sent, most)
	case 2:
		late := time.Duration(w.pick(51)) * 100 * time.Millisecond // at most 5 s
		w.landing = append(w.landing, effect{at: sent.Add(late), call: call, most: most})
	case 3:
		if w.mayLag && call.Action == CreatePerson {
			w.landing = append(w.landing, effect{at: sent.Add(SettleTime + time.Second), call: call, most: most, late: true})
		}
	}
	return r
}

// anyCode answers with any code that there is. A code with a certain outcome is true to its class, and the
// service is not wrong here about whether the person exists.
func (w *world) anyCode(call Call, sent time.Time) (Result, ending) {
	e := allCodes[(w.pick(16)*16+w.pick(16))%len(allCodes)]
	r := Result{Code: e.Code, RequestID: "r"}
	switch {
	case e.Class == codes.AlreadyDone, codes.NoSuchPerson(r.Code) && call.Action != CreateFace, e.Code == codes.PhotoChanged:
		return w.apply(call, sent, len(call.Photos)), goesOn
	case e.Class == codes.Transient || e.Class == codes.Ambiguous:
		return w.fate(call, sent, r), goesOn
	case e.Class == codes.Photo && len(call.Photos) == 1:
		w.wronglyRefused[call.Photos[0].Key] = true
	}
	return r, goesOn
}

func (w *world) String() string {
	if w.person == nil {
		return "no person"
	}
	var faces []string
	for _, f := range w.person.faces {
		faces = append(faces, f.id+"="+f.key)
	}
	return fmt.Sprintf("%s created %s: %s", w.person.name, w.person.created.Format("15:04:05.000"), strings.Join(faces, " "))
}
