package simulator

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"enroll.example/enroll/iai/simulator/account"
)

// Whatever a signed body contains, the reply is JSON of the right shape, and one record is made.
func FuzzCall(f *testing.F) {
	names := account.Actions()
	slices.Sort(names)
	for i := range names {
		f.Add(uint8(i), []byte(`{"GroupId":"staff","GroupName":"g","GroupIds":["b"],"PersonId":"p"}`))
	}
	at := func(name string) uint8 { return uint8(slices.Index(names, name)) }
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+shot(0)+`"}`))
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+text(pngOf(64, 64, "identity=x"))+`","UniquePersonControl":1}`))
	f.Add(at("CreatePerson"), []byte(`{"GroupId":"staff","PersonId":"q","PersonName":"Q","Image":"`+text(bmpOf(64, 64))+`","PersonExDescriptionInfos":[{"PersonExDescriptionIndex":1,"PersonExDescription":"x"}]}`))
	f.Add(at("CreateFace"), []byte(`{"PersonId":"p","Images":["`+shot(1)+`","AAAA",null,"\u0041"],"FaceMatchThreshold":1e999}`))
	f.Add(at("DeleteFace"), []byte(`{"PersonId":"p","FaceIds":["x"]}`))
	f.Add(at("GetPersonList"), []byte(`{"GroupId":"staff","Offset":1,"Limit":99999999999999999999}`))
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		r := newRig(t, Options{}).group()
		r.person("p", shot(0))
		r.call(names[int(which)%len(names)], string(body))
		if got := len(r.records()); got != 3 {
			t.Errorf("%d records of 3 calls", got)
		}
	})
}

// Whatever arrives on the socket, the handler answers it, records calls and nothing else, and
// continues. What net/http does not accept as a request is outside of our control.
func FuzzRequest(f *testing.F) {
	for _, raw := range []string{
		"POST / HTTP/1.1\r\nHost: x\r\nX-TC-Action: CreateFace\r\nContent-Length: 2\r\n\r\n{}",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n0\r\n\r\n",
		"GET /?Images.0=x&Images.1.a=y&PersonId=%41 HTTP/1.1\r\nHost: x\r\nX-TC-Action: CreateFace\r\n\r\n",
		"GET /?A.0=&A.00=&=&..= HTTP/1.1\r\nHost: x\r\nX-TC-Action: GetGroupInfo\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: [::1]:80\r\nAuthorization: TC3-HMAC-SHA256 Credential=SIMULATORID/2020-01-01/iai/tc3_request, SignedHeaders=content-type;host;x, Signature=" + strings.Repeat("0", 64) + "\r\nX-TC-Timestamp: 9223372036854775807\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: TC3-HMAC-SHA256 Credential=////, SignedHeaders=, Signature=,,=\r\n\r\n",
		"GET /_sim/requests?action=[&since=-1 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /_sim/requests?since=2020-01-01T00:00:00Z HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /_sim/state HTTP/1.0\r\n\r\n", "POST /_sim/reset HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\r\n",
		"POST /_sim/faults HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 43\r\n\r\n[{\"action\":\"*\",\"probability\":1,\"drop\":\"x\"}]",
		"PUT /x/../ HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		f.Add([]byte(raw))
	}
	s, err := New(Options{QPS: 1e6})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	f.Fuzz(func(t *testing.T, raw []byte) {
		req, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
		if err != nil {
			return
		}
		before := s.Stats().Requests
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		if req.URL.Path != "/" {
			return
		}
		var a answer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != http.StatusOK || a.code() == "" {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
		if got := s.Stats().Requests; got != before+1 {
			t.Errorf("%d calls are recorded, want one", got-before)
		}
	})
}

// Rules come from files and over HTTP; accepted ones can have an effect.
func FuzzFaults(f *testing.F) {
	f.Add([]byte(`[{"action":"CreateFace","person":"p1*","nth":2,"answer":"FailedOperation.ServerError"},{"every":2,"times":1,"drop":"after"}]`))
	f.Add([]byte(`[{"probability":0.5,"delay":"6s"},{"apply_images":2},{"status":502,"reply":"<html>","apply":true}]`))
	f.Add([]byte(`[{"delay":"-1s"},{"colour":1},null,{"nth":1e99}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		rules, err := ReadFaults(bytes.NewReader(text))
		if err != nil {
			return
		}
		chosen := newFaults(rules, 1)
		for i := range uint64(5) {
			if r := chosen.choose("CreateFace", "p1", i); r.Delay < 0 || r.ends() && r.applies() && r.Drop == "before" {
				t.Errorf("%+v", r)
			}
		}
	})
}
