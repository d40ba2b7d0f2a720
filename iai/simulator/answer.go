package simulator

import (
	"cmp"
	"encoding/json"
	"net"
	"net/http"
	"time"
)

// decide asks the call itself, with as many of its photos as the rule lets pass.
func (r Rule) decide(c call, a *account) outcome {
	if t, ok := c.(trimmable); ok && r.ApplyImages != nil {
		t.firstPhotos(*r.ApplyImages)
	}
	return c.serve(a, time.Now())
}

// answer sends what the call got, or what its rule puts in place of that.
func (v *visit) answer(w http.ResponseWriter, result outcome) {
	switch {
	case v.rule.Drop != "":
		reset(w)
	case v.rule.raw():
		v.rule.send(w)
	case v.rule.Answer != "":
		v.reply(w, outcome{refused: refuse(v.rule.Answer, "a rule of the simulator answers so")})
	default:
		v.reply(w, result)
	}
}

// reply is always status 200 with exactly this content type (iai-api, Protocol).
func (v *visit) reply(w http.ResponseWriter, result outcome) {
	body := result.reply
	if result.refused != nil {
		body = map[string]any{"Error": map[string]string{"Code": result.refused.code, "Message": result.refused.message}}
	}
	body["RequestId"] = v.RequestID
	text, err := json.Marshal(map[string]any{"Response": body})
	if err != nil { // no reply holds what JSON cannot
		http.Error(w, "the answer cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text)
}

func (r Rule) send(w http.ResponseWriter) {
	text := ""
	if r.Reply != nil {
		text = *r.Reply
	}
	kind := "text/html; charset=utf-8"
	if json.Valid([]byte(text)) {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(cmp.Or(r.Status, http.StatusOK))
	w.Write([]byte(text))
}

// reset breaks the connection so that the client's system sees a reset, not an end. Without
// a connection of its own (HTTP/2, a recorder) the request is aborted.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
