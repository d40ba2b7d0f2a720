package pipeline

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestLifeEndsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drain, end := context.WithCancel(t.Context())
		l := newLife(drain, time.Now().Add(time.Minute))
		defer l.end()
		time.Sleep(time.Minute)
		synctest.Wait()
		if !l.isClosed() || l.isHalted() {
			t.Error("when its time is up a run begins no one, and goes on")
		}
		end()
		if !l.isDrained() || !l.isHalted() {
			t.Error("a run that is told to end makes a further call")
		}
	})
}

func TestStopHaltsAndIsNoDrain(t *testing.T) {
	l := newLife(t.Context(), time.Time{})
	l.stop(Account, "AuthFailure.SecretIdNotFound")
	if l.isDrained() || !l.isClosed() || !l.isHalted() {
		t.Error("it is drained, or goes on")
	}
	if why, code, _ := l.reason(); why != Account || code != "AuthFailure.SecretIdNotFound" {
		t.Errorf("%s %s", why, code)
	}
}

func TestGravestReasonIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		noted []Stop
		want  Stop
	}{
		"nothing":                       {nil, Complete},
		"the graver one later":          {[]Stop{TooMany, Outage}, Outage},
		"the graver one first":          {[]Stop{OtherAccount, AllForeign}, OtherAccount},
		"of equals the first":           {[]Stop{NoGroup, Account}, NoGroup},
		"an end from outside is no end": {[]Stop{TooMany, Drained}, TooMany},
	} {
		l := newLife(t.Context(), time.Time{})
		for _, why := range c.noted {
			if why == Drained {
				l.ended(why, "")
			} else {
				l.note(why, "", string(why))
			}
		}
		if why, _, group := l.reason(); why != c.want || group != string(c.want) {
			t.Errorf("%s: %q about %q, want %q", name, why, group, c.want)
		}
		l.end()
	}
}

func TestWaitIsCutByTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLife(t.Context(), time.Time{})
		defer l.end()
		began := time.Now()
		if !l.wait(t.Context(), began.Add(time.Second)) || time.Since(began) != time.Second {
			t.Errorf("it waited %v", time.Since(began))
		}
		time.AfterFunc(time.Second, l.halt)
		if l.wait(t.Context(), time.Now().Add(time.Hour)) || time.Since(began) != 2*time.Second {
			t.Errorf("it waited until %v", time.Since(began))
		}
		if l.wait(t.Context(), time.Time{}) {
			t.Error("a halted run makes a call that waits for nothing")
		}
	})
}
