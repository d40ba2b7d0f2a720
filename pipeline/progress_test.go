package pipeline

import (
	"sync"
	"testing"
	"time"

	"enroll.example/enroll/pipeline/fake"
)

func TestUnreadProgressHoldsNothingUp(t *testing.T) {
	story(t, fake.Options{Latency: 100 * time.Millisecond}, func(t *testing.T, r *rig) {
		var mu sync.Mutex // guards shown
		var shown []Event
		r.config.Progress = func(e Event) {
			if len(shown) == 0 {
				time.Sleep(time.Hour)
			}
			mu.Lock()
			defer mu.Unlock()
			shown = append(shown, e)
		}
		keys := r.people(30, 2)
		began := time.Now()
		r.once()
		calls := r.service.Calls()
		if took := calls[len(calls)-1].Arrived.Sub(began); took > time.Minute {
			t.Errorf("the last call came after %v", took)
		}
		if last := shown[len(shown)-1]; last.Rows != 30 || last.Total != 30 || last.Tally.Well() != 30 {
			t.Errorf("shown last: %+v", last)
		}
		r.lawful(keys)
	})
}
