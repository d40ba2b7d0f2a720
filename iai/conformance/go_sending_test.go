package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	sdkhttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"
)

// as sends the call with another key or region.
func as(who common.CredentialIface, region string) sending {
	return func(s *stage, action string, f fields) error {
		_, err := calls[action](s.official(who, region, http.MethodPost), f)
		return err
	}
}

// letter is a call of the SDK's CommonRequest, which can send anything.
type letter struct {
	action, version string
	headers         map[string]string
	fields          fields
	body            []byte // instead of the fields
	unsigned        bool
}

// generic sends the call by CommonRequest, modified.
func generic(change func(*letter)) sending {
	return func(s *stage, action string, f fields) error {
		l := letter{action: action, version: "2020-03-03", headers: map[string]string{}, fields: f.but(nil)}
		change(&l)
		return l.send(s)
	}
}

var unsigned = generic(func(l *letter) { l.unsigned = true })

func (l letter) send(s *stage) error {
	r := sdkhttp.NewCommonRequest("iai", l.version, l.action)
	r.SetHeader(l.headers)
	r.SetSkipSign(l.unsigned)
	if l.body != nil {
		r.SetOctetStreamParameters(l.headers, l.body)
	} else if err := r.SetActionParameters(map[string]any(l.fields)); err != nil {
		return err
	}
	return s.client.Send(r, sdkhttp.NewCommonResponse())
}

type request = http.Request

// alteration modifies what the SDK has signed before it is sent.
type alteration func(*request)

func altered(how alteration) sending {
	return func(s *stage, action string, f fields) error {
		s.client.WithHttpTransport(through{how, s.ear})
		return typed(s, action, f)
	}
}

type through struct {
	change alteration
	to     http.RoundTripper
}

func (t through) RoundTrip(r *request) (*http.Response, error) {
	changed := r.Clone(r.Context())
	t.change(changed)
	return t.to.RoundTrip(changed)
}

func dropping(header string) alteration {
	return func(r *request) { r.Header.Del(header) }
}

// torn sends a part of what it announces, and ends.
func torn(s *stage, action string, f fields) error {
	return begun(s, action, func(c *net.TCPConn) { c.CloseWrite() })
}

// stalled sends a part of what it announces, and waits.
func stalled(s *stage, action string, f fields) error {
	return begun(s, action, func(*net.TCPConn) {})
}

func begun(s *stage, action string, then func(*net.TCPConn)) error {
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		return err
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-TC-Action: %s\r\nContent-Length: 1000\r\n\r\n{", action)
	then(conn.(*net.TCPConn))
	answer, err := io.ReadAll(conn)
	if err != nil {
		return err
	}
	_, body, _ := strings.Cut(string(answer), "\r\n\r\n")
	s.ear.hear([]byte(body))
	return refusalIn(body)
}

// refusalIn parses a reply as the SDK does.
func refusalIn(body string) error {
	var answer sdkhttp.ErrorResponse
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		return errors.Join(err, errors.New(body))
	}
	e := answer.Response.Error
	return sdkerrors.NewTencentCloudSDKError(e.Code, e.Message, answer.Response.RequestId)
}
