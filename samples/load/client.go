package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"enroll.example/enroll/samples/face"
)

// client implements only as much of API 3.0 as needed, so that it costs little beside the simulator.
type client struct {
	url, host  string
	photo      string // base64
	photoBytes int
	web        *http.Client
}

func newClient(url string, workers, size int) *client {
	raw := face.JPEG(1, 1, size)
	return &client{
		url: url, host: strings.TrimPrefix(url, "http://"),
		photo: base64.StdEncoding.EncodeToString(raw), photoBytes: len(raw),
		web: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}},
	}
}

func (c *client) createPerson(i int) error {
	id := fmt.Sprintf("person-%07d", i)
	return c.call("CreatePerson", map[string]any{"GroupId": "staff", "PersonId": id, "PersonName": id, "Image": c.photo})
}

func (c *client) createFace(i int) error {
	return c.call("CreateFace", map[string]any{"PersonId": fmt.Sprintf("person-%07d", i), "Images": []string{c.photo}})
}

// call returns an error unless the call succeeds.
func (c *client) call(action string, params map[string]any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	c.sign(req, action, body)
	res, err := c.web.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && bytes.Contains(answer, []byte(`"Error"`)) {
		err = fmt.Errorf("%s: %s", action, answer)
	}
	return err
}

// sign writes the headers of TC3-HMAC-SHA256 (docs/service.md, "Protocol").
func (c *client) sign(req *http.Request, action string, body []byte) {
	const kind = "application/json"
	now := time.Now().UTC()
	stamp, scope := fmt.Sprint(now.Unix()), now.Format("2006-01-02")+"/iai/tc3_request"
	canonical := fmt.Sprintf("POST\n/\n\ncontent-type:%s\nhost:%s\n\ncontent-type;host\n%s", kind, c.host, hash(body))
	key := []byte("TC3SIMULATORKEY")
	for part := range strings.SplitSeq(scope, "/") {
		key = mac(key, part)
	}
	signature := hex.EncodeToString(mac(key, "TC3-HMAC-SHA256\n"+stamp+"\n"+scope+"\n"+hash([]byte(canonical))))
	for name, value := range map[string]string{
		"Content-Type": kind, "X-TC-Action": action, "X-TC-Version": "2020-03-03", "X-TC-Timestamp": stamp,
		"Authorization": "TC3-HMAC-SHA256 Credential=SIMULATORID/" + scope + ", SignedHeaders=content-type;host, Signature=" + signature,
	} {
		req.Header.Set(name, value)
	}
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	io.WriteString(h, text)
	return h.Sum(nil)
}
