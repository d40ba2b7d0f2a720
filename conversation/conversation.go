// Package conversation holds a conversation with the face service: ask what to call next, wait until
// the call may leave, make it, learn from the result.
//
// It is the one loop that all calls of a run pass, but for the probes of an outage. It knows no
// goroutines, no channels and no clock, so that another driver than package pipeline can run it: a
// test, or a workflow engine.
package conversation

import (
	"context"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// API is the face service: one call in, one result out. An error ends the run; whatever happened to
// a single call is a result.
type API interface {
	Do(context.Context, enrollment.Call) (enrollment.Result, error)
}

// Subject is what a conversation is about: a person, a group, a page of a list.
type Subject interface {
	// Next returns the call to make now; ok is false when there is none, or none for this
	// conversation to make.
	Next() (call enrollment.Call, ok bool)
	// Learn takes in what became of a call and records what follows from it.
	Learn(enrollment.Call, enrollment.Result) error
}

// Line leads to the service.
type Line interface {
	API
	// Ready waits until a call may leave and returns it as it is to leave. It is not ok when the
	// run ended before.
	Ready(context.Context, enrollment.Call) (call enrollment.Call, ok bool, err error)
}

// Hold makes one call after the other until the subject has none left. It is not whole when the run
// ended before that.
func Hold(ctx context.Context, line Line, subject Subject) (whole bool, err error) {
	for {
		call, ok := subject.Next()
		if !ok {
			return true, nil
		}
		call, ok, err := line.Ready(ctx, call)
		if err != nil || !ok {
			return false, err
		}
		result, err := line.Do(ctx, call)
		if err != nil {
			return false, err
		}
		if result.Code == codes.RunNotAttempted {
			return false, nil
		}
		if err := subject.Learn(call, result); err != nil {
			return false, err
		}
	}
}
