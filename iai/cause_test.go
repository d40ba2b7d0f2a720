package iai

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
)

func TestCauseOfMissingReply(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "the connection was refused"},
		{&net.DNSError{Err: "no such host", Name: "x.invalid"}, "the host name cannot be resolved"},
		{context.DeadlineExceeded, "there was no reply in time"},
		{&oddReply{status: 502}, "the reply had HTTP status 502"},
		{&oddReply{cause: errShape}, "the reply did not come from the service"},
		{syscall.ECONNRESET, "the connection was lost"},
	} {
		if got := cause(&url.Error{Op: "Post", URL: "http://x", Err: fmt.Errorf("wrapped: %w", c.err)}); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
	}
}

func TestCauseOfTLSErrors(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	_, err := http.Get(strings.Replace(plain.URL, "http:", "https:", 1))
	if got := cause(err); !strings.Contains(got, "does not speak TLS") {
		t.Errorf("%v: %q", err, got)
	}
	strange := httptest.NewUnstartedServer(http.NotFoundHandler())
	strange.TLS = &tls.Config{}
	strange.StartTLS()
	defer strange.Close()
	_, err = http.Get(strange.URL)
	if got := cause(err); !strings.Contains(got, "certificate is not trusted") {
		t.Errorf("%v: %q", err, got)
	}
}
