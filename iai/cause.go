package iai

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"

	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"

	"enroll.example/enroll/codes"
)

// cause says why there is no usable reply to the call. Where the service did answer, there is no
// cause.
func (x *exchange) cause(err error) string {
	if x.request != "" {
		return cause(&oddReply{cause: errShape})
	}
	return cause(err)
}

// cause says in a few words why there was no reply. The error's own text is not used: it may quote the
// reply.
func cause(err error) string {
	var odd *oddReply
	var name *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var timeout net.Error
	var answer *sdkerrors.TencentCloudSDKError
	switch {
	case errors.As(err, &odd) && odd.status != 0:
		return fmt.Sprintf("the reply had HTTP status %d", odd.status)
	case errors.As(err, &name):
		return "the host name cannot be resolved"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the connection was refused"
	case errors.Is(err, http.ErrSchemeMismatch):
		return "the server does not speak TLS; an endpoint with plain HTTP begins with http://"
	case errors.As(err, &untrusted), errors.As(err, new(x509.UnknownAuthorityError)):
		return "the server's certificate is not trusted"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "there was no reply in time"
	case errors.As(err, &odd), errors.As(err, &answer) && answer.Code == codes.BadReply:
		return "the reply did not come from the service"
	}
	return "the connection was lost"
}
