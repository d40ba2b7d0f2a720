package simulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"enroll.example/enroll/iai/simulator/account"
)

// fetchTime is how long the photos of one call may take to arrive, if the server has no timeout.
const fetchTime = 5 * time.Second

var errElsewhere = errors.New("photos are fetched from loopback addresses only")

// newFetcher returns the client that fetches photos named by URL. "loopback" is checked on the dialled
// address, so that neither a name nor a redirect leads elsewhere.
func newFetcher(from string) *http.Client {
	dial := &net.Dialer{}
	if from == "loopback" {
		dial.Control = func(_, address string, _ syscall.RawConn) error {
			host, _, err := net.SplitHostPort(address)
			if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
				return errElsewhere
			}
			return nil
		}
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial.DialContext, DisableKeepAlives: true}}
}

// fetch gets the photos that the call names by URL, while it is in service.
func (s *Server) fetch(v *visit, c account.Call) {
	limit := cmp.Or(s.options.Timeout, fetchTime)
	ctx, cancel := context.WithDeadline(s.closing, v.Arrived.Add(limit))
	defer cancel()
	if s.bodies.Acquire(ctx, account.PhotoLimit) == nil {
		defer s.bodies.Release(account.PhotoLimit)
	}
	account.Fetch(c, func(url string) ([]byte, error) { return s.download(ctx, url) })
	v.late = v.late || s.options.Timeout > 0 && errors.Is(ctx.Err(), context.DeadlineExceeded) && !v.rule.ends()
}

func (s *Server) download(ctx context.Context, url string) ([]byte, error) {
	if s.options.URLs == "none" {
		return nil, errElsewhere
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := s.fetcher.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", res.StatusCode)
	}
	return io.ReadAll(io.LimitReader(res.Body, account.PhotoLimit+1))
}
