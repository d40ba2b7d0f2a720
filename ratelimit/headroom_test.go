package ratelimit

import (
	"testing"
	"time"
)

// The refusals of a window have one cause: the second one says nothing new.
func TestHeadroomWidensOncePerWindow(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	once := newHeadroom(start).onRefusal(start)
	if once.share <= initialHeadroom {
		t.Fatalf("a refusal left the headroom at %v", once.share)
	}
	h := once
	for at := time.Duration(0); at < oneWindow; at += 100 * time.Millisecond {
		h = h.onSend(start.Add(at)).onRefusal(start.Add(at))
	}
	if h.share != once.share {
		t.Errorf("refusals of one window widened it to %v, want %v", h.share, once.share)
	}
	if next := h.onRefusal(start.Add(oneWindow)); next.share <= once.share {
		t.Errorf("a refusal of the next window left it at %v", next.share)
	}
}

func TestHeadroomWidensMoreTheSoonerRefusalsCome(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	after := func(calls int) float64 {
		h := newHeadroom(start)
		h.calls = calls
		return h.onRefusal(start).share / initialHeadroom
	}
	if soon, late, never := after(10), after(2000), after(1e6); soon != 3 || late <= 1.1 || late >= soon || never != 1.1 {
		t.Errorf("widened by %v after 10 calls, %v after 2000, %v after a million", soon, late, never)
	}
}

func TestHeadroomNarrowsAfterCleanCalls(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	for name, c := range map[string]struct {
		calls   int
		last    time.Duration
		narrows bool
	}{
		"enough":      {narrowAfterCalls, narrowAfter, true},
		"too few":     {narrowAfterCalls - 1, narrowAfter, false},
		"too quickly": {narrowAfterCalls, narrowAfter - 1, false},
	} {
		h := newHeadroom(start)
		for range c.calls {
			h = h.onSend(start.Add(c.last))
		}
		if narrower := h.share < initialHeadroom; narrower != c.narrows {
			t.Errorf("%s: the headroom is %v", name, h.share)
		}
	}
}
