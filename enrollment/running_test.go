package enrollment

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

// A look that a killed process left unanswered may still be in service when the next run
// begins: nothing about the person leaves before it has ended (law 2).
func TestRunningCallIsWaitedForAcrossRuns(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	want := Want{Person: "ana", Name: "Ana", Group: "staff", Photos: []Photo{{Key: "a", Base64: 4}, {Key: "b", Base64: 4}}}
	var known Known
	known = known.Learn(createPerson(want, want.Photos[0], Policy{}), Result{FaceID: "1", RequestID: "q", Run: 1, Sent: start, Done: start})
	look := Call{Action: GetPerson, Person: "ana"}
	known = known.Learn(look, Result{Code: codes.NetworkError, Run: 1, Sent: start, Done: start})
	call, ok := Next(want, known.Begin(2), Policy{})
	if !ok || call.After.Before(start.Add(inService)) {
		t.Errorf("%s leaves at %v, want not before %v", call.Action, call.After, start.Add(inService))
	}
}
