package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/pipeline"
	"enroll.example/enroll/report"
	"enroll.example/enroll/roster"
)

func TestExitCodesOfEnds(t *testing.T) {
	for _, c := range []struct {
		stop pipeline.Stop
		code string
		want int
	}{
		{pipeline.Account, "AuthFailure.SignatureFailure", 77},
		{pipeline.Account, "UnauthorizedOperation", 77},
		{pipeline.Account, codes.NoCredential, 77},
		{pipeline.Account, "ResourceUnavailable.InArrears", 78},
		{pipeline.NoGroup, codes.GroupIDNotExist, 78},
		{pipeline.Outage, codes.NetworkError, 69},
		{pipeline.TooMany, "", 5},
		{pipeline.TimeIsUp, "", 6},
		{pipeline.AllForeign, codes.RunPersonExists, 64},
		{pipeline.OtherAccount, codes.RunPersonExists, 64},
		{pipeline.Drained, "", 143},
	} {
		f := stopped(pipeline.Outcome{Stop: c.stop, Code: c.code, Group: "staff"}, 143)
		if f.code != c.want || f.hint == "" {
			t.Errorf("%s %s: exit %d, hint %q; want %d", c.stop, c.code, f.code, f.hint, c.want)
		}
	}
	if f := stopped(pipeline.Outcome{}, 143); f != nil {
		t.Errorf("a complete run: %v", f)
	}
}

func TestExitCodesOfErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{&roster.NotFile{Path: "x", Err: fs.ErrNotExist, Remedy: "look"}, 66},
		{&roster.Unusable{Path: "x", Remedy: "mend"}, 65},
		{&roster.Broken{Path: "x", Remedy: "mend"}, 65},
		{&journal.HeldError{}, 11},
		{&journal.OtherServiceError{}, 64},
		{&journal.NewerError{}, 64},
		{&report.UnsoundError{What: "a row got lost"}, 70},
		{fs.ErrPermission, 73},
		{usage(errors.New("no"), "yes"), 64},
	} {
		var out bytes.Buffer
		if got := printError(&out, fmt.Errorf("wrapped: %w", c.err)); got != c.want {
			t.Errorf("%T: exit %d, want %d", c.err, got, c.want)
		}
		if !strings.HasPrefix(out.String(), "enroll: error: ") {
			t.Errorf("%T: %q", c.err, out.String())
		}
	}
}

// What a report alone decides is no error to speak of.
func TestRejectedRowsPrintNoError(t *testing.T) {
	var out bytes.Buffer
	if got := printError(&out, &failure{code: report.ExitRejected}); got != 3 || out.Len() > 0 {
		t.Errorf("exit %d, %q", got, out.String())
	}
}
