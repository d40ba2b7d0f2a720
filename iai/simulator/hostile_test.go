package simulator

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is an in-memory listener, so that slow clients can be simulated in a bubble.
type pipes struct {
	incoming chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

func newPipes() *pipes { return &pipes{incoming: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.incoming:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.incoming <- theirs
	return ours
}

// trickle sends a byte a second until the server closes the connection or answers, and returns what it
// received and after how long.
func trickle(conn net.Conn, head string) (answer string, lasted time.Duration) {
	started := time.Now()
	answered := make(chan string)
	go func() {
		all, _ := io.ReadAll(conn)
		answered <- string(all)
	}()
	io.WriteString(conn, head)
	for {
		select {
		case answer = <-answered:
			return answer, time.Since(started)
		case <-time.After(time.Second):
			go conn.Write([]byte("x"))
		}
	}
}

func TestSlowClientsAreCutOff(t *testing.T) {
	const head = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-TC-Action: CreateFace\r\nContent-Length: 100000\r\n"
	for name, c := range map[string]struct {
		timeout time.Duration
		head    string
		most    time.Duration
		want    string
	}{
		"a header that never ends":                  {0, head + "X-Slow: ", headerTime, ""},
		"nothing but bytes":                         {0, "", headerTime, "400 Bad Request"},
		"a body that never ends":                    {0, head + "\r\n{", requestTime, invalidRequest},
		"a body that never ends, for the impatient": {5 * time.Second, head + "\r\n{", 5 * time.Second, "FailedOperation.RequestTimeout"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				socket := newPipes()
				r := newRig(t, Options{Timeout: c.timeout})
				l := serve(socket, r.s, r.s)
				conn := socket.dial()
				got, lasted := trickle(conn, c.head)
				if lasted > c.most+time.Second || !strings.Contains(got, c.want) {
					t.Errorf("after %v, want %v: %q", lasted, c.most, got)
				}
				for _, record := range r.records() {
					if record.Cut {
						t.Errorf("%+v: the client is there", record)
					}
				}
				conn.Close()
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestIdleConnectionsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		socket := newPipes()
		s := newRig(t, Options{}).s
		l := serve(socket, s, s)
		conn := socket.dial()
		started := time.Now()
		io.WriteString(conn, "GET /_sim/stats HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
		if _, err := io.ReadAll(conn); err != nil {
			t.Error(err)
		}
		if lasted := time.Since(started); lasted != idleTime {
			t.Errorf("it stood open for %v", lasted)
		}
		l.Close()
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// A thousand idle connections cost little and block no other client.
func TestThousandIdleConnections(t *testing.T) {
	l := listen(t, Options{})
	before := heap()
	for range 1000 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(l.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	res, err := http.Get(l.URL + "/_sim/stats")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if grown := int64(heap()) - int64(before); grown > 64<<20 {
		t.Errorf("%d MB for 1000 connections", grown>>20)
	}
}

// zeros is a body of zeros, as fast as it is read.
type zeros struct{ left int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.left)
	z.left -= n
	return int(n), nil
}

// A client that sends a gigabyte gets an error or is cut off, and only as much as a body may have is
// ever in memory.
func TestGigabyteBodies(t *testing.T) {
	l := listen(t, Options{})
	var most uint64
	watched := make(chan struct{})
	stop := make(chan struct{})
	go func() {
		defer close(watched)
		for {
			select {
			case <-stop:
				return
			default:
				most = max(most, heap())
				runtime.Gosched()
			}
		}
	}()
	var clients sync.WaitGroup
	for i := range 4 {
		clients.Go(func() {
			req, err := http.NewRequest(http.MethodPost, l.URL, &zeros{1 << 30})
			if err != nil {
				t.Error(err)
				return
			}
			if req.ContentLength = 1 << 30; i%2 == 1 {
				req.ContentLength = -1 // chunked
			}
			req.Header.Set("X-TC-Action", "CreateFace")
			if res, err := http.DefaultTransport.RoundTrip(req); err == nil {
				res.Body.Close()
			}
		})
	}
	clients.Wait()
	close(stop)
	<-watched
	if most > 200<<20 {
		t.Errorf("%d MB were held", most>>20)
	}
	r := &rig{t, l.server}
	for _, record := range r.records() {
		if record.Code != "RequestSizeLimitExceeded" || record.Bytes > bodyLimit+drainLimit+1 {
			t.Errorf("%+v", record)
		}
	}
}

// What is not HTTP, or only half of it, does not affect later clients.
func TestGarbageOnSocket(t *testing.T) {
	l := listen(t, Options{})
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{"POST / HTTP/1.1\r\n", "Host: 127.0.0.1\r\n", "Content-Length: 10\r\n", "Content-Length: -1\r\n", "\r\n", "{}", "\x00\xff\x16\x03\x01",
		"Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n", "GET /_sim/requests?since=%zz HTTP/1.1\r\n", "Authorization: TC3-HMAC-SHA256 \r\n", strings.Repeat("A", 70_000)}
	for range 300 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(l.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		for range random.IntN(6) {
			io.WriteString(conn, parts[random.IntN(len(parts))])
		}
		conn.Close()
	}
	res, err := http.Get(l.URL + "/_sim/stats")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var told Stats
	if err := json.NewDecoder(res.Body).Decode(&told); err != nil {
		t.Error(err)
	}
}

// Half a request is recorded as such, and its person is released.
func TestClientDisconnectsDuringRequest(t *testing.T) {
	l := listen(t, Options{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(l.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-TC-Action: CreateFace\r\nContent-Length: 1000\r\n\r\n{\"PersonId\":\"p\"")
	conn.(*net.TCPConn).CloseWrite()
	if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
		answer.Body.Close()
	} else if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	conn.Close()
	r := &rig{t, l.server}
	await(t, func() bool { return len(r.records()) == 1 })
	if last := r.last(); last.Code != invalidRequest || last.Applied {
		t.Errorf("%+v", last)
	}
}
