package pipeline

import (
	"context"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/conversation"
	"enroll.example/enroll/enrollment"
)

// readTries is how often a read is tried before it counts as impossible.
const readTries = 8

// reading is a call that only reads, made until it is answered.
type reading struct {
	call   enrollment.Call
	result enrollment.Result
	ended  bool
	ok     bool // it was answered
}

// read makes a call that only reads until it is answered. It is not ok when it is refused for good,
// or never answered.
func (c *caller) read(ctx context.Context, call enrollment.Call) (enrollment.Result, bool, error) {
	r := reading{call: call}
	_, err := conversation.Hold(ctx, &line{caller: c}, &r)
	return r.result, r.ok, err
}

func (r *reading) Next() (enrollment.Call, bool) { return r.call, !r.ended }

func (r *reading) Learn(call enrollment.Call, result enrollment.Result) error {
	r.result = result
	r.call.Try++
	if !call.Final(result) {
		r.call.GraceTries, r.call.After = call.GraceTries+1, result.Done.Add(time.Second)
		r.ended = r.call.Try == readTries
		return nil
	}
	switch codes.Lookup(result.Code).Class {
	case codes.OK:
		r.ended, r.ok = true, true
	case codes.AlreadyDone: // past the end of a list: people left the group meanwhile
		r.ended, r.ok, r.result.Persons = true, true, nil
	case codes.Throttle, codes.Conflict, codes.Transient, codes.Ambiguous:
		r.call.After = result.Done.Add(time.Second)
		if call.Person != "" && result.RequestID == "" {
			r.call.After = result.Sent.Add(enrollment.SettleTime) // it may still be in service
		}
		r.ended = r.call.Try == readTries
	default:
		r.ended = true
	}
	return nil
}
