package conformance

import (
	"net/http"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/iai/simulator"
)

// quota lets one call pass, and none for the next days.
func quota() (list []story) {
	for _, e := range codes.All() {
		if e.Class != codes.Throttle {
			continue
		}
		when := "the quota is used up, and it is set to refuse with this code"
		if e.Code == codes.RequestLimitExceeded {
			when = "the quota is used up"
		}
		list = append(list, story{code: e.Code, when: when, bare: true, send: again,
			options: simulator.Options{QPS: 1e-6, Window: "bucket", Refusal: e.Code},
		}.each(every()...)...)
	}
	return list
}

func again(s *stage, action string, f fields) error {
	s.call(action, f) // whatever its result
	return typed(s, action, f)
}

// patience is what happens to calls that exceed the service's timeout.
func patience() (list []story) {
	const wait = 10 * time.Millisecond
	busy := story{code: requestTimeout, when: "the call takes longer than the service waits", bare: true,
		options: simulator.Options{Timeout: wait, Latency: time.Hour}}
	slow := story{code: requestTimeout, when: "the upload takes longer than the service waits", bare: true, send: stalled,
		options: simulator.Options{Timeout: wait}}
	list = append(busy.each(every()...), slow.each(every()...)...)
	away := story{code: requestTimeout, when: "a photo's URL does not answer before the service gives up", bare: true,
		options: simulator.Options{Timeout: wait}, with: fields{"Image": nil, "Url": at("/never")}}
	list = append(list, away.each("CreatePerson", "DetectFace")...)
	away.with = fields{"Images": nil, "Urls": []string{at("/never")}}
	return append(list, away.each("CreateFace")...)
}

// held is a photo whose download blocks until it is released; asked is closed when it is requested.
type held struct {
	asked, release chan struct{}
}

func (h held) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	close(h.asked)
	<-h.release
	w.Write(jpegOf(80, 80))
}
