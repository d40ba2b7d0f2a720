package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"enroll.example/enroll/codes"
)

// halved is a run of enroll in which another client takes one half of the quota from midway on: at the
// beginning of each window, so that what is left is enroll's quota. A simulator cannot change its
// quota; sharing it has the same effect.
func (b bench) halved(ctx context.Context, url string) line {
	l := line{name: "halved"}
	midway := time.Now().Add(b.lasting() / 2)
	until := time.Now().Add(b.lasting())
	ctx, end := context.WithDeadline(ctx, until.Add(time.Minute)) // in case the run does not end
	defer end()
	var other sync.WaitGroup
	other.Go(func() { takeHalf(ctx, url, int(b.qps/2), midway, until) })
	found, err := b.enrollRun(ctx, url, l.name, b.lasting(), []string{"--qps", fmt.Sprint(b.qps)})
	other.Wait()
	if err != nil {
		l.err = err
		return l
	}
	windows, origin, err := people(url)
	if err != nil {
		l.err = err
		return l
	}
	l.note = found.halvedNote(b.qps, windows, origin, midway, until)
	return l
}

// takeHalf sends this many calls at the beginning of each second, from one moment to another, and
// waits for their replies. The service counts a call before it checks the signature, so these have
// none.
func takeHalf(ctx context.Context, url string, calls int, from, until time.Time) {
	web := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: calls}}
	defer web.CloseIdleConnections()
	var calling sync.WaitGroup
	defer calling.Wait()
	for at := from.Truncate(time.Second).Add(time.Second); at.Before(until); at = at.Add(time.Second) {
		if wait(ctx, time.Until(at)) != nil {
			return
		}
		for range calls {
			calling.Go(func() { spend(ctx, web, url) })
		}
	}
}

func spend(ctx context.Context, web *http.Client, url string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader([]byte("{}")))
	if err != nil {
		return
	}
	if answer, err := web.Do(r); err == nil {
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
}

// people returns the windows of the quota with only the calls for people.
func people(url string) (windows []second, origin time.Time, err error) {
	err = each(url+"/_sim/requests?action=CreatePerson", func(c seen) {
		if origin.IsZero() {
			origin = c.Arrived.Truncate(time.Second)
		}
		w := second{Second: c.Arrived.Unix() - origin.Unix()}
		if c.Code == codes.RequestLimitExceeded {
			w.Refused = 1
		} else {
			w.Accepted = 1
		}
		windows = append(windows, w)
	})
	return windows, origin, err
}

// halvedNote says when the run knew, by its own report, and what became of its calls.
func (f finding) halvedNote(qps float64, windows []second, origin, midway, until time.Time) string {
	known, ok := f.firstBelow(0.6*qps, midway)
	if !ok {
		return "that half of the quota was gone was not noticed"
	}
	next := known.Add(time.Second - 1).Truncate(time.Second) // the first window that began after that
	search := whole(windows, origin, midway, next)
	after := whole(windows, origin, next, until)
	return fmt.Sprintf("half of the quota was gone midway, which was known %.0f s later; %d refusals until then and %d after it; "+
		"of the half that was left %.2f %% were used from then on", known.Sub(midway).Seconds(), search.refused, after.refused, 100*after.used(qps/2))
}
