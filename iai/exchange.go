package iai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"time"

	"enroll/codes"
	"enroll/enrollment"
)

// replyLimit bounds a reply in bytes: a page of 1,000 persons with five faces each has
// about 300,000.
const replyLimit = 16 << 20

// exchange carries one call's request to the service and its reply back. Its goroutine owns
// it; the SDK calls RoundTrip once.
type exchange struct {
	service *Service
	call    enrollment.Call

	held      bool                    // the gate did not let it out
	done      func(enrollment.Result) // tells the gate what came of the call; nil: it was not let out
	sent      time.Time               // the latest time at which it can have left
	connected bool                    // a connection was had: from here on bytes may have been written
	date      time.Time               // the service's clock
}

// RoundTrip passes the gate, sends, and judges the reply.
func (x *exchange) RoundTrip(request *http.Request) (*http.Response, error) {
	done, err := x.service.config.Gate(request.Context(), x.call)
	if err != nil {
		x.held = true
		return nil, fmt.Errorf("held back at the gate: %w", err)
	}
	x.done = done
	x.sent = time.Now()
	ctx, cancel := context.WithTimeout(request.Context(), x.service.config.Timeout)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { x.connected, x.sent = true, time.Now() },
	})
	reply, err := x.service.transport.RoundTrip(request.WithContext(ctx))
	if err != nil {
		x.sent = time.Now() // how much had left, and when, nobody tells
		return nil, err
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(io.LimitReader(reply.Body, replyLimit+1))
	if err == nil {
		err = judge(reply.StatusCode, body)
	} else {
		err = &oddReply{cause: err}
	}
	if err != nil {
		x.sent = time.Now() // a proxy that answers may still be sending
		return nil, err
	}
	if date, err := http.ParseTime(reply.Header.Get("Date")); err == nil {
		x.date = date // of the service itself: a gateway's page may tell another clock
	}
	reply.Body = io.NopCloser(bytes.NewReader(body))
	return reply, nil
}

// oddReply is a reply from which nobody can tell what became of the call.
type oddReply struct {
	status int // 0: the status was not the matter
	cause  error
}

func (e *oddReply) Error() string {
	if e.status != 0 {
		return fmt.Sprintf("the service answered with HTTP status %d", e.status)
	}
	return fmt.Sprintf("the service's answer is not one: %v", e.cause)
}

func (e *oddReply) Unwrap() error { return e.cause }

func (e *oddReply) code() string {
	if e.status != 0 {
		return codes.BadStatus
	}
	return codes.BadReply
}

// judge tells whether a reply is one of the service's: HTTP 200, refusals included, and an
// object with a RequestId (iai-api, "Protocol").
func judge(status int, body []byte) error {
	if status != http.StatusOK {
		return &oddReply{status: status}
	}
	if len(body) > replyLimit {
		return &oddReply{cause: errors.New("it is too long")}
	}
	var shape struct {
		Response *struct{ RequestId string }
	}
	if err := json.Unmarshal(body, &shape); err != nil {
		return &oddReply{cause: errors.New("it is not JSON")}
	}
	if shape.Response == nil || shape.Response.RequestId == "" {
		return &oddReply{cause: errors.New("it has no RequestId")}
	}
	return nil
}
