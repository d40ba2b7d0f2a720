package main

import (
	"errors"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"enroll.example/enroll/iai/simulator"
)

func TestCallsSucceed(t *testing.T) {
	s, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	web := httptest.NewServer(s)
	defer web.Close()
	c := newClient(web.URL, 2, 64)
	for _, call := range []func() error{
		func() error { return c.call("CreateGroup", map[string]any{"GroupId": "staff", "GroupName": "staff"}) },
		func() error { return c.createPerson(1) },
		func() error { return c.createFace(1) },
	} {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.createPerson(1); err == nil {
		t.Error("a refusal passes for a success")
	}
	if faces := s.State().Persons[0].Faces; len(faces) != 2 {
		t.Errorf("%d faces, want 2", len(faces))
	}
}

func TestLoadEnds(t *testing.T) {
	l := load{workers: 3}
	var calls atomic.Int64
	count := func(int) error { calls.Add(1); return nil }
	if n, _, err := l.each(time.Hour, count, 100); n != 100 || calls.Load() != 100 || err != nil {
		t.Errorf("%d of %d calls, %v; want 100", n, calls.Load(), err)
	}
	if n, _, err := l.each(0, count, 100); n != 0 || err != nil {
		t.Errorf("without time: %d calls, %v", n, err)
	}
	broken := errors.New("broken")
	if _, _, err := l.each(time.Hour, func(int) error { return broken }, 1000); !errors.Is(err, broken) {
		t.Errorf("%v, want it broken", err)
	}
}
