package pipeline

import (
	"context"
	"fmt"
	"testing"
	"time"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// endless is a service whose list of people has always one page more than it says.
type endless struct{ API }

func (e endless) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	if call.Action != enrollment.ListPersons {
		return e.API.Do(ctx, call)
	}
	r := enrollment.Result{RequestID: "r", Total: 3, Sent: time.Now(), Done: time.Now().Add(time.Millisecond)}
	for i := range call.Limit {
		r.Persons = append(r.Persons, enrollment.Listed{Person: fmt.Sprint("o", call.Offset+i), Name: "Other", FaceIDs: []string{"1"}})
	}
	return r, nil
}

func TestEndlessListIsBounded(t *testing.T) {
	lost := func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.CreatePerson {
			return fake.Fault{Lose: fake.After}
		}
		return fake.Fault{}
	}
	story(t, fake.Options{Faults: lost}, func(t *testing.T, r *rig) {
		r.config.Policy.AddToExisting = true // so that the list is asked for
		r.people(1, 1)
		r.api = endless{r.service}
		outcome, verdicts := r.once()
		if v := verdicts["2 0-0.jpg"]; v.Status != enrollment.StatusInDoubt {
			t.Errorf("it is %s %s; the run ended with %q", v.Status, v.Code, outcome.Stop)
		}
	})
}
