package enrollment

import (
	"encoding/binary"
	"flag"
	"fmt"
	"hash"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// The laws, held against a service that does all that it may do, and against people, processes
// and clocks that do what they may. A story is a row of bytes; see service_test.go for what
// each may decide. Which law is caught breaking by which test, when the code is broken by hand,
// stands at the end of this file.

var (
	only    = flag.Int64("story", -1, "tell this story alone")
	stories = flag.Int64("stories", 20_000, "tell so many stories")
)

const (
	ourName   = "Ana"
	theirName = "Somebody"

	// callsAtMost bounds a run for one person: five failures, ten refusals, and what it takes
	// to read back, take back and send one by one in between.
	callsAtMost = 60
)

func TestStories(t *testing.T) {
	if *only >= 0 {
		t.Log(retell(storyOf(*only)))
		told(t, *only, *only+1)
		return
	}
	const shares = 4
	var tallies [shares]tally
	t.Run("in shares", func(t *testing.T) {
		for i := range int64(shares) {
			t.Run(fmt.Sprint(i+1), func(t *testing.T) {
				t.Parallel()
				tallies[i] = told(t, i**stories/shares, (i+1)**stories/shares)
			})
		}
	})
	var all tally
	for _, n := range tallies {
		all.add(n)
	}
	tabled(t, all.met)
	all.met = nil
	t.Logf("%d stories: %+v", *stories, all)
	t.Logf("digest of %d stories: %016x", *stories, all.Digest)
	if !t.Failed() {
		all.saysEnough(t)
	}
}

// told lives the stories from first to before last, up to the one that breaks a law.
func told(t *testing.T, first, last int64) (all tally) {
	t.Helper()
	for seed := first; seed < last; seed++ {
		n, err := live(storyOf(seed), nil)
		if err != nil {
			t.Fatalf("story %d (-story=%d tells it alone): %v\n%s", seed, seed, err, retell(storyOf(seed)))
		}
		all.add(n)
	}
	return all
}

// storyOf makes a story's decisions of a number.
func storyOf(seed int64) []byte {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], uint64(seed))
	chance := rand.NewChaCha8(key)
	story := make([]byte, 16+chance.Uint64()%160)
	chance.Read(story)
	return story
}

func FuzzStory(f *testing.F) {
	f.Add([]byte{})
	for seed := range int64(64) {
		f.Add(storyOf(seed))
	}
	f.Fuzz(func(t *testing.T, story []byte) {
		if len(story) > 4096 {
			return
		}
		if _, err := live(story, nil); err != nil {
			t.Fatalf("%v\n%s", err, retell(story))
		}
	})
}

func retell(story []byte) string {
	var log strings.Builder
	live(story, &log)
	return log.String()
}

// tally counts what happened in stories: a model in which nothing happens proves nothing.
type tally struct {
	Runs, Calls, Losses, Kills, Taken, Listed, Foreign, Meddled, Ghosts, InDoubt int

	// Edits of our person by others while a call was under way: at all, within an upload, while
	// a lost write was yet to land or to be explained, around a look, around a taking back; and
	// the lost writes that could then be mistaken.
	Midway, Halved, Unsettled, AtRead, AtDelete, Confounded int
	Flapped, Crowded, Clocks                                int

	// Second writers: who added to the person as we do, who collided with a call of ours; what was
	// left in doubt, or not added, because of them.
	Rivals, Collided, Unclear, Beside int
	// What no one could know, because nothing spoke of them: faces of theirs that we took back, and
	// photos told enrolled that are not there.
	Robbed, Mistaken int

	met map[transition]int

	// Digest is of every call with its result and of every verdict: a change that is to leave decisions
	// alone leaves it as it was.
	Digest uint64
}

func (t *tally) add(n tally) {
	sum, more := reflect.ValueOf(t).Elem(), reflect.ValueOf(n)
	for i := range sum.NumField() {
		if f := sum.Field(i); f.CanInt() {
			f.SetInt(f.Int() + more.Field(i).Int())
		}
	}
	t.Digest += n.Digest
	if t.met == nil {
		t.met = map[transition]int{}
	}
	for m, times := range n.met {
		t.met[m] += times
	}
}

func (t tally) saysEnough(tb testing.TB) {
	v := reflect.ValueOf(t)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if v.Field(i).CanInt() && v.Field(i).Int() < 100 && name != "Robbed" && name != "Mistaken" {
			tb.Errorf("only %d times in all stories: %s", v.Field(i).Int(), v.Type().Field(i).Name)
		}
	}
}

// life is one story being lived.
type life struct {
	world
	tally
	log     *strings.Builder
	heard   hash.Hash64
	density int // one call in so many meets trouble
	want    Want
	policy  Policy
	known   Known
	run     int64

	past    []event
	moments []Known   // what was known after each
	busy    time.Time // a call of this run that got no answer may run until then
	before  []string  // faces at the service when the write in doubt left
	bystanders
}

// broken is a law that does not hold.
type broken string

func (l *life) must(ok bool, law string, args ...any) {
	if !ok {
		panic(broken(fmt.Sprintf(law, args...)))
	}
}

// tell writes to the log, if anybody reads it. Where the words cost time, ask log first.
func (l *life) tell(format string, args ...any) {
	if l.log == nil {
		return
	}
	fmt.Fprintf(l.log, "%s run %d: %s\n", l.now.Format("02T15:04:05.000"), l.run, fmt.Sprintf(format, args...))
}

// live lives a story from first run to last.
func live(story []byte, log *strings.Builder) (n tally, err error) {
	l := birth(story, log)
	defer func() {
		n = l.tally
		n.Digest = l.heard.Sum64()
		switch r := recover().(type) {
		case nil:
		case broken:
			err = fmt.Errorf("run %d, after %d calls: %s", l.run, len(l.past), string(r))
		default:
			err = fmt.Errorf("run %d, after %d calls: panic: %v", l.run, len(l.past), r)
		}
		if err != nil {
			l.tell("BROKEN: %v", err)
		}
	}()
	for l.run < 6 && !l.over() {
		l.live()
		l.meddle()
	}
	l.calm, l.flaps = true, 0
	l.advance(l.now.Add(readLag)) // what people did meanwhile is seen by now
	l.policy.Attempts = 0         // the usual: three calls to a deleted person alone use up three
	l.live()
	l.settled()
	l.remembered()
	l.traced()
	return n, nil
}

func birth(story []byte, log *strings.Builder) *life {
	l := &life{log: log, heard: fnv.New64a(), bystanders: newBystanders()}
	l.world = world{
		decisions: decisions{story}, now: dawn,
		photos: map[string]picture{}, lied: map[string]bool{},
	}
	l.density = 2 + l.pick(3)
	l.fast = []time.Duration{0, 300 * time.Millisecond, time.Hour, -time.Hour}[l.pick(4)]
	l.mayLag = l.once(4)
	l.lag = []time.Duration{0, time.Second, 3 * time.Second, 4 * time.Second}[l.pick(4)]
	l.others = others{often: []int{0, 6, 4, 3}[l.pick(4)], edit: l.interfere}
	l.policy = Policy{AddToExisting: l.once(3), Attempts: l.pick(6), Refusals: 3 + l.pick(8)}
	l.deserted = l.others.often == 0 && l.once(2)
	l.policy.Alone = l.deserted && l.once(2)
	l.want = Want{Person: "p1", Name: ourName, Group: "staff"}
	for i := range 1 + l.pick(7) {
		l.addPhoto(string(rune('a' + i)))
	}
	if l.once(4) {
		l.want.Options.Unique = number(1)
	}
	if l.once(3) {
		l.want.Options.Quality = number(2)
	}
	if l.once(5) {
		l.stranger(l.once(2), l.now.Add(-time.Duration(1+l.pick(100))*15*time.Second))
	}
	return l
}

func (l *life) addPhoto(key string) {
	l.photos[key] = max(good, picture(l.pick(12))-5) // mostly good
	l.want.Photos = append(l.want.Photos, Photo{Key: key, Base64: []int{50_000, 3_000_000, 4_990_000}[l.pick(3)]})
}

// live is one run: the loop of the package's doc, and the laws after every step.
func (l *life) live() {
	l.run++
	l.Runs++
	l.busy, l.learned = time.Time{}, l.now
	l.looksAfresh()
	before := l.known
	l.known = before.Begin(l.run)
	l.moves(before, runBegins)
	if l.log != nil {
		l.tell("wants%s; %s", say(Call{Photos: l.want.Photos}), &l.world)
	}
	for calls := 0; ; calls++ {
		call, ok := Next(l.want, l.known, l.policy)
		if !ok {
			break
		}
		l.must(calls < callsAtMost, "a run ends: %d calls and no end", calls)
		l.advance(latest(l.now, l.due(call.After)))
		if !l.calm && !l.deserted && l.person == nil && l.known.presence != present && l.once(24) { // while we waited
			l.stranger(l.rivalry() && l.once(2), l.now)
		}
		l.must(!l.now.Before(l.busy), "two calls on one person do not run at once")
		l.allowed(call)
		ahead := l.serviceTime(l.now).Sub(l.wall(l.now))
		call.Clock = &ahead
		result, end := l.do(call, l.density)
		result.Run = l.run
		if end == dies {
			l.Kills++
		}
		l.learn(call, result)
		if end != goesOn {
			break
		}
	}
	if l.log != nil {
		l.tell("ends: %s", summary(Verdicts(l.want, l.known, l.policy)))
	}
	if l.known.InDoubt() {
		l.InDoubt++
	}
	fmt.Fprintf(l.heard, "%+v\n", Verdicts(l.want, l.known, l.policy))
	l.reported()
}

// reported counts what second writers have brought about.
func (l *life) reported() {
	for _, v := range Verdicts(l.want, l.known, l.policy) {
		switch {
		case v.Code == codes.RunUnknownFaces:
			l.Beside++
		case v.Code == codes.RunInDoubt && len(v.Unclear) > 0:
			l.Unclear++
		case v.Status == StatusEnrolled && l.confounded[v.Key] && !l.holdsFace(v.FaceIDs, v.Key):
			l.Mistaken++
		}
	}
}

// holdsFace reports whether one of these faces of the person is of a photo.
func (l *life) holdsFace(ids []string, key string) bool {
	return l.person != nil && slices.ContainsFunc(l.person.faces, func(f face) bool {
		return f.key == key && slices.Contains(ids, f.id)
	})
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (l *life) learn(call Call, r Result) {
	if fateUnknown(call, r) && call.Action != DeleteFace {
		l.Losses++
	}
	l.Calls++
	if silent(r) {
		l.busy = r.Sent.Add(6*time.Second - l.set) // the service's own five, and a margin
	}
	l.listens(call, r)
	l.learned = l.now
	before := l.known
	l.known = before.Learn(call, r)
	l.moves(before, observed(before, call, before.sanitized(call, r)))
	l.refuses(before, call, r)
	l.past = append(l.past, event{call, r})
	fmt.Fprintf(l.heard, "%v %v %v\n", call.After, say(call), retold(r))
	l.moments = append(l.moments, l.known)
	if l.known.late() != nil {
		l.Ghosts++
	}
	if l.log != nil {
		l.tell("%s (try %d) -> %s; %s", say(call), call.Try, retold(r), &l.world)
	}
	l.holds()
}

func retold(r Result) string {
	switch {
	case r.Code != "":
		return fmt.Sprintf("%s unsent=%t sent %s", r.Code, r.Unsent, r.Sent.Format("05.000"))
	case r.SimilarPersonID != "":
		return "similar to " + r.SimilarPersonID
	}
	return fmt.Sprint("well ", r.FaceID, r.RetCodes, r.FaceIDs)
}

// allowed looks at a call before it leaves.
func (l *life) allowed(call Call) {
	l.must(l.pending() == 0 || call.Action != GetPerson || l.mayLag, "nobody looks before a lost write has settled")
	if call.Action == ListPersons {
		l.Listed++
	}
	if !call.Action.Write() {
		return
	}
	if l.known.InDoubt() {
		l.must(call.Action == DeleteFace, "no write while another is in doubt")
		l.Taken++
		l.takesBack(call)
		if !l.disturbed && l.person != nil { // else someone has just deleted the person, and reads do not show it yet
			now := slices.DeleteFunc(l.person.ids(), func(id string) bool { return slices.Contains(l.before, id) })
			l.must(len(now) > 0 && slices.Equal(sorted(call.FaceIDs), sorted(now)), "what is taken back is exactly what is new: %q", now)
		}
		return
	}
	l.must(call.Action != DeleteFace, "nothing is taken back without a doubt")
	l.must(l.pending() == 0 || l.mayLag, "no write before a lost one has settled")
	l.takingBack = false
	l.must(call.Shared == l.policy.AddToExisting, "a write says whether others may be writing")
	l.packed(call)
	if call.Action != CreateFace { // only of an upload anything is taken back
		return
	}
	l.left, l.before = len(l.past), nil
	if l.person != nil {
		l.before = l.person.ids()
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}

func (l *life) packed(call Call) {
	n, bytes := len(call.Photos), 0
	seen := map[string]bool{}
	for _, p := range call.Photos {
		bytes += p.Base64
		l.must(!seen[p.Key], "a photo stands once in a call")
		seen[p.Key] = true
	}
	if call.Action == CreatePerson {
		l.must(n == 1, "a person is created with one photo")
		return
	}
	l.must(n >= 1 && n <= 4, "at most four photos a call")
	l.must(n == 1 || bytes <= BodyBytes, "at most 10 MB a call")
	l.must(len(l.known.Faces())+n <= 5, "at most five faces a person")
	l.must(l.person == nil || !l.person.foreign || l.policy.AddToExisting || l.unbeknown(), "somebody else's person is left alone")
	l.must(!l.beside() || l.policy.AddToExisting, "nothing is added beside faces that nobody here knows")
}

// holds are the laws about what is at the service and what we say of it.
func (l *life) holds() {
	at := map[string]string{} // photo -> its face at the service
	if l.person != nil {
		l.must(len(l.person.faces) <= 5, "at most five faces a person")
		for _, f := range l.person.faces {
			if f.key == "x" {
				continue
			}
			l.must(at[f.key] == "", "photo %s is enrolled twice", f.key)
			at[f.key] = f.id
			delete(l.stolen, f.key)
		}
	}
	l.holding(at)
	for _, v := range Verdicts(l.want, l.known, l.policy) {
		id := at[v.Key]
		switch {
		case l.stolen[v.Key]:
		case v.Status == StatusEnrolled && l.confounded[v.Key]:
		case v.Status == StatusEnrolled:
			l.must(slices.Contains(v.FaceIDs, id), "photo %s is said to be enrolled as %q; at the service it is %q", v.Key, v.FaceIDs, id)
		case v.Status == StatusInDoubt:
		case l.person != nil && l.person.mixed && l.person.denied: // a lost write met another client's person, who then seemed missing
		case l.misled: // the service itself said that they are not there; the next look will tell
		case l.known.late() != nil && l.mayLag: // it may land at any time; the next call will tell
		default:
			l.must(id == "", "photo %s is said to be %s %s; at the service it is %s", v.Key, v.Status, v.Code, id)
		}
	}
}

// holding is that no photo is given to someone else which the person has, or may come to have.
func (l *life) holding(at map[string]string) {
	for key := range at {
		l.must(l.known.MayHave(key), "photo %s is free for others; at the service it is %s", key, at[key])
	}
	for _, e := range l.landing {
		if e.call.Action == CreatePerson && l.person != nil {
			continue // no one is created twice
		}
		for _, p := range e.call.Photos {
			l.must(l.known.MayHave(p.Key), "photo %s is free for others, and a lost call may yet land", p.Key)
		}
	}
}

// traced asks whom a photo belongs to, as if the roster had no one here any more and wanted each
// photo for someone else, on the next day: then it can be told, whichever way clocks were set.
func (l *life) traced() {
	l.advance(l.now.Add(24 * time.Hour))
	l.known = l.known.Begin(l.run + 1)
	for _, photo := range slices.Clone(l.want.Photos) {
		for {
			call, ok := NextCheck(l.want.Person, photo.Key, l.known, l.policy)
			if !ok {
				break
			}
			l.advance(latest(l.now, l.due(call.After)))
			r, _ := l.do(call, l.density)
			r.Run = l.run + 1
			l.learn(call, r)
		}
		has := l.person != nil && slices.ContainsFunc(l.person.faces, func(f face) bool { return f.key == photo.Key })
		ofASet := len(l.known.enrolled[photo.Key].FaceIDs) > 1 // of which another photo's may be gone
		known := has || ofASet || l.known.InDoubt() || l.confounded[photo.Key]
		l.must(known || !l.known.MayHave(photo.Key), "photo %s is not at the service, and nobody else may have it", photo.Key)
	}
}

// settled is what must be said after a run in which nothing went wrong.
func (l *life) settled() {
	if l.person == nil && (l.known.Ours() || len(l.known.enrolled) > 0) {
		return // someone deleted the person, and nothing was left to ask for that would have told
	}
	full := l.person != nil && len(l.person.faces) == FacesPerPerson
	foreign := l.person != nil && l.person.foreign && !l.policy.AddToExisting
	all := true
	for _, v := range Verdicts(l.want, l.known, l.policy) {
		p := l.photos[v.Key]
		switch {
		case v.Status == StatusEnrolled:
			continue
		case v.Code == codes.RunInDoubt:
			l.must(l.unexplainable(), "a calm run explains every doubt")
		case v.Status != StatusRejected:
			l.must(false, "after a calm run photo %s is %s %s", v.Key, v.Status, v.Code)
		case v.Code == codes.PersonFaceNumExceed && (full || l.disturbed), l.lied[v.Key]:
		case v.Code == codes.RunPersonExists && (foreign || l.strange()):
		case v.Code == codes.RunUnknownFaces && !l.policy.AddToExisting && l.person.theirs():
		case v.Code == codes.GroupFaceNumExceed && l.crowded:
		case v.Code == codes.RunFaceMismatch && l.disturbed: // with those of before; nothing was left to ask for
		case v.Code == codes.RunSimilarPerson && l.known.presence != present && l.want.Options.Unique != nil:
		default:
			l.must(l.bad(p), "photo %s is good and yet %s %s", v.Key, v.Status, v.Code)
		}
		all = false
	}
	if !all || l.known.InDoubt() { // a doubt about a photo that left the roster
		return
	}
	call, ok := Next(l.want, l.known.Begin(l.run+1), l.policy)
	l.must(!ok, "who is enrolled costs no call, and here comes %s", say(call))
}

// bad reports whether the service refuses a photo, as things are.
func (l *life) bad(p picture) bool {
	switch p {
	case good:
		return l.person != nil && p.human() != l.person.human
	case blurred:
		return l.want.Options.Quality != nil || l.bad(good)
	case ofStranger:
		return l.person == nil || p.human() != l.person.human
	case ofAnother:
		return l.bad(good)
	}
	return true
}

// unexplainable reports whether a doubt may last: someone changed the person meanwhile, a
// namesake with several faces is there, or two lost calls carried different photos.
func (l *life) unexplainable() bool {
	d := l.known.open()
	namesake := l.person != nil && l.person.foreign && len(l.person.faces) > 1
	theirs := l.person != nil && l.person.foreign && l.policy.AddToExisting // whose faces others may have changed
	shared := (theirs || d.call.Shared) && !l.policy.Alone
	others := l.Meddled+l.Collided > 0 || l.conflicts // who were there once may be there again
	return l.disturbed || shared || others || d.call.Action == CreatePerson && (len(d.call.Photos) > 1 || namesake)
}

// remembered folds the same history again: it must lead to the same knowledge at every step,
// which also tells that learning what came later changed nothing of what was known before.
func (l *life) remembered() {
	var k Known
	for i, h := range l.past {
		k = k.Learn(h.call, h.result)
		l.must(reflect.DeepEqual(k, l.moments[i]), "call %d was learned as\n%+v and is read back as\n%+v", i+1, l.moments[i], k)
	}
	k = k.Begin(l.run)
	was, wasOK := Next(l.want, l.known, l.policy)
	is, isOK := Next(l.want, k, l.policy)
	l.must(wasOK == isOK && reflect.DeepEqual(was, is), "the journal decides %v, and it was %v", is, was)
}

// Each of these breaks was made by hand once; the tests behind it failed. "Stories" are
// TestStories, tables those named after what is lost, taken or refused.
//
//	a lost write is looked at after 3 s, or counted from the intent   stories, tables
//	a lost CreatePerson, or CreateFace, is sent again unread          stories, tables
//	a person who is there is ours; or of whatever name or birth       stories, TestLostCreatePerson
//	births are compared by our clock; without the margin              TestCreationIsComparedByServiceClock
//	a ghost is forgotten, or its intent                               stories, TestLateCreatePerson
//	two ghosts: the last one's photo is credited, or none is named    TestLateCreatePerson
//	an id seen free in an earlier run counts as free                  stories, TestFreeIDExpiresWithTheRun
//	a look that left too early is believed                            TestEarlyLookExplainsNothing
//	half an upload counts as all of it, or as none                    stories, TestLostCreateFace
//	missing faces, or too many new ones, are explained away           TestLostCreateFace
//	all faces are taken back, not the new ones; or no look follows    stories, TestRollbackOfHalfAnUpload
//	taking back goes on for ever; or all at once again                TestRollbackOfHalfAnUpload
//	a lost DeleteFace is not awaited                                  stories, TestRollbackOfHalfAnUpload
//	a look without an answer is repeated while it may still run       stories, tables
//	the last attempt is not explained; looks are not counted          TestAttemptsAreLimited, TestRollbackOfHalfAnUpload
//	a list that cannot be read means another client's person           stories, TestLostCreatePerson
//	taken and yet not there, for ever                                 TestExistingPeople
//	a doubt hides another photo's refusal                             TestLostCreatePerson
//	who looks alike stands against a person who is there              stories, TestExistingPeople
//	Learn writes into its receiver's maps, doubt or faces             stories, TestKnownIsAValue
//	Begin keeps the step, what stopped the run, its attempts          stories, TestBegin
//	six faces, five photos, 10 MB passed by a byte or ignored         stories, TestUploadsArePacked
//	someone's person is added to unasked, or unread                  stories, TestExistingPeople
//	faces go to the wrong photos of an upload                         stories, TestPhotoAnswers
//	a whole refusal blames the first photo                            stories, TestPhotoAnswers
//	quality, threshold or rotation do not reopen a refusal            TestBegin
//	a changed file, or a mismatch, stands for ever                    stories, TestBegin
//	a throttled call does not wait, does not count                    TestBackoffBounds
//	a missing person is looked for at once, or never                  TestPersonChangesDuringRun
//	an account's refusal blames the photos                            TestEveryCodeAtEveryCall
//	a look right after our own write is believed; reads do not lag    stories
//	a face that is not seen at once counts as deleted                 TestChangesByOtherClients
//	a deleted face, or a person made anew by others, is not noticed   TestChangesByOtherClients
//	who was not seen once is a stranger for ever                      TestChangesByOtherClients
//	a lost upload is in doubt because of what others took away        TestChangesByOtherClients
//	what others add during a taking back is taken back, or credited   stories, TestRollbackLeavesForeignFaces
//	a doubt is dropped with a person who seems missing                stories, TestSuspendedUploadIsOpenAgain
//	the person comes back as ours though they were added to; or as a stranger  stories, the same
//	a CreatePerson lost meanwhile is judged without their past          stories, the same
//	a person made anew a moment ago counts as a read that lags        stories, TestRecreatedPersonIsLeftAlone
//	a write of others that was seen is forgotten, or a collision       stories
//	faces are taken back, or credited, beside second writers          stories, TestLostWriteBesideSecondWriter
//	faces are added beside those that no one here knows               stories, TestUnknownFaces
//	who vouches for being alone is not believed                   TestLostWriteBesideSecondWriter
//	a ghost is judged by the next call's clock or name                TestLateCreatePersonKeepsNameAndClock
//	an id that was taken and is not there counts as seen free         TestTakenIDIsNotFree
//	what landed is billed at each look, or not with their past          TestLandedIsReportedOnce
//	a lost CreateGroup is not awaited; groups are never looked again  TestGroupIsSettledOnce
//	a photo is free although a ghost, or who seems missing, has it    TestMayHave
//	it is not free although they are gone; or at the first look         stories, TestNextCheckUntilConfirmedAbsent
//	a refusal that may pass in seconds counts at once, or never does  TestPassingRefusalIsWaitedOut
