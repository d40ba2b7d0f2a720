package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"enroll.example/enroll/samples/measure"
)

// stats is what GET /_sim/stats returns for all calls so far.
type stats struct {
	Requests, Refused int
	Seconds           []second
}

// second is a window of the quota; that of the first call is number 0.
type second struct {
	Second            int64
	Accepted, Refused int
}

// count is the result of a night, by the server's count.
type count struct {
	requests, refused int
	steady, last      share // after it had warmed up; in its last minute
}

// share sums up whole windows.
type share struct {
	windows, accepted, refused int
}

func (s share) used(qps float64) float64 { return float64(s.accepted) / (qps * float64(s.windows)) }

// judge counts a night that ended at until, at a server whose stats were before when it began. Only
// whole windows count, from the one after that in which the first person was sent.
func judge(url string, before stats, warmup time.Duration, until time.Time) (c count, begin time.Time, err error) {
	after, err := ask(url)
	if err != nil {
		return c, begin, err
	}
	origin, begin, err := firsts(url, before.Requests)
	if err != nil {
		return c, begin, err
	}
	c.requests, c.refused = after.Requests-before.Requests, after.Refused-before.Refused
	until = until.Truncate(time.Second)
	from := begin.Truncate(time.Second).Add(time.Second)
	c.steady = whole(after.Seconds, origin, from.Add(warmup), until)
	c.last = whole(after.Seconds, origin, latest(from, until.Add(-time.Minute)), until)
	if c.steady.windows <= 0 || c.last.windows <= 0 {
		return c, begin, fmt.Errorf("too few windows to judge: the first person was sent %v before the end", until.Sub(begin))
	}
	return c, begin, nil
}

// whole sums up the windows that lie wholly between two moments. One that the server does not list,
// because no call arrived any more, counts as an empty window.
func whole(seconds []second, origin, from, until time.Time) (s share) {
	start, end := from.Add(time.Second-1).Unix(), until.Unix()
	s.windows = int(end - start)
	for _, w := range seconds {
		if at := origin.Unix() + w.Second; at >= start && at < end {
			s.accepted += w.Accepted
			s.refused += w.Refused
		}
	}
	return s
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// ask reads the server's own count.
func ask(url string) (s stats, err error) {
	err = measure.Get(url+"/_sim/stats", func(d *json.Decoder) error { return d.Decode(&s) })
	return s, err
}

// firsts returns when the very first call arrived, with which the windows begin, and when the first
// person after that many calls did: before it a client looks up its group.
func firsts(url string, calls int) (first, person time.Time, err error) {
	n := 0
	err = each(url+"/_sim/requests", func(c seen) {
		if first.IsZero() || c.Arrived.Before(first) {
			first = c.Arrived
		}
		if n >= calls && c.Action == "CreatePerson" && (person.IsZero() || c.Arrived.Before(person)) {
			person = c.Arrived
		}
		n++
	})
	if err == nil && person.IsZero() {
		err = fmt.Errorf("no person was sent, in %d calls", n-calls)
	}
	return first, person, err
}

// seen is a call as the server recorded it.
type seen struct {
	Arrived      time.Time
	Action, Code string
}

// each reads records.
func each(url string, read func(seen)) error {
	return measure.Get(url, func(d *json.Decoder) error {
		for {
			var c seen
			if err := d.Decode(&c); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			read(c)
		}
	})
}
