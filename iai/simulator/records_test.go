package simulator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRecordKeys(t *testing.T) {
	r := newRig(t, Options{}).group()
	r.person("p1", shot(0))
	body := `{"PersonId":"p1","Images":["` + shot(1) + `","` + shot(2) + `","` + shot(3) + `"]}`
	a := r.must("CreateFace", body)
	lines := strings.Split(strings.TrimSpace(r.get("/_sim/requests")), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines, want 3", len(lines))
	}
	if !strings.Contains(lines[1], `"action":"CreatePerson","person":"p1","group":"staff","images":1,`) {
		t.Error(lines[1])
	}
	var told map[string]any
	if err := json.Unmarshal([]byte(lines[2]), &told); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"arrived", "answered"} {
		if _, err := time.Parse(time.RFC3339Nano, told[key].(string)); err != nil {
			t.Error(err)
		}
		delete(told, key)
	}
	want := fmt.Sprint(map[string]any{
		"n": 3, "action": "CreateFace", "person": "p1", "group": "staff", "images": 3, "bytes": len(body),
		"code": "", "applied": true, "billed": true, "dropped": false, "cut": false, "request_id": a.Response.RequestId,
	})
	if fmt.Sprint(told) != want {
		t.Errorf("%v\nwant %v", told, want)
	}
}

func TestStateAndStatsKeys(t *testing.T) {
	r := newRig(t, Options{})
	if got, want := r.get("/_sim/stats"), `{"requests":0,"accepted":0,"refused":0,"billed":0,"overlaps":0,"parallel":0,"by_code":{},"by_action":{},"seconds":[]}`; strings.TrimSpace(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := r.get("/_sim/state"), `{"groups":[],"persons":[]}`; strings.TrimSpace(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
	raw := jpegOf(64, 64, "")
	face := r.group().person("p1", text(raw))
	created := r.state().Persons[0].Created
	want := fmt.Sprintf(`{"groups":[{"group_id":"staff","name":"staff"}],"persons":[{"person_id":"p1","name":"p1","gender":0,"group_ids":["staff"],"created":%d,"faces":[{"face_id":"%s","sha256":"%s"}]}]}`,
		created, face, hexHash(string(raw)))
	if got := r.get("/_sim/state"); strings.TrimSpace(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestBilling(t *testing.T) {
	r := newRig(t, Options{}).group()
	r.person("p", shot(0))                                                             // billed
	r.must("CreateFace", fields{"PersonId": "p", "Images": []string{shot(1), "AAAA"}}) // billed once, by the call
	r.must("GetPersonBaseInfo", fields{"PersonId": "p"})
	r.must("DeleteFace", fields{"PersonId": "p", "FaceIds": []string{"1"}})
	create := fields{"GroupId": "staff", "PersonId": "q", "PersonName": "q"}
	r.call("CreatePerson", create.with("Image", tagged("verdict=noface"))) // billed although refused
	r.call("CreatePerson", create.with("Image", tagged("verdict=quality")).with("QualityControl", 1))
	r.call("CreatePerson", create.with("Image", "AAAA"))
	if got := r.stats(); got.Billed != 3 || got.ByAction["CreatePerson"] != 4 || got.ByCode[""] != 5 {
		t.Errorf("%+v", got)
	}
}

func TestRecordsAreFiltered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{}).group()
		r.person("p1", shot(0))
		time.Sleep(time.Second)
		noon := time.Now().Format(time.RFC3339Nano)
		r.person("p2", shot(1))
		r.must("CreateFace", fields{"PersonId": "p1", "Images": []string{shot(2)}})
		for query, want := range map[string]string{
			"":                              "1 2 3 4",
			"?action=CreatePerson":          "2 3",
			"?action=Create*":               "1 2 3 4",
			"?person=p1":                    "2 4",
			"?person=p*":                    "2 3 4",
			"?action=CreateFace&person=p1":  "4",
			"?since=2":                      "3 4",
			"?since=9":                      "",
			"?since=" + noon:                "3 4",
			"?since=" + noon + "&person=p1": "4",
		} {
			numbers := []string{}
			for line := range strings.Lines(r.get("/_sim/requests" + query)) {
				var one Record
				if err := json.Unmarshal([]byte(line), &one); err != nil {
					t.Fatal(err)
				}
				numbers = append(numbers, fmt.Sprint(one.N))
			}
			if got := strings.Join(numbers, " "); got != want {
				t.Errorf("%s: records %q, want %q", query, got, want)
			}
		}
		for _, query := range []string{"since=yesterday", "since=-1", "action=[", "person=["} {
			r.ask("GET", "/_sim/requests?"+query, "", 400)
		}
	})
}

func TestLongLists(t *testing.T) {
	r := newRig(t, Options{})
	for range 5000 {
		r.s.ledger.add(entry{Record: Record{N: r.s.ledger.len() + 1}})
	}
	for i, one := range r.records() {
		if one.N != i+1 {
			t.Fatalf("record %d has number %d", i+1, one.N)
		}
	}
	if got := len(r.records()); got != 5000 {
		t.Errorf("%d records", got)
	}
}

func TestUnknownPaths(t *testing.T) {
	r := newRig(t, Options{})
	r.ask("GET", "/_sim/nothing", "", 404)
	r.ask("POST", "/_sim/stats", "", 405)
	r.ask("GET", "/_sim/reset", "", 405)
	r.ask("GET", "/_sim/rules", "", 404)
	r.ask("GET", "/_sim/requests?acton=CreateFace", "", 400)
	r.ask("GET", "/elsewhere", "", 404)
	if got := r.stats().Requests; got != 0 {
		t.Errorf("%d requests counted", got)
	}
	if got := r.ask("POST", "/_sim/faults", `[{"anwser":"X"}]`, 400); !strings.Contains(got, `rule 1: "anwser"`) {
		t.Error(got)
	}
}

// A hostile request is not stored at full length.
func TestRecordsStaySmall(t *testing.T) {
	r := newRig(t, Options{})
	r.call(long(5000), fields{"PersonId": strings.Repeat("名", 5000), "GroupId": long(5000)})
	last := r.last()
	if len(last.Action) != 64 || len(last.Person) != 126 || len(last.Group) != 128 {
		t.Errorf("%d, %d, %d bytes", len(last.Action), len(last.Person), len(last.Group))
	}
}
