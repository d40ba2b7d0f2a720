package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// signals turns SIGINT and SIGTERM into an orderly end: at the first no further call leaves,
// at the second the process is out at once, and the journal suffices.
type signals struct {
	got  chan os.Signal
	quit chan struct{}
	code atomic.Int32
}

// listen returns the run's context, and one that is done at the first signal.
func listen(parent context.Context, say io.Writer) (ctx, drain context.Context, s *signals) {
	ctx, out := context.WithCancel(parent)
	drain, begin := context.WithCancel(ctx)
	s = &signals{got: make(chan os.Signal, 2), quit: make(chan struct{})}
	signal.Notify(s.got, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		defer out()
		for {
			select {
			case sig := <-s.got:
				if s.code.Load() != 0 {
					os.Exit(exitFor(sig))
				}
				s.code.Store(int32(exitFor(sig)))
				fmt.Fprintln(say, "enroll: finishing the calls in flight; interrupt again to stop at once")
				begin()
			case <-s.quit:
				begin()
				return
			}
		}
	}()
	return ctx, drain, s
}

func exitFor(sig os.Signal) int {
	if sig == syscall.SIGTERM {
		return exitTerminate
	}
	return exitInterrupt
}

// exit is the exit code of a run that a signal ended.
func (s *signals) exit() int {
	if code := s.code.Load(); code != 0 {
		return int(code)
	}
	return exitInterrupt
}

// ignore ends the listening.
func (s *signals) ignore() {
	signal.Stop(s.got)
	close(s.quit)
}
