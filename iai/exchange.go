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

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

const (
	// replyBytes bounds a reply: the service's have some hundred bytes, but for lists.
	replyBytes = 1 << 20
	// personBytes is for what a list says of one person: five faces, a name and five descriptions of 60
	// characters each (docs/service.md, "Calls"), every one of which JSON may write in
	// 12 bytes, come to 5,000. As a rule it is 300.
	personBytes = 8 << 10
	// headerBytes bounds what comes before the reply. The service's headers have some hundred bytes.
	headerBytes = 64 << 10
	// clockOff is how far a Date may be from our time to be believed. The service refuses who is off by
	// 5 minutes (docs/service.md, "Protocol"), so what is off by a day is a time that nobody keeps.
	clockOff = 24 * time.Hour
)

// replyLimit is how many bytes of the reply to a call are read, unpacked.
func replyLimit(call enrollment.Call) int { return replyBytes + call.Limit*personBytes }

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
	request   string                  // the reply's RequestId: the service has answered, whatever that says; "": it has not
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
	body, err := x.read(reply)
	if err != nil {
		x.sent = time.Now() // a proxy that answers may still be sending
		return nil, err
	}
	x.date = dateOf(reply) // of the service itself: a gateway's page may tell another clock
	reply.Body = io.NopCloser(bytes.NewReader(body))
	// By another type of content the SDK takes a reply for a stream of events, and that for a fault of ours.
	reply.Header = http.Header{"Content-Type": {"application/json"}}
	return reply, nil
}

// read takes in the whole reply, and judges it.
func (x *exchange) read(reply *http.Response) ([]byte, error) {
	limit := replyLimit(x.call)
	body, err := io.ReadAll(io.LimitReader(reply.Body, int64(limit)+1))
	switch {
	case err != nil:
		return nil, &oddReply{cause: err}
	case reply.StatusCode != http.StatusOK:
		return nil, &oddReply{status: reply.StatusCode}
	case len(body) > limit:
		return nil, &oddReply{cause: errors.New("it is too long")}
	}
	x.request, err = judge(x.call, body)
	return body, err
}

// dateOf is the service's clock; zero: it does not say, or nothing that can be.
func dateOf(reply *http.Response) time.Time {
	date, err := http.ParseTime(reply.Header.Get("Date"))
	if err != nil || time.Since(date).Abs() > clockOff {
		return time.Time{}
	}
	return date
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

// judge tells whether a reply is one of the service's: an object with a RequestId, refusals included
// (docs/service.md, "Protocol"). It gives that also where the rest is odd: so much was answered.
func judge(call enrollment.Call, body []byte) (request string, err error) {
	var shape struct {
		Response *struct {
			RequestId   string
			Error       *struct{ Code string }
			PersonInfos []struct{} // to be counted before the SDK makes hundreds of bytes of each
		}
		Code json.RawMessage // of API 2.0, which the SDK takes for a refusal, without a RequestId
	}
	err = json.Unmarshal(body, &shape)
	if r := shape.Response; r != nil {
		request = codes.Plain(r.RequestId)
	}
	switch {
	case err != nil:
		return request, &oddReply{cause: errors.New("it is not JSON of this service")}
	case request == "":
		return "", &oddReply{cause: errors.New("it has no RequestId")}
	case shape.Response.Error != nil && shape.Response.Error.Code == "":
		return request, &oddReply{cause: errors.New("it is a refusal without a code")}
	case len(shape.Response.PersonInfos) > call.Limit:
		return request, &oddReply{cause: errors.New("it lists more people than it was asked for")}
	case shape.Code != nil:
		return request, &oddReply{cause: errors.New("it is of another protocol")}
	}
	return request, nil
}
