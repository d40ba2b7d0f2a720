package conformance

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"enroll.example/enroll/iai/simulator"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
)

const missingParameter = "MissingParameter"

// door is what the simulator refuses before it reads the call's parameters. Every call can be refused
// so.
func door() (list []story) {
	temporary := simulator.Options{Token: "token"}
	for _, s := range []story{
		{code: "AuthFailure.InvalidAuthorization", when: "the Authorization header is absent",
			send: altered(dropping("Authorization"))},
		{code: "AuthFailure.InvalidAuthorization", when: "the Authorization header is of another form than TC3's",
			send: unsigned},
		{code: "AuthFailure.SecretIdNotFound", when: "the secret id is another than the simulator's",
			send: as(common.NewCredential("NOBODY", "SIMULATORKEY"), region)},
		{code: "AuthFailure.SecretIdNotFound", when: "a temporary key comes without its token", options: temporary,
			send: typed},
		{code: "AuthFailure.TokenFailure", when: "a temporary key comes with another token than its own", options: temporary,
			send: as(common.NewTokenCredential("SIMULATORID", "SIMULATORKEY", "stale"), region)},
		{code: "AuthFailure.SignatureFailure", when: "the signature is made with another secret key",
			send: as(common.NewCredential("SIMULATORID", "WRONG"), region)},
		{code: "AuthFailure.SignatureExpire", when: "the client's clock is more than five minutes off",
			send: generic(stamped(-301 * time.Second))},
		{code: "AuthFailure.SignatureExpire", when: "the client's clock is more than five minutes off",
			send: generic(stamped(310 * time.Second))},
		{code: "InvalidAction", when: "no call has this name, upper and lower case told apart",
			send: generic(func(l *letter) { l.action = strings.ToLower(l.action) })},
		{code: "NoSuchVersion", when: "the version is another than 2020-03-03",
			send: generic(func(l *letter) { l.version = "2018-03-01" })},
		{code: missingParameter, when: "a header that every call needs is absent",
			send: altered(dropping("X-TC-Action"))},
		{code: missingParameter, when: "a header that every call needs is absent",
			send: altered(dropping("X-TC-Version"))},
		{code: missingParameter, when: "a header that every call needs is absent",
			send: altered(dropping("X-TC-Timestamp"))},
		{code: missingParameter, when: "X-TC-Region is absent where it is required",
			options: simulator.Options{NeedRegion: true}, send: as(simulatorKey, "")},
		{code: "InvalidParameter", when: "X-TC-Timestamp is no number",
			send: altered(func(r *request) { r.Header.Set("X-TC-Timestamp", "noon") })},
		{code: "UnsupportedRegion", when: "X-TC-Region is not of the form of a region's name",
			send: as(simulatorKey, "Moon")},
		{code: "UnsupportedProtocol", when: "the call comes by another method than POST and GET",
			send: altered(func(r *request) { r.Method = "PUT" })},
		{code: "RequestSizeLimitExceeded", when: "the body is over 10 MB",
			send: altered(oversized)},
		{code: "InvalidRequest", when: "the request breaks off", send: torn},
		{code: internalError, when: "the simulator cannot write its state file", send: full},
	} {
		s.bare = true
		list = append(list, s.each(every()...)...)
	}
	return slices.Concat(list, longQueries(), []story{
		{call: "CreateFace", code: "RequestSizeLimitExceeded", when: "the body is over 10 MB", bare: true,
			send: generic(func(l *letter) { l.body = tooLarge })},
	})
}

const bodyLimit = 10 << 20

var tooLarge = make([]byte, bodyLimit+1)

// oversized gives the call a body that is too large.
func oversized(r *request) {
	r.ContentLength = int64(len(tooLarge))
	r.Body = io.NopCloser(bytes.NewReader(tooLarge))
}

// longQueries are photos in the query of a GET, which has a small limit.
func longQueries() []story {
	return story{code: "RequestSizeLimitExceeded", when: "the query of a GET is over 32 KB", bare: true,
		with: fields{"Url": at("/" + strings.Repeat("x", 33<<10)), "Image": nil},
		send: func(s *stage, action string, f fields) error {
			_, err := calls[action](s.official(simulatorKey, region, "GET"), f)
			return err
		},
	}.each("CreatePerson", "DetectFace")
}

// full grows the state file to the maximum file size, so that nothing more can be written.
func full(s *stage, action string, f fields) error {
	var fits, not int64 = 0, 1<<63 - 1
	if os.Truncate(s.state, not) == nil {
		return typed(s, action, f)
	}
	for not-fits > 1 {
		half := fits + (not-fits)/2
		if os.Truncate(s.state, half) == nil {
			fits = half
		} else {
			not = half
		}
	}
	return typed(s, action, f)
}

func stamped(off time.Duration) func(*letter) {
	return func(l *letter) {
		l.headers["X-TC-Timestamp"] = strconv.FormatInt(time.Now().Add(off).Unix(), 10)
	}
}
