package simulator

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"enroll.example/enroll/iai/simulator/account"

	"golang.org/x/image/bmp"
)

// rig is a simulator that is called without a socket.
type rig struct {
	t testing.TB
	s *Server
}

func newRig(t testing.TB, o Options) *rig {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &rig{t, s}
}

// answer is a parsed reply of the service.
type answer struct {
	Response struct {
		Error           struct{ Code, Message string }
		RequestId       string
		FaceId          string
		SimilarPersonId string
		RetCode         []int
		SucFaceIds      []string
		SucIndexes      []int
		SucDeletedNum   int
		SucGroupIds     []string
		FaceIds         []string
		FaceRect        account.Rect
		ImageWidth      int
		ImageHeight     int
		FaceInfos       []account.Rect
		PersonName      string
		Gender          int
		PersonNum       int
		FaceNum         int
		GroupNum        int
		PersonInfos     []struct {
			PersonId             string
			FaceIds              []string
			PersonExDescriptions []string
			CreationTimestamp    int64
		}
		GroupExDescriptions []string
		GroupInfos          []struct{ GroupId string }
		PersonGroupInfos    []struct{ GroupId string }
	}
}

func (a answer) code() string { return a.Response.Error.Code }

// call makes a signed call and fails the test if the reply does not have the right shape.
func (r *rig) call(action string, params any) answer {
	r.t.Helper()
	return r.send(signed(r.t, action, params))
}

func (r *rig) send(req *http.Request) (a answer) {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.s.ServeHTTP(w, req)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		r.t.Fatalf("status %d, content type %q", w.Code, w.Header().Get("Content-Type"))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		r.t.Fatalf("%v in %s", err, w.Body)
	}
	if len(a.Response.RequestId) != 36 || a.Response.RequestId[14] != '4' {
		r.t.Fatalf("RequestId %q is not a UUID of version 4", a.Response.RequestId)
	}
	return a
}

// must makes a call that succeeds.
func (r *rig) must(action string, params any) answer {
	r.t.Helper()
	a := r.call(action, params)
	if a.code() != "" {
		r.t.Fatalf("%s: %s: %s", action, a.code(), a.Response.Error.Message)
	}
	return a
}

// group makes the group "staff" with two custom fields.
func (r *rig) group() *rig {
	r.t.Helper()
	r.must("CreateGroup", fields{"GroupId": "staff", "GroupName": "staff", "GroupExDescriptions": []string{"dept", "floor"}})
	return r
}

// person enrolls a person into staff and returns the face ID.
func (r *rig) person(id string, photo string) string {
	r.t.Helper()
	return r.must("CreatePerson", fields{"GroupId": "staff", "PersonId": id, "PersonName": id, "Image": photo}).Response.FaceId
}

func (r *rig) get(path string) string {
	r.t.Helper()
	return r.ask(http.MethodGet, path, "", http.StatusOK)
}

func (r *rig) ask(method, path, body string, status int) string {
	r.t.Helper()
	w, request := httptest.NewRecorder(), httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	r.s.ServeHTTP(w, request)
	if w.Code != status {
		r.t.Fatalf("%s %s: status %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	return w.Body.String()
}

func (r *rig) records() (records []Record) {
	r.t.Helper()
	lines := json.NewDecoder(strings.NewReader(r.get("/_sim/requests")))
	for {
		var one Record
		if err := lines.Decode(&one); errors.Is(err, io.EOF) {
			return records
		} else if err != nil {
			r.t.Fatal(err)
		}
		records = append(records, one)
	}
}

func (r *rig) last() Record {
	r.t.Helper()
	all := r.records()
	return all[len(all)-1]
}

func (r *rig) stats() (stats Stats) {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.get("/_sim/stats")), &stats); err != nil {
		r.t.Fatal(err)
	}
	return stats
}

type stateReply struct {
	Groups []struct {
		ID   string `json:"group_id"`
		Name string
	}
	Persons []struct {
		ID      string `json:"person_id"`
		Name    string
		Gender  int64
		Groups  []string `json:"group_ids"`
		Created int64
		Faces   []struct {
			ID   string `json:"face_id"`
			Hash string `json:"sha256"`
		}
	}
}

func (r *rig) state() (state stateReply) {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.get("/_sim/state")), &state); err != nil {
		r.t.Fatal(err)
	}
	return state
}

type fields map[string]any

// with returns a copy with one field changed; a nil value leaves it out.
func (f fields) with(name string, value any) fields {
	changed := fields{}
	for k, v := range f {
		changed[k] = v
	}
	if changed[name] = value; value == nil {
		delete(changed, name)
	}
	return changed
}

func signed(t testing.TB, action string, params any) *http.Request {
	t.Helper()
	body, isText := params.(string)
	if !isText {
		text, err := json.Marshal(params)
		if err != nil {
			t.Fatal(err)
		}
		body = string(text)
	}
	return letter{action: action, body: body}.request()
}

// letter is a request with everything that can be wrong about it. It is signed by code of its own.
type letter struct {
	action, body    string
	method, query   string
	version         string
	id, key         string
	host, signHost  string // signHost: the signed host, if it is not the host sent
	service         string
	lower           bool   // sign header values in lower case
	extra           string // one more signed header, with the value "Mixed Case"
	unsignedPayload bool
	at              time.Time
	date            string
	signedBody      string // what is signed, if not the body
	authorization   string // instead of the one computed
}

func (l letter) request() *http.Request {
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	if l.at.IsZero() {
		l.at = time.Now()
	}
	host := or(l.host, "127.0.0.1:8480")
	req := httptest.NewRequest(or(l.method, "POST"), "http://"+host+"/?"+l.query, strings.NewReader(l.body))
	stamp := strconv.FormatInt(l.at.Unix(), 10)
	for name, value := range map[string]string{
		"Content-Type": "application/json; charset=UTF-8", "X-TC-Action": l.action,
		"X-TC-Version": or(l.version, apiVersion), "X-TC-Timestamp": stamp,
	} {
		req.Header.Set(name, value)
	}
	payload := or(l.signedBody, l.body)
	if l.unsignedPayload {
		payload = "UNSIGNED-PAYLOAD"
		req.Header.Set("X-TC-Content-SHA256", payload)
	}
	kind := req.Header.Get("Content-Type")
	if l.lower {
		kind = strings.ToLower(kind)
	}
	names, headers := "content-type;host", "content-type:"+kind+"\nhost:"+or(l.signHost, host)+"\n"
	if l.extra != "" {
		req.Header.Set(l.extra, "Mixed Case")
		names, headers = names+";"+l.extra, headers+l.extra+":Mixed Case\n"
	}
	scope := or(l.date, l.at.UTC().Format("2006-01-02")) + "/" + or(l.service, "iai") + "/tc3_request"
	canonical := hexHash(or(l.method, "POST") + "\n/\n" + l.query + "\n" + headers + "\n" + names + "\n" + hexHash(payload))
	key := []byte("TC3" + or(l.key, "SIMULATORKEY"))
	for part := range strings.SplitSeq(scope, "/") {
		key = hash(key, part)
	}
	signature := hex.EncodeToString(hash(key, "TC3-HMAC-SHA256\n"+stamp+"\n"+scope+"\n"+canonical))
	req.Header.Set("Authorization", or(l.authorization, fmt.Sprintf(
		"TC3-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s", or(l.id, "SIMULATORID"), scope, names, signature)))
	return req
}

func hexHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func hash(key []byte, s string) []byte {
	mac := hmac.New(sha256.New, key)
	io.WriteString(mac, s)
	return mac.Sum(nil)
}

// Pictures, as base64. A tag is "identity=ana", "verdict=noface" and so on.

func grey(width, height int) image.Image {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = byte(i)
	}
	return m
}

func jpegOf(width, height int, tag string) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, grey(width, height), nil)
	if tag == "" {
		return b.Bytes()
	}
	text := "enroll-sample " + tag
	comment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xFE}, uint16(len(text)+2))
	return join(b.Bytes()[:2], comment, []byte(text), b.Bytes()[2:])
}

func pngOf(width, height int, tag string) []byte {
	var b bytes.Buffer
	png.Encode(&b, grey(width, height))
	const header = 8 + 12 + 13
	if tag == "" {
		return b.Bytes()
	}
	chunk := []byte("tEXtComment\x00enroll-sample " + tag)
	sized := binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4))
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk))
	return join(b.Bytes()[:header], sized, chunk, sum, b.Bytes()[header:])
}

func bmpOf(width, height int) []byte {
	var b bytes.Buffer
	bmp.Encode(&b, grey(width, height))
	return b.Bytes()
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func text(raw []byte) string { return base64.StdEncoding.EncodeToString(raw) }

// shot is a good photo; another n is another photo.
func shot(n int) string { return text(jpegOf(64+n, 64, "")) }

func tagged(tag string) string { return text(jpegOf(80, 80, tag)) }

func reader(body string) io.ReadCloser { return io.NopCloser(strings.NewReader(body)) }
