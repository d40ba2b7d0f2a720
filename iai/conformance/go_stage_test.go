package conformance

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"enroll.example/enroll/iai/simulator"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	iai "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/iai/v20200303"
)

// wire is the transport of all clients.
var wire = &http.Transport{MaxIdleConnsPerHost: 64}

// stage is a simulator on a socket of its own, and the official client that calls it.
type stage struct {
	t      *testing.T
	url    string
	state  string // file; "": in memory
	client *iai.Client
	ear    *recorder
	close  func()         // may be called again
	faces  map[string]int // face IDs, numbered in order of appearance
	face   string         // one of p1's, once there is p1
}

func open(t *testing.T, o simulator.Options) *stage {
	t.Helper()
	server, err := simulator.New(o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := simulator.Listen("127.0.0.1:0", server)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, url: l.URL, state: o.State, ear: &recorder{}, faces: map[string]int{}}
	s.close = sync.OnceFunc(func() {
		if err := l.Close(); err != nil && s.state == "" {
			t.Error(err)
		}
	})
	t.Cleanup(s.close)
	s.client = s.official(simulatorKey, region, http.MethodPost)
	return s
}

// openFile returns a stage with a state file.
func openFile(t *testing.T, o simulator.Options) *stage {
	o.State = filepath.Join(t.TempDir(), "state")
	return open(t, o)
}

const region = "ap-guangzhou"

var simulatorKey = common.NewCredential("SIMULATORID", "SIMULATORKEY")

// official returns a client without retries and without another region.
func (s *stage) official(who common.CredentialIface, region, method string) *iai.Client {
	p := profile.NewClientProfile()
	p.SignMethod = "TC3-HMAC-SHA256"
	p.HttpProfile.Scheme = "http"
	p.HttpProfile.Endpoint = strings.TrimPrefix(s.url, "http://")
	p.HttpProfile.ReqMethod = method
	client, err := iai.NewClient(who, region, p)
	if err != nil {
		s.t.Fatal(err)
	}
	client.WithHttpTransport(s.ear)
	return client
}

// call makes a typed call.
func (s *stage) call(action string, f fields) (any, error) {
	return calls[action](s.client, f)
}

// must makes a typed call that succeeds.
func (s *stage) must(action string, f fields) any {
	s.t.Helper()
	reply, err := s.call(action, f)
	if err != nil {
		s.t.Fatalf("%s: %v", action, err)
	}
	return reply
}

// refusal returns the parts of an error of the SDK. An error of another kind ends the test.
func (s *stage) refusal(err error) *sdkerrors.TencentCloudSDKError {
	s.t.Helper()
	var refused *sdkerrors.TencentCloudSDKError
	if !errors.As(err, &refused) {
		s.t.Fatalf("got %v, want an error of the service", err)
	}
	return refused
}

// record is what the simulator records of one call.
type record struct {
	Action  string
	Code    string
	Applied bool
}

// records returns all of them, by RequestId.
func (s *stage) records() map[string]record {
	s.t.Helper()
	res, err := (&http.Client{Transport: wire}).Get(s.url + "/_sim/requests")
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	all := map[string]record{}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		var r struct {
			record
			RequestID string `json:"request_id"`
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			s.t.Fatal(err)
		}
		all[r.RequestID] = r.record
	}
	return all
}
