package iai

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"enroll.example/enroll/enrollment"
)

// A server that echoes all it received, in every way that a reply can be wrong, gets none of it into a
// result or an error.
func TestSecretsAreNotPassedOn(t *testing.T) {
	picture := []byte(strings.Repeat("a face, ", 100))
	quoting := func(form string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, q *http.Request) {
			text, _ := json.Marshal(echo(q, picture))
			w.WriteHeader(status)
			fmt.Fprintf(w, form, text)
		}
	}
	for name, reply := range map[string]http.HandlerFunc{
		"on a page of its own":         quoting("<html>%s", 502),
		"instead of JSON":              quoting("%s", 200),
		"in half an answer":            quoting(`{"Response":{"FaceId":%s`, 200),
		"in the words of a refusal":    quoting(`{"Response":{"Error":{"Code":"InternalError","Message":%s},"RequestId":"r-1"}}`, 200),
		"in a field of a wrong type":   quoting(`{"Response":{"FaceId":["%[1]s"],"RetCode":%[1]s,"PersonNum":%[1]s,"RequestId":"r-1"}}`, 200),
		"in the old form of a refusal": quoting(`{"Response":{"RequestId":"r-1"},"code":4000,"codeDesc":"Odd","message":%s}`, 200),
		"in a redirect": func(w http.ResponseWriter, q *http.Request) {
			http.Redirect(w, q, "http://127.0.0.1:1/?"+q.Header.Get("Authorization"), http.StatusTemporaryRedirect)
		},
		"after a status line": func(w http.ResponseWriter, q *http.Request) { writes("HTTP/1.1 "+echo(q, picture))(w, q) },
		"and breaks off": func(w http.ResponseWriter, q *http.Request) {
			writes("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"+echo(q, picture))(w, q)
		},
		"and nothing else":    func(w http.ResponseWriter, q *http.Request) { writes(echo(q, picture))(w, q) },
		"by resetting it all": resets,
		"where all goes well": created,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, reply, serving(picture))
			for _, call := range []enrollment.Call{looking, grouping, creating, deleting, reading, listing} {
				result, err := r.Do(t.Context(), call)
				silentAbout(t, picture, fmt.Sprintf("%+v %v", result, err))
			}
		})
	}
}

func echo(q *http.Request, picture []byte) string {
	return q.Header.Get("Authorization") + secretKey + q.Header.Get("X-TC-Token") + base64.StdEncoding.EncodeToString(picture)
}

func silentAbout(t *testing.T, picture []byte, text string) {
	t.Helper()
	for name, secret := range map[string]string{
		"the secret id": secretID, "the secret key": secretKey, "the token": token, "a signature": "Signature=",
		"the photo": string(picture[:16]), "its base64": base64.StdEncoding.EncodeToString(picture[:15]),
	} {
		if strings.Contains(text, secret) {
			t.Errorf("%s is in %.200s", name, text)
		}
	}
}

func TestPhotoErrors(t *testing.T) {
	r := newRig(t, created, failingPhotos(errors.New("the disk is gone")))
	_, err := r.Do(t.Context(), creating)
	if want := "reading photos: the disk is gone"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}
