package iai

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// These tests run in a synctest bubble, over an in-memory connection, where time passes only while all
// goroutines are blocked.

// pace is how long each part of a call takes.
type pace struct {
	gate, dial, begin, end time.Duration // begin, end: of the reply
}

func TestCallTimeout(t *testing.T) {
	const timeout = 10 * time.Second
	for name, c := range map[string]struct {
		pace   pace
		code   string
		unsent bool
		took   time.Duration // from the gate on
	}{
		"an answer in time":               {pace{begin: 4 * time.Second, end: 5 * time.Second}, "", false, 9 * time.Second},
		"an hour at the gate counts not":  {pace{gate: time.Hour, begin: 9 * time.Second}, "", false, 9 * time.Second},
		"no answer begins":                {pace{begin: time.Minute}, codes.NetworkError, false, timeout},
		"an answer begins and never ends": {pace{begin: time.Second, end: time.Minute}, codes.BadReply, false, timeout},
		"no connection comes about":       {pace{dial: time.Minute}, codes.NetworkError, true, timeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newPaced(t, c.pace, timeout)
				began := time.Now().Add(c.pace.gate)
				result := r.do(creating)
				if result.Code != c.code || result.Unsent != c.unsent {
					t.Errorf("%+v", replyPart(result))
				}
				if took := result.Done.Sub(began); took != c.took {
					t.Errorf("took %v, want %v", took, c.took)
				}
			})
		})
	}
}

// Sent is the latest time at which the call can have been sent: the service's own timeout, after which
// a lost call certainly has no effect, starts no earlier.
func TestSentTime(t *testing.T) {
	const timeout = 10 * time.Second
	for name, c := range map[string]struct {
		pace pace
		sent time.Duration // after the call began
	}{
		"a free way":             {pace{begin: time.Second}, 0},
		"a minute at the gate":   {pace{gate: time.Minute, begin: time.Second}, time.Minute},
		"a slow connection":      {pace{dial: 8 * time.Second, begin: time.Second}, 8 * time.Second},
		"no answer ever begins":  {pace{begin: time.Minute}, timeout},
		"an answer never ends":   {pace{dial: time.Second, end: time.Minute}, timeout},
		"a gate, then no answer": {pace{gate: time.Minute, begin: time.Minute}, time.Minute + timeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newPaced(t, c.pace, timeout)
				began := time.Now()
				result := r.do(creating)
				if sent := result.Sent.Sub(began); sent != c.sent {
					t.Errorf("sent after %v, want %v", sent, c.sent)
				}
			})
		})
	}
}

// A connection that the service closed while it was idle costs nothing.
func TestClosedIdleConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newPaced(t, pace{}, time.Second)
		for range 3 {
			if result := r.do(creating); result.Code != "" {
				t.Errorf("%+v", replyPart(result))
			}
			synctest.Wait() // until the close is noticed
		}
	})
}

func newPaced(t *testing.T, p pace, timeout time.Duration) *rig {
	r := &rig{t: t}
	r.connect("http://service", func(r *rig, c *Config) {
		c.Timeout = timeout
		c.Gate = func(context.Context, enrollment.Call) (func(enrollment.Result), error) {
			time.Sleep(p.gate)
			return ignoreResult, nil
		}
	})
	r.transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		if pause(ctx, p.dial); ctx.Err() != nil {
			return nil, ctx.Err()
		}
		here, there := net.Pipe()
		go p.serve(t.Context(), there)
		return here, nil
	}
	return r
}

// serve answers one call and closes the connection.
func (p pace) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	q, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	io.Copy(io.Discard, q.Body)
	const answer = `{"Response":{"FaceId":"1","RequestId":"r-1"}}`
	pause(ctx, p.begin)
	fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(answer), answer[:9])
	pause(ctx, p.end)
	io.WriteString(conn, answer[9:])
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
