package enrollment

import (
	"strconv"
	"testing"

	"enroll.example/enroll/codes"
)

// bigPhotos is a person with five photos of 5 MiB.
func bigPhotos() Want {
	want := ana("a b c d e")
	for i := range want.Photos {
		want.Photos[i].Base64 = 5 << 20
	}
	return want
}

var planCountsCallsCases = []struct {
	name   string
	want   Want
	policy Policy
	before []move
	calls  int
}{
	{name: "no photos", want: ana("")},
	{name: "one photo", want: ana("a"), calls: 1},
	{name: "five photos", want: ana("a b c d e"), calls: 2},
	{name: "seven photos, of which five fit", want: ana("a b c d e f g"), calls: 2},
	{name: "five photos of 5 MiB, of which no two fit a call", want: bigPhotos(), calls: 5},
	{
		name: "enrolled person", want: ana("a b"),
		before: []move{call("CreatePerson a", created("1")), call("CreateFace b", added("2"))},
	},
	{
		name: "one more photo: a read and a call", want: ana("a b"), calls: 2,
		before: []move{call("CreatePerson a", created("1")), nextRun()},
	},
	{
		name: "another client's person: tried again", want: ana("a"), calls: 1,
		before: []move{call("CreatePerson a", taken), nextRun()},
	},
	{
		name: "another client's person, with AddToExisting: a read and an upload", want: ana("a b"), calls: 2,
		policy: addAnyway, before: []move{call("CreatePerson a", taken)},
	},
	{
		name: "lost CreatePerson: one read and two calls", want: ana("a b"), calls: 3,
		before: []move{call("CreatePerson a", lostReply), nextRun()},
	},
	{
		name: "lost CreateFace: one read and one call", want: ana("a b"), calls: 2,
		before: []move{call("CreatePerson a", created("1")), call("CreateFace b", lostReply), nextRun()},
	},
	{
		name: "time of creation unknown: the list, taken to be empty", want: ana("a"), calls: 1,
		before: []move{call("CreatePerson a", lostReply), call("GetPersonBaseInfo", there("Ana", "1"))},
	},
	{
		name: "id taken, perhaps by a late write", want: ana("a"), calls: 1,
		before: []move{
			call("CreatePerson a", lostReply), call("GetPersonBaseInfo", notThere),
			call("CreatePerson a", taken), nextRun(),
		},
	},
	{
		name: "partial upload about to be rolled back", want: ana("a b c"), calls: 4,
		before: []move{
			call("CreatePerson a", created("1")), call("CreateFace b c", lostReply),
			call("GetPersonBaseInfo", there("Ana", "1 2")),
		},
	},
}

// A person's plan has the calls of a run without faults.
func TestPlanCountsCalls(t *testing.T) {
	for _, c := range planCountsCallsCases {
		t.Run(c.name, func(t *testing.T) {
			s := newSim(t, c.want)
			s.policy = c.policy
			s.play(c.before...)
			plan, _ := Plan(s.want, s.known, s.policy)
			if len(plan) != c.calls {
				t.Errorf("%d calls are planned (%v), want %d", len(plan), plan, c.calls)
			}
		})
	}
}

// A run against a service that refuses nothing makes exactly the calls of the plan.
func TestRunMakesPlannedCalls(t *testing.T) {
	for photos := range 8 {
		for _, size := range []int{1_000, 2_600_000, 4_900_000, 5 << 20} {
			want := Want{Person: "p1", Name: "Ana", Group: "staff"}
			for i := range photos {
				want.Photos = append(want.Photos, Photo{Key: strconv.Itoa(i), Base64: size})
			}
			s := newSim(t, want)
			plan, _ := Plan(want, s.known, s.policy)
			for i, planned := range plan {
				made := s.next()
				if callText(made) != callText(planned) {
					t.Fatalf("%d photos of %d bytes, call %d: made %q, planned %q", photos, size, i+1, callText(made), callText(planned))
				}
				if made.Action == CreatePerson {
					s.learn(made, created("f0"))
					continue
				}
				var ids string
				for j := range made.Photos {
					ids += " f" + strconv.Itoa(i) + strconv.Itoa(j)
				}
				s.learn(made, added(ids))
			}
			if call, ok := Next(want, s.known, s.policy); ok {
				t.Errorf("%d photos of %d bytes: %q is not in the plan", photos, size, callText(call))
			}
		}
	}
}

func TestPlanAlwaysEnds(t *testing.T) {
	for _, e := range codes.All() {
		for _, m := range situations {
			s := newSim(t, m.want)
			s.policy = m.policy
			s.play(m.before...)
			s.learn(s.next(), answered(e.Code))
			if plan, _ := Plan(s.want, s.known, s.policy); len(plan) > 10 {
				t.Errorf("%s answered with %s: %d calls are planned", m.heading, e.Code, len(plan))
			}
		}
	}
}
