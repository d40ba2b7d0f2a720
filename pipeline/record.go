package pipeline

import (
	"context"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/journal/crash"
)

// recorder journals every call: the intent before it is made, the result before it is used.
type recorder struct {
	api     API
	journal *journal.Journal
	run     int64
	waited  *stretch // for what is written to be durable
}

// Do makes the call between two records. When ctx ended under way and it is not known what
// became of the call, the intent stays without a result, as if the process had been killed.
func (r *recorder) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	at := wall(time.Now())
	id, err := r.intend(call, at)
	if err != nil {
		return enrollment.Result{}, err
	}
	crash.Point()
	result, err := r.api.Do(ctx, call)
	crash.Point()
	if err != nil {
		return result, err
	}
	if ctx.Err() != nil && !result.Unsent && result.RequestID == "" && result.Code != "" {
		return result, ctx.Err()
	}
	if result.Code == codes.RunNotAttempted {
		result.Unsent = true
	}
	result.Sent, result.Done = wall(result.Sent), wall(result.Done)
	began := time.Now()
	err = r.journal.RecordResult(id, call, result)
	r.waited.add(time.Since(began))
	if err != nil {
		return result, err
	}
	result.Run, result.Intended = r.run, at
	return result, nil
}

func (r *recorder) intend(call enrollment.Call, at time.Time) (int64, error) {
	began := time.Now()
	defer func() { r.waited.add(time.Since(began)) }()
	return r.journal.RecordIntent(r.run, call, at)
}

// wall is a time as the journal gives it back: without this process's own monotonic clock, so
// that a replay compares what the run itself compared.
func wall(t time.Time) time.Time { return t.Round(0) }
