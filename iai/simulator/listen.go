package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"
)

// Limits of a connection, against clients that never finish.
const (
	headerTime   = 10 * time.Second
	requestTime  = 60 * time.Second // headers and body
	idleTime     = 2 * time.Minute
	headerLimit  = 1 << 20                // bytes
	farewellTime = 500 * time.Millisecond // for replies being sent, once all are decided
)

// Listener serves a Server on a socket.
type Listener struct {
	URL string // http://HOST:PORT

	server      *Server
	web         *http.Server
	connections sync.WaitGroup
	ended       chan struct{} // closed when the socket is no longer served
	err         error         // why, if not by Close; read it after ended is closed
}

// Listen serves s on addr, "127.0.0.1:0" for a free port. An address without a host is on loopback.
// Requests from web pages are refused, and those for a host name that is neither addr's nor this
// machine's. The caller closes the listener, which closes s.
func Listen(addr string, s *Server) (*Listener, error) {
	if host, port, err := net.SplitHostPort(addr); err == nil && host == "" {
		addr = net.JoinHostPort("127.0.0.1", port)
	}
	socket, err := net.Listen(network(addr), addr)
	if err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	return serve(socket, newDoor(s, addr), s), nil
}

// network returns the network of an address: all IPv4 addresses do not include those of IPv6.
func network(addr string) string {
	if ip, err := netip.ParseAddr(hostOf(addr)); err == nil && ip.Is4() && ip.IsUnspecified() {
		return "tcp4"
	}
	return "tcp"
}

// Loopback reports whether only this machine can reach the listener.
func (l *Listener) Loopback() bool {
	u, err := url.Parse(l.URL)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(u.Hostname())
	return err == nil && addr.Unmap().IsLoopback()
}

// serve serves what a door accepts.
func serve(socket net.Listener, in http.Handler, s *Server) *Listener {
	l := &Listener{URL: "http://" + socket.Addr().String(), server: s, ended: make(chan struct{})}
	l.web = &http.Server{
		Handler:           in,
		ConnState:         l.follow,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       requestTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerLimit,
		ErrorLog:          log.New(io.Discard, "", 0), // errors of clients are not logged
	}
	go l.run(socket)
	return l
}

func (l *Listener) run(socket net.Listener) {
	defer close(l.ended)
	if err := l.web.Serve(socket); !errors.Is(err, http.ErrServerClosed) {
		l.err = err
	}
}

// follow counts connections: each is new once, and closed or hijacked once.
func (l *Listener) follow(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		l.connections.Add(1)
	case http.StateClosed, http.StateHijacked:
		l.connections.Done()
	}
}

// Done is closed when the socket is no longer served, by Close or by a failure of its own.
func (l *Listener) Done() <-chan struct{} { return l.ended }

// Close accepts no further calls, lets those in service be applied and answered at once, closes the
// Server and returns when all connections and goroutines have ended. Clients that are still sending
// then are cut off.
func (l *Listener) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), farewellTime)
	defer cancel()
	err := l.server.Close()
	if l.web.Shutdown(ctx) != nil {
		l.web.Close()
	}
	<-l.ended
	l.connections.Wait()
	return errors.Join(l.err, err)
}
