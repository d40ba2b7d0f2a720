package simulator

import (
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSignature(t *testing.T) {
	const body = `{"GroupId":"nobody"}`
	const passed = "InvalidParameterValue.GroupIdNotExist"
	for name, c := range map[string]struct {
		letter letter
		want   string
	}{
		"a good signature passes":               {letter{}, passed},
		"the host without its port passes":      {letter{signHost: "127.0.0.1"}, passed},
		"a host that has no port passes":        {letter{host: "iai.example"}, passed},
		"lower-cased header values pass":        {letter{lower: true}, passed},
		"any service name passes":               {letter{service: "127"}, passed},
		"a further signed header passes":        {letter{extra: "x-tc-action"}, invalidAction},
		"an unsigned payload passes if it says": {letter{unsignedPayload: true}, passed},
		"four minutes off passes":               {letter{at: time.Now().Add(-4 * time.Minute)}, passed},
		"six minutes late":                      {letter{at: time.Now().Add(-6 * time.Minute)}, "AuthFailure.SignatureExpire"},
		"six minutes early":                     {letter{at: time.Now().Add(6 * time.Minute)}, "AuthFailure.SignatureExpire"},
		"another host":                          {letter{signHost: "iai.example"}, "AuthFailure.SignatureFailure"},
		"another key":                           {letter{key: "WRONG"}, "AuthFailure.SignatureFailure"},
		"another body":                          {letter{signedBody: `{"GroupId":"other"}`}, "AuthFailure.SignatureFailure"},
		"another day in the scope":              {letter{date: "2020-01-01"}, "AuthFailure.SignatureFailure"},
		"an unknown id":                         {letter{id: "NOBODY"}, "AuthFailure.SecretIdNotFound"},
		"another algorithm":                     {letter{authorization: "TC3-HMAC-SHA1 x"}, "AuthFailure.InvalidAuthorization"},
		"an empty scope":                        {letter{authorization: "TC3-HMAC-SHA256 Credential=SIMULATORID///tc3_request, SignedHeaders=content-type;host, Signature=" + strings.Repeat("0", 64)}, "AuthFailure.InvalidAuthorization"},
		"the content type not signed":           {letter{authorization: "TC3-HMAC-SHA256 Credential=SIMULATORID/2020-01-01/iai/tc3_request, SignedHeaders=host, Signature=" + strings.Repeat("0", 64)}, "AuthFailure.InvalidAuthorization"},
		"the host not signed":                   {letter{authorization: "TC3-HMAC-SHA256 Credential=SIMULATORID/2020-01-01/iai/tc3_request, SignedHeaders=content-type, Signature=" + strings.Repeat("0", 64)}, "AuthFailure.InvalidAuthorization"},
	} {
		t.Run(name, func(t *testing.T) {
			c.letter.action, c.letter.body = "GetGroupInfo", body
			if got := newRig(t, Options{}).send(c.letter.request()).code(); got != c.want {
				t.Errorf("code %q, want %q", got, c.want)
			}
		})
	}
}

func TestMissingHeaders(t *testing.T) {
	for name, want := range map[string]string{
		"Authorization":  "AuthFailure.InvalidAuthorization",
		"X-TC-Timestamp": "MissingParameter",
		"X-TC-Action":    "MissingParameter",
		"X-TC-Version":   "MissingParameter",
	} {
		req := signed(t, "GetGroupInfo", fields{"GroupId": "g"})
		req.Header.Del(name)
		if got := newRig(t, Options{}).send(req).code(); got != want {
			t.Errorf("without %s: code %q, want %q", name, got, want)
		}
	}
}

func TestCustomKeys(t *testing.T) {
	r := newRig(t, Options{SecretID: "me", SecretKey: "secret"})
	mine := letter{action: "GetGroupList", body: "{}", id: "me", key: "secret"}
	if got := r.send(mine.request()).code(); got != "" {
		t.Errorf("own keys: code %q", got)
	}
	if got := r.call("GetGroupList", fields{}).code(); got != "AuthFailure.SecretIdNotFound" {
		t.Errorf("default keys: code %q", got)
	}
}

// A request signed just before midnight and sent just after is valid.
func TestSignatureAcrossMidnight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{})
		time.Sleep(time.Second) // in the bubble it is one second past midnight
		late := letter{action: "GetGroupList", body: "{}", at: time.Now().Add(-2 * time.Second)}
		if got := r.send(late.request()).code(); got != "" {
			t.Errorf("code %q", got)
		}
	})
}

func TestProtocol(t *testing.T) {
	r := newRig(t, Options{})
	plain := func(body string) letter { return letter{action: "GetGroupInfo", body: body} }
	for name, c := range map[string]struct {
		letter letter
		want   string
	}{
		"an unknown action":                 {letter{action: "SearchFaces", body: "{}"}, "InvalidAction"},
		"an old version":                    {letter{action: "GetGroupInfo", body: "{}", version: "2018-03-01"}, "NoSuchVersion"},
		"no body":                           {plain(""), "InvalidParameter"},
		"a body that is no JSON":            {plain("GroupId=g"), "InvalidParameter"},
		"a body that is no object":          {plain("[]"), "InvalidParameter"},
		"something after the object":        {plain(`{"GroupId":"g"} x`), "InvalidParameter"},
		"an unknown parameter":              {plain(`{"GroupId":"g","Colour":"red"}`), "UnknownParameter"},
		"a parameter in other letters":      {plain(`{"groupid":"g"}`), "UnknownParameter"},
		"a number for a string":             {plain(`{"GroupId":7}`), "InvalidParameter"},
		"a string that is broken":           {plain(`{"GroupId":"\q"}`), "InvalidParameter"},
		"a missing parameter":               {plain(`{}`), "MissingParameter"},
		"null for a parameter":              {plain(`{"GroupId":null}`), "MissingParameter"},
		"an empty parameter":                {plain(`{"GroupId":""}`), "MissingParameter.ErrorParameterEmpty"},
		"an escape in a string is read":     {plain(`{"GroupId":"g\u0040\/"}`), "InvalidParameterValue.GroupIdIllegal"},
		"a body of exactly the limit":       {plain(`{"GroupId":"` + strings.Repeat("g", bodyLimit-14) + `"}`), "InvalidParameterValue.GroupIdTooLong"},
		"a body over the limit":             {plain(`{"GroupId":"` + strings.Repeat("g", bodyLimit-13) + `"}`), "RequestSizeLimitExceeded"},
		"more parameters than are sensible": {plain(`{` + manyKeys(257) + `}`), "InvalidParameter"},
		"values nested without end":         {plain(`{"GroupId":` + strings.Repeat("[", 100000) + `}`), "InvalidParameter"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := r.send(c.letter.request()).code(); got != c.want {
				t.Errorf("code %q, want %q", got, c.want)
			}
		})
	}
}

func TestOnlyPostAndGet(t *testing.T) {
	for _, method := range []string{"PUT", "DELETE", "PATCH"} {
		l := letter{method: method, action: "GetGroupList", body: "{}"}
		if got := newRig(t, Options{}).send(l.request()).code(); got != "UnsupportedProtocol" {
			t.Errorf("%s: code %q", method, got)
		}
	}
}

func TestCallsByGet(t *testing.T) {
	r := newRig(t, Options{}).group()
	get := func(action, query string) answer {
		return r.send(letter{method: "GET", action: action, query: query}.request())
	}
	photo := url.QueryEscape(shot(0))
	for name, c := range map[string]struct{ action, query, want string }{
		"no parameters":                   {"GetGroupList", "", ""},
		"numbers as text":                 {"GetGroupList", "Limit=5&Offset=1", ""},
		"a number that is none":           {"GetGroupList", "Limit=x", "InvalidParameter"},
		"objects in an array":             {"CreatePerson", "GroupId=staff&Image=" + photo + "&PersonExDescriptionInfos.0.PersonExDescription=R%26D&PersonExDescriptionInfos.0.PersonExDescriptionIndex=1&PersonId=p&PersonName=P&Gender=2", ""},
		"texts in an array":               {"CreateFace", "Images.0=" + photo + "&Images.1=" + photo + "&PersonId=p&FaceMatchThreshold=59.5", ""},
		"an array with a gap":             {"CreateFace", "Images.0=" + photo + "&Images.2=" + photo + "&PersonId=p", "InvalidParameter"},
		"an array that is a text as well": {"CreateFace", "Images=x&Images.0=" + photo + "&PersonId=p", "InvalidParameter"},
		"a parameter twice":               {"GetGroupInfo", "GroupId=staff&GroupId=staff", "InvalidParameter"},
		"a name of dots":                  {"GetGroupInfo", "GroupId=staff&..=1", "InvalidParameter"},
		"an escape that is none":          {"GetGroupInfo", "GroupId=%zz", "InvalidParameter"},
		"an unknown parameter":            {"GetGroupInfo", "GroupId=staff&Colour=red", "UnknownParameter"},
		"32 KB":                           {"GetGroupInfo", "GroupId=" + long(32<<10-8), "InvalidParameterValue.GroupIdTooLong"},
		"over 32 KB":                      {"GetGroupInfo", "GroupId=" + long(32<<10-7), "RequestSizeLimitExceeded"},
	} {
		if strings.Contains(c.query, "PersonId=p") && !strings.Contains(c.query, "GroupId") {
			r.call("CreatePerson", fields{"GroupId": "staff", "PersonId": "p", "PersonName": "P", "Image": shot(1)})
		} else {
			r.call("DeletePerson", fields{"PersonId": "p"})
		}
		if got := get(c.action, c.query); got.code() != c.want {
			t.Errorf("%s: code %q, want %q (%s)", name, got.code(), c.want, got.Response.Error.Message)
		}
	}
	forged := letter{method: "GET", action: "GetGroupInfo", query: "GroupId=staff"}.request()
	forged.URL.RawQuery = "GroupId=other"
	if got := r.send(forged).code(); got != "AuthFailure.SignatureFailure" {
		t.Errorf("another query than was signed: code %q", got)
	}
}

// A key with a token is temporary, and invalid without it.
func TestTemporaryKeys(t *testing.T) {
	for token, want := range map[string]string{
		"right": "", "": "AuthFailure.SecretIdNotFound", "stale": "AuthFailure.TokenFailure",
	} {
		req := signed(t, "GetGroupList", fields{})
		req.Header.Set("X-TC-Token", token)
		if got := newRig(t, Options{Token: "right"}).send(req).code(); got != want {
			t.Errorf("token %q: code %q, want %q", token, got, want)
		}
	}
}

func TestRegions(t *testing.T) {
	for name, c := range map[string]struct {
		needed       bool
		region, want string
	}{
		"none":                  {false, "", ""},
		"one in China":          {false, "ap-guangzhou", ""},
		"one elsewhere":         {true, "na-siliconvalley", ""},
		"none where it must be": {true, "", "MissingParameter"},
		"what is no region":     {false, "Guangzhou 3", "UnsupportedRegion"},
	} {
		req := signed(t, "GetGroupList", fields{})
		req.Header.Set("X-TC-Region", c.region)
		if got := newRig(t, Options{NeedRegion: c.needed}).send(req).code(); got != c.want {
			t.Errorf("%s: code %q, want %q", name, got, c.want)
		}
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"k` + strings.Repeat("x", i) + `":0`)
	}
	return b.String()
}
