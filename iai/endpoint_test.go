package iai

import (
	"strings"
	"testing"
)

func TestEndpoints(t *testing.T) {
	for name, c := range map[string]struct{ endpoint, want string }{
		"nothing is the service in China": {"", "https://iai.tencentcloudapi.com"},
		"a host":                          {"iai.intl.tencentcloudapi.com", "https://iai.intl.tencentcloudapi.com"},
		"a host with a port":              {"127.0.0.1:8480", "https://127.0.0.1:8480"},
		"a URL":                           {"https://iai.intl.tencentcloudapi.com", "https://iai.intl.tencentcloudapi.com"},
		"a URL with a port":               {"http://127.0.0.1:8480", "http://127.0.0.1:8480"},
		"a slash at the end":              {"http://127.0.0.1:8480/", "http://127.0.0.1:8480"},
		"upper case":                      {"HTTPS://IAI.TencentCloudAPI.com", "https://iai.tencentcloudapi.com"},
		"an address of the new kind":      {"http://[::1]:8480", "http://[::1]:8480"},
		"a path":                          {"https://iai.tencentcloudapi.com/v2", ""},
		"a host with a path":              {"iai.tencentcloudapi.com/v2", ""},
		"another scheme":                  {"ftp://iai.tencentcloudapi.com", ""},
		"no host":                         {"https://", ""},
		"a port alone":                    {"http://:8480", ""},
		"a blank":                         {"iai tencentcloudapi.com", ""},
		"a port that is none":             {"http://127.0.0.1:http", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Normalize(c.endpoint)
			if c.want == "" {
				refusedEndpoint(t, c.endpoint, err)
				return
			}
			if err != nil || got != c.want {
				t.Errorf("%q, error %v", got, err)
			}
		})
	}
}

func refusedEndpoint(t *testing.T, endpoint string, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), endpoint) || !strings.Contains(err.Error(), DefaultEndpoint) {
		t.Errorf("error %v", err)
	}
	if _, err := New(Config{Endpoint: endpoint}); err == nil {
		t.Error("New takes it")
	}
}

// The host is part of the signature, which the service computes in lower case.
func TestHostIsSentInLowerCase(t *testing.T) {
	r := newRig(t, created)
	upper := strings.Replace(r.server.URL, "127.0.0.1", "LOCALHOST", 1)
	r.connect(upper)
	r.do(creating)
	if host := r.requests()[0].host; host != strings.ToLower(strings.TrimPrefix(upper, "http://")) {
		t.Errorf("host %q", host)
	}
}
