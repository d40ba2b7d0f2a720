package pipeline

import (
	"context"
	"sync"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// wording is what becomes of the n-th answer to a call of one kind about one person.
type wording func(call enrollment.Call, n int, r enrollment.Result) enrollment.Result

// interpreter words anew what the service answers.
type interpreter struct {
	API
	says wording

	mu    sync.Mutex // guards turns
	turns map[string]int
}

func (i *interpreter) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	r, err := i.API.Do(ctx, call)
	if err != nil || r.Unsent {
		return r, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	turn := string(call.Action) + call.Person
	i.turns[turn]++
	return i.says(call, i.turns[turn], r), nil
}

// None of these is an answer, and each of the calls was applied.
func TestMalformedAnswerCostsNoPhoto(t *testing.T) {
	for name, spoil := range map[string]func(r *enrollment.Result){
		"an empty face":     func(r *enrollment.Result) { r.FaceID, r.FaceIDs = "", make([]string, len(r.FaceIDs)) },
		"a loud face":       func(r *enrollment.Result) { r.FaceID, r.FaceIDs = "\x1b[31m", []string{"\x1b[31m", "\u202e"} },
		"no word of photos": func(r *enrollment.Result) { r.FaceID, r.RetCodes = "", nil },
		"a code of ours": func(r *enrollment.Result) {
			*r = enrollment.Result{Code: codes.RunPersonExists, RequestID: r.RequestID, Sent: r.Sent, Done: r.Done, Date: r.Date}
		},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, fake.Options{Latency: 100 * time.Millisecond}, func(t *testing.T, r *rig) {
				r.says = func(call enrollment.Call, n int, result enrollment.Result) enrollment.Result {
					if call.Action.FaceWrite() && n == 1 {
						spoil(&result)
					}
					return result
				}
				keys := r.people(4, 3)
				if outcome, all := r.once(); outcome.Stop != Complete {
					t.Errorf("stopped by %q %s", outcome.Stop, outcome.Code)
				} else {
					for name, v := range all {
						want(t, all, name, enrollment.StatusEnrolled, "")
						if !enrollment.AreFaces(v.FaceID) {
							t.Errorf("%s is enrolled as %q", name, v.FaceID)
						}
					}
				}
				calls := len(r.service.Calls())
				if _, all := r.once(); len(all) != len(keys) {
					t.Errorf("%d photos have a verdict", len(all))
				} else {
					for name := range all {
						want(t, all, name, enrollment.StatusUnchanged, "")
					}
				}
				if n := len(r.service.Calls()) - calls; n != 0 {
					t.Errorf("the next run made %d calls", n)
				}
				r.lawful(keys)
			})
		})
	}
}
