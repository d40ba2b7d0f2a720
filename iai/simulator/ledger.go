package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"time"
)

// record is what is told of one call. Records are numbered in the order in which calls were
// decided, so what was applied was applied in this order.
type record struct {
	N         int       `json:"n"`
	Arrived   time.Time `json:"arrived"`  // when the quota counted it
	Answered  time.Time `json:"answered"` // when it was decided; the answer waits for the disk only
	Action    string    `json:"action"`
	Person    string    `json:"person"`
	Group     string    `json:"group"`
	Images    int       `json:"images"`
	Bytes     int       `json:"bytes"` // of the body
	Code      string    `json:"code"`  // "": success
	Applied   bool      `json:"applied"`
	Billed    bool      `json:"billed"`
	Dropped   bool      `json:"dropped"`
	Cut       bool      `json:"cut"`
	RequestID string    `json:"request_id"`
}

// entry is a record with what the statistics need beyond it, and what the call changed.
type entry struct {
	record
	OverQuota bool    `json:"over_quota,omitempty"`
	Served    bool    `json:"served,omitempty"`   // it entered service
	Overlap   bool    `json:"overlap,omitempty"`  // the person was in service already
	Parallel  int     `json:"parallel,omitempty"` // calls in service when it entered, itself included
	Change    *change `json:"change,omitempty"`
}

// ledger is all records and what they add up to.
type ledger struct {
	records     []record
	stats       stats
	seconds     map[int64]*second // by the second of the wall clock
	first, last int64
}

type stats struct {
	Requests int            `json:"requests"`
	Accepted int            `json:"accepted"` // passed the quota
	Refused  int            `json:"refused"`  // by the quota
	Billed   int            `json:"billed"`
	Overlaps int            `json:"overlaps"`
	Parallel int            `json:"parallel"`
	ByCode   map[string]int `json:"by_code"`
	ByAction map[string]int `json:"by_action"`
}

// second is one window of the quota; the first call's is number 0.
type second struct {
	Second   int64 `json:"second"`
	Accepted int   `json:"accepted"`
	Refused  int   `json:"refused"`
}

func newLedger() ledger {
	return ledger{
		stats:   stats{ByCode: map[string]int{}, ByAction: map[string]int{}},
		seconds: map[int64]*second{},
	}
}

func (l *ledger) add(e entry) {
	l.records = append(l.records, e.record)
	t := &l.stats
	t.Requests++
	t.ByCode[e.Code]++
	t.ByAction[e.Action]++
	t.Billed += one(e.Billed)
	t.Overlaps += one(e.Overlap)
	t.Accepted += one(!e.OverQuota)
	t.Refused += one(e.OverQuota)
	t.Parallel = max(t.Parallel, e.Parallel)
	l.window(e.Arrived.Unix(), e.OverQuota)
}

func (l *ledger) window(at int64, over bool) {
	if len(l.seconds) == 0 {
		l.first, l.last = at, at
	}
	l.first, l.last = min(l.first, at), max(l.last, at)
	if l.seconds[at] == nil {
		l.seconds[at] = &second{}
	}
	l.seconds[at].Accepted += one(!over)
	l.seconds[at].Refused += one(over)
}

// snapshot is a ledger of its own, without the records.
func (l *ledger) snapshot() ledger {
	now := *l
	now.records = nil
	now.stats.ByCode, now.stats.ByAction = maps.Clone(l.stats.ByCode), maps.Clone(l.stats.ByAction)
	now.seconds = make(map[int64]*second, len(l.seconds))
	for at, s := range l.seconds {
		now.seconds[at] = &second{0, s.Accepted, s.Refused}
	}
	return now
}

// tell writes the statistics; windows without a call are written as such.
func (l *ledger) tell(w io.Writer) error {
	total, err := json.Marshal(l.stats)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, `%s,"seconds":[`, total[:len(total)-1])
	for at := l.first; at <= l.last && len(l.seconds) > 0; at++ {
		s := second{Second: at - l.first}
		if seen := l.seconds[at]; seen != nil {
			s.Accepted, s.Refused = seen.Accepted, seen.Refused
		}
		if at > l.first {
			io.WriteString(w, ",")
		}
		fmt.Fprintf(w, `{"second":%d,"accepted":%d,"refused":%d}`, s.Second, s.Accepted, s.Refused)
	}
	_, err = io.WriteString(w, "]}\n")
	return err
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
