package iai

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
)

// everyCall has one call of each action.
var everyCall = []enrollment.Call{looking, grouping, creating, adding, deleting, reading, listing}

// A reply that looks like a success but says something impossible is not one: the call may have been
// applied.
func TestImpossibleRepliesAreBad(t *testing.T) {
	long := strings.Repeat("7", 900_000)
	for name, c := range map[string]struct {
		call enrollment.Call
		says string
	}{
		"a face too long":                       {creating, `"FaceId":"` + long + `"`},
		"a face with colours":                   {creating, `"FaceId":"\u001b[31m1"`},
		"a face with a mark of direction":       {creating, `"FaceId":"1\u202e"`},
		"a face and somebody alike":             {creating, `"FaceId":"1","SimilarPersonId":"bo"`},
		"somebody alike with a bell":            {creating, `"FaceId":"","SimilarPersonId":"bo\u0007"`},
		"somebody alike too long":               {creating, `"SimilarPersonId":"` + long + `"`},
		"an upload with an empty face":          {adding, `"SucFaceNum":1,"SucFaceIds":[""],"RetCode":[0,-1101]`},
		"an upload with a face of null":         {adding, `"SucFaceNum":1,"SucFaceIds":[null],"RetCode":[0,-1101]`},
		"an upload with one face for two":       {adding, `"SucFaceNum":2,"SucFaceIds":["1","1"],"RetCode":[0,0]`},
		"an upload with one face for two parts": {adding, `"SucFaceIds":["1","1"],"RetCode":[0,0],"SucIndexes":[0,1]`},
		"an upload that counts otherwise":       {adding, `"SucFaceNum":1,"SucFaceIds":["1","2"],"RetCode":[0,0]`},
		"an upload with more indexes":           {adding, `"SucFaceIds":["1"],"RetCode":[0,-1101],"SucIndexes":[0,1]`},
		"an upload with fewer indexes":          {adding, `"SucFaceIds":["1","2"],"RetCode":[0,0],"SucIndexes":[0]`},
		"an upload with an index for two":       {adding, `"SucFaceIds":["1","2"],"RetCode":[0,0],"SucIndexes":[1,1]`},
		"an upload with an index of null":       {adding, `"SucFaceIds":["1","2"],"RetCode":[0,0],"SucIndexes":[0,null]`},
		"an upload with faces too long":         {adding, `"SucFaceIds":["1","` + long + `"],"RetCode":[0,0]`},
		"a deleted face with colours":           {deleting, `"SucFaceIds":["\u001b[31m"]`},
		"a person with an empty face":           {reading, `"PersonName":"Ana","FaceIds":["1",""]`},
		"a person with one face twice":          {reading, `"PersonName":"Ana","FaceIds":["1","1"]`},
		"a person with a thousand faces":        {reading, `"PersonName":"Ana","FaceIds":` + many(1000)},
		"a page longer than was asked for":      {listing, `"PersonNum":1,"PersonInfos":[` + strings.Repeat(`{"PersonId":"a"},`, 1000) + `{"PersonId":"a"}]`},
		"a page with nobody's id":               {listing, `"PersonNum":1,"PersonInfos":[{"PersonName":"Ana"}]`},
		"a page with an empty face":             {listing, `"PersonNum":1,"PersonInfos":[{"PersonId":"a","FaceIds":[""]}]`},
		"a page from the year 33658":            {listing, `"PersonNum":1,"PersonInfos":[{"PersonId":"a","CreationTimestamp":1000000000000000}]`},
		"a page from before all time":           {listing, `"PersonNum":1,"PersonInfos":[{"PersonId":"a","CreationTimestamp":18446744073709551615000}]`},
	} {
		t.Run(name, func(t *testing.T) {
			result := newRig(t, says(c.says)).do(c.call)
			if want := (enrollment.Result{Code: codes.BadReply, RequestID: "r-1"}); !reflect.DeepEqual(replyPart(result), want) {
				t.Errorf("%.300s", fmt.Sprintf("%+v", result))
			}
			if result.Cause != "the reply did not come from the service" {
				t.Errorf("its cause is %q", result.Cause)
			}
		})
	}
}

// many returns n faces.
func many(n int) string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint("f", i)
	}
	text, _ := json.Marshal(ids)
	return string(text)
}

// To enroll, Run.NotAttempted means that a call was never sent, and ClientError.CredentialError that
// none will be. From the service both mean nothing.
func TestOwnCodesAreNotAccepted(t *testing.T) {
	for _, code := range []string{
		codes.RunNotAttempted, codes.PhotoChanged, codes.RosterNoPhoto, codes.RunPersonExists, codes.NoCredential,
		codes.NetworkError, "ClientError.TypeError", "Run.NotAttempted.Really", "\x1bRun.NotAttempted", "Run.NotAttempted\u202e", "\x1b",
	} {
		for _, call := range everyCall {
			r := newRig(t, refuses(code))
			result := r.do(call)
			if want := (enrollment.Result{Code: codes.BadReply, RequestID: "r-1"}); !reflect.DeepEqual(replyPart(result), want) {
				t.Errorf("%q to %s: %+v", code, call.Action, replyPart(result))
			}
			if n := len(r.requests()); n != 1 {
				t.Errorf("%q to %s: sent %d times", code, call.Action, n)
			}
		}
	}
}

// The SDK accepts other forms of a reply, by which a success would count as a fault before the call.
func TestReplyForms(t *testing.T) {
	const whole = `"FaceId":"1","RequestId":"r-1"`
	for name, reply := range map[string]http.HandlerFunc{
		"a refusal of API 2.0":               sends(200, `{"Response":{`+whole+`},"code":4000,"codeDesc":"InvalidParameterValue.NoFaceInPhoto"}`),
		"one in other letters":               sends(200, `{"Response":{`+whole+`},"CODE":4000,"CodeDesc":"Run.NotAttempted"}`),
		"a refusal without a code":           sends(200, `{"Response":{"Error":{"Message":"no"},`+whole+`}}`),
		"a refusal with a code and a number": sends(200, `{"Response":{"Error":{"Code":7},`+whole+`}}`),
	} {
		t.Run(name, func(t *testing.T) {
			if result := newRig(t, reply).do(creating); result.Code != codes.BadReply || result.RequestID != "r-1" {
				t.Errorf("%+v", replyPart(result))
			}
		})
	}
	for _, kind := range []string{"text/event-stream", "application/octet-stream", "text/html", ""} {
		r := newRig(t, func(w http.ResponseWriter, q *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("X-TC-RequestId", "\u202e")
			io.WriteString(w, `{"Response":{`+whole+`}}`)
		})
		if result := r.do(creating); result.Code != "" || result.FaceID != "1" {
			t.Errorf("an answer that is called %q: %+v", kind, replyPart(result))
		}
	}
}

func TestNamesArePlainAndShort(t *testing.T) {
	long := strings.Repeat("7", 900_000)
	for name, c := range map[string]struct {
		call   enrollment.Call
		reply  string
		result enrollment.Result
	}{
		"a request id with colours": {creating, `{"Response":{"FaceId":"1","RequestId":"\u001b[31mr-1\u0007\r\u202e"}}`,
			enrollment.Result{FaceID: "1", RequestID: "31mr-1"}},
		"a request id without end": {creating, `{"Response":{"FaceId":"1","RequestId":"` + long + `"}}`,
			enrollment.Result{FaceID: "1", RequestID: long[:128]}},
		"a request id of nothing": {creating, `{"Response":{"FaceId":"1","RequestId":"\u202e"}}`,
			enrollment.Result{Code: codes.BadReply}},
		"a code with colours": {creating, `{"Response":{"Error":{"Code":"\u001b[31mInternalError"},"RequestId":"r-1"}}`,
			enrollment.Result{Code: "31mInternalError", RequestID: "r-1"}},
		"a code without end": {creating, `{"Response":{"Error":{"Code":"` + long + `"},"RequestId":"r-1"}}`,
			enrollment.Result{Code: long[:128], RequestID: "r-1"}},
		"a name without end": {reading, `{"Response":{"PersonName":"` + long + `","RequestId":"r-1"}}`,
			enrollment.Result{Name: long[:80], FaceIDs: []string{}, RequestID: "r-1"}},
		"a group without end": {looking, `{"Response":{"GroupName":"` + long + `","RequestId":"r-1"}}`,
			enrollment.Result{Name: long[:80], RequestID: "r-1"}},
		"somebody without end": {listing, `{"Response":{"PersonInfos":[{"PersonId":"` + long + `","PersonName":"` + long + `"}],"RequestId":"r-1"}}`,
			enrollment.Result{RequestID: "r-1", Persons: []enrollment.Listed{{Person: long[:80], Name: long[:80], FaceIDs: []string{}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if result := newRig(t, sends(200, c.reply)).do(c.call); !reflect.DeepEqual(replyPart(result), c.result) {
				t.Errorf("%.500s", fmt.Sprintf("%+v", replyPart(result)))
			}
		})
	}
}

// A page of a list may be longer than any other reply: 1,000 persons with all fields at their limits.
func TestLongPageIsRead(t *testing.T) {
	text := strings.Repeat(`\ud83d\ude00`, 60)
	somebody := fmt.Sprintf(`{"PersonId":%q,"PersonName":"%s","Gender":1,"PersonExDescriptions":["%[2]s","%[2]s","%[2]s","%[2]s","%[2]s"],"FaceIds":%s,"CreationTimestamp":1700000000123}`,
		strings.Repeat("a", 64), text, many(5))
	page := `"PersonNum":1000,"PersonInfos":[` + strings.Repeat(somebody+",", 999) + somebody + `]`
	if result := newRig(t, says(page)).do(listing); result.Code != "" || len(result.Persons) != 1000 {
		t.Errorf("of a page of %d bytes %d persons are read, code %q", len(page), len(result.Persons), result.Code)
	}
}

// Of three million empty persons the SDK makes 1.8 GB before they can be counted.
func TestHugePageCostsNoMemory(t *testing.T) {
	r := newRig(t, says(`"PersonInfos":[`+strings.Repeat("{},", 3_000_000)+`{}]`))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	result := r.do(listing)
	runtime.ReadMemStats(&after)
	if result.Code != codes.BadReply || result.RequestID != "r-1" {
		t.Errorf("%.300v", replyPart(result))
	}
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 200 {
		t.Errorf("it took %d MiB", took)
	}
}

// compressed sends a body compressed.
func compressed(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, body)
		z.Close()
	}
}

func TestCompressedReply(t *testing.T) {
	if result := newRig(t, compressed(`{"Response":{"FaceId":"1","RequestId":"r-1"}}`)).do(creating); result.FaceID != "1" {
		t.Errorf("%+v", replyPart(result))
	}
}

// FuzzReply answers each call with arbitrary bytes. The result is bounded and plain, and a success
// only where the reply has what the call asks for.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{
		`{"Response":{"FaceId":"3817000000000000001","SimilarPersonId":"","RequestId":"r-1"}}`,
		`{"Response":{"SucFaceNum":2,"SucFaceIds":["31","32"],"RetCode":[0,0],"SucIndexes":[1,0],"RequestId":"r-1"}}`,
		`{"Response":{"PersonName":"Ana","Gender":2,"FaceIds":["1","2"],"RequestId":"r-1"}}`,
		`{"Response":{"PersonNum":1,"PersonInfos":[{"PersonId":"ana","PersonName":"Ana","FaceIds":["1"],"CreationTimestamp":1700000000123}],"RequestId":"r-1"}}`,
		`{"Response":{"Error":{"Code":"Run.NotAttempted","Message":"no"},"RequestId":"r-1"}}`,
		`{"Response":{"RequestId":"r-1"},"code":4000,"codeDesc":"Odd"}`,
		`{"Response":{"SucFaceIds":["",null],"RetCode":[null,0],"SucIndexes":[null,99],"RequestId":"\u001b"},"response":null}`,
		"null", "[]", "", "\x1f\x8b",
	} {
		f.Add([]byte(seed), "application/json")
		f.Add([]byte(seed), "text/event-stream")
	}
	f.Fuzz(func(t *testing.T, reply []byte, contentType string) {
		r := &rig{t: t}
		r.connect("http://service")
		r.transport.RegisterProtocol("http", answer{reply, contentType})
		for _, call := range everyCall {
			result, err := r.Do(t.Context(), call)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range faultsOf(call, result) {
				t.Errorf("%s: %s: %.300s", call.Action, fault, fmt.Sprintf("%+v", result))
			}
		}
	})
}

// answer is a transport that returns only this body.
type answer struct {
	body []byte
	kind string
}

func (a answer) RoundTrip(q *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(q.Context()).GotConn(httptrace.GotConnInfo{})
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {a.kind}},
		Body: io.NopCloser(bytes.NewReader(a.body)), Request: q,
	}, nil
}

// faultsOf returns what a result must not contain.
func faultsOf(call enrollment.Call, r enrollment.Result) (faults []string) {
	must := func(ok bool, fault string) {
		if !ok {
			faults = append(faults, fault)
		}
	}
	names := append([]string{r.RequestID, r.Code, r.FaceID}, r.FaceIDs...)
	length := len(r.Name) + len(r.SimilarPersonID) + len(r.Cause)
	for _, name := range names {
		length += len(name)
		must(codes.Plain(name) == name, "a name is not plain")
	}
	must(length < 8<<10, "it is too long")
	must(!r.Unsent, "it left")
	must(r.RequestID == "" || !codes.Ours(r.Code) || r.Code == codes.BadReply, "the service has a code of ours")
	must(r.RequestID != "" || codes.Ours(r.Code), "nobody answered, and yet there is an answer")
	must(len(r.Persons) <= call.Limit, "too many persons")
	text, err := json.Marshal(r)
	must(err == nil && len(text) < 16<<10, "it cannot be written down")
	if r.Code != "" {
		return faults
	}
	faces := slices.Sorted(slices.Values(r.FaceIDs))
	must(len(slices.Compact(faces)) == len(r.FaceIDs) && !slices.Contains(faces, ""), "faces that cannot be")
	switch call.Action {
	case enrollment.CreatePerson:
		must((r.FaceID == "") != (r.SimilarPersonID == ""), "neither a face nor somebody alike, or both")
	case enrollment.CreateFace:
		refused := slices.DeleteFunc(slices.Clone(r.RetCodes), func(code int) bool { return code == 0 })
		must(len(r.RetCodes) == len(call.Photos) && len(r.RetCodes)-len(refused) == len(r.FaceIDs), "counts that do not fit")
	}
	return faults
}
