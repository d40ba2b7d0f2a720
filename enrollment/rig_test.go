package enrollment

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// firstRun is when the first run of every test case and story begins.
var firstRun = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// latency is how long the service takes to answer, patience how long we wait for an answer that does not
// come.
const (
	latency  = 300 * time.Millisecond
	patience = time.Second
)

// testCase is a row of a table about one person: the calls expected, in order, with their results, and the
// verdicts at the end.
type testCase struct {
	name   string
	want   Want
	policy Policy
	moves  []move
	end    string // the verdicts, in the form of summary
	more   bool   // Next still returns a call at the end
}

// move is a call that Next is expected to return, as callText writes it, with its result; or an event
// between two calls.
type move struct {
	call   string
	result Result
	event  func(*sim)
}

// sim runs a test case in virtual time.
type sim struct {
	testing.TB
	want   Want
	policy Policy
	known  Known
	run    int64
	now    time.Time
	quiet  time.Time     // a lost call may still run until then
	clock  time.Duration // how far the service's is ahead
	past   []event
}

// event is a call with its result, as a journal keeps them.
type event struct {
	call   Call
	result Result
}

func runCases(t *testing.T, cases []testCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t, c.want)
			s.policy = c.policy
			s.play(c.moves...)
			s.ends(c.end)
			if call, ok := Next(s.want, s.known, s.policy); ok != c.more {
				t.Errorf("a further call: %t (%s); want %t", ok, callText(call), c.more)
			}
		})
	}
}

// newSim returns a simulation in its first run.
func newSim(t testing.TB, want Want) *sim {
	s := &sim{TB: t, want: want, run: 1, now: firstRun}
	s.known = s.known.Begin(s.run)
	return s
}

func (s *sim) play(moves ...move) {
	s.Helper()
	for i, m := range moves {
		if m.event != nil {
			m.event(s)
			continue
		}
		call := s.next()
		if got := callText(call); got != m.call {
			s.Fatalf("call %d: got %q, want %q", i+1, got, m.call)
		}
		s.learn(call, m.result)
	}
}

// next returns the call to make. It must not be sent before a lost call has ended.
func (s *sim) next() Call {
	s.Helper()
	call, ok := Next(s.want, s.known, s.policy)
	if !ok {
		return Call{Action: "nothing"}
	}
	if call.After.After(s.now) {
		s.now = call.After
	}
	if s.now.Before(s.quiet) {
		s.Errorf("%s is sent %v before the lost call has ended", callText(call), s.quiet.Sub(s.now))
	}
	return call
}

// learn makes the call, with the result r. Times that r leaves open are filled in.
func (s *sim) learn(call Call, r Result) {
	s.Helper()
	ahead := s.clock
	r.Run, r.Intended, call.Clock = s.run, s.now, &ahead
	if !r.Unsent && r.Sent.IsZero() {
		r.Sent = s.now
	}
	if r.Done.IsZero() {
		r.Done = s.now.Add(latency)
		if fateUnknown(call, r) {
			r.Done = s.now.Add(patience)
		}
	}
	if fateUnknown(call, r) || noReply(r) {
		s.quiet = r.Sent.Add(6 * time.Second)
	}
	if r.Date.IsZero() {
		r.Date = r.Done.Truncate(time.Second)
	}
	s.now = r.Done
	s.known = s.known.Learn(call, r)
	s.past = append(s.past, event{call, r})
}

// noReply reports whether a call may have reached the service and got no answer. Two calls on one person
// must not run at once, reads included.
func noReply(r Result) bool {
	return !r.Unsent && r.RequestID == "" && classOf(r.Code) == codes.Ambiguous
}

func fateUnknown(call Call, r Result) bool {
	class := classOf(r.Code)
	return call.Action.Write() && !r.Unsent && (class == codes.Ambiguous || class == codes.Transient)
}

// ends checks the verdicts, and those of a journal read back.
func (s *sim) ends(want string) {
	s.Helper()
	if got := summary(Verdicts(s.want, s.known, s.policy)); got != want {
		s.Errorf("verdicts:\n got %s\nwant %s", got, want)
	}
	again := fold(s.TB, throughJournal(s.TB, s.past)).Begin(s.run)
	if got := summary(Verdicts(s.want, again, s.policy)); got != want {
		s.Errorf("verdicts of the journal read back:\n got %s\nwant %s", got, want)
	}
	was, wasOK := Next(s.want, s.known, s.policy)
	is, isOK := Next(s.want, again, s.policy)
	if wasOK != isOK || !sameCalls(was, is) {
		s.Errorf("the journal read back decides %v; it was %v", is, was)
	}
}

// sameCalls reports whether two calls are equal. A journal keeps instants without their time zones.
func sameCalls(a, b Call) bool {
	if !a.After.Equal(b.After) {
		return false
	}
	a.After, b.After = time.Time{}, time.Time{}
	return reflect.DeepEqual(a, b)
}

func fold(t testing.TB, past []event) Known {
	var k Known
	for _, h := range past {
		k = k.Learn(h.call, h.result)
	}
	return k
}

// throughJournal returns a history as read back from a journal, which keeps calls and results as JSON, with
// the run and the time of the intent.
func throughJournal(t testing.TB, past []event) []event {
	t.Helper()
	var read []event
	for _, h := range past {
		var r event
		viaJSON(t, h.call, &r.call)
		viaJSON(t, h.result, &r.result)
		r.result.Run, r.result.Intended = h.result.Run, h.result.Intended
		read = append(read, r)
	}
	return read
}

func viaJSON(t testing.TB, from, to any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, to)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// callText returns a call as text: its action, then photos or face IDs.
func callText(c Call) string {
	words := []string{string(c.Action)}
	for _, p := range c.Photos {
		words = append(words, p.Key)
	}
	return strings.Join(append(words, c.FaceIDs...), " ")
}

// summary returns verdicts as text: photo, status, code, faces.
func summary(verdicts []Verdict) string {
	var all []string
	for _, v := range verdicts {
		words := []string{v.Key, string(v.Status)}
		if v.Code != "" {
			words = append(words, v.Code)
		}
		all = append(all, strings.Join(append(words, v.FaceIDs...), " "))
	}
	return strings.Join(all, ", ")
}

// ana is a person with these photos.
func ana(photos string) Want {
	w := Want{Person: "p1", Name: "Ana", Group: "staff"}
	for _, key := range strings.Fields(photos) {
		w.Photos = append(w.Photos, Photo{Key: key, Base64: 100_000})
	}
	return w
}

// Results of calls.
var (
	lostReply  = Result{Code: codes.NetworkError}
	notThere   = Result{Code: codes.PersonIDNotExist}
	taken      = Result{Code: codes.PersonIDAlreadyExist}
	throttling = Result{Code: codes.RequestLimitExceeded}
	deleted    = Result{}
	noGroup    = answered(codes.GroupIDNotExist)
	neverSent  = Result{Unsent: true, Code: codes.NetworkError}
)

// addAnyway is the policy that adds faces to existing persons.
var addAnyway = Policy{AddToExisting: true}

// after returns the first moves and then further ones.
func after(first []move, further ...move) []move { return slices.Concat(first, further) }

// times returns the moves n times over.
func times(n int, moves ...move) []move { return slices.Repeat(moves, n) }

func created(face string) Result      { return Result{FaceID: face} }
func similarTo(person string) Result  { return Result{SimilarPersonID: person} }
func there(name, faces string) Result { return Result{Name: name, FaceIDs: strings.Fields(faces)} }
func ints(n ...int) []int             { return n }
func number(n int) *int               { return &n }

// Changes of policy between two calls.
func allowAdding() move  { return happens(func(s *sim) { s.policy.AddToExisting = true }) }
func forbidAdding() move { return happens(func(s *sim) { s.policy.AddToExisting = false }) }
func vouchAlone() move   { return happens(func(s *sim) { s.policy.Alone = true }) }

func happens(f func(*sim)) move      { return move{event: f} }
func call(say string, r Result) move { return move{call: say, result: r} }
func inFull(v ...Verdict) string     { return fmt.Sprintf("%+v", v) }

// answered is a refusal. Codes of our own come without an answer.
func answered(code string) Result {
	if codes.Ours(code) {
		return Result{Code: code}
	}
	return Result{Code: code, RequestID: "r"}
}

// retCodes is an answer to CreateFace with a RetCode for each photo.
func retCodes(retCodes []int, faces string) Result {
	return Result{RetCodes: retCodes, FaceIDs: strings.Fields(faces)}
}

// added is a success of CreateFace.
func added(faces string) Result {
	ids := strings.Fields(faces)
	return Result{RetCodes: make([]int, len(ids)), FaceIDs: ids}
}

// onList is a person in the group's list, created so long after the first run began.
func onList(name, faces string, after time.Duration) Result {
	return Result{Name: name, FaceIDs: strings.Fields(faces), Created: firstRun.Add(after)}
}

// nextRun begins another run on the following day, after changes to the roster or the flags.
func nextRun(changes ...func(*sim)) move {
	return happens(func(s *sim) {
		s.run++
		s.now = s.now.Add(24 * time.Hour)
		s.known = s.known.Begin(s.run)
		for _, change := range changes {
			change(s)
		}
	})
}

// killed ends the process during a call. When the next run begins, so long later, its journal has only the
// intent of the call.
func killed(say string, away time.Duration) move {
	return happens(func(s *sim) {
		s.Helper()
		s.play(call(say, Result{Code: codes.NetworkError, Sent: s.now.Add(away), Done: s.now.Add(away)}))
		s.run++
		s.known = s.known.Begin(s.run)
	})
}

// ends checks the verdicts between two calls.
func ends(want string) move {
	return happens(func(s *sim) { s.Helper(); s.ends(want) })
}

// lookAt is the read of a known person before a later run adds faces. Others may have changed them since,
// and a lost write must be distinguished from that.
func lookAt(faces string) move { return call("GetPersonBaseInfo", there("Ana", faces)) }

// waits checks that the next call waits, by at most so many milliseconds.
func waits(milliseconds int) move {
	return happens(func(s *sim) {
		s.Helper()
		call, _ := Next(s.want, s.known, s.policy)
		wait := call.After.Sub(s.now)
		if most := time.Duration(milliseconds) * time.Millisecond; wait <= 0 || wait > most || call.Try == 0 {
			s.Errorf("%s waits %v as try %d; want more than 0, at most %v and not the first", callText(call), wait, call.Try, most)
		}
	})
}

// waitsForReads checks that the next call waits until reads show what was last answered.
func waitsForReads() move {
	return happens(func(s *sim) {
		s.Helper()
		call, _ := Next(s.want, s.known, s.policy)
		if wait := call.After.Sub(s.now); wait != readLag {
			s.Errorf("%s waits %v, want %v", callText(call), wait, readLag)
		}
	})
}
