package pipeline

import (
	"slices"
	"time"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// candidate is a person on the way through the pipeline. The inspector owns it until ready is closed,
// then admission, then the person's own goroutine.
type candidate struct {
	journal.Person
	ready chan struct{}

	merged   roster.Person
	refused  map[int]roster.Fault // by line: the person is refused as a whole
	stage    string               // that refused the person
	photos   []*photo             // in file order
	found    []journal.Photo      // about photos that were judged anew, to remember
	claims   journal.Standing
	disputed []string // people who may hold what this one wants, to be looked at first
	looked   bool     // they have been
	late     bool     // the run was ending before the first call: the verdict is by what is known

	want    enrollment.Want
	known   enrollment.Known
	learned time.Time // when known was last added to, with this process's own clock
}

// photo is one mention of a photo in a row.
type photo struct {
	line, place int
	field       string
	path        string // as written
	finding     preflight.Finding
	unseen      bool             // the run was ending: its file was not looked into
	stage       string           // that refused it; empty: good so far
	first       *photo           // the same bytes were named before, there
	earlier     *journal.Refusal // by the service, which stands
}

// good reports whether nothing speaks against the photo so far.
func (ph *photo) good() bool { return ph.stage == "" && !ph.unseen }

// refuse says what speaks against the photo.
func (ph *photo) refuse(stage, code, message, remedy string) {
	ph.stage = stage
	ph.finding.Code, ph.finding.Message, ph.finding.Remedy = code, message, remedy
}

// markDuplicates finds photos that are named twice for the person: one face, two mentions.
func (c *candidate) markDuplicates() {
	seen := map[string]*photo{}
	for _, ph := range c.photos {
		if !ph.good() {
			continue
		}
		if first, ok := seen[ph.finding.Key]; ok {
			ph.first = first
			continue
		}
		seen[ph.finding.Key] = ph
	}
}

// sendable returns all mentions of photos that are good, so that each is found under any of its paths.
func (c *candidate) sendable() []*photo {
	return slices.DeleteFunc(slices.Clone(c.photos), func(ph *photo) bool { return !ph.good() })
}

// wanted returns the photos that are good, each once.
func (c *candidate) wanted() (photos []*photo) {
	for _, ph := range c.photos {
		if ph.good() && ph.first == nil {
			photos = append(photos, ph)
		}
	}
	return photos
}

// keys returns the keys of the photos that are good, each once.
func (c *candidate) keys() (keys []string) {
	for _, ph := range c.wanted() {
		keys = append(keys, ph.finding.Key)
	}
	return keys
}

// wants returns what the roster wants of the person, of photos that stand for no one else.
func (c *candidate) wants(options enrollment.Options) enrollment.Want {
	want := enrollment.Want{
		Person: c.merged.ID, Name: c.merged.Name, Gender: c.merged.Gender, Group: c.merged.Group,
		Options: options,
	}
	for i, text := range c.merged.Ex {
		if text != "" {
			want.Descriptions = append(want.Descriptions, enrollment.Description{Index: i, Text: text})
		}
	}
	for _, ph := range c.wanted() {
		want.Photos = append(want.Photos, enrollment.Photo{Key: ph.finding.Key, Base64: ph.finding.Base64})
	}
	return want
}

// longestWait is more than enrollment ever asks for. Whatever a call waits for came about before
// now, so that much later it is over, whichever clock it was written down by.
const longestWait = 20 * time.Second

// due returns when a call may leave, by this process's own clock: the machine's may be set, ahead or
// back, while a person waits or before the process began.
func (c *candidate) due(after time.Time, most time.Duration) time.Time {
	if after.IsZero() {
		return after
	}
	if c.learned.IsZero() { // all that is known was read from the journal
		c.learned = time.Now()
	}
	return c.learned.Add(min(after.Sub(wall(c.learned)), most))
}

// fold returns what is known of a person after these calls.
func fold(events []journal.Event) (known enrollment.Known) {
	for _, e := range events {
		known = known.Learn(e.Call, e.Result)
	}
	return known
}

// outcome gives the verdicts on a person all that decides them, but for the names of runs.
func (c *candidate) outcome(decided []enrollment.Verdict) verdict.Person {
	v := verdict.Person{
		Rows: c.Rows, Refused: c.refused, Stage: c.stage,
		Decided: map[string]enrollment.Verdict{}, Reported: c.claims.Reported,
		Differs: c.known.Differs(c.want), Faces: len(c.known.Faces()),
	}
	for _, d := range decided {
		v.Decided[d.Key] = d
	}
	v.Photos = make([]verdict.Photo, len(c.photos))
	at := map[*photo]*verdict.Photo{}
	for i, ph := range c.photos {
		v.Photos[i] = ph.mention()
		v.Photos[i].First = at[ph.first]
		at[ph] = &v.Photos[i]
	}
	return v
}

// mention is the photo as a verdict needs it.
func (ph *photo) mention() verdict.Photo {
	f := ph.finding
	v := verdict.Photo{
		Line: ph.line, Place: ph.place, Field: ph.field, Path: ph.path, Unseen: ph.unseen, Stage: ph.stage,
		File: verdict.File{
			Key: f.Key, Bytes: f.Size, Width: f.Width, Height: f.Height,
			Code: f.Code, Message: f.Message, Fix: f.Remedy,
		},
	}
	if ph.earlier != nil {
		v.Earlier = &verdict.Earlier{RequestID: ph.earlier.RequestID, Run: ph.earlier.Run}
	}
	return v
}
