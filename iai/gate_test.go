package iai

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"testing"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

var errEnding = errors.New("the run is ending")

// Each step happens once, and in this order: the photos are read and the request is signed before the
// gate, so that a call that passes it is sent at once.
func TestStepsOfACall(t *testing.T) {
	for name, c := range map[string]struct {
		call   enrollment.Call
		change func(*rig, *Config)
		steps  string
		want   enrollment.Result
	}{
		"a call with photos": {creating, nil, "photos gate server release",
			enrollment.Result{FaceID: "3817000000000000001", RequestID: "r-1"}},
		"a call without": {grouping, nil, "gate server",
			enrollment.Result{RequestID: "r-1"}},
		"an answer that is none": {adding, nil, "photos gate server release",
			enrollment.Result{Code: codes.BadReply, RequestID: "r-1"}},
		"held back at the gate": {creating, closedGate, "photos gate release",
			enrollment.Result{Code: codes.RunNotAttempted, Unsent: true}},
		"held back without photos": {grouping, closedGate, "gate",
			enrollment.Result{Code: codes.RunNotAttempted, Unsent: true}},
		"the file changed": {creating, failingPhotos(changedPhoto("a")), "photos",
			enrollment.Result{Code: codes.PhotoChanged, Unsent: true, Changed: []string{"a"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.change == nil {
				c.change = func(*rig, *Config) {}
			}
			r := newRig(t, created, c.change)
			result := r.do(c.call)
			if got := replyPart(result); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if result.Done.IsZero() {
				t.Error("it does not say when its fate was known")
			}
			r.happened(c.steps)
		})
	}
}

// changedPhoto is the error of a photo whose file has other bytes now.
type changedPhoto string

func (p changedPhoto) Error() string      { return "photo " + string(p) + " changed" }
func (p changedPhoto) ChangedKey() string { return string(p) }

func closedGate(r *rig, c *Config) {
	c.Gate = func(ctx context.Context, call enrollment.Call) (func(enrollment.Result), error) {
		r.gate(ctx, call)
		return nil, errEnding
	}
}

func failingPhotos(err error) func(*rig, *Config) {
	return func(r *rig, c *Config) {
		c.Photos = func(context.Context, []string) ([][]byte, func(), error) {
			r.step("photos")
			return nil, nil, err
		}
	}
}

func TestUnreadablePhotosEndTheRun(t *testing.T) {
	gone := errors.New("the disk is gone")
	r := newRig(t, created, failingPhotos(gone))
	if _, err := r.Do(t.Context(), creating); !errors.Is(err, gone) {
		t.Errorf("error %v", err)
	}
	r.happened("photos")
}

func TestGateReceivesCall(t *testing.T) {
	var seen enrollment.Call
	r := newRig(t, created, func(_ *rig, c *Config) {
		c.Gate = func(_ context.Context, call enrollment.Call) (func(enrollment.Result), error) {
			seen = call
			return ignoreResult, nil
		}
	})
	again := creating
	again.Try = 3
	r.do(again)
	if !reflect.DeepEqual(seen, again) {
		t.Errorf("%+v", seen)
	}
}

func TestCallCancelledBeforeSending(t *testing.T) {
	for name, c := range map[string]struct {
		change func(context.CancelFunc) func(*rig, *Config)
		steps  string
	}{
		"while its photos are read, which fails": {func(cancel context.CancelFunc) func(*rig, *Config) {
			return func(r *rig, c *Config) {
				c.Photos = func(ctx context.Context, _ []string) ([][]byte, func(), error) {
					r.step("photos")
					cancel()
					return nil, nil, ctx.Err()
				}
			}
		}, "photos"},
		"while its photos are read, which succeeds": {func(cancel context.CancelFunc) func(*rig, *Config) {
			return func(r *rig, c *Config) {
				c.Photos = func(ctx context.Context, keys []string) ([][]byte, func(), error) {
					cancel()
					return r.photos(ctx, keys)
				}
			}
		}, "photos release"},
		"at the gate": {func(cancel context.CancelFunc) func(*rig, *Config) {
			return func(r *rig, c *Config) {
				c.Gate = func(ctx context.Context, call enrollment.Call) (func(enrollment.Result), error) {
					r.gate(ctx, call)
					cancel()
					<-ctx.Done()
					return nil, ctx.Err()
				}
			}
		}, "photos gate release"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			r := newRig(t, created, c.change(cancel))
			result, err := r.Do(ctx, creating)
			if err != nil || result.Code != codes.RunNotAttempted || !result.Unsent {
				t.Errorf("%+v, error %v", replyPart(result), err)
			}
			r.happened(c.steps)
		})
	}
}

func TestTimesOfACall(t *testing.T) {
	var passed time.Time
	r := newRig(t, created, func(_ *rig, c *Config) {
		c.Gate = func(context.Context, enrollment.Call) (func(enrollment.Result), error) {
			passed = time.Now()
			return ignoreResult, nil
		}
	})
	result := r.do(creating)
	if result.Sent.Before(passed) || result.Done.Before(result.Sent) {
		t.Errorf("passed the gate %v, sent %v, done %v", passed, result.Sent, result.Done)
	}
}

// A call that passed the gate reports its result to it, exactly once, whatever it is.
func TestGateReceivesResult(t *testing.T) {
	for name, c := range map[string]struct {
		service http.HandlerFunc
		code    string
	}{
		"a success":  {created, ""},
		"a refusal":  {refuses(codes.RequestLimitExceeded), codes.RequestLimitExceeded},
		"no answer":  {resets, codes.NetworkError},
		"a bad page": {sends(502, "<html>Bad Gateway</html>"), codes.BadStatus},
	} {
		t.Run(name, func(t *testing.T) {
			var told []enrollment.Result
			r := newRig(t, c.service, func(_ *rig, c *Config) {
				c.Gate = func(context.Context, enrollment.Call) (func(enrollment.Result), error) {
					return func(r enrollment.Result) { told = append(told, r) }, nil
				}
			})
			result := r.do(creating)
			if len(told) != 1 || !reflect.DeepEqual(told[0], result) {
				t.Errorf("the gate received %+v, and the result is %+v", told, result)
			}
			if result.Code != c.code {
				t.Errorf("%q, want %q", result.Code, c.code)
			}
		})
	}
}
