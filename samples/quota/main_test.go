package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// The first window with people and the last one are cut: of the rest, 49 + 47 of 2 x 50.
func TestOnlyWholeWindowsCount(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/_sim/stats":
			w.Write([]byte(`{"requests":117,"refused":2,"seconds":[{"second":0,"accepted":1},{"second":1,"accepted":11},
				{"second":2,"accepted":49},{"second":3,"accepted":47,"refused":2},{"second":4,"accepted":7}]}`))
		case "/_sim/requests":
			w.Write([]byte(`{"arrived":"2026-01-02T03:04:05.9Z","action":"GetGroupInfo"}
				{"arrived":"2026-01-02T03:04:06.8Z","action":"CreatePerson"}
				{"arrived":"2026-01-02T03:04:06.7Z","action":"CreatePerson"}`))
		}
	}))
	defer server.Close()
	got, err := ask(server.URL, 50)
	if want := (count{requests: 117, refused: 2, windows: 2, used: 0.96}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if _, err := ask(server.URL+"/nowhere", 50); err == nil {
		t.Error("no answer is no error")
	}
}
