package enrollment

import (
	"maps"
	"slices"
	"strings"
	"time"

	"enroll.example/enroll/codes"
)

// Known is what is known of one person from the history of calls. In the zero value nothing is known
// yet. It is a value: Learn returns a new one and leaves its receiver unchanged.
type Known struct {
	attempt

	presence presence
	foreign  bool     // present, and not created by us
	created  identity // as we created the person
	faces    []string // face IDs at the service
	exact    bool     // faces is the complete list
	signs             // of other writers

	enrolled  map[string]Enrolled // by photo key
	refused   map[string]Refusal  // by photo key
	pending   []pendingWrite      // of unknown outcome: at most one of each state
	tombstone *tombstone          // what was known when the service said that there is no such person
	absence   absence             // how long reads have missed the person

	lastWrite time.Time // when the last write ended that may have changed the person
	busyUntil time.Time // until when a call that was never answered may still be in service
}

// attempt is what one run has tried for a person. It is forgotten when the next run begins.
type attempt struct {
	run      int64
	free     bool           // the service said that there is no such person, before any write now pending
	stopped  *Refusal       // why this run makes no further call for the person
	oneByOne bool           // send photos one by one
	reread   bool           // read the person before writing again
	try      int            // of the step at hand
	retrying bool           // the step at hand failed before
	graces   int            // how often the step at hand got a code that allows another try
	after    time.Time      // no call leaves before
	fails    int            // attempts used
	looks    int            // failed attempts to explain a pending write
	refusals int            // refusals by quota or conflict
	last     Refusal        // what ended the last attempt
	sends    map[string]int // uploads by photo key
}

// identity is what a person was created with.
type identity struct{ name, gender, group string }

type presence uint8

const (
	unknown presence = iota
	absent
	present
)

// Enrolled records how a photo became a face.
type Enrolled struct {
	FaceIDs   []string // one; several for a set of photos that landed together without a reply
	RequestID string
	Run       int64 // the run that made the call
}

// tombstone is what was known of a person when the service said that there is no such person. If the
// person turns out to exist after all, it holds again, and a suspended write is open again. It is never
// changed in place.
type tombstone struct {
	enrolled map[string]Enrolled
	faces    []string
	exact    bool
	foreign  bool
}

// has reports whether the person had any of these faces.
func (t *tombstone) has(faces []string) bool {
	return slices.ContainsFunc(t.faces, func(id string) bool { return slices.Contains(faces, id) })
}

// Refusal is a code and where it came from.
type Refusal struct {
	Code      string
	Stage     Action
	RequestID string
	Run       int64
	About     string // the other person that the code is about, for instance a similar one
	options   Options
	faces     string // the person's faces when a photo was compared with them
}

// Begin returns what is known at the start of a run: attempts are counted from zero, and an unresolved
// write is read back again.
func (k Known) Begin(run int64) Known {
	if k.run == run {
		return k
	}
	k.attempt = attempt{run: run}
	if w := k.open(); w != nil {
		return k.put(w.at(readBack))
	}
	if k.foreign && len(k.enrolled) == 0 {
		k.presence, k.foreign = unknown, false // the id may be free by now
	}
	k.exact = false // others may have changed the faces since
	return k
}

// full reports whether the person has no room for another face, as far as is known. Whether a face has
// been deleted since is checked only with RetryRejected: it costs a call for each full person in every run.
func (k Known) full(p Policy) bool {
	return k.presence == present && len(k.faces) >= FacesPerPerson && (k.exact || !p.RetryRejected)
}

// InDoubt reports whether the outcome of a write is unknown.
func (k Known) InDoubt() bool { return k.open() != nil }

// Landed reports whether what was learned since before shows that a write in doubt had landed, wholly or
// in part. Such a write was billed.
func (k Known) Landed(before Known) bool {
	w := before.open()
	if t := before.tombstone; t != nil && k.tombstone == nil && t.has(k.faces) {
		w = before.suspended() // the person was never gone
	}
	if w == nil {
		return false
	}
	if now := k.open(); now != nil {
		return now.extra != nil && w.extra == nil
	}
	for _, p := range w.call.Photos {
		if k.Enrolled(p.Key) && !before.Enrolled(p.Key) {
			return true
		}
	}
	return false
}

// Foreign reports whether the person is at the service and was created by another client.
func (k Known) Foreign() bool { return k.foreign && k.presence == present }

// Ours reports whether the person is at the service and was created by this folder.
func (k Known) Ours() bool { return !k.foreign && k.presence == present }

// Faces returns the face IDs at the service, as far as they are known.
func (k Known) Faces() []string { return slices.Clone(k.faces) }

// Differs returns the fields in which the person at the service differs from what is wanted, or "".
func (k Known) Differs(want Want) string {
	var in []string
	if k.created.name != "" && k.created.name != want.Name {
		in = append(in, "name")
	}
	if k.created.gender != "" && want.Gender != "" && k.created.gender != want.Gender {
		in = append(in, "gender")
	}
	if k.created.group != "" && k.created.group != want.Group {
		in = append(in, "group")
	}
	return strings.Join(in, ", ")
}

// stillHolds reports whether a refusal of a photo still holds.
func (k Known) stillHolds(r Refusal, want Want, p Policy) bool {
	switch {
	case r.Run == k.run:
		return true
	case p.RetryRejected, r.Code == fileChanged:
		return false
	case r.faces != "" && r.faces != k.faceList():
		return false // it was compared with other faces
	}
	if r.Code == codes.RunSimilarPerson && (k.presence == present || !same(r.options.Unique, want.Options.Unique)) {
		return false // it refused the person, not the photo
	}
	return r.options.judgesLike(want.Options)
}

// similar returns the refusal to create the person because a similar one exists, or nil if none holds.
func (k Known) similar(want Want, p Policy) *Refusal {
	if k.presence == present {
		return nil
	}
	for _, photo := range want.Photos {
		r, ok := k.refused[photo.Key]
		if ok && r.Code == codes.RunSimilarPerson && k.stillHolds(r, want, p) {
			return &r
		}
	}
	return nil
}

// Enrolled reports whether a photo is enrolled as one of the person's faces.
func (k Known) Enrolled(key string) bool {
	_, ok := k.enrolled[key]
	return ok
}

// Refused returns the last refusal of a photo; ok is false if there was none. It may no longer hold.
func (k Known) Refused(key string) (r Refusal, ok bool) {
	r, ok = k.refused[key]
	return r, ok
}

// EnrolledAny reports whether any photo is enrolled.
func (k Known) EnrolledAny() bool { return len(k.enrolled) > 0 }

// faceList returns the person's faces as one comparable string.
func (k Known) faceList() string {
	faces := slices.Clone(k.faces)
	slices.Sort(faces)
	return strings.Join(faces, " ")
}

// with returns a copy of m in which key has the value v.
func with[V any](m map[string]V, key string, v V) map[string]V {
	m = maps.Clone(m)
	if m == nil {
		m = make(map[string]V, 1)
	}
	m[key] = v
	return m
}
