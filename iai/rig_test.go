package iai

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"

	"enroll.example/enroll/enrollment"
)

const (
	secretID  = "AKIDofTheTest"
	secretKey = "SecretKeyOfTheTest"
	token     = "TokenOfTheTest"
)

// rig is a Service connected to a server whose replies a test writes.
type rig struct {
	*Service
	t      testing.TB
	server *httptest.Server

	mu    sync.Mutex // guards the fields below
	steps []string   // what happened: "photos", "gate", "server", "release"
	seen  []request
}

// request is what the server received.
type request struct {
	header http.Header
	host   string
	body   string
	params map[string]any
}

// newRig starts a server that answers with reply; change, if any, modifies the configuration.
func newRig(t testing.TB, reply http.HandlerFunc, change ...func(*rig, *Config)) *rig {
	t.Helper()
	r := &rig{t: t}
	r.server = httptest.NewServer(r.recording(reply))
	t.Cleanup(r.server.Close)
	r.connect(r.server.URL, change...)
	return r
}

// connect makes the service for an endpoint.
func (r *rig) connect(endpoint string, change ...func(*rig, *Config)) {
	r.t.Helper()
	c := Config{
		Endpoint: endpoint, Region: "ap-guangzhou",
		Credential: common.NewTokenCredential(secretID, secretKey, token),
		Gate:       r.gate,
		Photos:     r.photos,
	}
	for _, f := range change {
		f(r, &c)
	}
	service, err := New(c)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(service.Close)
	r.Service = service
}

// recording reads the whole request before reply answers it.
func (r *rig) recording(reply http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		got := request{header: q.Header, host: q.Host, body: string(body)}
		json.Unmarshal(body, &got.params)
		r.mu.Lock()
		r.seen = append(r.seen, got)
		r.mu.Unlock()
		r.step("server")
		reply(w, q)
	}
}

func (r *rig) step(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.steps = append(r.steps, name)
}

func (r *rig) gate(context.Context, enrollment.Call) (func(enrollment.Result), error) {
	r.step("gate")
	return ignoreResult, nil
}

// ignoreResult is the done function of a gate that ignores results.
func ignoreResult(enrollment.Result) {}

// photos returns the bytes of photo for each key.
func (r *rig) photos(_ context.Context, keys []string) ([][]byte, func(), error) {
	r.step("photos")
	var all [][]byte
	for _, key := range keys {
		all = append(all, photo(key))
	}
	return all, func() { r.step("release") }, nil
}

func photo(key string) []byte { return []byte("the bytes of " + key) }

func (r *rig) do(call enrollment.Call) enrollment.Result {
	r.t.Helper()
	result, err := r.Do(r.t.Context(), call)
	if err != nil {
		r.t.Fatal(err)
	}
	return result
}

// requests returns what the server received so far.
func (r *rig) requests() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.seen)
}

// happened compares the steps so far with those wanted, in order, as in "gate server".
func (r *rig) happened(want string) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if got := strings.Join(r.steps, " "); got != want {
		r.t.Errorf("steps %q, want %q", got, want)
	}
}

// Calls for tests to which it does not matter which one they make.
var (
	reading  = enrollment.Call{Action: enrollment.GetPerson, Person: "ana"}
	grouping = enrollment.Call{Action: enrollment.CreateGroup, Group: "staff", Name: "Staff"}
	creating = enrollment.Call{
		Action: enrollment.CreatePerson, Person: "ana", Group: "staff", Name: "Ana",
		Photos: []enrollment.Photo{{Key: "a"}},
	}
	adding = enrollment.Call{
		Action: enrollment.CreateFace, Person: "ana",
		Photos: []enrollment.Photo{{Key: "b"}, {Key: "c"}},
	}
	deleting = enrollment.Call{Action: enrollment.DeleteFace, Person: "ana", FaceIDs: []string{"2"}}
	looking  = enrollment.Call{Action: enrollment.GetGroup, Group: "staff"}
	listing  = enrollment.Call{Action: enrollment.ListPersons, Group: "staff", Offset: 20, Limit: 1000}
)

// Replies of the server.

// says returns a reply as the service sends it: fields in addition to the RequestId "r-1".
func says(fields string) http.HandlerFunc {
	if fields != "" {
		fields += ","
	}
	return sends(http.StatusOK, `{"Response":{`+fields+`"RequestId":"r-1"}}`)
}

var created = says(`"FaceId":"3817000000000000001","SimilarPersonId":""`)

func refuses(code string) http.HandlerFunc {
	text, err := json.Marshal(code)
	if err != nil {
		panic(err)
	}
	return says(fmt.Sprintf(`"Error":{"Code":%s,"Message":"the service's own words"}`, text))
}

func sends(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// writes sends raw bytes and closes the connection.
func writes(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn := hijack(w)
		defer conn.Close()
		io.WriteString(conn, raw)
	}
}

// resets resets the connection without sending a byte.
func resets(w http.ResponseWriter, _ *http.Request) {
	conn := hijack(w)
	conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
}

func hijack(w http.ResponseWriter) net.Conn {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	return conn
}

// silent is the log of a server that is meant to fail.
var silent = log.New(io.Discard, "", 0)
