// Package iai is the face service: one call in, one result out, over the official SDK.
//
// The SDK signs, encodes and decodes. What it would do on its own account is switched off:
// retries (they hide refusals, and one of them sends a write twice), its region breaker, and
// its two idle connections a host. In between stands an [http.RoundTripper] of ours, one for
// each call, that
//   - passes the gate when the signed request is ready, and starts the request's own timeout
//     only then;
//   - notes when the request left and whether any byte of it can have reached the service;
//   - reads the whole reply and judges its status, length and shape before the SDK sees it:
//     the SDK loses the status of a reply that is not JSON, takes {} for a success and panics
//     at null.
//
// What the SDK makes of it is believed as far as [enrollment.Result.Heard] does: whoever answers may
// be a proxy, or nobody's friend. No more of a reply passes than a call can say, in letters that harm
// no file and no terminal, and a code that only enroll or the SDK says is none of the service.
//
// A reply that does not tell is a result like any other, with one of the SDK's ClientError
// codes: it is for enrollment to decide what it means. A Go error from Do ends the run.
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

// DefaultTimeout bounds a call from the gate to the last byte of its reply. The service gives
// up after 5 s (docs/service.md, "Protocol"); the rest is for slow lines.
const DefaultTimeout = 15 * time.Second

// Config says which service, as whom, and at whose leave. Credential, Gate and Photos must be
// set; the other fields have defaults.
type Config struct {
	Endpoint   string // URL, or a host, which means https; DefaultEndpoint
	Region     string // as in "ap-guangzhou"; the service in China requires one
	Credential common.CredentialIface
	// Renew looks for a credential anew when the service no longer takes the one in use; nil: it
	// is not renewed.
	Renew       func() (common.CredentialIface, error)
	Connections int           // kept open at most; 64
	Timeout     time.Duration // of a call, from the gate on; DefaultTimeout

	// Gate returns when the call may leave; its error means that it must not. Who was let out
	// tells with done what came of the call, once.
	Gate func(context.Context, enrollment.Call) (done func(enrollment.Result), err error)
	// Photos gives the bytes of photos by their keys, all of a call at once, and holds them
	// until release. A *ChangedError tells which files have other bytes now.
	Photos func(ctx context.Context, keys []string) (photos [][]byte, release func(), err error)
}

// ChangedError says that the files of these keys no longer have the bytes that were judged.
type ChangedError struct{ Keys []string }

func (e *ChangedError) Error() string {
	return fmt.Sprintf("%d photo files changed since they were checked", len(e.Keys))
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
	scheme, host, err := split(c.Endpoint)
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

// connections keeps up to n idle ones. They speak HTTP/1.1, where a request of ours that
// reached the service is never sent again; Go's HTTP/2 sends one again, for as long as it
// may, when its stream is reset with REFUSED_STREAM or PROTOCOL_ERROR.
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

// dial opens a connection on which nothing leaves any more once it is closed, or its process
// killed. The kernel would go on sending what is queued, for as long as a broken line takes to
// be mended: a write that was given up, looked for and sent again would still arrive.
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

// dialTimeout bounds the making of a connection, within a call's own timeout.
const dialTimeout = 10 * time.Second

// split parses an endpoint as people write it. The host comes in lower case, as the signature
// wants it (docs/service.md, "Protocol").
func split(endpoint string) (scheme, host string, err error) {
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

// Normalize is an endpoint in the form by which a folder is bound to it: scheme and host.
func Normalize(endpoint string) (string, error) {
	scheme, host, err := split(endpoint)
	return scheme + "://" + host, err
}

// Close lets go of idle connections.
func (s *Service) Close() { s.transport.CloseIdleConnections() }

// Do makes one call. A call that the gate held back is a result with codes.RunNotAttempted.
func (s *Service) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	photos, release, err := s.photos(ctx, call)
	var changed *ChangedError
	switch {
	case errors.As(err, &changed):
		return enrollment.Result{Unsent: true, Code: codes.PhotoChanged, Changed: changed.Keys, Done: time.Now()}, nil
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
	if x.done != nil { // the SDK may fail before it sends, for want of a role's credential, say
		defer func() { x.done(result) }()
	}
	if err != nil {
		result = refusal(err)
	}
	result.RequestID = x.request
	if result = result.Heard(call); strings.HasPrefix(result.Code, "ClientError") {
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

// refusal is the result that an error of the SDK stands for. The error's text is dropped: it may
// quote the reply, and the code is all that counts.
func refusal(err error) enrollment.Result {
	var odd *oddReply
	if errors.As(err, &odd) {
		return enrollment.Result{Code: odd.code()}
	}
	var answer *sdkerrors.TencentCloudSDKError
	switch {
	case !errors.As(err, &answer) || answer.Code == "":
		return enrollment.Result{Code: codes.NetworkError}
	case strings.HasPrefix(answer.Code, "ClientError") && !codes.Known(answer.Code):
		return enrollment.Result{Code: codes.BadReply} // new to us: it tells nothing of the call's fate
	}
	return enrollment.Result{Code: answer.Code}
}
