// Package iai calls the face service: one call in, one result out, over the official SDK.
//
// The SDK signs, encodes and decodes. What it would do on its own is switched off: retries (they hide
// refusals, and one of them sends a write twice), its region breaker, and its two idle connections a
// host. Each call has an [http.RoundTripper] of ours that
//   - passes the gate when the signed request is ready, and starts the request's own timeout
//     only then;
//   - records when the request was sent and whether any byte of it can have reached the service;
//   - reads the whole reply and checks its status, length and shape before the SDK sees it:
//     the SDK loses the status of a reply that is not JSON, takes {} for a success and panics
//     at null.
//
// What the SDK returns is trusted only as far as [enrollment.Result.Sanitized] allows: the reply may come
// from a proxy, or from an attacker. A result has no more than a reply to the call can have, in
// characters that are safe for files and terminals, and a code that only enroll or the SDK produces is
// not accepted from the service.
//
// A reply that does not say what happened is a result like any other, with one of the SDK's
// ClientError codes: package enrollment decides what it means. A Go error from Do ends the run.
package iai

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	sdk "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/iai/v20200303"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// DefaultEndpoint is the service in China; iai.intl.tencentcloudapi.com is international.
const DefaultEndpoint = "https://iai.tencentcloudapi.com"

// DefaultTimeout bounds a call from the gate to the last byte of its reply. The service gives up after
// 5 s (docs/service.md, "Protocol"); the rest is for slow connections.
const DefaultTimeout = 15 * time.Second

// Config describes the service, the account, and the callbacks of calls. Credential, Gate and Photos
// must be set; the other fields have defaults.
type Config struct {
	Endpoint   string // URL, or a host, which means https; DefaultEndpoint
	Region     string // as in "ap-guangzhou"; the service in China requires one
	Credential common.CredentialIface
	// Renew looks for a new credential when the service no longer accepts the current one; nil: it is
	// not renewed. It is not called concurrently.
	Renew       func() (common.CredentialIface, error)
	Connections int           // idle connections kept at most; 64
	Timeout     time.Duration // of a call, from the gate on; DefaultTimeout

	// Gate returns when the call may be sent; its error means that it must not be. A call that was let
	// through reports its result with done, once.
	Gate func(context.Context, enrollment.Call) (done func(enrollment.Result), err error)
	// Photos returns the bytes of photos by their keys, all of a call at once, valid until release. An
	// error with a method ChangedKey says that a photo's file has other bytes now.
	Photos func(ctx context.Context, keys []string) (photos [][]byte, release func(), err error)
}

// Service makes calls. It is safe for concurrent use.
type Service struct {
	config    Config
	profile   *profile.ClientProfile
	transport *http.Transport
	keys      keys
}

// New returns the service that c describes. It makes no call.
func New(c Config) (*Service, error) {
	scheme, host, err := parseEndpoint(c.Endpoint)
	if err != nil {
		return nil, err
	}
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Connections == 0 {
		c.Connections = 64
	}
	p := profile.NewClientProfile()
	p.DisableRegionBreaker = true
	p.HttpProfile.Scheme, p.HttpProfile.Endpoint = scheme, host
	p.HttpProfile.ReqTimeout = 0 // ours starts after the gate
	s := &Service{config: c, profile: p, transport: connections(c.Connections)}
	s.keys.renew, s.keys.current = c.Renew, c.Credential
	return s, nil
}

// connections returns a transport with up to n idle connections. They use HTTP/1.1, where a request of
// ours that reached the service is never resent; Go's HTTP/2 resends one, as long as it may, when its
// stream is reset with REFUSED_STREAM or PROTOCOL_ERROR.
func connections(n int) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = n, n
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.TLSClientConfig = nil // the clone's may offer HTTP/2
	t.DialContext = dial
	t.MaxResponseHeaderBytes = headerBytes
	return t
}

// dial opens a connection on which nothing is sent any more once it is closed, or its process killed.
// Otherwise the kernel would go on sending what is queued for as long as a broken connection takes to
// recover: a write that was given up, read back and sent again would still arrive.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout}
	c, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		if err := tcp.SetLinger(0); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return c, nil
}

// dialTimeout bounds the dialling of a connection, within a call's own timeout.
const dialTimeout = 10 * time.Second

// parseEndpoint parses an endpoint as people write it. It returns the host in lower case, as the signature
// needs it (docs/service.md, "Protocol").
func parseEndpoint(endpoint string) (scheme, host string, err error) {
	if endpoint == "" {
		endpoint = DefaultEndpoint
	}
	if !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
		if strings.Contains(endpoint, "@") {
			endpoint = "with a user" // and perhaps a password
		}
		return "", "", fmt.Errorf("endpoint %q: want a host or a URL such as %s", endpoint, DefaultEndpoint)
	}
	return u.Scheme, strings.ToLower(u.Host), nil
}

// Normalize returns an endpoint in the form to which a folder is bound: scheme and host.
func Normalize(endpoint string) (string, error) {
	scheme, host, err := parseEndpoint(endpoint)
	return scheme + "://" + host, err
}

// Close closes idle connections.
func (s *Service) Close() { s.transport.CloseIdleConnections() }

// Do makes one call. A call that the gate did not let through returns codes.RunNotAttempted.
func (s *Service) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	photos, release, err := s.photos(ctx, call)
	var changed interface{ ChangedKey() string }
	switch {
	case errors.As(err, &changed):
		return enrollment.Result{Unsent: true, Code: codes.PhotoChanged, Changed: []string{changed.ChangedKey()}, Done: time.Now()}, nil
	case err != nil && ctx.Err() != nil:
		return unsent(), nil
	case err != nil:
		return enrollment.Result{}, fmt.Errorf("reading photos: %w", err)
	}
	defer release()
	if ctx.Err() != nil {
		return unsent(), nil
	}

	credential := s.keys.get()
	result, err := s.attempt(ctx, call, photos, credential)
	if err == nil && s.keys.again(result.Code, credential) {
		return s.attempt(ctx, call, photos, s.keys.get())
	}
	return result, err
}

// attempt signs and sends a call once.
func (s *Service) attempt(ctx context.Context, call enrollment.Call, photos [][]byte, credential common.CredentialIface) (result enrollment.Result, err error) {
	x := &exchange{service: s, call: call}
	client, err := sdk.NewClient(credential, s.config.Region, s.profile)
	if err != nil {
		return enrollment.Result{}, fmt.Errorf("setting up the service's client: %w", err)
	}
	client.WithHttpTransport(x).WithRequestClient("enroll")
	result, err = send(ctx, client, call, photos)
	if x.held {
		return unsent(), nil
	}
	if x.done != nil { // the SDK may fail before it sends, for example when a role's credential is missing
		defer func() { x.done(result) }()
	}
	if err != nil {
		result = refusal(err)
	}
	result.RequestID = x.request
	if result = result.Sanitized(call); codes.IsClient(result.Code) {
		result.Cause = x.cause(err)
	}
	result.Sent, result.Date, result.Unsent = x.sent, x.date, !x.connected
	result.Done = time.Now()
	return result, nil
}

func unsent() enrollment.Result {
	return enrollment.Result{Unsent: true, Code: codes.RunNotAttempted, Done: time.Now()}
}

func (s *Service) photos(ctx context.Context, call enrollment.Call) ([][]byte, func(), error) {
	if len(call.Photos) == 0 {
		return nil, func() {}, nil
	}
	keys := make([]string, len(call.Photos))
	for i, p := range call.Photos {
		keys[i] = p.Key
	}
	return s.config.Photos(ctx, keys)
}

// refusal returns the result for an error of the SDK. The error's text is dropped: it may quote the
// reply, and only the code matters.
func refusal(err error) enrollment.Result {
	var odd *oddReply
	if errors.As(err, &odd) {
		return enrollment.Result{Code: odd.code()}
	}
	var answer *sdkerrors.TencentCloudSDKError
	switch {
	case !errors.As(err, &answer) || answer.Code == "":
		return enrollment.Result{Code: codes.NetworkError}
	case codes.IsClient(answer.Code) && !codes.Known(answer.Code):
		return enrollment.Result{Code: codes.BadReply} // unknown here: it says nothing of the call's fate
	}
	return enrollment.Result{Code: answer.Code}
}
