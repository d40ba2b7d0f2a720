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

// The laws, tested against a service, people, processes and clocks that do all that they may do. A story
// is a random life of one person, and a sequence of bytes; service_test.go has what each byte may decide.
// The end of this file lists changes that break the code, and the tests that fail.

var (
	only    = flag.Int64("story", -1, "run this story alone, and log it")
	stories = flag.Int64("stories", 20_000, "run so many stories")
)

const (
	ourName   = "Ana"
	theirName = "Other"

	// callsAtMost bounds a run for one person: five failures, ten refusals, and the calls to read back,
	// roll back and send one by one in between.
	callsAtMost = 60
)

func TestStories(t *testing.T) {
	if *only >= 0 {
		t.Log(storyLog(storyOf(*only)))
		runStories(t, *only, *only+1)
		return
	}
	const shares = 4
	var tallies [shares]tally
	t.Run("in shares", func(t *testing.T) {
		for i := range int64(shares) {
			t.Run(fmt.Sprint(i+1), func(t *testing.T) {
				t.Parallel()
				tallies[i] = runStories(t, i**stories/shares, (i+1)**stories/shares)
			})
		}
	})
	var all tally
	for _, n := range tallies {
		all.add(n)
	}
	checkTransitions(t, all.met)
	all.met = nil
	t.Logf("%d stories: %+v", *stories, all)
	t.Logf("digest of %d stories: %016x", *stories, all.Digest)
	if !t.Failed() {
		all.checkEnough(t)
	}
}

// runStories runs the stories from first to before last, up to one that breaks a law.
func runStories(t *testing.T, first, last int64) (all tally) {
	t.Helper()
	for seed := first; seed < last; seed++ {
		n, err := runStory(storyOf(seed), nil)
		if err != nil {
			t.Fatalf("story %d (-story=%d runs it alone): %v\n%s", seed, seed, err, storyLog(storyOf(seed)))
		}
		all.add(n)
	}
	return all
}

// storyOf makes a story's decisions from a number.
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
		if _, err := runStory(story, nil); err != nil {
			t.Fatalf("%v\n%s", err, storyLog(story))
		}
	})
}

// storyLog runs a story and returns its log.
func storyLog(story []byte) string {
	var log strings.Builder
	runStory(story, &log)
	return log.String()
}

// tally counts what happened in stories: a model in which nothing happens proves nothing. It has a field
// for each event that the stories must contain.
type tally struct {
	Runs, Calls, Losses, Kills, Taken, Listed, Foreign, Edits, Late, InDoubt int

	// Edits of our person by others during a call: at all, within an upload, while a lost write had yet to
	// land or to be explained, around a read, around a rollback; and the lost writes that then could not be
	// distinguished from them.
	Midway, Halved, Unsettled, AtRead, AtDelete, Ambiguous int
	Flapped, GroupFull, Clocks                             int

	// Second writers: their additions to the person, and collisions with a call of ours; what was left in
	// doubt, or not added, because of them.
	SecondWriters, Collided, Unclear, Beside int
	// What could not be known, because there was no sign of them: faces of theirs that we deleted, and
	// photos reported enrolled that are not there.
	ForeignDeleted, Miscredited int

	met map[transition]int

	// Digest is of every call with its result and of every verdict. A change that keeps all decisions keeps
	// the digest.
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

func (t tally) checkEnough(tb testing.TB) {
	v := reflect.ValueOf(t)
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		if v.Field(i).CanInt() && v.Field(i).Int() < 100 && name != "ForeignDeleted" && name != "Miscredited" {
			tb.Errorf("only %d times in all stories: %s", v.Field(i).Int(), v.Type().Field(i).Name)
		}
	}
}

// life is one story while it runs.
type life struct {
	world
	tally
	log     *strings.Builder
	digest  hash.Hash64
	density int // one call in so many has a fault
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

// logf writes to the log, if there is one. Check log first if the arguments cost time.
func (l *life) logf(format string, args ...any) {
	if l.log == nil {
		return
	}
	fmt.Fprintf(l.log, "%s run %d: %s\n", l.now.Format("02T15:04:05.000"), l.run, fmt.Sprintf(format, args...))
}

// runStory runs a story from its first run to its last.
func runStory(story []byte, log *strings.Builder) (n tally, err error) {
	l := newLife(story, log)
	defer func() {
		n = l.tally
		n.Digest = l.digest.Sum64()
		switch r := recover().(type) {
		case nil:
		case broken:
			err = fmt.Errorf("run %d, after %d calls: %s", l.run, len(l.past), string(r))
		default:
			err = fmt.Errorf("run %d, after %d calls: panic: %v", l.run, len(l.past), r)
		}
		if err != nil {
			l.logf("BROKEN: %v", err)
		}
	}()
	for l.run < 6 && !l.over() {
		l.runOnce()
		l.editBetweenRuns()
	}
	l.calm, l.flaps = true, 0
	l.advance(l.now.Add(readLag)) // so that reads show what others did meanwhile
	l.policy.Attempts = 0         // the default: calls to a deleted person alone use up three
	l.runOnce()
	l.checkSettled()
	l.checkReplay()
	l.checkAbsence()
	return n, nil
}

func newLife(story []byte, log *strings.Builder) *life {
	l := &life{log: log, digest: fnv.New64a(), bystanders: newBystanders()}
	l.world = world{
		decisions: decisions{story}, now: firstRun,
		photos: map[string]picture{}, wronglyRefused: map[string]bool{},
	}
	l.density = 2 + l.pick(3)
	l.fast = []time.Duration{0, 300 * time.Millisecond, time.Hour, -time.Hour}[l.pick(4)]
	l.mayLag = l.once(4)
	l.lag = []time.Duration{0, time.Second, 3 * time.Second, 4 * time.Second}[l.pick(4)]
	l.others = others{often: []int{0, 6, 4, 3}[l.pick(4)], edit: l.editDuringCall}
	l.policy = Policy{AddToExisting: l.once(3), Attempts: l.pick(6), Refusals: 3 + l.pick(8)}
	l.noOthers = l.others.often == 0 && l.once(2)
	l.policy.Alone = l.noOthers && l.once(2)
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
		l.createForeign(l.once(2), l.now.Add(-time.Duration(1+l.pick(100))*15*time.Second))
	}
	return l
}

func (l *life) addPhoto(key string) {
	l.photos[key] = max(good, picture(l.pick(12))-5) // mostly good
	l.want.Photos = append(l.want.Photos, Photo{Key: key, Base64: []int{50_000, 3_000_000, 4_990_000}[l.pick(3)]})
}

// runOnce is one run: the loop of the package doc, with the laws checked after every step.
func (l *life) runOnce() {
	l.run++
	l.Runs++
	l.busy, l.learned = time.Time{}, l.now
	l.noteRunStart()
	before := l.known
	l.known = before.Begin(l.run)
	l.noteTransition(before, runBegins)
	if l.log != nil {
		l.logf("wants%s; %s", callText(Call{Photos: l.want.Photos}), &l.world)
	}
	for calls := 0; ; calls++ {
		call, ok := Next(l.want, l.known, l.policy)
		if !ok {
			break
		}
		l.must(calls < callsAtMost, "a run ends: %d calls and no end", calls)
		l.advance(latest(l.now, l.due(call.After)))
		if !l.calm && !l.noOthers && l.person == nil && l.known.presence != present && l.once(24) { // during the wait
			l.createForeign(l.othersExpected() && l.once(2), l.now)
		}
		l.must(!l.now.Before(l.busy), "two calls on one person do not run at once")
		l.checkCall(call)
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
		l.logf("ends: %s", summary(Verdicts(l.want, l.known, l.policy)))
	}
	if l.known.InDoubt() {
		l.InDoubt++
	}
	fmt.Fprintf(l.digest, "%+v\n", Verdicts(l.want, l.known, l.policy))
	l.countVerdicts()
}

// countVerdicts counts the verdicts that second writers caused.
func (l *life) countVerdicts() {
	for _, v := range Verdicts(l.want, l.known, l.policy) {
		switch {
		case v.Code == codes.RunUnknownFaces:
			l.Beside++
		case v.Code == codes.RunInDoubt && len(v.Unclear) > 0:
			l.Unclear++
		case v.Status == StatusEnrolled && l.ambiguous[v.Key] && !l.holdsFace(v.FaceIDs, v.Key):
			l.Miscredited++
		}
	}
}

// holdsFace reports whether one of these faces of the person is that of a photo.
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
	if noReply(r) {
		l.busy = r.Sent.Add(6*time.Second - l.set) // the service's 5 s, and a margin
	}
	l.observeAnswer(call, r)
	l.learned = l.now
	before := l.known
	l.known = before.Learn(call, r)
	l.noteTransition(before, observed(before, call, before.sanitized(call, r)))
	l.checkRefusals(before, call, r)
	l.past = append(l.past, event{call, r})
	fmt.Fprintf(l.digest, "%v %v %v\n", call.After, callText(call), resultText(r))
	l.moments = append(l.moments, l.known)
	if l.known.late() != nil {
		l.Late++
	}
	if l.log != nil {
		l.logf("%s (try %d) -> %s; %s", callText(call), call.Try, resultText(r), &l.world)
	}
	l.checkLaws()
}

func resultText(r Result) string {
	switch {
	case r.Code != "":
		return fmt.Sprintf("%s unsent=%t sent %s", r.Code, r.Unsent, r.Sent.Format("05.000"))
	case r.SimilarPersonID != "":
		return "similar to " + r.SimilarPersonID
	}
	return fmt.Sprint("well ", r.FaceID, r.RetCodes, r.FaceIDs)
}

// checkCall checks a call before it is sent.
func (l *life) checkCall(call Call) {
	l.must(l.pending() == 0 || call.Action != GetPerson || l.mayLag, "no read before a lost write has settled")
	if call.Action == ListPersons {
		l.Listed++
	}
	if !call.Action.Write() {
		return
	}
	if l.known.InDoubt() {
		l.must(call.Action == DeleteFace, "no write while another is in doubt")
		l.Taken++
		l.checkRollback(call)
		if !l.edited && l.person != nil { // else others have just deleted the person, and reads do not show it yet
			now := slices.DeleteFunc(l.person.ids(), func(id string) bool { return slices.Contains(l.before, id) })
			l.must(len(now) > 0 && slices.Equal(sorted(call.FaceIDs), sorted(now)), "exactly the new faces are deleted: %q", now)
		}
		return
	}
	l.must(call.Action != DeleteFace, "nothing is deleted without a write in doubt")
	l.must(l.pending() == 0 || l.mayLag, "no write before a lost one has settled")
	l.rollingBack = false
	l.must(call.Shared == l.policy.AddToExisting, "a write says whether others may be writing")
	l.checkUpload(call)
	if call.Action != CreateFace { // only an upload is rolled back
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

func (l *life) checkUpload(call Call) {
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
	l.must(l.person == nil || !l.person.foreign || l.policy.AddToExisting || l.replacedUnseen(), "another client's person is left alone")
	l.must(!l.unknownFaceSeen() || l.policy.AddToExisting, "nothing is added beside unknown faces")
}

// checkLaws checks the laws about the faces at the service and the verdicts on them.
func (l *life) checkLaws() {
	at := map[string]string{} // photo -> its face at the service
	if l.person != nil {
		l.must(len(l.person.faces) <= 5, "at most five faces a person")
		for _, f := range l.person.faces {
			if f.key == "x" {
				continue
			}
			l.must(at[f.key] == "", "photo %s is enrolled twice", f.key)
			at[f.key] = f.id
			delete(l.removed, f.key)
		}
	}
	l.checkMayHave(at)
	for _, v := range Verdicts(l.want, l.known, l.policy) {
		id := at[v.Key]
		switch {
		case l.removed[v.Key]:
		case v.Status == StatusEnrolled && l.ambiguous[v.Key]:
		case v.Status == StatusEnrolled:
			l.must(slices.Contains(v.FaceIDs, id), "photo %s is said to be enrolled as %q; at the service it is %q", v.Key, v.FaceIDs, id)
		case v.Status == StatusInDoubt:
		case l.person != nil && l.person.mixed && l.person.missed: // a lost write reached another client's person, which then seemed missing
		case l.wronglyMissed: // the service said that there is no such person; the next read shows it
		case l.known.late() != nil && l.mayLag: // it may land at any time; the next call shows it
		default:
			l.must(id == "", "photo %s is said to be %s %s; at the service it is %s", v.Key, v.Status, v.Code, id)
		}
	}
}

// checkMayHave checks that no photo is free for another person that this one has, or may come to have.
func (l *life) checkMayHave(at map[string]string) {
	for key := range at {
		l.must(l.known.MayHave(key), "photo %s is free for others; at the service it is %s", key, at[key])
	}
	for _, e := range l.landing {
		if e.call.Action == CreatePerson && l.person != nil {
			continue // no person is created twice
		}
		for _, p := range e.call.Photos {
			l.must(l.known.MayHave(p.Key), "photo %s is free for others, and a lost call may yet land", p.Key)
		}
	}
}

// checkAbsence checks for each photo whether the person still has it, as if the person had left the roster
// and another one were to get it. It does so on the next day, when the answer does not depend on how clocks
// were set.
func (l *life) checkAbsence() {
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
		ofASet := len(l.known.enrolled[photo.Key].FaceIDs) > 1 // and the face of the other photo may be gone
		known := has || ofASet || l.known.InDoubt() || l.ambiguous[photo.Key]
		l.must(known || !l.known.MayHave(photo.Key), "photo %s is not at the service, and yet not free for others", photo.Key)
	}
}

// checkSettled checks the verdicts after a run without faults.
func (l *life) checkSettled() {
	if l.person == nil && (l.known.Ours() || len(l.known.enrolled) > 0) {
		return // others deleted the person, and there was nothing left to send that would have shown it
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
		case v.Code == codes.PersonFaceNumExceed && (full || l.edited), l.wronglyRefused[v.Key]:
		case v.Code == codes.RunPersonExists && (foreign || l.wasEmptied()):
		case v.Code == codes.RunUnknownFaces && !l.policy.AddToExisting && l.person.hasOthersFace():
		case v.Code == codes.GroupFaceNumExceed && l.groupFull:
		case v.Code == codes.RunFaceMismatch && l.edited: // compared with the faces of before; there was nothing left to send
		case v.Code == codes.RunSimilarPerson && l.known.presence != present && l.want.Options.Unique != nil:
		default:
			l.must(l.bad(p), "photo %s is good and yet %s %s", v.Key, v.Status, v.Code)
		}
		all = false
	}
	if !all || l.known.InDoubt() { // about a photo that left the roster
		return
	}
	call, ok := Next(l.want, l.known.Begin(l.run+1), l.policy)
	l.must(!ok, "an enrolled person costs no call, and here is %s", callText(call))
}

// bad reports whether the service now refuses a photo.
func (l *life) bad(p picture) bool {
	switch p {
	case good:
		return l.person != nil && p.human() != l.person.human
	case blurred:
		return l.want.Options.Quality != nil || l.bad(good)
	case ofOtherHuman:
		return l.person == nil || p.human() != l.person.human
	case ofAnother:
		return l.bad(good)
	}
	return true
}

// unexplainable reports whether a write may stay in doubt: others changed the person meanwhile, there is a
// namesake with several faces, or two lost calls had different photos.
func (l *life) unexplainable() bool {
	d := l.known.open()
	namesake := l.person != nil && l.person.foreign && len(l.person.faces) > 1
	theirs := l.person != nil && l.person.foreign && l.policy.AddToExisting // others may have changed its faces
	shared := (theirs || d.call.Shared) && !l.policy.Alone
	others := l.Edits+l.Collided > 0 || l.conflictSeen // others that wrote once may write again
	return l.edited || shared || others || d.call.Action == CreatePerson && (len(d.call.Photos) > 1 || namesake)
}

// checkReplay folds the same history again. It must lead to the same knowledge at every step. This also
// shows that later results did not change what was known before.
func (l *life) checkReplay() {
	var k Known
	for i, h := range l.past {
		k = k.Learn(h.call, h.result)
		l.must(reflect.DeepEqual(k, l.moments[i]), "call %d was learned as\n%+v and is read back as\n%+v", i+1, l.moments[i], k)
	}
	k = k.Begin(l.run)
	was, wasOK := Next(l.want, l.known, l.policy)
	is, isOK := Next(l.want, k, l.policy)
	l.must(wasOK == isOK && reflect.DeepEqual(was, is), "the journal decides %v, and the decision was %v", is, was)
}

// Each of these breaks was made by hand once, and the tests in the second column failed. "Stories" are
// TestStories; tables are the tests of writes that are lost, taken or refused.
//
//	a lost write is read back after 3 s, or counted from the intent        stories, tables
//	a lost CreatePerson, or CreateFace, is sent again unread               stories, tables
//	an existing person is ours; or under any name, or created at any time  stories, TestLostCreatePersonIsReconciled
//	creation times are compared by our clock; or without the margin        TestCreationIsComparedByServiceClock
//	a late CreatePerson is forgotten, or its intent                        stories, TestLateCreatePersonIsRecognised
//	of two late ones the last one's photo is credited, or none is named    TestLateCreatePersonIsRecognised
//	an id seen free in an earlier run counts as free                       stories, TestFreeIDExpiresWithTheRun
//	a read that was sent too early is believed                             TestEarlyReadExplainsNothing
//	a partial upload counts as all of it, or as none                       stories, TestLostCreateFaceIsReconciled
//	missing faces, or too many new ones, are explained away                TestLostCreateFaceIsReconciled
//	a rollback deletes all faces, not the new ones; or no read follows     stories, TestRollbackIsVerified
//	a rollback never ends; or sends all photos at once again               TestRollbackIsVerified
//	a lost DeleteFace is not awaited                                       stories, TestRollbackIsVerified
//	a read without an answer is repeated while it may still run            stories, tables
//	the last attempt is not explained; reads are not counted               TestAttemptsAreLimited, TestRollbackIsVerified
//	a list that cannot be read means another client's person               stories, TestLostCreatePersonIsReconciled
//	an id that is taken, without a person, is tried for ever               TestExistingPersonIsLeftAlone
//	a write in doubt hides another photo's refusal                         TestLostCreatePersonIsReconciled
//	a similar person counts against a person that exists                   stories, TestExistingPersonIsLeftAlone
//	Learn writes into its receiver's maps, pending writes or faces         stories, TestKnownIsAValue
//	Begin keeps the step, what stopped the run, its attempts               stories, TestNextRunJudgesRefusalsAnew
//	six faces, five photos, 10 MB exceeded by a byte or ignored            stories, TestUploadsArePacked
//	another client's person is added to unasked, or unread                 stories, TestExistingPersonIsLeftAlone
//	faces go to the wrong photos of an upload                              stories, TestPhotoAnswersAreAssigned
//	a refusal of the whole upload blames the first photo                   stories, TestPhotoAnswersAreAssigned
//	quality, threshold or rotation do not reopen a refusal                 TestNextRunJudgesRefusalsAnew
//	a changed file, or a mismatch, stands for ever                         stories, TestNextRunJudgesRefusalsAnew
//	a throttled call does not wait, does not count                         TestBackoffStaysInBounds
//	a missing person is read at once, or never                             TestChangedPersonIsReadAgain
//	an account's refusal blames the photos                                 TestEveryCodeAtEveryCall
//	a read right after our own write is believed; reads do not lag         stories
//	a face that a read does not show at once counts as deleted             TestChangesByOtherClientsAreSeen
//	a deleted face, or a person created anew by others, is not noticed     TestChangesByOtherClientsAreSeen
//	a person that one read missed is foreign for ever                      TestChangesByOtherClientsAreSeen
//	a lost upload is in doubt because of what others deleted               TestChangesByOtherClientsAreSeen
//	faces that others add during a rollback are deleted, or credited       stories, TestRollbackLeavesForeignFaces
//	a write in doubt is dropped with a person that seems missing           stories, TestSuspendedUploadIsOpenAgain
//	a person added to comes back as ours; or ours as foreign               stories, the same
//	a CreatePerson lost meanwhile is judged without the tombstone          stories, the same
//	a person created anew a moment ago counts as a read that lags          stories, TestRecreatedPersonIsLeftAlone
//	a write of others that was seen is forgotten, or a collision           stories
//	faces are deleted, or credited, beside second writers                  stories, TestLostWriteBesideSecondWriterStaysInDoubt
//	faces are added beside unknown ones                                    stories, TestUnknownFacesStopUploads
//	a caller that vouches for being alone is not believed                  TestLostWriteBesideSecondWriterStaysInDoubt
//	a late CreatePerson is judged by the next call's clock or name         TestLateCreatePersonKeepsNameAndClock
//	an id that was taken and has no person counts as seen free             TestTakenIDIsNotFree
//	what landed is billed at each read, or not with the tombstone          TestLandedIsReportedOnce
//	a lost CreateGroup is not awaited; groups are never read again         TestGroupIsSettledOnce
//	a photo is free despite a late write, or a person that seems missing   TestMayHaveCoversWritesInDoubt
//	it is not free although the person is gone; or at the first read       stories, TestNextCheckEndsWhenConfirmed
//	a refusal that may pass in seconds counts at once, or never does       TestPassingRefusalIsWaitedOut
