package enrollment

import (
	"maps"
	"slices"
	"strings"
	"time"

	"enroll.example/enroll/codes"
)

// Known is what the history of one person's calls tells. The zero value knows nothing yet.
// It is a value: Learn returns another one and leaves its receiver as it was.
type Known struct {
	attempt

	presence presence
	foreign  bool     // there, and not created by us
	created  identity // as we created the person
	faces    []string // face IDs at the service
	exact    bool     // faces are all there are
	signs             // of other writers

	enrolled  map[string]Enrolled // by photo key
	refused   map[string]Refusal  // by photo key
	pending   []pendingWrite      // of unknown outcome: at most one of each standing
	tombstone *tombstone          // what was known of the person, when the service said that there is none
	absence   absence             // how long the person has been looked for in vain

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
	graces   int            // how often the step at hand got a code for which the call is made again
	after    time.Time      // no call before
	fails    int            // attempts used
	looks    int            // attempts to explain a pending write that came to nothing
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

// Enrolled says how a photo came to be a face.
type Enrolled struct {
	FaceIDs   []string // one; several when it is one of a set that landed together unseen
	RequestID string
	Run       int64 // that made the call
}

// tombstone is what was known of a person when the service said that there is no such person. Should
// the person be there all the same, it holds again, and a suspended write is open again. It is never
// changed in place.
type tombstone struct {
	enrolled map[string]Enrolled
	faces    []string
	exact    bool
	foreign  bool
}

// has reports whether any of these faces is one that the person had.
func (t *tombstone) has(faces []string) bool {
	return slices.ContainsFunc(t.faces, func(id string) bool { return slices.Contains(faces, id) })
}

// Refusal is a code with where it came from.
type Refusal struct {
	Code      string
	Stage     Action
	RequestID string
	Run       int64
	About     string // the other person that the code is about: the one who is similar
	options   Options
	faces     string // the person's faces when a photo was compared with them
}

// Begin starts the count of another run's attempts. What was unexplained is looked at again.
func (k Known) Begin(run int64) Known {
	if k.run == run {
		return k
	}
	k.attempt = attempt{run: run}
	if w := k.open(); w != nil {
		return k.put(w.at(readBack))
	}
	if k.foreign && len(k.enrolled) == 0 {
		k.presence, k.foreign = unknown, false // the id may have become free since
	}
	k.exact = false // others may have changed the person's faces since
	return k
}

// full reports whether the person has no room, as far as is known. That a face was deleted at
// the service since is looked for only when asked to: it would cost a call for each such
// person in every run.
func (k Known) full(p Policy) bool {
	return k.presence == present && len(k.faces) >= FacesPerPerson && (k.exact || !p.RetryRejected)
}

// InDoubt reports whether a write's fate is unknown.
func (k Known) InDoubt() bool { return k.open() != nil }

// Landed reports whether what was learned since before shows that a write in doubt had landed,
// wholly or in part: then it was billed.
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

// Foreign reports whether the person was found at the service and is not ours.
func (k Known) Foreign() bool { return k.foreign && k.presence == present }

// Ours reports whether the person was created by this folder.
func (k Known) Ours() bool { return !k.foreign && k.presence == present }

// Faces lists the face IDs at the service, as far as they are known.
func (k Known) Faces() []string { return slices.Clone(k.faces) }

// Differs tells in what the person at the service differs from what is wanted, or "".
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

// stillHolds reports whether an old refusal of a photo still holds.
func (k Known) stillHolds(r Refusal, want Want, p Policy) bool {
	switch {
	case r.Run == k.run:
		return true
	case p.RetryRejected, r.Code == fileChanged:
		return false
	case r.faces != "" && r.faces != k.faceList():
		return false // judged against other faces
	}
	if r.Code == codes.RunSimilarPerson && (k.presence == present || !same(r.options.Unique, want.Options.Unique)) {
		return false // it spoke against creating the person, not against the photo
	}
	return r.options.judgesLike(want.Options)
}

// similar is the standing refusal, or nil, to create the person because a similar person exists.
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

// Enrolled reports whether a photo is one of the person's faces.
func (k Known) Enrolled(key string) bool {
	_, ok := k.enrolled[key]
	return ok
}

// Refused is what was said last against a photo; ok is false when nothing was. Whether it still
// holds is another question.
func (k Known) Refused(key string) (r Refusal, ok bool) {
	r, ok = k.refused[key]
	return r, ok
}

// EnrolledAny reports whether any photo is one of the person's faces.
func (k Known) EnrolledAny() bool { return len(k.enrolled) > 0 }

// faceList is the person's faces as one comparable word.
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
