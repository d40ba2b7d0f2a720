package enrollment

import (
	"time"

	"enroll.example/enroll/codes"
)

// Action is the service's own name of a call.
type Action string

// The calls that enrollment makes.
const (
	GetGroup     Action = "GetGroupInfo"
	CreateGroup  Action = "CreateGroup"
	CreatePerson Action = "CreatePerson"
	CreateFace   Action = "CreateFace"
	DeleteFace   Action = "DeleteFace"
	GetPerson    Action = "GetPersonBaseInfo"
	ListPersons  Action = "GetPersonList"
)

// Write reports whether the call changes anything at the service.
func (a Action) Write() bool {
	switch a {
	case CreateGroup, CreatePerson, CreateFace, DeleteFace:
		return true
	}
	return false
}

// FaceWrite reports whether the service may refuse the call because others run at the same time,
// of whatever person (docs/service.md, "Concurrency").
func (a Action) FaceWrite() bool {
	return a == CreatePerson || a == CreateFace || a == DeleteFace
}

// Call is one request to the service, as data. It holds the keys of photos: their bytes are fetched when
// the request is written. It has more fields than one action needs because it is the union of the fields
// of seven actions, so that a journal, a recorder and a fake handle a single type. A field that the action
// does not have is zero.
type Call struct {
	Action Action `json:"action"`
	Person string `json:"person,omitempty"` // empty: the call is about a group
	Group  string `json:"group,omitempty"`

	Name         string        `json:"name,omitempty"`   // of the person, or of the group
	Gender       string        `json:"gender,omitempty"` // "", "0", "1", "2"
	Descriptions []Description `json:"descriptions,omitempty"`
	Photos       []Photo       `json:"photos,omitempty"`
	FaceIDs      []string      `json:"face_ids,omitempty"` // to delete
	Options      Options       `json:"options,omitzero"`
	Offset       int           `json:"offset,omitempty"` // of a page of GetPersonList
	Limit        int           `json:"limit,omitempty"`

	// Shared marks a call about a person to which other clients may be writing: after a lost write, new
	// faces may be theirs. Alone marks a read by a caller that vouches that no other client writes.
	Shared bool `json:"shared,omitempty"`
	Alone  bool `json:"alone,omitempty"`
	// Probe marks a call that only tests the account, by a person, or whether the service answers, by a
	// group. It is not part of their history.
	Probe bool `json:"probe,omitempty"`
	// Clock is how far the service's clock was ahead of ours before the call; nil: not known yet. The
	// caller sets it.
	Clock *time.Duration `json:"clock,omitempty"`
	// Try counts how often this step was refused or failed before. Calls with a higher count go first.
	Try int `json:"try,omitempty"`
	// Retry marks a call that repeats a failed one. A call that was refused unread was not begun, and a
	// read that explains a lost write repeats nothing.
	Retry bool `json:"retry,omitempty"`
	// GraceTries counts how often this step got a code whose cause may pass in seconds.
	GraceTries int `json:"asked,omitempty"`
	// After is the time before which the call must not be sent; zero: at once.
	After time.Time `json:"-"`
}

// Final reports whether the code of a result counts. If not, its cause may pass in seconds, and Next
// returns the call again.
func (c Call) Final(r Result) bool {
	return c.GraceTries >= codes.Lookup(r.Code).Grace || c.conclusive(r)
}

// conclusive reports whether the code is the answer that the call was made for, so that it counts at once.
func (c Call) conclusive(r Result) bool {
	switch c.Action {
	case GetPerson, ListPersons, DeleteFace:
		return codes.NoSuchPerson(r.Code)
	case GetGroup:
		return codes.NoSuchGroup(r.Code)
	}
	return false
}

// Billed reports whether the service bills the call for this result: it bills successes that register
// faces, and refusals because a photo has no face (docs/service.md, "Billing").
func (c Call) Billed(r Result) bool {
	if r.Unsent || c.Action != CreatePerson && c.Action != CreateFace {
		return false
	}
	return r.Code == "" || r.Code == codes.NoFaceInPhoto
}

// Description is a custom text of a person, or the name of such a field of a group.
type Description struct {
	Index int    `json:"index"` // 0 to 4
	Text  string `json:"text"`
}

// Photo is a photo by its key, the hex SHA-256 of its file's bytes, and the length in bytes
// of its base64 text, which is what the service's limits count.
type Photo struct {
	Key    string `json:"key"`
	Base64 int    `json:"base64"`
}

// Options are passed to the service unchanged; nil means the service's default.
type Options struct {
	Quality   *int `json:"quality,omitempty"`   // QualityControl, 0 to 4
	Unique    *int `json:"unique,omitempty"`    // UniquePersonControl, 0 to 4
	Threshold *int `json:"threshold,omitempty"` // FaceMatchThreshold, 0 to 100; service's default 60
	Rotate    bool `json:"rotate,omitempty"`    // NeedRotateDetection
}

// judgesLike reports whether the service judges a photo's image by the same rules under both options.
func (o Options) judgesLike(p Options) bool {
	return same(o.Quality, p.Quality) && same(o.Threshold, p.Threshold) && o.Rotate == p.Rotate
}

func same(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// Result is the outcome of one call: an answer, a refusal, or no reply. Like Call it is a union, so it has
// more fields than one action needs: those of every result, and those that single actions answer with.
type Result struct {
	Code      string `json:"code,omitempty"` // of the refusal; empty: success
	RequestID string `json:"request_id,omitempty"`
	// Cause is a short reason why there was no answer; empty: there was one.
	Cause string `json:"cause,omitempty"`
	// Unsent is true if no byte of the request can have reached the service.
	Unsent bool `json:"unsent,omitempty"`

	// Run is the run that made the call. Attempts count per run; facts persist.
	Run int64 `json:"-"`
	// Intended is when the call was recorded, Sent the latest time at which it can have been sent, and
	// Done when its outcome was known, or known to be unknown. All are by this machine's clock.
	Intended time.Time `json:"-"`
	Sent     time.Time `json:"sent,omitzero"`
	Done     time.Time `json:"done,omitzero"`
	// Date is the service's clock when it answered, to the second; zero: the answer had none.
	Date time.Time `json:"date,omitzero"`

	FaceID          string   `json:"face_id,omitempty"`  // CreatePerson
	SimilarPersonID string   `json:"similar,omitempty"`  // CreatePerson: a similar person, so that none was created
	FaceIDs         []string `json:"face_ids,omitempty"` // CreateFace: added; DeleteFace: deleted; GetPerson, ListPersons: all
	RetCodes        []int    `json:"ret_codes,omitempty"`
	Changed         []string `json:"changed,omitempty"` // keys of photos whose files have changed

	Name    string    `json:"name,omitempty"`   // GetPerson, ListPersons
	Created time.Time `json:"created,omitzero"` // ListPersons: by the service's clock
	Persons []Listed  `json:"-"`                // a page of ListPersons
	Total   int       `json:"total,omitempty"`  // ListPersons: the number of persons
}

// Listed is one person of a group's list.
type Listed struct {
	Person  string
	Name    string
	FaceIDs []string
	Created time.Time // by the service's clock
}

// Fate is the outcome of a call, as far as it is known.
type Fate uint8

// The fates of a call.
const (
	// NotSent: no byte of it can have reached the service.
	NotSent Fate = iota
	// Refused: the service did not do it, perhaps because it was done before.
	Refused
	// Done: the service did it.
	Done
	// Unknown: there was no reply, or one that leaves open whether it was done.
	Unknown
)

// Fate returns the outcome of the call.
func (r Result) Fate() Fate {
	if r.Unsent || len(r.Changed) > 0 {
		return NotSent
	}
	return FateOf(r.Code)
}

// FateOf returns the outcome of a call that was sent, by its code; "" is success.
func FateOf(code string) Fate {
	switch classOf(code) {
	case codes.OK:
		return Done
	case codes.Transient, codes.Ambiguous:
		return Unknown
	}
	return Refused
}

// unanswered reports whether the call may still be running at the service.
func (r Result) unanswered() bool {
	return !r.Unsent && r.RequestID == "" && classOf(r.Code) == codes.Ambiguous
}
