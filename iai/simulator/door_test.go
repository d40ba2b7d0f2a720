package simulator

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// A page in the browser of the person who runs the simulator can send anything to it.
func TestWebPageIsRefused(t *testing.T) {
	r := newRig(t, Options{}).group()
	at := newDoor(r.s, "sims.example.org:8480")
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	const ours = "127.0.0.1:8480"
	json := []string{"Content-Type", "application/json"}
	for _, c := range []struct {
		name, method, path, host string
		headers                  []string
		want                     int
	}{
		{"a program", "GET", "/_sim/state", ours, nil, 200},
		{"a program without a host", "GET", "/_sim/state", "", nil, 200},
		{"by localhost", "GET", "/_sim/state", "localhost:8480", nil, 200},
		{"by localhost, otherwise written", "GET", "/_sim/state", "LocalHost.:8480", nil, 200},
		{"by a name below localhost", "GET", "/_sim/state", "sim.localhost", nil, 200},
		{"by an address of IPv6", "GET", "/_sim/state", "[::1]:8480", nil, 200},
		{"by an address of the network", "GET", "/_sim/state", "192.0.2.7:8480", nil, 200},
		{"by the name of --addr", "GET", "/_sim/state", "SIMS.example.org:8480", nil, 200},
		{"by the machine's name", "GET", "/_sim/state", machine + ":8480", nil, 200},
		{"a rebound name asks what there is", "GET", "/_sim/state", "evil.example.com:8480", nil, 403},
		{"a rebound name that looks like ours", "GET", "/_sim/state", "127.0.0.1.evil.example.com", nil, 403},
		{"a rebound name asks what was called", "GET", "/_sim/requests", "evil.example.com:8480", nil, 403},
		{"a rebound name replaces the rules", "POST", "/_sim/faults", "evil.example.com:8480", json, 403},
		{"a rebound name resets", "POST", "/_sim/reset", "evil.example.com", json, 403},
		{"a rebound name calls", "POST", "/", "evil.example.com:8480", json, 403},
		{"a page resets", "POST", "/_sim/reset", ours, append([]string{"Origin", "https://evil.example.com"}, json...), 403},
		{"a page asks what there is", "GET", "/_sim/state", ours, []string{"Origin", "https://evil.example.com"}, 403},
		{"a page of another port", "POST", "/_sim/reset", ours, append([]string{"Origin", "http://127.0.0.1:9999"}, json...), 403},
		{"a page of no origin", "POST", "/_sim/faults", ours, append([]string{"Origin", "null"}, json...), 403},
		{"a page calls", "POST", "/", ours, []string{"Origin", "https://evil.example.com"}, 403},
		{"a page loads what there is as a picture", "GET", "/_sim/state", ours, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a page of a neighbour loads it", "GET", "/_sim/state", ours, []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"a person types its address", "GET", "/_sim/state", ours, []string{"Sec-Fetch-Site", "none"}, 200},
		{"a page asks for leave", "OPTIONS", "/_sim/reset", ours, []string{"Origin", "https://evil.example.com", "Access-Control-Request-Headers", "content-type"}, 403},
		{"a page of an origin that looks like ours", "POST", "/_sim/reset", ours, append([]string{"Origin", "http://evil.example.com@127.0.0.1:8480"}, json...), 403},
		{"a page loads it in capitals", "GET", "/_sim/state", ours, []string{"Sec-Fetch-Site", "Cross-Site"}, 403},
		{"a name of a dot", "GET", "/_sim/state", ".", nil, 403},
		{"an address with a zone that is a name", "GET", "/_sim/state", "[::1%25evil.example.com]:8480", nil, 403},
		{"a form", "POST", "/_sim/reset", ours, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"a form of text", "POST", "/_sim/faults", ours, []string{"Content-Type", "text/plain"}, 415},
		{"a form of text that looks like JSON", "POST", "/_sim/faults", ours, []string{"Content-Type", "text/plain; application/json"}, 415},
		{"a form with files", "POST", "/_sim/faults", ours, []string{"Content-Type", "multipart/form-data; boundary=x"}, 415},
		{"a program that does not say what it sends", "POST", "/_sim/reset", ours, nil, 415},
		{"a program that does", "POST", "/_sim/faults", ours, []string{"Content-Type", "application/json; charset=utf-8"}, 204},
	} {
		t.Run(c.name, func(t *testing.T) {
			request := httptest.NewRequest(c.method, c.path, strings.NewReader("[]"))
			request.Host = c.host
			for i := 0; i < len(c.headers); i += 2 {
				request.Header.Set(c.headers[i], c.headers[i+1])
			}
			w := httptest.NewRecorder()
			at.ServeHTTP(w, request)
			if w.Code != c.want {
				t.Errorf("status %d, want %d: %s", w.Code, c.want, w.Body)
			}
			for name := range w.Header() {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("it answers %s: %q", name, w.Header()[name])
				}
			}
			if w.Code == http.StatusUnsupportedMediaType && !strings.Contains(w.Body.String(), "Content-Type: application/json") {
				t.Errorf("it does not say which header it wants: %s", w.Body)
			}
			if n := len(r.s.State().Groups); n != 1 {
				t.Fatalf("there are %d groups, want 1: it was reset", n)
			}
		})
	}
}

func TestListenerChecksHost(t *testing.T) {
	l, err := Listen("127.0.0.1:0", newRig(t, Options{}).s)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	request, err := http.NewRequest("GET", l.URL+"/_sim/state", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "evil.example.com"
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", res.StatusCode)
	}
}

// A test may use the handler without a socket, under any name; what a form sends changes nothing there
// either.
func TestHandlerAcceptsAnyHost(t *testing.T) {
	s := newRig(t, Options{}).group().s
	for _, c := range []struct {
		name, method, path string
		want               int
	}{
		{"it tells", "GET", "/_sim/state", http.StatusOK},
		{"it takes calls", "POST", "/", http.StatusOK},
		{"it is not reset by what may be a form", "POST", "/_sim/reset", http.StatusUnsupportedMediaType},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(c.method, "http://tests.example.com"+c.path, nil))
			if w.Code != c.want {
				t.Errorf("status %d, want %d: %s", w.Code, c.want, w.Body)
			}
		})
	}
}

func TestLoopback(t *testing.T) {
	for url, want := range map[string]bool{
		"http://127.0.0.1:8480":          true,
		"http://127.8.8.8:8480":          true,
		"http://[::1]:8480":              true,
		"http://[::ffff:127.0.0.1]:8480": true,
		"http://0.0.0.0:8480":            false,
		"http://[::]:8480":               false,
		"http://192.0.2.7:8480":          false,
		"http://[2001:db8::7]:8480":      false,
		"http://[fe80::7%eth0]:8480":     false,
	} {
		if got := (&Listener{URL: url}).Loopback(); got != want {
			t.Errorf("%s: %v, want %v", url, got, want)
		}
	}
}
