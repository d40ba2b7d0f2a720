package enrollment

import (
	"fmt"
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// The longest waits after a try.
func longestConflict(try int) time.Duration { return min(250*time.Millisecond<<try, 4*time.Second) }
func longestFailure(try int) time.Duration  { return min(200*time.Millisecond<<try, 20*time.Second) }

var backoffStaysInBoundsCases = []struct {
	name  string
	r     Result
	least func(try int) time.Duration
	most  func(try int) time.Duration
}{
	{
		"a throttled call waits for the next window", throttling,
		func(int) time.Duration { return time.Second },
		func(int) time.Duration { return 1200 * time.Millisecond },
	},
	{
		"a call throttled by the service itself waits as long", answered(codes.ServiceThrottled),
		func(int) time.Duration { return time.Second },
		func(int) time.Duration { return 1200 * time.Millisecond },
	},
	{
		"a conflict waits twice as long each time, up to 4 s", answered(codes.ConflictOperation),
		func(try int) time.Duration { return longestConflict(try) / 2 }, longestConflict,
	},
	{
		"concurrent creation of faces waits as long", answered(codes.CreateFaceConcurrent),
		func(try int) time.Duration { return longestConflict(try) / 2 }, longestConflict,
	},
	{
		"a call that never left waits up to 20 s", neverSent,
		func(int) time.Duration { return 0 }, longestFailure,
	},
}

func TestBackoffStaysInBounds(t *testing.T) {
	for _, c := range backoffStaysInBoundsCases {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t, ana("a"))
			s.policy = Policy{Attempts: 40}
			for try := range 12 {
				s.play(call("CreatePerson a", c.r))
				next, ok := Next(s.want, s.known, s.policy)
				if !ok || next.Try != try+1 {
					t.Fatalf("after try %d: %t, try %d", try, ok, next.Try)
				}
				wait := next.After.Sub(s.now)
				if wait < c.least(try) || wait > c.most(try) {
					t.Errorf("after try %d: waits %v, want %v to %v", try, wait, c.least(try), c.most(try))
				}
			}
			s.play(call("CreatePerson a", created("1")))
			s.ends("a enrolled 1")
		})
	}
}

func TestSuccessResetsBackoff(t *testing.T) {
	s := newSim(t, ana("a b"))
	s.play(
		call("CreatePerson a", throttling),
		call("CreatePerson a", throttling),
		call("CreatePerson a", created("1")),
	)
	if next, _ := Next(s.want, s.known, s.policy); next.Try != 0 || !next.After.IsZero() {
		t.Errorf("the next step is try %d, after %v", next.Try, next.After)
	}
}

// notLanded is a creation of unknown outcome that has not landed.
func notLanded(r Result) []move {
	return []move{call("CreatePerson a", r), call("GetPersonBaseInfo", notThere)}
}

func TestAttemptsAreLimited(t *testing.T) {
	runCases(t, []testCase{
		{
			name:  "five calls that never left",
			want:  ana("a"),
			moves: times(5, call("CreatePerson a", neverSent)),
			end:   "a failed Run.Exhausted",
		},
		{
			name:  "five lost calls, the last of them explained too",
			want:  ana("a"),
			moves: times(5, notLanded(lostReply)...),
			end:   "a failed Run.Exhausted",
		},
		{
			name:  "five failures of the service, whose code is kept",
			want:  ana("a"),
			moves: times(5, notLanded(answered(codes.ServerError))...),
			end:   "a failed FailedOperation.ServerError",
		},
		{
			name:  "a hundred refusals by the quota",
			want:  ana("a"),
			moves: times(100, call("CreatePerson a", throttling)),
			end:   "a failed RequestLimitExceeded",
		},
		{
			name:   "fewer if the policy says so",
			want:   ana("a"),
			policy: Policy{Refusals: 2},
			moves:  times(2, call("CreatePerson a", answered(codes.ConflictOperation))),
			end:    "a failed FailedOperation.ConflictOperation",
		},
		{
			name: "enrolled photos stay enrolled",
			want: ana("a b"), policy: Policy{Attempts: 1},
			moves: []move{call("CreatePerson a", created("1")), call("CreateFace b", neverSent)},
			end:   "a enrolled 1, b failed Run.Exhausted",
		},
	})
}

func TestBackoffIsDeterministic(t *testing.T) {
	// These values are fixed: a journal read back by another process or machine decides the same.
	for _, c := range []struct{ got, want time.Duration }{
		{throttleWait("p1", 3), 1_143_760_235},
		{conflictWait("p1", 3), 1_718_801_175},
		{failureWait("p1", 3), 1_150_081_880},
	} {
		if c.got != c.want {
			t.Errorf("p1 waits %v at try 3, want %v", c.got, c.want)
		}
	}
	people, tries := map[time.Duration]bool{}, map[time.Duration]bool{}
	for i := range 100 {
		people[throttleWait(fmt.Sprint("p", i), 0)] = true
		tries[throttleWait("p1", i)] = true
	}
	if len(people) < 95 || len(tries) < 95 {
		t.Errorf("100 people wait %d different times, 100 tries %d", len(people), len(tries))
	}
}

// If all throttled calls returned at once, they would be throttled again.
func TestJitterIsUniform(t *testing.T) {
	const people, buckets = 10_000, 10
	var count [buckets]int
	for i := range people {
		j := jitter(fmt.Sprintf("employee-%05d", i), 0)
		if j < 0 || j >= 1 {
			t.Fatalf("jitter %v is not in [0, 1)", j)
		}
		count[int(j*buckets)]++
	}
	for i, n := range count {
		if n < people/buckets*8/10 || n > people/buckets*12/10 {
			t.Errorf("a tenth of the time has %d of %d people (bucket %d)", n, people, i)
		}
	}
}

func TestBackoffIsCapped(t *testing.T) {
	for try, want := range []time.Duration{250, 500, 1000, 2000, 4000, 4000} {
		if got := doubled(conflictBase, conflictCap, try); got != want*time.Millisecond {
			t.Errorf("try %d: %v, want %v", try, got, want*time.Millisecond)
		}
	}
	if got := doubled(backoffBase, backoffCap, 1000); got != backoffCap {
		t.Errorf("try 1000: %v, want %v", got, backoffCap)
	}
}

// A read that was in service when the process was killed may still run when the next run begins. No call on
// the person is sent before it has ended (law 2).
func TestRunningCallIsWaitedForAcrossRuns(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	want := Want{Person: "ana", Name: "Ana", Group: "staff", Photos: []Photo{{Key: "a", Base64: 4}, {Key: "b", Base64: 4}}}
	var known Known
	known = known.Learn(createPerson(want, want.Photos[0], Policy{}), Result{FaceID: "1", RequestID: "q", Run: 1, Sent: start, Done: start})
	look := Call{Action: GetPerson, Person: "ana"}
	known = known.Learn(look, Result{Code: codes.NetworkError, Run: 1, Sent: start, Done: start})
	call, ok := Next(want, known.Begin(2), Policy{})
	if !ok || call.After.Before(start.Add(inService)) {
		t.Errorf("%s is sent at %v, want not before %v", call.Action, call.After, start.Add(inService))
	}
}
