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
	// replyBytes bounds a reply: except for lists, the service's have some hundred bytes.
	replyBytes = 1 << 20
	// personBytes is for one person in a list: five faces, a name and five descriptions of 60
	// characters each (docs/service.md, "Calls"), each of which may take 12 bytes in
	// JSON, come to 5,000. Usually it is 300.
	personBytes = 8 << 10
	// headerBytes bounds the headers of a reply. The service's have some hundred bytes.
	headerBytes = 64 << 10
	// clockOff is by how much a Date may differ from our clock to be used. The service refuses a
	// client that is off by 5 minutes (docs/service.md, "Protocol"), so a time that is off by a day is
	// meaningless.
	clockOff = 24 * time.Hour
)

// replyLimit returns how many bytes of the reply to a call are read, after decompression.
func replyLimit(call enrollment.Call) int { return replyBytes + call.Limit*personBytes }

// exchange carries one call's request to the service and its reply back. It is used by one goroutine;
// the SDK calls RoundTrip once.
type exchange struct {
	service *Service
	call    enrollment.Call

	held      bool                    // the gate did not let the call through
	done      func(enrollment.Result) // reports the call's result to the gate; nil: the call was not let through
	sent      time.Time               // the latest time at which it can have been sent
	connected bool                    // there was a connection: from here on bytes may have been written
	date      time.Time               // the service's clock
	request   string                  // the reply's RequestId: the service has answered, whatever it said; "": it has not
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
		x.sent = time.Now() // how much was sent, and when, is unknown
		return nil, err
	}
	defer reply.Body.Close()
	body, err := x.read(reply)
	if err != nil {
		x.sent = time.Now() // a proxy that answers may still be sending
		return nil, err
	}
	x.date = dateOf(reply) // of the service itself: a gateway's page may have another clock
	reply.Body = io.NopCloser(bytes.NewReader(body))
	// With another content type the SDK takes a reply for a stream of events, and that for a fault of
	// ours.
	reply.Header = http.Header{"Content-Type": {"application/json"}}
	return reply, nil
}

// read reads the whole reply, and checks it.
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

// dateOf returns the service's clock; zero when the Date is missing or implausible.
func dateOf(reply *http.Response) time.Time {
	date, err := http.ParseTime(reply.Header.Get("Date"))
	if err != nil || time.Since(date).Abs() > clockOff {
		return time.Time{}
	}
	return date
}

// oddReply is a reply that does not say what became of the call.
type oddReply struct {
	status int // 0: the status was not the problem
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

// judge checks that a reply is one of the service's: an object with a RequestId, refusals included
// (docs/service.md, "Protocol"). It returns the RequestId also where the rest is odd, because the service
// answered.
func judge(call enrollment.Call, body []byte) (request string, err error) {
	var shape struct {
		Response *struct {
			RequestId   string
			Error       *struct{ Code string }
			PersonInfos []struct{} // to be counted before the SDK allocates hundreds of bytes for each
		}
		Code json.RawMessage // from API 2.0; the SDK takes it for a refusal, without a RequestId
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
