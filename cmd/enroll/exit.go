package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/legible"
	"enroll.example/enroll/pipeline"
	"enroll.example/enroll/report"
	"enroll.example/enroll/roster"
)

// Exit codes (docs/contract.md, "Exit codes").
const (
	exitDone        = 0
	exitTooMany     = 5
	exitTime        = 6
	exitHeld        = 11
	exitUsage       = 64
	exitRoster      = 65
	exitNoInput     = 66
	exitDown        = 69
	exitInvariant   = 70
	exitCannotWrite = 73
	exitCredentials = 77
	exitAccount     = 78
	exitInterrupt   = 130
	exitTerminate   = 143
)

// failure is an error with its exit code and, where there is one, what to do.
type failure struct {
	code int
	err  error // nil: the exit code says it all
	hint string
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit %d", f.code)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

func usage(err error, hint string) error { return &failure{code: exitUsage, err: err, hint: hint} }

// printError tells people what went wrong, and returns the exit code.
func printError(w io.Writer, err error) int {
	f := asFailure(err)
	if f.err != nil {
		fmt.Fprintf(w, "enroll: error: %v\n", f.err)
	}
	if f.hint != "" {
		fmt.Fprintf(w, "enroll: hint: %s\n", f.hint)
	}
	return f.code
}

// asFailure finds the exit code and the hint of an error.
func asFailure(err error) *failure {
	var f *failure
	if errors.As(err, &f) {
		return f
	}
	f = &failure{code: exitCannotWrite, err: err}
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		f.hint = hinted.Hint()
	}
	switch {
	case is[*roster.NotFile](err):
		f.code = exitNoInput
	case is[*roster.Unusable](err), is[*roster.Broken](err):
		f.code = exitRoster
	case is[*journal.HeldError](err):
		f.code = exitHeld
	case is[*journal.OtherServiceError](err), is[*journal.NewerError](err), is[*pipeline.MixedError](err), errors.Is(err, journal.ErrNoRun):
		f.code = exitUsage
	case is[*report.UnsoundError](err):
		f.code = exitInvariant
		f.hint = "this is a bug in enroll; the journal is kept, and no report was published"
	case errors.Is(err, context.Canceled):
		f.code = exitInterrupt
	default:
		f.hint = cmp.Or(f.hint, journal.Remedy(err))
	}
	return f
}

func is[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// stopped is the exit code of a run that ended early, and what to tell of it.
func stopped(o pipeline.Outcome, signal int) *failure {
	entry := codes.Lookup(o.Code)
	says := func(what string) error { return fmt.Errorf("%s: %s: %s", what, o.Code, entry.Meaning) }
	switch o.Stop {
	case pipeline.Account:
		code := exitAccount
		if credential(o.Code) {
			code = exitCredentials
		}
		return &failure{code, says("the service refuses every call"), entry.Remedy}
	case pipeline.NoGroup:
		hint := entry.Remedy
		if o.Code == codes.GroupIDNotExist {
			hint = "create it, or run with --create-group"
		}
		return &failure{exitAccount, says(fmt.Sprintf("group %s cannot be used, and neither can any other group in the roster", legible.Quote(o.Group))), hint}
	case pipeline.Outage:
		err := errors.New("the service does not answer")
		switch {
		case o.Code != "" && !codes.IsClient(o.Code):
			err = says("the service is down")
		case o.Cause != "":
			err = fmt.Errorf("%w: %s", err, o.Cause)
		}
		return &failure{exitDown, err, "run again when the service is back; nothing is lost"}
	case pipeline.AllForeign:
		return &failure{exitUsage, errors.New("everyone in the roster so far already exists at the service, and none of them was enrolled from this folder"),
			"use the folder of the earlier runs with --dir, or add photos to existing people with --existing add"}
	case pipeline.OtherAccount:
		return &failure{exitUsage, errors.New("these credentials belong to another account: it does not have the people enrolled from this folder"),
			"use the credentials of the earlier runs, or another folder with --dir"}
	case pipeline.UnknownAccount:
		return &failure{exitUsage, errors.New("these are not the credentials of the earlier runs, and no one enrolled from this folder can confirm that the account is the same"),
			"use the credentials of the earlier runs first, to settle what was sent, or another folder with --dir"}
	case pipeline.TooMany:
		return &failure{exitTooMany, errors.New("more rows failed than --max-errors allows"), "fix the rows in errors.csv, or raise the limit, and run again"}
	case pipeline.Drained:
		return &failure{code: signal, err: errors.New("interrupted: calls in flight are recorded"), hint: "run again to continue"}
	case pipeline.TimeIsUp:
		return &failure{exitTime, errors.New("--max-duration is over and rows remain"), "run again to continue"}
	}
	return nil
}

// credential reports whether a code is about who is calling rather than about the account.
func credential(code string) bool {
	for _, family := range []string{"AuthFailure", "UnauthorizedOperation", "ClientError", "IpInBlacklist", "IpNotInWhitelist"} {
		if code == family || strings.HasPrefix(code, family+".") {
			return true
		}
	}
	return false
}
