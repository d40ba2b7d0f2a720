package iai

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"enroll.example/enroll/codes"
)

func TestNoConnectionMeansUnsent(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	plain := httptest.NewServer(created)
	defer plain.Close()
	for name, endpoint := range map[string]string{
		"nobody listens":                   closed.URL,
		"a host that does not exist":       "http://iai.invalid",
		"no TLS where it is spoken":        "https://" + plain.Listener.Addr().String(),
		"a certificate nobody vouches for": vouchless(t),
	} {
		t.Run(name, func(t *testing.T) {
			r := &rig{t: t}
			r.connect(endpoint)
			if result := r.do(creating); result.Code != codes.NetworkError || !result.Unsent {
				t.Errorf("%+v", replyPart(result))
			}
			r.happened("photos gate release")
		})
	}
}

func vouchless(t *testing.T) string {
	server := httptest.NewUnstartedServer(created)
	server.Config.ErrorLog = silent
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

func TestLostReplyIsNotUnsent(t *testing.T) {
	for name, reply := range map[string]http.HandlerFunc{
		"the connection is reset": resets,
		"the connection ends":     writes(""),
		"half a status line":      writes("HTTP/1.1 20"),
	} {
		t.Run(name, func(t *testing.T) {
			got := make(chan time.Time, 1)
			r := newRig(t, func(w http.ResponseWriter, q *http.Request) {
				got <- time.Now()
				reply(w, q)
			})
			result := r.do(creating)
			if result.Code != codes.NetworkError || result.Unsent {
				t.Errorf("%+v", replyPart(result))
			}
			if early := (<-got).Sub(result.Sent); early > 0 {
				t.Errorf("sent %v before the service had it all", early)
			}
			r.happened("photos gate server release")
		})
	}
}

func TestCallCancelledDuringSending(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := newRig(t, func(_ http.ResponseWriter, q *http.Request) {
		cancel()
		<-q.Context().Done() // the client closed the connection
	})
	result, err := r.Do(ctx, creating)
	if err != nil || result.Code != codes.NetworkError || result.Unsent {
		t.Errorf("%+v, error %v", replyPart(result), err)
	}
	r.happened("photos gate server release")
}

func TestServiceClock(t *testing.T) {
	ahead := time.Now().Add(time.Hour).Truncate(time.Second)
	date := ahead.UTC().Format(http.TimeFormat)
	for name, c := range map[string]struct {
		header string
		reply  http.HandlerFunc
		want   time.Time
	}{
		"of a success":                 {date, created, ahead},
		"of a refusal":                 {date, refuses(codes.NoFaceInPhoto), ahead},
		"it does not say":              {"", created, time.Time{}},
		"it says what nobody can read": {"the day after tomorrow", created, time.Time{}},
		"it says what cannot be":       {"Sun, 06 Nov 1994 08:49:37 GMT", created, time.Time{}},
		"a gateway's is another one":   {date, sends(502, "<html>Bad Gateway</html>"), time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(w http.ResponseWriter, q *http.Request) {
				w.Header()["Date"] = nil
				if c.header != "" {
					w.Header().Set("Date", c.header)
				}
				c.reply(w, q)
			})
			if got := r.do(creating).Date; !got.Equal(c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// The server closes a connection that was used before, without a reply. Whether it had applied the
// write is unknown, so the write must not be sent again.
func TestWriteIsNotSentTwice(t *testing.T) {
	calls := 0
	r := newRig(t, func(w http.ResponseWriter, q *http.Request) {
		if calls++; calls > 1 {
			writes("")(w, q)
			return
		}
		created(w, q)
	})
	r.do(creating)
	if result := r.do(creating); result.Code != codes.NetworkError || result.Unsent {
		t.Errorf("%+v", replyPart(result))
	}
	r.happened("photos gate server release photos gate server release")
}

// Go's HTTP/2 client resends a request when its stream is reset in certain ways, even if the service
// had read all of it.
func TestConnectionsSpeakHTTP1(t *testing.T) {
	http.DefaultTransport.(*http.Transport).CloseIdleConnections() // which sets up its HTTP/2
	r := &rig{t: t}
	major := make(chan int, 1)
	r.server = httptest.NewUnstartedServer(r.recording(func(w http.ResponseWriter, q *http.Request) {
		major <- q.ProtoMajor
		created(w, q)
	}))
	r.server.EnableHTTP2 = true
	r.server.StartTLS()
	defer r.server.Close()
	r.connect(r.server.URL)
	trusted := r.server.Client().Transport.(*http.Transport).TLSClientConfig
	if r.transport.TLSClientConfig == nil {
		r.transport.TLSClientConfig = trusted.Clone()
		r.transport.TLSClientConfig.NextProtos = nil
	} else {
		r.transport.TLSClientConfig.RootCAs = trusted.RootCAs
	}
	if result := r.do(creating); result.Code != "" {
		t.Fatalf("%+v", replyPart(result))
	}
	if spoken := <-major; spoken != 1 {
		t.Errorf("HTTP/%d", spoken)
	}
}

func TestConnectionsAreReused(t *testing.T) {
	const workers, each = 64, 10
	open, crowd := connCounter{}, barrier{size: workers}
	r := &rig{t: t}
	r.server = httptest.NewUnstartedServer(r.recording(func(w http.ResponseWriter, q *http.Request) {
		crowd.gather() // so that all workers call at once
		created(w, q)
	}))
	r.server.Config.ConnState = open.count
	r.server.Start()
	defer r.server.Close()
	r.connect(r.server.URL)
	var calls sync.WaitGroup
	for range workers {
		calls.Go(func() {
			for range each {
				if result, err := r.Do(t.Context(), creating); err != nil || result.Code != "" {
					t.Errorf("%+v, error %v", replyPart(result), err)
				}
			}
		})
	}
	calls.Wait()
	if got := len(r.requests()); got != workers*each {
		t.Errorf("%d requests for %d calls", got, workers*each)
	}
	if open.opened > workers+workers/4 {
		t.Errorf("%d workers opened %d connections", workers, open.opened)
	}
}

// barrier blocks its members until all of them are there.
type barrier struct {
	size int

	mu     sync.Mutex // guards the fields below
	here   int
	leaves chan struct{} // closed when they continue
}

func (c *barrier) gather() {
	c.mu.Lock()
	if c.here == 0 {
		c.leaves = make(chan struct{})
	}
	leaves := c.leaves
	if c.here++; c.here == c.size {
		c.here = 0
		close(leaves)
	}
	c.mu.Unlock()
	<-leaves
}

// connCounter counts connections.
type connCounter struct {
	mu     sync.Mutex // guards opened
	opened int
}

func (c *connCounter) count(_ net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if state == http.StateNew {
		c.opened++
	}
}

// A call that was given up must not arrive later: only what was sent before may. The service here does
// not read for a while.
func TestAbandonedCallDoesNotArriveLater(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	given := make(chan struct{}) // closed when the call was given up
	read := make(chan error, 1)
	go func() {
		c, err := listener.Accept()
		if err != nil {
			read <- err
			return
		}
		defer c.Close()
		sent := bufio.NewReader(c)
		sent.Peek(1)
		giveUp() // now that it is being sent
		<-given
		_, err = http.ReadRequest(sent)
		if err == nil {
			_, err = io.Copy(io.Discard, sent) // to the end of what the other side sent
		}
		read <- err
	}()
	r := &rig{t: t}
	r.connect("http://"+listener.Addr().String(), func(r *rig, c *Config) {
		c.Photos = func(context.Context, []string) ([][]byte, func(), error) {
			return [][]byte{make([]byte, 7<<20)}, func() {}, nil // more than the buffers on the way hold
		}
	})
	if result, err := r.Do(ctx, creating); err != nil || result.Code != codes.NetworkError || result.Unsent {
		t.Errorf("%+v, error %v", replyPart(result), err)
	}
	close(given)
	if err := <-read; err == nil {
		t.Error("the request arrived to its end after it was given up")
	}
}
