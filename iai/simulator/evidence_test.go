package simulator

import (
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	drawn "enroll.example/enroll/samples/face"

	"github.com/disintegration/imaging"
)

// The records are the evidence for everything else, so they have tests of their own.

func TestDeletedPersonRecordHasGroup(t *testing.T) {
	r := newRig(t, Options{}).group()
	r.person("p", shot(0))
	r.must("DeletePerson", fields{"PersonId": "p"})
	if last := r.last(); last.Group != "staff" || !last.Applied {
		t.Errorf("%+v", last)
	}
}

func TestWindowsOfEachQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{QPS: 2})
		for range 3 {
			r.call("GetGroupList", fields{})
			r.call("DetectFace", fields{"Image": text(jpegOf(80, 80, ""))})
		}
		for _, path := range []string{"/_sim/stats", "/_sim/stats?quota=management", "/_sim/stats?quota=detection"} {
			if got := r.get(path); !strings.Contains(got, `"seconds":[{"second":0,"accepted":2,"refused":1}]`) {
				t.Errorf("%s: %s", path, got)
			}
		}
		if got := newRig(t, Options{Per: "action"}).s; len(got.StatsOf("GetGroupList").Seconds) != 0 {
			t.Errorf("%+v", got.Stats())
		}
	})
}

func TestLongGapIsLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{})
		for _, silence := range []time.Duration{0, time.Hour, 20 * 365 * 24 * time.Hour, 2 * time.Second} {
			time.Sleep(silence)
			r.must("GetGroupList", fields{})
		}
		seconds := r.stats().Seconds
		if n := len(seconds); n != 3601+3 || seconds[n-1].Second-seconds[n-3].Second != 2 || seconds[n-3].Second != 3600+20*365*24*3600 {
			t.Errorf("%d windows, the last %+v", n, seconds[len(seconds)-3:])
		}
	})
}

// A call that began to arrive while another one on its person was in service overlapped with it.
func TestArrivingCallOverlaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: time.Second}).group()
		r.person("p", shot(0))
		slow, body := io.Pipe()
		req := signed(t, "GetPersonBaseInfo", fields{"PersonId": "p"})
		whole, _ := io.ReadAll(req.Body)
		req.Body = slow
		var calls sync.WaitGroup
		calls.Go(func() { r.s.ServeHTTP(httptest.NewRecorder(), req) })
		synctest.Wait()
		r.must("CreateFace", fields{"PersonId": "p", "Images": []string{shot(1)}})
		body.Write(whole)
		body.Close()
		calls.Wait()
		if got := r.stats(); got.Overlaps != 1 || got.ByCode["FailedOperation.ConflictOperation"] != 0 {
			t.Errorf("%+v", got)
		}
		r.must("GetPersonBaseInfo", fields{"PersonId": "p"})
		if got := r.stats().Overlaps; got != 1 || len(r.s.left) != 0 {
			t.Errorf("%d overlaps, %d ends remembered", got, len(r.s.left))
		}
	})
}

// The time before a call enters service counts as well.
func TestLateArrivalIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Timeout: 5 * time.Second})
		slow, body := io.Pipe()
		req := signed(t, "CreateGroup", fields{"GroupId": "g", "GroupName": "g"})
		whole, _ := io.ReadAll(req.Body)
		req.Body = slow
		time.AfterFunc(6*time.Second, func() { body.Write(whole); body.Close() })
		if got := r.send(req).code(); got != "FailedOperation.RequestTimeout" {
			t.Errorf("code %q", got)
		}
	})
}

// A late call that was applied is billed, whatever the reply was.
func TestLateCallIsBilledIfApplied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: 6 * time.Second, Timeout: 5 * time.Second})
		for i := range 20 {
			id := fmt.Sprint("g", i)
			r.call("CreateGroup", fields{"GroupId": id, "GroupName": id})
			r.call("CreatePerson", fields{"GroupId": id, "PersonId": id, "PersonName": id, "Image": shot(0)})
			if last := r.last(); last.Billed != last.Applied {
				t.Errorf("%+v", last)
			}
		}
		if got := r.stats().Billed; got == 0 {
			t.Error("no late call has happened")
		}
	})
}

func TestReplicaPendingIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{ReadLag: 2 * time.Second})
		for i := range 100 {
			id := fmt.Sprint("g", i)
			r.must("CreateGroup", fields{"GroupId": id, "GroupName": id})
			time.Sleep(time.Second)
		}
		if n := len(r.s.replica.pending); n > 3 {
			t.Errorf("%d changes wait", n)
		}
	})
}

func TestGroupScopeCoversAllGroupsOfPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Scope: "group", Latency: time.Second}).group()
		r.must("CreateGroup", fields{"GroupId": "b", "GroupName": "b"})
		r.person("p", shot(0))
		r.must("CopyPerson", fields{"PersonId": "p", "GroupIds": []string{"b"}})
		r.must("CreatePerson", fields{"GroupId": "b", "PersonId": "q", "PersonName": "q", "Image": shot(1)})
		beside := func(person string) string {
			var first sync.WaitGroup
			first.Go(func() { r.call("CreateFace", fields{"PersonId": person, "Images": []string{shot(2)}}) })
			defer first.Wait()
			time.Sleep(500 * time.Millisecond)
			return r.call("CreateFace", fields{"PersonId": "q", "Images": []string{shot(3)}}).code()
		}
		if got := beside("p"); got != "FailedOperation.CreateFaceConcurrent" {
			t.Errorf("beside somebody in two groups: %q", got)
		}
		if got := beside("nobody"); got != "" {
			t.Errorf("beside nobody: %q", got)
		}
	})
}

func TestNullCountsAsAbsent(t *testing.T) {
	r := newRig(t, Options{}).group()
	r.person("p", shot(0))
	r.must("ModifyPersonBaseInfo", fields{"PersonId": "p", "Gender": 2})
	r.must("ModifyPersonBaseInfo", `{"PersonId":"p","Gender":null}`)
	if got := r.must("GetPersonBaseInfo", fields{"PersonId": "p"}).Response.Gender; got != 2 {
		t.Errorf("gender %d", got)
	}
	r.call("CreatePerson", `{"GroupId":"staff","PersonId":"q","PersonName":"q","Image":null}`)
	if got := r.last().Images; got != 0 {
		t.Errorf("%d images", got)
	}
}

func TestPhotoOnItsSideIsRotated(t *testing.T) {
	r := newRig(t, Options{Look: true})
	tall := imaging.CropAnchor(drawn.Draw(7, 1, 240), 180, 240, imaging.Center)
	lying := drawn.Insert(drawn.EncodeJPEG(imaging.Rotate90(tall), ""), 0xE1, exif(6))
	reply := r.must("DetectFace", fields{"Image": text(lying)}).Response
	if one := reply.FaceInfos[0]; reply.ImageWidth != 180 || reply.ImageHeight != 240 || one.X+one.Width > 180 || one.Y+one.Height > 240 {
		t.Errorf("%+v", reply)
	}
}

// A photo whose two headers have different sizes is not a photo.
func TestPhotoWithTwoSizes(t *testing.T) {
	whole := pngOf(64, 64, "")
	const head = 8 + 12 + 13
	huge := drawn.Chunk("IHDR", []byte{0, 0, 0xFD, 0xE8, 0, 0, 0xFD, 0xE8, 16, 6, 0, 0, 0})
	both := join(whole[:8], huge, whole[8:head], whole[head:])
	for _, look := range []bool{false, true} {
		r := newRig(t, Options{Look: look})
		if got := r.call("DetectFace", fields{"Image": text(both)}).code(); got != "FailedOperation.ImageDecodeFailed" {
			t.Errorf("look %v: code %q", look, got)
		}
	}
	if _, err := see(join(whole[:8], huge, whole[head:]), false); !errors.Is(err, errOversize) {
		t.Errorf("%v, want it too large to be decoded", err)
	}
}

// The work is proportional to the body, whatever its content: otherwise this test would not end.
func TestBodyOfEscapes(t *testing.T) {
	r := newRig(t, Options{})
	body := `{"GroupId":"` + strings.Repeat(`\/`, 4<<20) + `"}`
	if got := r.call("GetGroupInfo", body).code(); got != "InvalidParameterValue.GroupIdTooLong" {
		t.Errorf("code %q", got)
	}
}

// A record keeps nothing of a request in memory but its own fields.
func TestRecordsKeepNoRequestMemory(t *testing.T) {
	r := newRig(t, Options{})
	body := `{"PersonId":"` + strings.Repeat("x", 4<<20) + `"}`
	before := heap()
	for range 8 {
		r.call("GetPersonBaseInfo", body)
	}
	if grown := int64(heap()) - int64(before); grown > 5<<20 {
		t.Errorf("%d MB for 8 records", grown>>20)
	}
}

// The dialled address counts; nothing is sent to another.
func TestOnlyLoopbackIsDialled(t *testing.T) {
	for _, address := range []string{"192.0.2.1:80", "[2001:db8::1]:80", "10.0.0.1:1"} {
		if _, err := newFetcher("loopback").Get("http://" + address); !errors.Is(err, errElsewhere) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestStrictNames(t *testing.T) {
	for strict, want := range map[bool]string{false: "", true: "InvalidParameterValue.PersonNameIllegal"} {
		r := newRig(t, Options{StrictNames: strict}).group()
		create := fields{"GroupId": "staff", "PersonId": "p", "PersonName": "Ana·María", "Image": shot(0)}
		if got := r.call("CreatePerson", create).code(); got != want {
			t.Errorf("strict %v: code %q, want %q", strict, got, want)
		}
		r.must("CreatePerson", create.with("PersonName", "王-小_明1").with("PersonId", "q"))
	}
}
