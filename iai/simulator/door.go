package simulator

import (
	"mime"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
)

// door keeps out what a web page may send through the browser of the person who runs the simulator:
// the simulator's key is public, and its records need none.
type door struct {
	server *Server
	names  []string // host names that are accepted besides addresses and localhost
}

// newDoor returns the door of a simulator that listens on addr.
func newDoor(s *Server, addr string) *door {
	d := &door{server: s}
	if named := hostOf(addr); named != "" {
		d.names = append(d.names, named)
	}
	if machine, err := os.Hostname(); err == nil {
		d.names = append(d.names, strings.ToLower(machine))
	}
	return d
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Host != "" && !d.accepts(hostOf(r.Host)): // an HTTP/1.0 client without a host is not a browser
		http.Error(w, "this is the enroll simulator, and it does not answer to that name: use its address, or the name given with --addr", http.StatusForbidden)
	case crossOrigin(r):
		http.Error(w, "this is the enroll simulator, and it does not answer web pages", http.StatusForbidden)
	default:
		d.server.ServeHTTP(w, r)
	}
}

// accepts reports whether a host name may mean this server. A name in another domain can be pointed to
// this machine after a page was loaded from it (DNS rebinding); an address cannot.
func (d *door) accepts(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Zone() == ""
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || slices.Contains(d.names, host)
}

// crossOrigin reports whether a browser sent the request for a page of another origin. Every page is: we
// serve none.
func crossOrigin(r *http.Request) bool {
	for _, origin := range r.Header.Values("Origin") {
		if !strings.EqualFold(origin, "http://"+r.Host) {
			return true
		}
	}
	return slices.ContainsFunc(r.Header.Values("Sec-Fetch-Site"), func(site string) bool {
		return !strings.EqualFold(site, "none") && !strings.EqualFold(site, "same-origin")
	})
}

// hostOf returns the host of an address, in lower case and without its port.
func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// declaresJSON reports whether a request that changes something declares JSON. The form of a web page
// cannot, and a script only after a CORS preflight, which this server does not answer.
func declaresJSON(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}
