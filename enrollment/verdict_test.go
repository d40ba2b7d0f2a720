package enrollment

import (
	"slices"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
)

func TestRowStatus(t *testing.T) {
	for _, c := range []struct{ photos, row string }{
		{"enrolled", "enrolled"},
		{"unchanged unchanged", "unchanged"},
		{"unchanged enrolled unchanged", "enrolled"},
		{"ready ready", "ready"},
		{"unchanged ready", "ready"},
		{"ready unchanged", "ready"},
		{"enrolled rejected", "partial"},
		{"not_attempted unchanged", "partial"},
		{"in_doubt enrolled failed", "partial"},
		{"rejected failed in_doubt not_attempted", "in_doubt"},
		{"failed rejected not_attempted", "rejected"},
		{"not_attempted failed", "failed"},
		{"not_attempted not_attempted", "not_attempted"},
		{"", "not_attempted"},
	} {
		var photos []Status
		for _, s := range strings.Fields(c.photos) {
			photos = append(photos, Status(s))
		}
		if got := RowStatus(photos); got != Status(c.row) {
			t.Errorf("%s make a row %q, want %q", c.photos, got, c.row)
		}
		slices.Reverse(photos)
		if got := RowStatus(photos); got != Status(c.row) {
			t.Errorf("%s, the other way round, make a row %q, want %q", c.photos, got, c.row)
		}
	}
}

func TestWorse(t *testing.T) {
	order := [][]Status{
		{StatusEnrolled, StatusUnchanged, StatusReady},
		{StatusNotAttempted},
		{StatusFailed},
		{StatusRejected},
		{StatusInDoubt},
	}
	for i, betters := range order {
		for j, others := range order {
			for _, a := range betters {
				for _, b := range others {
					if Worse(a, b) != (i > j) {
						t.Errorf("%s is worse than %s: %t", a, b, Worse(a, b))
					}
				}
			}
		}
	}
}

func TestVerdictNamesItsCall(t *testing.T) {
	s := newSim(t, ana("a b c d"))
	s.play(
		call("CreatePerson a", throttling),
		call("CreatePerson a", Result{FaceID: "1", RequestID: "created"}),
		call("CreateFace b c d", Result{RequestID: "judged", RetCodes: ints(0, -1101, -1000), FaceIDs: []string{"2"}}),
		call("CreateFace d", Result{Code: codes.NetworkError}),
	)
	want := []Verdict{
		{Key: "a", Status: StatusEnrolled, FaceIDs: []string{"1"}, RequestID: "created", Run: 1, Attempts: 2},
		{Key: "b", Status: StatusEnrolled, FaceIDs: []string{"2"}, RequestID: "judged", Run: 1, Attempts: 1},
		{Key: "c", Status: StatusRejected, Code: codes.NoFaceInPhoto, Stage: CreateFace, RequestID: "judged", Run: 1, Attempts: 1},
		{Key: "d", Status: StatusInDoubt, Code: codes.RunInDoubt, Cause: codes.NetworkError, Stage: CreateFace, Run: 1, Attempts: 2},
	}
	for i, v := range Verdicts(s.want, s.known, s.policy) {
		if got, want := inFull(v), inFull(want[i]); got != want {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}

func TestVerdictNamesSimilarPerson(t *testing.T) {
	s := newSim(t, ana("a b"))
	s.play(call("CreatePerson a", similarTo("p9")))
	for _, v := range Verdicts(s.want, s.known, s.policy) {
		if v.About != "p9" {
			t.Errorf("%s: about %q, want p9", v.Key, v.About)
		}
	}
}

func TestAttemptsCountPerRun(t *testing.T) {
	s := newSim(t, ana("a"))
	s.play(
		call("CreatePerson a", throttling),
		call("CreatePerson a", neverSent),
		nextRun(),
		call("CreatePerson a", created("1")),
	)
	if v := Verdicts(s.want, s.known, s.policy)[0]; v.Attempts != 1 || v.Run != 2 {
		t.Errorf("attempts %d in run %d; want 1 in run 2", v.Attempts, v.Run)
	}
}
