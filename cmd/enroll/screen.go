package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/term"
)

// screen is a standard error that holds nothing up. A terminal that was stopped with Ctrl-S, or a pipe
// that is not read, takes no more after some kilobytes. What is written then waits here, and beyond a
// limit it is dropped and counted.
//
// As long as what is written goes out at once, Write returns when it has, so that what goes to standard
// output afterwards stands behind it.
type screen struct {
	out     io.Writer
	queue   chan message
	quit    chan struct{}
	stuck   atomic.Bool  // the last message took too long: the next is not waited for
	dropped atomic.Int64 // messages since the last that went out
}

// message is what one Write wrote. written is closed when it is out.
type message struct {
	text    []byte
	written chan struct{}
}

const (
	screenHolds    = 1024                   // messages that wait at most
	screenPatience = 100 * time.Millisecond // how long a message is waited for
	screenEnd      = 5 * time.Second        // how long the end of the process waits for the last ones
)

// newScreen begins to write what it is given to out, until it is closed.
func newScreen(out io.Writer) *screen {
	s := &screen{out: out, queue: make(chan message, screenHolds), quit: make(chan struct{})}
	go s.show()
	return s
}

// Write never fails, and returns soon.
func (s *screen) Write(p []byte) (int, error) {
	m := message{bytes.Clone(p), make(chan struct{})}
	select {
	case s.queue <- m:
	default:
		s.dropped.Add(1)
		return len(p), nil
	}
	if !s.stuck.Load() && !m.waitFor(screenPatience) {
		s.stuck.Store(true)
	}
	return len(p), nil
}

func (m message) waitFor(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-m.written:
		return true
	case <-timer.C:
		return false
	}
}

// show writes out one message after the other.
func (s *screen) show() {
	for {
		select {
		case m := <-s.queue:
			s.out.Write(m.text)
			if n := s.dropped.Swap(0); n > 0 {
				fmt.Fprintf(s.out, "enroll: %d messages are not shown here: they were not read in time\n", n)
			}
			s.stuck.Store(false)
			close(m.written)
		case <-s.quit:
			return
		}
	}
}

// Close waits for what is still to be written, but not for ever.
func (s *screen) Close() error {
	last := message{nil, make(chan struct{})}
	select {
	case s.queue <- last:
		last.waitFor(screenEnd)
	default: // nothing is read
	}
	close(s.quit)
	return nil
}

// isTerminal reports whether w leads to a terminal.
func isTerminal(w io.Writer) bool {
	if s, ok := w.(*screen); ok {
		w = s.out
	}
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
