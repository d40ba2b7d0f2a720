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

// Call is one request to the service, as data. Photos stand in it as keys: their bytes are
// fetched when the request is written. It is the union of what seven actions take, so that a journal, a
// recorder and a fake need know one type; the zero value of a field is that the action has none.
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

	// Shared marks a call about a person to whom others may be writing too: what is there after a
	// lost write does not say whose it is. Alone marks a look by a caller who vouches that no other client
	// does.
	Shared bool `json:"shared,omitempty"`
	Alone  bool `json:"alone,omitempty"`
	// Probe marks a call that asks by a person about the account, or by a group whether the
	// service answers: no part of their history.
	Probe bool `json:"probe,omitempty"`
	// Clock is how far the service's clock was ahead of ours before the call; nil: no answer
	// had said yet. The caller knows it.
	Clock *time.Duration `json:"clock,omitempty"`
	// Try counts how often this step was refused or failed before; such calls go first.
	Try int `json:"try,omitempty"`
	// Retry marks a call that repeats what the service failed at. A refused call was not begun,
	// and a look at what became of a lost write repeats nothing.
	Retry bool `json:"retry,omitempty"`
	// GraceTries counts how often this step got a code that the service is asked again for.
	GraceTries int `json:"asked,omitempty"`
	// After is the time before which the call must not leave; zero: at once.
	After time.Time `json:"-"`
}

// Final reports whether the code of a result means what its class says. If not, its cause may pass
// in seconds, and Next makes the call again.
func (c Call) Final(r Result) bool {
	return c.GraceTries >= codes.Lookup(r.Code).Grace || c.conclusive(r)
}

// reports whether the call was made to find out what the result says, or something else does that
// anyway.
func (c Call) conclusive(r Result) bool {
	switch c.Action {
	case GetPerson, ListPersons, DeleteFace:
		return codes.NoSuchPerson(r.Code)
	case GetGroup:
		return codes.NoSuchGroup(r.Code)
	}
	return false
}

// Billed reports whether the service bills the call for this result: successes that register
// faces, and refusals for want of a face (docs/service.md, "Billing").
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

// Options are passed to the service as they are; nil leaves its default.
type Options struct {
	Quality   *int `json:"quality,omitempty"`   // QualityControl, 0 to 4
	Unique    *int `json:"unique,omitempty"`    // UniquePersonControl, 0 to 4
	Threshold *int `json:"threshold,omitempty"` // FaceMatchThreshold, 0 to 100; service's default 60
	Rotate    bool `json:"rotate,omitempty"`    // NeedRotateDetection
}

// judgesLike reports whether the service would judge a photo's image alike under both.
func (o Options) judgesLike(p Options) bool {
	return same(o.Quality, p.Quality) && same(o.Threshold, p.Threshold) && o.Rotate == p.Rotate
}

func same(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// Result is whatever became of one call: answered, refused, or lost. Like Call it is a union: what
// every result has, and what each action answers.
type Result struct {
	Code      string `json:"code,omitempty"` // of the refusal; empty: success
	RequestID string `json:"request_id,omitempty"`
	// Cause says in a few words why there was no answer; empty: there was one.
	Cause string `json:"cause,omitempty"`
	// Unsent says that no byte of the request can have reached the service.
	Unsent bool `json:"unsent,omitempty"`

	// Run is the run that made the call. Attempts count per run; facts persist.
	Run int64 `json:"-"`
	// Intended is when the call was recorded, Sent the latest time at which it can have
	// left, Done when its fate (or that it has none) was known: this machine's clock.
	Intended time.Time `json:"-"`
	Sent     time.Time `json:"sent,omitzero"`
	Done     time.Time `json:"done,omitzero"`
	// Date is the service's clock when it answered, to the second; zero: it did not say.
	Date time.Time `json:"date,omitzero"`

	FaceID          string   `json:"face_id,omitempty"`  // CreatePerson
	SimilarPersonID string   `json:"similar,omitempty"`  // CreatePerson: this one is alike, and no person was created
	FaceIDs         []string `json:"face_ids,omitempty"` // CreateFace: added; DeleteFace: gone; GetPerson, ListPersons: all
	RetCodes        []int    `json:"ret_codes,omitempty"`
	Changed         []string `json:"changed,omitempty"` // keys whose files have other bytes now

	Name    string    `json:"name,omitempty"`   // GetPerson, ListPersons
	Created time.Time `json:"created,omitzero"` // ListPersons: by the service's clock
	Persons []Listed  `json:"-"`                // a page of ListPersons
	Total   int       `json:"total,omitempty"`  // ListPersons: how many there are
}

// Listed is one person of a group's list.
type Listed struct {
	Person  string
	Name    string
	FaceIDs []string
	Created time.Time // by the service's clock
}

// Fate is what became of a call, as far as it is known.
type Fate uint8

// The fates of a call.
const (
	// NotSent: no byte of it can have reached the service.
	NotSent Fate = iota
	// Refused: the service did not do it, be it because it holds already.
	Refused
	// Done: the service did it.
	Done
	// Unknown: no reply came, or one that leaves open whether it was done.
	Unknown
)

// Fate returns what became of the call.
func (r Result) Fate() Fate {
	if r.Unsent || len(r.Changed) > 0 {
		return NotSent
	}
	return FateOf(r.Code)
}

// FateOf returns what a code, "" for success, says of a call that was sent.
func FateOf(code string) Fate {
	switch classOf(code) {
	case codes.OK:
		return Done
	case codes.Transient, codes.Ambiguous:
		return Unknown
	}
	return Refused
}

// unanswered reports whether the call may still run at the service, as far as we know.
func (r Result) unanswered() bool {
	return !r.Unsent && r.RequestID == "" && classOf(r.Code) == codes.Ambiguous
}
