package simulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	iai "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/iai/v20200303"
)

func listen(t testing.TB, o Options) *Listener {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen("127.0.0.1:0", s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func official(t testing.TB, l *Listener) *iai.Client {
	t.Helper()
	p := profile.NewClientProfile()
	p.HttpProfile.Scheme = "http"
	p.HttpProfile.Endpoint = strings.TrimPrefix(l.URL, "http://")
	client, err := iai.NewClient(common.NewCredential("SIMULATORID", "SIMULATORKEY"), "ap-guangzhou", p)
	if err != nil {
		t.Fatal(err)
	}
	client.WithHttpTransport(&http.Transport{})
	return client
}

// got fails the test unless a call of the SDK succeeds.
func got[T any](t testing.TB) func(T, error) T {
	return func(response T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
}

// The official SDK can call the simulator, and finds every field in its place.
func TestOfficialSDK(t *testing.T) {
	client := official(t, listen(t, Options{}))

	group := iai.NewCreateGroupRequest()
	group.GroupId, group.GroupName = new("staff"), new("staff")
	group.GroupExDescriptions = common.StringPtrs([]string{"dept"})
	if made := got[*iai.CreateGroupResponse](t)(client.CreateGroup(group)).Response; *made.FaceModelVersion != "3.0" {
		t.Errorf("%+v", made)
	}
	asked := iai.NewGetGroupInfoRequest()
	asked.GroupId = new("staff")
	if told := got[*iai.GetGroupInfoResponse](t)(client.GetGroupInfo(asked)).Response; *told.GroupName != "staff" || *told.GroupExDescriptions[0] != "dept" || *told.CreationTimestamp == 0 {
		t.Errorf("%+v", told)
	}

	enroll := iai.NewCreatePersonRequest()
	enroll.GroupId, enroll.PersonId, enroll.PersonName = new("staff"), new("p1"), new("Ana")
	enroll.Gender, enroll.Image = new(int64(2)), new(tagged("identity=ana"))
	enroll.PersonExDescriptionInfos = []*iai.PersonExDescriptionInfo{{PersonExDescriptionIndex: new(uint64(0)), PersonExDescription: new("R&D")}}
	enroll.UniquePersonControl, enroll.QualityControl, enroll.NeedRotateDetection = new(uint64(2)), new(uint64(1)), new(uint64(1))
	enrolled := got[*iai.CreatePersonResponse](t)(client.CreatePerson(enroll)).Response
	if *enrolled.SimilarPersonId != "" || len(*enrolled.FaceId) != 19 || *enrolled.FaceRect.Width != 40 {
		t.Errorf("%+v", enrolled)
	}
	enroll.PersonId = new("p2")
	if alike := got[*iai.CreatePersonResponse](t)(client.CreatePerson(enroll)).Response; *alike.SimilarPersonId != "p1" {
		t.Errorf("%+v", alike)
	}

	add := iai.NewCreateFaceRequest()
	add.PersonId, add.Images = new("p1"), common.StringPtrs([]string{shot(1), tagged("identity=bob"), shot(2)})
	add.FaceMatchThreshold, add.QualityControl, add.NeedRotateDetection = new(60.0), new(uint64(1)), new(uint64(0))
	added := got[*iai.CreateFaceResponse](t)(client.CreateFace(add)).Response
	if *added.SucFaceNum != 2 || *added.RetCode[1] != -1604 || *added.SucIndexes[1] != 2 || len(added.SucFaceRects) != 2 {
		t.Errorf("%+v", added)
	}

	remove := iai.NewDeleteFaceRequest()
	remove.PersonId, remove.FaceIds = new("p1"), added.SucFaceIds[:1]
	if removed := got[*iai.DeleteFaceResponse](t)(client.DeleteFace(remove)).Response; *removed.SucDeletedNum != 1 || *removed.SucFaceIds[0] != *added.SucFaceIds[0] {
		t.Errorf("%+v", removed)
	}

	read := iai.NewGetPersonBaseInfoRequest()
	read.PersonId = new("p1")
	person := got[*iai.GetPersonBaseInfoResponse](t)(client.GetPersonBaseInfo(read)).Response
	if *person.PersonName != "Ana" || *person.Gender != 2 || len(person.FaceIds) != 2 {
		t.Errorf("%+v", person)
	}

	list := iai.NewGetPersonListRequest()
	list.GroupId, list.Offset, list.Limit = new("staff"), new(uint64(0)), new(uint64(1000))
	listed := got[*iai.GetPersonListResponse](t)(client.GetPersonList(list)).Response
	if *listed.PersonNum != 1 || *listed.FaceNum != 2 || *listed.FaceModelVersion != "3.0" {
		t.Errorf("%+v", listed)
	}
	if one := listed.PersonInfos[0]; *one.PersonId != "p1" || *one.PersonExDescriptions[0] != "R&D" || *one.CreationTimestamp == 0 ||
		!slices.Equal(common.StringValues(one.FaceIds), common.StringValues(person.FaceIds)) {
		t.Errorf("%+v", one)
	}

	read.PersonId = new("nobody")
	_, err := client.GetPersonBaseInfo(read)
	var refused *sdkerrors.TencentCloudSDKError
	if !errors.As(err, &refused) || refused.Code != "InvalidParameterValue.PersonIdNotExist" || len(refused.RequestId) != 36 {
		t.Errorf("%v", err)
	}
}

func TestRepliesHaveDate(t *testing.T) {
	res, err := http.Post(listen(t, Options{}).URL, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if at, err := http.ParseTime(res.Header.Get("Date")); err != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("Date %q: %v", res.Header.Get("Date"), err)
	}
}

// A body over the limit is read to its end, so that its sender receives the reply.
func TestOversizedBodyIsAnswered(t *testing.T) {
	l := listen(t, Options{})
	res, err := http.Post(l.URL, "application/json", strings.NewReader(strings.Repeat("x", 3*bodyLimit/2)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("status %d", res.StatusCode)
	}
	if last := (&rig{t, l.server}).last(); last.Code != "RequestSizeLimitExceeded" || last.Bytes != 3*bodyLimit/2 {
		t.Errorf("%+v", last)
	}
}

func TestListenDefaultsToLoopback(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen(":0", s)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(l.URL, "http://127.0.0.1:") {
		t.Error(l.URL)
	}
	if _, err := Listen(strings.TrimPrefix(l.URL, "http://"), s); err == nil {
		t.Error("an address in use: no error")
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	<-l.Done()
	if _, err := http.Get(l.URL + "/_sim/stats"); err == nil {
		t.Error("still serving after Close")
	}
}

// A client that never finishes its request is cut off when the listener closes.
func TestCloseCutsOffSendingClients(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen("127.0.0.1:0", s)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(l.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{")
	await(t, func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.arrivals > 0 })
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	for _, left := range []string{"(*Server).serveCall", "(*Listener).run"} {
		if bytes.Contains(stacks, []byte(left)) {
			t.Errorf("%s is left running", left)
		}
	}
}

// Closing while a call is in service lets it be applied and answered first.
func TestCloseAnswersCallsInService(t *testing.T) {
	l := listen(t, Options{Latency: time.Hour})
	client := official(t, l)
	answered := make(chan error)
	go func() {
		group := iai.NewCreateGroupRequest()
		group.GroupId, group.GroupName = new("staff"), new("staff")
		_, err := client.CreateGroup(group)
		answered <- err
	}()
	awaitService(t, l.server)
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := <-answered; err != nil {
		t.Error(err)
	}
}

// A connection closed by the client shows in the record.
func TestClosedConnectionIsRecorded(t *testing.T) {
	r := newRig(t, Options{Latency: time.Hour})
	noticed := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		context.AfterFunc(req.Context(), func() { close(noticed) })
		r.s.ServeHTTP(w, req)
	}))
	defer web.Close()
	ctx, hangUp := context.WithCancel(t.Context())
	req := signed(t, "CreateGroup", fields{"GroupId": "g", "GroupName": "g"}).WithContext(ctx)
	req.RequestURI, req.URL.Host = "", strings.TrimPrefix(web.URL, "http://")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
		}
	}()
	awaitService(t, r.s)
	hangUp()
	<-noticed
	r.s.Close()
	<-ended
	if last := r.last(); !last.Cut || !last.Applied {
		t.Errorf("%+v, want it cut and applied all the same", last)
	}
}

// awaitService returns once a call is in service.
func awaitService(t testing.TB, s *Server) {
	t.Helper()
	await(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.service.calls > 0
	})
}

// await returns once a condition holds.
func await(t testing.TB, holds func() bool) {
	t.Helper()
	for t.Context().Err() == nil && !holds() {
		runtime.Gosched()
	}
}
