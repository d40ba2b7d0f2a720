package simulator

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func rules(t testing.TB, text string) []Rule {
	t.Helper()
	read, err := ReadFaults(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// Each case is a fault file and calls; for each call it says whether the first rule was applied to it.
func TestRuleMatching(t *testing.T) {
	for name, c := range map[string]struct{ match, calls, want string }{
		"everything":                      {`"action":"*"`, "CreateFace:p CreatePerson:q GetPersonList:", "yes yes yes"},
		"an action":                       {`"action":"CreateFace"`, "CreateFace:p CreatePerson:p", "yes no"},
		"a glob of actions":               {`"action":"Create*"`, "CreateFace:p CreatePerson:p GetPersonList:", "yes yes no"},
		"a person":                        {`"person":"p1"`, "CreateFace:p1 CreateFace:p12 GetPersonList:", "yes no no"},
		"a glob of persons":               {`"person":"p1*"`, "CreateFace:p1 CreateFace:p12 CreateFace:p2", "yes yes no"},
		"the second":                      {`"action":"CreateFace","nth":2`, "CreateFace:p CreatePerson:p CreateFace:q CreateFace:p", "no no yes no"},
		"each third":                      {`"every":3`, "CreateFace:a CreateFace:b CreateFace:c CreateFace:d CreateFace:e CreateFace:f", "no no yes no no yes"},
		"at most twice":                   {`"times":2`, "CreateFace:a CreateFace:b CreateFace:c", "yes yes no"},
		"each second, once":               {`"every":2,"times":1`, "CreateFace:a CreateFace:b CreateFace:c CreateFace:d", "no yes no no"},
		"always, by a probability of one": {`"probability":1`, "CreateFace:a CreateFace:b", "yes yes"},
		"next to never":                   {`"probability":1e-9`, "CreateFace:a CreateFace:b", "no no"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFaults(rules(t, `[{`+c.match+`,"answer":"X"}]`), 1)
			got := []string{}
			for call := range strings.FieldsSeq(c.calls) {
				action, person, _ := strings.Cut(call, ":")
				got = append(got, map[bool]string{true: "yes", false: "no"}[f.choose(action, person, 0).Answer == "X"])
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("applied: %v, want %v", got, c.want)
			}
		})
	}
}

func TestFirstMatchingRuleApplies(t *testing.T) {
	f := newFaults(rules(t, `[{"nth":2,"answer":"A"},{"action":"CreateFace","times":1,"answer":"B"},{"nth":4,"answer":"C"}]`), 1)
	got := ""
	for range 5 {
		got += f.choose("CreateFace", "p", 0).Answer + "-"
	}
	if got != "B-A--C--" {
		t.Errorf("answers %q: each rule counts all calls that its globs match", got)
	}
}

// Which calls a probability hits depends on action and person, not on the order in which they arrive.
func TestProbabilityIsReproducible(t *testing.T) {
	hit := func(seed uint64, order func(i int) int) string {
		f := newFaults(rules(t, `[{"probability":0.25,"answer":"X"}]`), seed)
		hits := make([]byte, 400)
		for i := range hits {
			n := order(i)
			hits[n] = '.'
			if f.choose("CreateFace", fmt.Sprint("p", n/2), uint64(n%2)).Answer != "" {
				hits[n] = 'X'
			}
		}
		return string(hits)
	}
	forwards := hit(1, func(i int) int { return i })
	if n := strings.Count(forwards, "X"); n < 70 || n > 130 {
		t.Errorf("%d of 400 hit, want about 100", n)
	}
	if hit(1, func(i int) int { return 399 - i }) != forwards {
		t.Error("another order hits other calls")
	}
	if hit(2, func(i int) int { return i }) == forwards {
		t.Error("another seed hits the same calls")
	}
}

// Each rule is applied to a CreateFace of two photos for a person with one.
func TestRuleEffects(t *testing.T) {
	const pass = "a rule that names nobody here"
	for name, c := range map[string]struct {
		effect                   string
		code                     string // as answered
		faces                    int    // afterwards
		recorded                 string
		applied, billed, dropped bool
	}{
		"nothing":                             {pass, "", 3, "", true, true, false},
		"an answer":                           {`"answer":"FailedOperation.ServerError"`, "FailedOperation.ServerError", 1, "FailedOperation.ServerError", false, false, false},
		"an answer although applied":          {`"answer":"InternalError","apply":true`, "InternalError", 3, "InternalError", true, true, false},
		"an answer that is billed":            {`"answer":"InvalidParameterValue.NoFaceInPhoto"`, "InvalidParameterValue.NoFaceInPhoto", 1, "InvalidParameterValue.NoFaceInPhoto", false, true, false},
		"a part of the photos":                {`"apply_images":1`, "", 2, "", true, true, false},
		"no photo":                            {`"apply_images":0`, "", 1, "", false, true, false},
		"a part of the photos, and an answer": {`"apply_images":1,"answer":"InternalError"`, "InternalError", 2, "InternalError", true, true, false},
		"more photos than there are":          {`"apply_images":9`, "", 3, "", true, true, false},
		"a reset before":                      {`"drop":"before"`, "reset", 1, "Simulator.Dropped", false, false, true},
		"a reset after":                       {`"drop":"after"`, "reset", 3, "", true, true, true},
		"a reset after a part of the photos":  {`"apply_images":1,"drop":"after"`, "reset", 2, "", true, true, true},
		"raw bytes":                           {`"status":502,"reply":"<html>502</html>"`, "502 text/html; charset=utf-8 <html>502</html>", 1, "Simulator.Reply", false, false, false},
		"raw bytes although applied":          {`"reply":"{}","apply":true`, "200 application/json {}", 3, "Simulator.Reply", true, true, false},
		"a bare status":                       {`"status":504`, "504 text/html; charset=utf-8 ", 1, "Simulator.Reply", false, false, false},
		"a body of null":                      {`"reply":"null"`, "200 application/json null", 1, "Simulator.Reply", false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, Options{}).group()
			r.person("p", shot(0))
			if c.effect != pass {
				r.ask("POST", "/_sim/faults", `[{"action":"CreateFace",`+c.effect+`}]`, http.StatusNoContent)
			}
			if got := overTheWire(t, r.s, signed(t, "CreateFace", fields{"PersonId": "p", "Images": []string{shot(1), shot(2)}})); got != c.code {
				t.Errorf("answer %q, want %q", got, c.code)
			}
			last := r.last()
			if last.Code != c.recorded || last.Applied != c.applied || last.Billed != c.billed || last.Dropped != c.dropped {
				t.Errorf("recorded %+v", last)
			}
			if got := len(r.state().Persons[0].Faces); got != c.faces {
				t.Errorf("%d faces, want %d", got, c.faces)
			}
		})
	}
}

// overTheWire sends a request through a real socket, and returns the code of a proper reply, "reset"
// for a connection reset, or else what was received.
func overTheWire(t *testing.T, s *Server, req *http.Request) string {
	t.Helper()
	web := httptest.NewServer(s)
	defer web.Close()
	sent := req.Clone(t.Context())
	sent.RequestURI = ""
	sent.URL.Host = strings.TrimPrefix(web.URL, "http://")
	res, err := web.Client().Do(sent)
	if err != nil {
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%v is not a reset", err)
		}
		return "reset"
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	kind := res.Header.Get("Content-Type")
	if _, proper := strings.CutPrefix(string(body), `{"Response":`); proper && res.StatusCode == 200 && kind == "application/json" {
		_, rest, _ := strings.Cut(string(body), `"Code":"`)
		code, _, _ := strings.Cut(rest, `"`)
		return code
	}
	return fmt.Sprint(res.StatusCode, " ", kind, " ", string(body))
}

func TestRuleOnCreatePersonWithoutPhotos(t *testing.T) {
	r := newRig(t, Options{Faults: rules(t, `[{"action":"CreatePerson","apply_images":0,"times":1}]`)}).group()
	enroll := fields{"GroupId": "staff", "PersonId": "p", "PersonName": "p", "Image": shot(0)}
	if got := r.call("CreatePerson", enroll).code(); got != "FailedOperation.ServerError" {
		t.Errorf("code %q", got)
	}
	r.must("CreatePerson", enroll)
}

func TestDelayIsBeforeApplication(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Latency: time.Second, Faults: rules(t, `[{"action":"CreateGroup","delay":"6s"}]`)})
		go r.group()
		time.Sleep(7*time.Second - 1)
		if len(r.state().Groups) != 0 {
			t.Error("applied too early")
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if len(r.state().Groups) != 1 {
			t.Error("not applied in time")
		}
	})
}

func TestRefusedCallsAreNotMatched(t *testing.T) {
	r := newRig(t, Options{Faults: rules(t, `[{"nth":1,"answer":"X"}]`)})
	for _, params := range []any{"", "{}", fields{"GroupId": ""}} {
		if got := r.call("GetGroupInfo", params).code(); got == "X" {
			t.Errorf("%v took the fault", params)
		}
	}
	if got := r.call("GetGroupInfo", fields{"GroupId": "g"}).code(); got != "X" {
		t.Errorf("code %q", got)
	}
}

func TestResetKeepsRulesWithoutCounts(t *testing.T) {
	r := newRig(t, Options{Faults: rules(t, `[{"nth":1,"answer":"X"}]`)})
	for _, want := range []string{"X", ""} {
		if got := r.call("GetGroupList", fields{}).code(); got != want {
			t.Errorf("code %q, want %q", got, want)
		}
	}
	r.ask("POST", "/_sim/reset", "", http.StatusNoContent)
	if got := r.call("GetGroupList", fields{}).code(); got != "X" {
		t.Errorf("after a reset: code %q", got)
	}
	r.ask("POST", "/_sim/faults", "[]", http.StatusNoContent)
	r.must("GetGroupList", fields{})
}

func TestInvalidFaultFiles(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                                   `not a JSON array`,
		`[{"answer":"X"},]`:                    `not a JSON array`,
		`[{"answer":"X"}] []`:                  `not a JSON array`,
		`[{"answer":"X"},{"answr":"X"}]`:       `rule 2: "answr": no such key`,
		`[{"Answer":"X"}]`:                     `rule 1: "Answer": no such key`,
		`[{"answer":7}]`:                       `rule 1: "answer": 7 does not fit`,
		`[{"answer":null}]`:                    `rule 1: "answer": null does not fit`,
		`[{"answer":""}]`:                      `rule 1: "answer": "" does not fit`,
		`[{"answer":"X","nth":0}]`:             `rule 1: "nth": 0 does not fit`,
		`[{"answer":"X","nth":-1}]`:            `rule 1: "nth": -1 is below 1`,
		`[{"answer":"X","nth":1.5}]`:           `rule 1: "nth": 1.5 does not fit`,
		`[{"answer":"X","probability":0}]`:     `rule 1: "probability": 0 does not fit`,
		`[{"answer":"X","probability":2}]`:     `rule 1: "probability": 2 is not from 0 to 1`,
		`[{"answer":"X","action":"["}]`:        `rule 1: "action": "[" is not a glob`,
		`[{"delay":6}]`:                        `rule 1: "delay": 6 is not a duration such as "6s"`,
		`[{"delay":"6"}]`:                      `rule 1: "delay": "6" is not a duration such as "6s"`,
		`[{"delay":"-1s"}]`:                    `rule 1: "delay": -1s is not from`,
		`[{"drop":"sideways"}]`:                `rule 1: "drop": "sideways" is neither`,
		`[{"apply_images":-1}]`:                `rule 1: "apply_images": -1 is negative`,
		`[{"status":99}]`:                      `rule 1: "status": 99 is not from`,
		`[{"answer":"X","drop":"after"}]`:      `rule 1: use only one of`,
		`[{"answer":"X","reply":""}]`:          `rule 1: use only one of`,
		`[{"apply":true,"delay":"1s"}]`:        `rule 1: "apply": use it only with`,
		`[{"drop":"before","apply_images":1}]`: `rule 1: "apply_images": nothing is applied`,
		`[{"action":"CreateFace"}]`:            `rule 1: it has no effect`,
		`[` + strings.Repeat(`{"answer":"X"},`, ruleLimit) + `{"answer":"X"}]`: `at most 1000`,
		strings.Repeat(" ", faultFileLimit+1):                                  `are longer than`,
	} {
		got, err := ReadFaults(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, %v; want an error with %q", text, got, err, want)
		}
	}
}

func TestFaultFileOfContract(t *testing.T) {
	read := rules(t, `[{"action": "CreateFace", "person": "p1*", "nth": 2, "answer": "FailedOperation.ServerError"},
 {"action": "*", "probability": 0.01, "drop": "after"},
 {"action": "CreateFace", "every": 20, "apply_images": 2, "drop": "after"},
 {"person": "slow", "delay": "6s"},
 {"action": "CreatePerson", "every": 50, "reply": "<html>502</html>", "status": 502}]`)
	if len(read) != 5 || read[3].Delay != 6*time.Second || *read[2].ApplyImages != 2 || read[4].Status != 502 {
		t.Errorf("%+v", read)
	}
}

// A rule for an unknown action would never apply, and a test that relies on it would pass.
func TestRuleForUnknownActionIsRefused(t *testing.T) {
	for action, known := range map[string]bool{"": true, "*": true, "Create*": true, "DetectFace": true, "CreateFac": false, "create*": false} {
		if err := checkRules([]Rule{{Action: action, Drop: "after"}}); (err == nil) != known {
			t.Errorf("%q: %v", action, err)
		}
	}
}
