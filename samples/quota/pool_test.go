package main

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/iai/simulator"
)

func TestPoolRetriesRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithTimeout(t.Context(), 10*time.Second)
		defer end()
		var calls [1000]atomic.Int64
		began := time.Now()
		p := newPool(paceOf("plain", 50, began))
		p.run(ctx, func(_, person int) (bool, error) {
			time.Sleep(time.Second)
			return calls[person].Add(1) == 1 && person < workers, nil
		})
		for i := range workers {
			if n := calls[i].Load(); n != 2 {
				t.Errorf("%d calls for person %d, who was refused once", n, i)
			}
		}
		if took := time.Since(began); took > 11*time.Second {
			t.Errorf("it ended after %v", took)
		}
	})
}

func TestPoolKeepsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithTimeout(t.Context(), 10*time.Second-1)
		defer end()
		var calls atomic.Int64
		p := newPool(paceOf("burst", 50, time.Now()))
		p.run(ctx, func(int, int) (bool, error) {
			calls.Add(1)
			time.Sleep(300 * time.Millisecond)
			return false, nil
		})
		if n := calls.Load(); n < 540 || n > 550 {
			t.Errorf("%d calls in ten seconds, want 550 with the burst", n)
		}
	})
}

func TestFailureIsNotRefusal(t *testing.T) {
	broken := errors.New("broken")
	p := newPool(plain{})
	p.enroll(t.Context(), 7, func(int) (bool, error) { return false, broken })
	if err, _ := p.fault.Load().(error); p.failed.Load() != 1 || !errors.Is(err, broken) {
		t.Errorf("%d failures, the last %v", p.failed.Load(), err)
	}
}

func TestSimulatorAcceptsCallsAndRefusesSome(t *testing.T) {
	s, err := simulator.New(simulator.Options{QPS: 5, Window: "bucket", NeedRegion: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := simulator.Listen("127.0.0.1:0", s)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := connect(l.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.createGroup(); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	p := newPool(plain{})
	p.run(ctx, func(worker, person int) (bool, error) {
		refused, err := c.createPerson(worker, person)
		if refused || err != nil {
			end() // when the first second's calls are used up, however long that took
		}
		return refused, err
	})
	got := s.Stats()
	if got.Refused == 0 || got.Accepted < 5 {
		t.Errorf("%d calls accepted and %d refused, want some of both", got.Accepted, got.Refused)
	}
	if n := p.failed.Load(); n > 0 {
		t.Errorf("%d calls failed, the last with %v", n, p.fault.Load())
	}
	if people := len(s.State().Persons); people != got.Accepted-1 {
		t.Errorf("%d people of %d accepted calls and one for the group", people, got.Accepted)
	}
}
