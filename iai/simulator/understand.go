package simulator

import (
	"bytes"
	"io"
	"net/http"
	"time"

	"enroll/codes"
)

const (
	bodyLimit      = 10 << 20  // bytes of a body: 10 MB is read as 10 MiB (iai-api, Protocol)
	bodiesInFlight = 256 << 20 // bytes of bodies held at once, all requests together
	drainLimit     = 64 << 20  // bytes of too large a body that are read away, so that its answer arrives
)

// understand turns the request into a call. What it holds of the body is let go before it
// returns, so nothing large waits out the latency.
func (s *Server) understand(v *visit, r *http.Request) (call, *refusal) {
	weight := int64(bodyLimit + 1)
	if r.ContentLength >= 0 {
		weight = min(weight, r.ContentLength+1)
	}
	if s.bodies.Acquire(r.Context(), weight) != nil {
		return nil, refuse(invalidRequest, "the request broke off")
	}
	defer s.bodies.Release(weight)
	body, refusal := v.read(r)
	fields, notJSON := objectMembers(body)
	v.note(fields)
	switch {
	case v.OverQuota:
		refusal = refuse(codes.RequestLimitExceeded, "the quota of this second is used up")
	case r.Method != http.MethodPost:
		refusal = refuse(unsupportedProtocol, "calls come by POST")
	case refusal == nil:
		refusal = s.options.verify(r, body, time.Now())
	}
	if refusal != nil {
		return nil, refusal
	}
	return v.parse(r, fields, notJSON)
}

// read takes in the body up to its limit, and reads away what is beyond.
func (v *visit) read(r *http.Request) ([]byte, *refusal) {
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), bodyLimit)) + bytes.MinRead)
	_, err := body.ReadFrom(io.LimitReader(r.Body, bodyLimit+1))
	v.Bytes = body.Len()
	switch {
	case err != nil:
		return nil, refuse(invalidRequest, "the request broke off")
	case v.Bytes > bodyLimit:
		drained, _ := io.Copy(io.Discard, io.LimitReader(r.Body, drainLimit))
		v.Bytes += int(drained)
		return nil, refuse(codes.RequestSizeExceeded, "the body is over 10 MB")
	}
	return body.Bytes(), nil
}

// note takes down whom a call is about, whatever else may be wrong with it.
func (v *visit) note(fields objectFields) {
	v.Person = shorten(fields.text("PersonId"), 128)
	v.Group = shorten(fields.text("GroupId"), 128)
	images, _ := arrayElements(fields["Images"])
	v.Images = len(images)
	if fields["Image"] != nil {
		v.Images++
	}
}

func (v *visit) parse(r *http.Request, fields objectFields, notJSON error) (call, *refusal) {
	if v.Action == "" {
		return nil, refuse(missingParameter, "the header X-TC-Action is absent")
	}
	act, known := actions[v.Action]
	switch version := r.Header.Get("X-TC-Version"); {
	case !known:
		return nil, refuse(invalidAction, "no such action")
	case version == "":
		return nil, refuse(missingParameter, "the header X-TC-Version is absent")
	case version != apiVersion:
		return nil, refuse(noSuchVersion, "the version is "+apiVersion)
	case notJSON != nil:
		return nil, refuse(invalidParameter, "the body is not a JSON object")
	}
	p := params{left: fields}
	c := act.read(&p)
	return c, p.done()
}
