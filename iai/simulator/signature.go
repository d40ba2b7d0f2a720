package simulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator/account"
)

// Timestamps may be off by this much, either way (docs/service.md, "Protocol").
const clockTolerance = 5 * time.Minute

const algorithm = "TC3-HMAC-SHA256"

// authorization is the parsed header of that name.
type authorization struct {
	secretID, date, service string
	signed                  []string // names of the signed headers, lower case, in the order given
	signature               string
}

// verify checks the signature of API 3.0 over what was received.
func (o Options) verify(r *http.Request, body []byte, now time.Time) *account.Refusal {
	auth, ok := parseAuthorization(r.Header.Get("Authorization"))
	if !ok {
		return account.Refuse(invalidAuthorization, "the Authorization header is absent or not of the form TC3-HMAC-SHA256 Credential=, SignedHeaders=, Signature=")
	}
	token := r.Header.Get("X-TC-Token")
	if auth.secretID != o.SecretID || o.Token != "" && token == "" {
		return account.Refuse(secretIDNotFound, "no such SecretId, or a temporary one without its X-TC-Token")
	}
	if o.Token != "" && token != o.Token {
		return account.Refuse(tokenFailure, "X-TC-Token is not the one of this key")
	}
	stamp := r.Header.Get("X-TC-Timestamp")
	if stamp == "" {
		return account.Refuse(missingParameter, "the header X-TC-Timestamp is absent")
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return account.Refuse(invalidParameter, "X-TC-Timestamp is not a number of seconds")
	}
	signedAt := time.Unix(seconds, 0).UTC()
	if off := now.Sub(signedAt); off > clockTolerance || off < -clockTolerance {
		return account.Refuse(codes.SignatureExpire, "X-TC-Timestamp is more than five minutes off")
	}
	if auth.date != signedAt.Format("2006-01-02") || !auth.matches(r, body, stamp, o.SecretKey) {
		return account.Refuse(signatureFailure, "the signature is not the one computed here")
	}
	return nil
}

// parseAuthorization parses "TC3-HMAC-SHA256 Credential=ID/date/service/tc3_request,
// SignedHeaders=a;b, Signature=hex". Host and content type must be signed.
func parseAuthorization(header string) (a authorization, ok bool) {
	rest, ok := strings.CutPrefix(header, algorithm+" ")
	if !ok {
		return a, false
	}
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		parts[key] = value
	}
	scope := strings.Split(parts["Credential"], "/")
	if len(scope) != 4 || slices.Contains(scope, "") || scope[3] != "tc3_request" {
		return a, false
	}
	a.secretID, a.date, a.service = scope[0], scope[1], scope[2]
	a.signed = strings.Split(strings.ToLower(parts["SignedHeaders"]), ";")
	a.signature = parts["Signature"]
	ok = len(a.signature) == 2*sha256.Size && slices.Contains(a.signed, "host") && slices.Contains(a.signed, "content-type")
	return a, ok
}

// matches tries the variants that official SDKs are known to sign: the host with or without
// its port, header values as they are or in lower case (docs/service.md, "Protocol").
func (a authorization) matches(r *http.Request, body []byte, stamp, secretKey string) bool {
	key := sign([]byte("TC3"+secretKey), a.date)
	key = sign(sign(key, a.service), "tc3_request")
	payload := payloadHash(r, body)
	hosts := []string{r.Host}
	if bare, _, err := net.SplitHostPort(r.Host); err == nil {
		hosts = append(hosts, bare, "["+bare+"]") // an IPv6 address is in brackets
	}
	for _, host := range hosts {
		for _, form := range []func(string) string{strings.ToLower, asIs} {
			canonical := sha256.Sum256([]byte(a.canonical(r, host, payload, form)))
			text := strings.Join([]string{algorithm, stamp, a.scope(), hex.EncodeToString(canonical[:])}, "\n")
			if hmac.Equal([]byte(hex.EncodeToString(sign(key, text))), []byte(a.signature)) {
				return true
			}
		}
	}
	return false
}

func (a authorization) scope() string { return a.date + "/" + a.service + "/tc3_request" }

func (a authorization) canonical(r *http.Request, host, payload string, form func(string) string) string {
	var b strings.Builder
	b.WriteString(r.Method + "\n/\n" + r.URL.RawQuery + "\n")
	for _, name := range a.signed {
		value := r.Header.Get(name)
		if name == "host" {
			value = host
		}
		b.WriteString(name + ":" + form(strings.TrimSpace(value)) + "\n")
	}
	b.WriteString("\n" + strings.Join(a.signed, ";") + "\n" + payload)
	return b.String()
}

// payloadHash is the hash of the body, or of the marker that a client sends to leave it unsigned.
func payloadHash(r *http.Request, body []byte) string {
	const unsigned = "UNSIGNED-PAYLOAD"
	if r.Header.Get("X-TC-Content-SHA256") == unsigned {
		body = []byte(unsigned)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func sign(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func asIs(s string) string { return s }
