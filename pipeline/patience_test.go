package pipeline

import (
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// A refusal whose cause may pass in seconds ends neither a row, nor a group, nor the run at once.
func TestPassingRefusalEndsNothing(t *testing.T) {
	for _, code := range []string{
		codes.GroupIDNotExist,
		"FailedOperation.ImageFacedetectFailed",
		"ResourceUnavailable.Delivering",
		"ResourceUnavailable.GetAuthInfoError",
		"ResourceUnavailable.UnknownStatus",
	} {
		t.Run(code, func(t *testing.T) {
			story(t, fake.Options{Latency: 100 * time.Millisecond, Faults: func(call enrollment.Call, n int) fake.Fault {
				if call.Action == enrollment.CreatePerson && n == 1 {
					return fake.Fault{Answer: code}
				}
				return fake.Fault{}
			}}, func(t *testing.T, r *rig) {
				keys := r.people(8, 2)
				outcome, all := r.once()
				if outcome.Stop != Complete {
					t.Errorf("stopped by %q %s", outcome.Stop, outcome.Code)
				}
				for name, v := range all {
					if v.Status != enrollment.StatusEnrolled {
						t.Errorf("%s is %s %s", name, v.Status, v.Code)
					}
				}
				r.lawful(keys)
			})
		})
	}
}

func TestLastingRefusalEndsByClass(t *testing.T) {
	for code, c := range map[string]struct {
		stop   Stop
		status enrollment.Status
		calls  int // about the one person
	}{
		codes.GroupIDNotExist:                   {Complete, enrollment.StatusRejected, 4},
		"FailedOperation.ImageFacedetectFailed": {Complete, enrollment.StatusRejected, 2},
		"ResourceUnavailable.Delivering":        {Account, enrollment.StatusNotAttempted, 2},
		"ResourceUnavailable.GetAuthInfoError":  {Account, enrollment.StatusNotAttempted, 4},
	} {
		t.Run(code, func(t *testing.T) {
			story(t, fake.Options{Faults: onPeople(code)}, func(t *testing.T, r *rig) {
				r.people(1, 1)
				outcome, all := r.once()
				if outcome.Stop != c.stop {
					t.Errorf("stopped by %q, want %q", outcome.Stop, c.stop)
				}
				want(t, all, "2 0-0.jpg", c.status, code)
				if n := len(r.service.Calls(enrollment.CreatePerson)); n != c.calls {
					t.Errorf("%d calls, want %d", n, c.calls)
				}
			})
		})
	}
}

func TestGroupRefusalIsRetriedFirst(t *testing.T) {
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		if call.Action == enrollment.GetGroup && n <= 3 {
			return fake.Fault{Answer: "ResourceUnavailable.UnknownStatus"}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(1, 1)
		outcome, all := r.once()
		if outcome.Stop != Complete {
			t.Errorf("stopped by %q %s", outcome.Stop, outcome.Code)
		}
		want(t, all, "2 0-0.jpg", enrollment.StatusEnrolled, "")
	})
}

// An account is asked about by its people before anything else is done with it.
func TestAccountRefusalIsRetriedFirst(t *testing.T) {
	weak := false
	story(t, fake.Options{Faults: func(call enrollment.Call, n int) fake.Fault {
		if weak && call.Action == enrollment.GetPerson && n == 1 {
			return fake.Fault{Answer: "ResourceUnavailable.Delivering"}
		}
		return fake.Fault{}
	}}, func(t *testing.T, r *rig) {
		r.people(1, 1)
		r.once()
		weak, r.config.Account = true, "new keys"
		outcome, all := r.once()
		if outcome.Stop != Complete {
			t.Errorf("stopped by %q %s", outcome.Stop, outcome.Code)
		}
		want(t, all, "2 0-0.jpg", enrollment.StatusUnchanged, "")
	})
}
