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

// door keeps out what a web page may send by the browser of whoever runs the simulator: its key is
// known to everybody, and what it tells needs none.
type door struct {
	server *Server
	names  []string // by which the simulator may be asked, besides addresses and localhost
}

// newDoor is the door of a simulator that listens on addr.
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
	case r.Host != "" && !d.knows(hostOf(r.Host)): // who speaks HTTP/1.0 without a host is no browser
		http.Error(w, "this is the enroll simulator, and it does not answer to that name: use its address, or the name given with --addr", http.StatusForbidden)
	case foreign(r):
		http.Error(w, "this is the enroll simulator, and it does not answer web pages", http.StatusForbidden)
	default:
		d.server.ServeHTTP(w, r)
	}
}

// knows tells whether a request may be meant for us. A name that somebody else gives out can be led
// to this machine after a page was loaded from it; an address cannot.
func (d *door) knows(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Zone() == ""
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || slices.Contains(d.names, host)
}

// foreign tells whether a browser sent the request for a page that is not ours. None is: we serve
// no page.
func foreign(r *http.Request) bool {
	for _, origin := range r.Header.Values("Origin") {
		if !strings.EqualFold(origin, "http://"+r.Host) {
			return true
		}
	}
	return slices.ContainsFunc(r.Header.Values("Sec-Fetch-Site"), func(site string) bool {
		return !strings.EqualFold(site, "none") && !strings.EqualFold(site, "same-origin")
	})
}

// hostOf is the host of an address, in lower case and without its port.
func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// meant tells whether a request that changes something says that it is JSON. No form of a web page can
// say so, and a script only to a server that allows it beforehand, which this one does not.
func meant(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}
