package iai

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// The reply does not say what became of the call, so it may have been applied.
func TestUnclearReplies(t *testing.T) {
	const whole = `{"Response":{"FaceId":"1","SimilarPersonId":"","RequestId":"r-1"}}`
	long := strings.Repeat(" ", 1<<20)
	for name, c := range map[string]struct {
		call    enrollment.Call
		reply   http.HandlerFunc
		code    string
		request string // known nevertheless
	}{
		"a gateway's page":                     {creating, sends(502, "<html>Bad Gateway</html>"), codes.BadStatus, ""},
		"too many requests, says a proxy":      {creating, sends(429, "slow down"), codes.BadStatus, ""},
		"another status with a proper answer":  {creating, sends(500, whole), codes.BadStatus, ""},
		"nothing, says the status":             {creating, sends(204, ""), codes.BadStatus, ""},
		"a page with status 200":               {creating, sends(200, "<html>log in first</html>"), codes.BadReply, ""},
		"nothing at all":                       {creating, sends(200, ""), codes.BadReply, ""},
		"an empty object":                      {creating, sends(200, `{}`), codes.BadReply, ""},
		"null":                                 {creating, sends(200, `null`), codes.BadReply, ""},
		"a list":                               {creating, sends(200, `[]`), codes.BadReply, ""},
		"a response of null":                   {creating, sends(200, `{"Response":null}`), codes.BadReply, ""},
		"an empty response":                    {creating, sends(200, `{"Response":{}}`), codes.BadReply, ""},
		"a response that is text":              {creating, sends(200, `{"Response":"ok"}`), codes.BadReply, ""},
		"no request id":                        {creating, sends(200, `{"Response":{"FaceId":"1"}}`), codes.BadReply, ""},
		"a request id that is a number":        {creating, sends(200, `{"Response":{"FaceId":"1","RequestId":7}}`), codes.BadReply, ""},
		"half an answer":                       {creating, sends(200, whole[:40]), codes.BadReply, ""},
		"an answer and a half":                 {creating, sends(200, whole+whole[:40]), codes.BadReply, ""},
		"an answer that breaks off":            {creating, writes("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + whole), codes.BadReply, ""},
		"a chunk that breaks off":              {creating, writes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n44\r\n" + whole), codes.BadReply, ""},
		"a length that is too short":           {creating, writes("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n" + whole), codes.BadReply, ""},
		"bytes that are not HTTP":              {creating, writes("SSH-2.0-OpenSSH_9.2\r\n"), codes.NetworkError, ""},
		"an answer over 1 MiB":                 {creating, sends(200, whole+long), codes.BadReply, ""},
		"an answer over 1 MiB when unpacked":   {creating, compressed(whole + long), codes.BadReply, ""},
		"a page over 9 MiB":                    {listing, sends(200, `{"Response":{"PersonNum":0,"RequestId":"r-1"}}`+strings.Repeat(long, 9)), codes.BadReply, ""},
		"more than 64 KiB of headers":          {creating, writes("HTTP/1.1 200 OK\r\nX: " + long[:1<<16] + "\r\nContent-Length: 65\r\n\r\n" + whole), codes.NetworkError, ""},
		"a success without a face":             {creating, says(`"FaceId":"","SimilarPersonId":""`), codes.BadReply, "r-1"},
		"a success that says nothing":          {creating, says(""), codes.BadReply, "r-1"},
		"a face id that is a number":           {creating, says(`"FaceId":1`), codes.BadReply, "r-1"},
		"an error without a code":              {creating, says(`"Error":{"Code":"","Message":"?"}`), codes.BadReply, "r-1"},
		"a code that only a client can have":   {creating, refuses("ClientError.Invented"), codes.BadReply, "r-1"},
		"an upload that says nothing":          {adding, says(""), codes.BadReply, "r-1"},
		"an upload that tells of one photo":    {adding, says(`"SucFaceIds":["1"],"RetCode":[0]`), codes.BadReply, "r-1"},
		"an upload that tells of three photos": {adding, says(`"SucFaceIds":["1","2","3"],"RetCode":[0,0,0]`), codes.BadReply, "r-1"},
		"an upload with a face too few":        {adding, says(`"SucFaceIds":["1"],"RetCode":[0,0]`), codes.BadReply, "r-1"},
		"an upload with a face too many":       {adding, says(`"SucFaceIds":["1","2"],"RetCode":[0,-1101]`), codes.BadReply, "r-1"},
		"an upload with a code of null":        {adding, says(`"SucFaceIds":["1"],"RetCode":[0,null]`), codes.BadReply, "r-1"},
		"an upload with a code that is text":   {adding, says(`"SucFaceIds":["1"],"RetCode":["0",-1101]`), codes.BadReply, "r-1"},
		"a person without a name":              {reading, says(`"FaceIds":["1"]`), codes.BadReply, "r-1"},
		"a list that says nothing":             {listing, says(""), codes.BadReply, "r-1"},
		"a list with a person of null":         {listing, says(`"PersonNum":1,"PersonInfos":[null]`), codes.BadReply, "r-1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, c.reply)
			result := r.do(c.call)
			if want := (enrollment.Result{Code: c.code, RequestID: c.request}); !reflect.DeepEqual(replyPart(result), want) {
				t.Errorf("%+v, want %+v", replyPart(result), want)
			}
			if got := len(r.requests()); got != 1 {
				t.Errorf("it was sent %d times", got)
			}
		})
	}
}

func TestRedirectIsNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			other := newRig(t, created)
			r := newRig(t, func(w http.ResponseWriter, q *http.Request) {
				http.Redirect(w, q, other.server.URL, status)
			})
			if result := r.do(creating); result.Code != codes.BadStatus || result.Unsent {
				t.Errorf("%+v", replyPart(result))
			}
			if len(r.requests()) != 1 || len(other.requests()) != 0 {
				t.Errorf("%d requests here, %d there", len(r.requests()), len(other.requests()))
			}
		})
	}
}
