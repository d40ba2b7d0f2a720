package simulator

import (
	"cmp"
	"encoding/json"
	"net"
	"net/http"

	"enroll.example/enroll/iai/simulator/account"
)

// answer sends the outcome of the call, or what its rule puts in its place.
func (v *visit) answer(w http.ResponseWriter, result account.Outcome) {
	switch {
	case v.rule.Drop != "":
		reset(w)
	case v.rule.raw():
		v.rule.send(w)
	case v.rule.Answer != "":
		v.reply(w, account.Outcome{Refused: account.Refuse(v.rule.Answer, "a rule of the simulator gives this answer")})
	default:
		v.reply(w, result)
	}
}

// reply always has status 200 and exactly this content type (docs/service.md, "Protocol").
func (v *visit) reply(w http.ResponseWriter, result account.Outcome) {
	body := result.Reply
	if result.Refused != nil {
		body = map[string]any{"Error": map[string]string{"Code": result.Refused.Code, "Message": result.Refused.Message}}
	}
	body["RequestId"] = v.RequestID.String()
	text, err := json.Marshal(map[string]any{"Response": body})
	if err != nil { // a value that JSON cannot encode
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

// reset breaks the connection so that the client's system sees a reset, not an end. Without a
// connection of its own (HTTP/2, a recorder) the request is aborted.
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
