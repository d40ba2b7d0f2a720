package simulator

import (
	"maps"
	"slices"
	"time"

	"enroll.example/enroll/iai/simulator/account"

	"github.com/google/uuid"
)

// Record describes one call. Records are numbered in the order in which calls were decided, which is
// also the order in which they were applied.
type Record struct {
	N         int       `json:"n"`
	Arrived   time.Time `json:"arrived"`  // when the quota counted it
	Answered  time.Time `json:"answered"` // when it was decided; after that the reply waits only for the disk
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
	RequestID uuid.UUID `json:"request_id"`
}

// entry is a record with what the statistics need in addition, and what the call changed.
type entry struct {
	Record
	Quota     string          `json:"quota"` // the quota that counted it
	OverQuota bool            `json:"over_quota,omitempty"`
	Served    bool            `json:"served,omitempty"`   // it entered service
	Overlap   bool            `json:"overlap,omitempty"`  // the person was already in service
	Parallel  int             `json:"parallel,omitempty"` // calls in service when it entered, including itself
	Change    *account.Change `json:"change,omitempty"`
}

// ledger is all records and their sums.
type ledger struct {
	pages   [][]compactRecord // of pageSize, except the last: a list that grows without being copied
	names   map[string]string // interned names of actions, groups and codes
	stats   Stats
	windows map[string]map[int64]*Second // by quota, then by the second of the wall clock
}

const pageSize = 4096

// compactRecord is the in-memory form of a record: a migration leaves millions of them.
type compactRecord struct {
	arrived, answered           int64 // nanoseconds since 1970
	action, person, group, code string
	requestID                   uuid.UUID
	bytes, images               int32
	applied, billed             bool
	dropped, cut                bool
}

func (l *ledger) push(r Record) compactRecord {
	return compactRecord{
		r.Arrived.UnixNano(), r.Answered.UnixNano(),
		l.intern(r.Action), r.Person, l.intern(r.Group), l.intern(r.Code),
		r.RequestID, int32(r.Bytes), int32(r.Images),
		r.Applied, r.Billed, r.Dropped, r.Cut,
	}
}

func (k compactRecord) record(n int) Record {
	return Record{
		n, time.Unix(0, k.arrived).UTC(), time.Unix(0, k.answered).UTC(),
		k.action, k.person, k.group, int(k.images), int(k.bytes), k.code,
		k.applied, k.billed, k.dropped, k.cut, k.requestID,
	}
}

func (l *ledger) intern(name string) string {
	if known, ok := l.names[name]; ok {
		return known
	}
	l.names[name] = name
	return name
}

// len returns how many records there are, which is also the number of the last.
func (l *ledger) len() int {
	if len(l.pages) == 0 {
		return 0
	}
	last := len(l.pages) - 1
	return last*pageSize + len(l.pages[last])
}

// setCode changes the code of a record, if it is still there.
func (l *ledger) setCode(n int, id uuid.UUID, code string) {
	if n == 0 || n > l.len() || l.pages[(n-1)/pageSize][(n-1)%pageSize].requestID != id {
		return
	}
	k := &l.pages[(n-1)/pageSize][(n-1)%pageSize]
	if l.stats.ByCode[k.code]--; l.stats.ByCode[k.code] == 0 {
		delete(l.stats.ByCode, k.code)
	}
	k.code = l.intern(code)
	l.stats.ByCode[code]++
}

// from returns at most most records after the n-th.
func (l *ledger) from(n, most int) (some []Record) {
	for ; n < l.len() && len(some) < most; n++ {
		some = append(some, l.pages[n/pageSize][n%pageSize].record(n+1))
	}
	return some
}

// Stats is the sums of the records.
type Stats struct {
	Requests int            `json:"requests"`
	Accepted int            `json:"accepted"` // passed the quota
	Refused  int            `json:"refused"`  // by the quota
	Billed   int            `json:"billed"`
	Overlaps int            `json:"overlaps"`
	Parallel int            `json:"parallel"`
	ByCode   map[string]int `json:"by_code"`
	ByAction map[string]int `json:"by_action"`
	Seconds  []Second       `json:"seconds"` // the windows of one quota, from its first call to its last
}

// Second is one window of the quota; that of the first call is number 0.
type Second struct {
	Second   int64 `json:"second"`
	Accepted int   `json:"accepted"`
	Refused  int   `json:"refused"`
}

func newLedger() ledger {
	return ledger{
		stats:   Stats{ByCode: map[string]int{}, ByAction: map[string]int{}},
		windows: map[string]map[int64]*Second{},
		names:   map[string]string{},
	}
}

func (l *ledger) add(e entry) {
	if l.len()%pageSize == 0 {
		l.pages = append(l.pages, make([]compactRecord, 0, pageSize))
	}
	last := &l.pages[len(l.pages)-1]
	*last = append(*last, l.push(e.Record))
	t := &l.stats
	t.Requests++
	t.ByCode[e.Code]++
	t.ByAction[e.Action]++
	t.Billed += one(e.Billed)
	t.Overlaps += one(e.Overlap)
	t.Accepted += one(!e.OverQuota)
	t.Refused += one(e.OverQuota)
	t.Parallel = max(t.Parallel, e.Parallel)
	l.window(e.Quota, e.Arrived.Unix(), e.OverQuota)
}

func (l *ledger) window(quota string, at int64, over bool) {
	of := l.windows[quota]
	if of == nil {
		of = map[int64]*Second{}
		l.windows[quota] = of
	}
	if of[at] == nil {
		of[at] = &Second{}
	}
	of[at].Accepted += one(!over)
	of[at].Refused += one(over)
}

// summary returns the statistics so far, with the windows of one quota.
func (l *ledger) summary(quota string) Stats {
	stats := l.stats
	stats.ByCode, stats.ByAction = maps.Clone(l.stats.ByCode), maps.Clone(l.stats.ByAction)
	stats.Seconds = withGaps(l.windows[quota])
	return stats
}

// longestSilence is how many consecutive empty windows are listed; a longer gap is left out.
const longestSilence = 3600

// withGaps returns the windows in order, with empty ones where no call arrived.
func withGaps(windows map[int64]*Second) []Second {
	list := []Second{}
	times := slices.Sorted(maps.Keys(windows))
	for i, at := range times {
		if i > 0 && at-times[i-1] <= longestSilence {
			for empty := times[i-1] + 1; empty < at; empty++ {
				list = append(list, Second{Second: empty - times[0]})
			}
		}
		list = append(list, Second{at - times[0], windows[at].Accepted, windows[at].Refused})
	}
	return list
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
