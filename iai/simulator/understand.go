package simulator

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"regexp"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator/account"
)

const (
	apiVersion     = "2020-03-03" // the only one served
	bodyLimit      = 10 << 20     // bytes of a body: 10 MB is read as 10 MiB (docs/service.md, "Protocol")
	queryLimit     = 32 << 10     // bytes of a GET's query
	bodiesInFlight = 256 << 20    // bytes of bodies held at once, all requests together
	drainLimit     = 64 << 20     // bytes of an oversized body that are read and discarded, so that its reply arrives
)

// understand parses the request into a call. It releases the body before it returns, so that nothing
// large is held during the latency.
func (s *Server) understand(v *visit, r *http.Request) (account.Call, *account.Refusal) {
	weight := int64(bodyLimit + 1)
	if r.ContentLength >= 0 {
		weight = min(weight, r.ContentLength+1)
	}
	if s.bodies.Acquire(r.Context(), weight) != nil {
		return nil, brokeOff
	}
	defer s.bodies.Release(weight)
	body, refusal := s.read(v, r)
	fields, malformed := parameters(r, body)
	v.note(fields)
	switch {
	case v.OverQuota && s.options.Refusal != codes.ServiceThrottled:
		refusal = s.overQuota()
	case r.Method != http.MethodPost && r.Method != http.MethodGet:
		refusal = account.Refuse(unsupportedProtocol, "calls come by POST or GET")
	case refusal == nil:
		refusal = s.options.verify(r, body, time.Now())
	}
	if refusal == nil && v.OverQuota {
		refusal = s.overQuota()
	}
	if refusal != nil {
		return nil, refusal
	}
	return s.parse(v, r, fields, malformed)
}

var (
	brokeOff = account.Refuse(invalidRequest, "the request broke off")
	tooLarge = account.Refuse(codes.RequestSizeExceeded, "the request is over 10 MB, or its query over 32 KB")
	tooLate  = account.Refuse(codes.RequestTimeout, "the call took longer than the service waits")
)

func (s *Server) overQuota() *account.Refusal {
	return account.Refuse(s.options.Refusal, "the quota of this second is used up")
}

// read reads the body up to its limit, and discards what is beyond. It waits no longer than the
// server's timeout for the whole call.
func (s *Server) read(v *visit, r *http.Request) ([]byte, *account.Refusal) {
	if len(r.URL.RawQuery) > queryLimit {
		return nil, tooLarge
	}
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), bodyLimit)) + bytes.MinRead)
	_, err := body.ReadFrom(io.LimitReader(r.Body, bodyLimit+1))
	v.Bytes = body.Len()
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		if v.slow = true; s.options.Timeout > 0 {
			return nil, tooLate
		}
		return nil, brokeOff
	case err != nil:
		return nil, brokeOff
	case v.Bytes > bodyLimit:
		drained, _ := io.Copy(io.Discard, io.LimitReader(r.Body, drainLimit))
		v.Bytes += int(drained)
		return nil, tooLarge
	}
	v.whole = true
	return body.Bytes(), nil
}

// parameters reads the parameters from the body, or from the query of a GET.
func parameters(r *http.Request, body []byte) (account.Fields, error) {
	if r.Method == http.MethodGet && len(r.URL.RawQuery) <= queryLimit {
		return account.Query(r.URL.RawQuery)
	}
	return account.Body(body)
}

// note records which person a call is about, whatever else may be wrong with it.
func (v *visit) note(fields account.Fields) {
	v.Person = account.Shorten(fields.Text("PersonId"), 128)
	v.Group = account.Shorten(fields.Text("GroupId"), 128)
	v.groups = fields.Texts("GroupIds")
	switch {
	case fields.Count("Urls") > 0:
		v.Images = fields.Count("Urls")
	case fields.Has("Image") || fields.Has("Url"):
		v.Images = 1
	default:
		v.Images = fields.Count("Images")
	}
}

// A region's name: two letters of where it is, then its city (ap-guangzhou, na-siliconvalley).
var regionName = regexp.MustCompile(`^[a-z]{2}-[a-z]+(-[a-z0-9]+)*$`)

func (s *Server) parse(v *visit, r *http.Request, fields account.Fields, malformed error) (account.Call, *account.Refusal) {
	action, known := account.Lookup(v.Action)
	region := r.Header.Get("X-TC-Region")
	switch version := r.Header.Get("X-TC-Version"); {
	case v.Action == "":
		return nil, account.Refuse(missingParameter, "the header X-TC-Action is absent")
	case !known:
		return nil, account.Refuse(invalidAction, "no such action")
	case version == "":
		return nil, account.Refuse(missingParameter, "the header X-TC-Version is absent")
	case version != apiVersion:
		return nil, account.Refuse(noSuchVersion, "the version is "+apiVersion)
	case region == "" && s.options.NeedRegion:
		return nil, account.Refuse(missingParameter, "the header X-TC-Region is absent")
	case region != "" && !regionName.MatchString(region):
		return nil, account.Refuse(unsupportedRegion, "X-TC-Region is not the name of a region")
	case malformed != nil:
		return nil, account.Refuse(invalidParameter, "the parameters are neither a JSON object nor a query")
	}
	return action.Read(fields, s.manner)
}
