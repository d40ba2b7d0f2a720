package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/roster"
)

// entrant is a person on the way through the pipeline. The inspector owns it until ready is
// closed, then admit, then the person's own goroutine.
type entrant struct {
	journal.Person
	ready chan struct{}

	merged   roster.Person
	refused  map[int]roster.Fault // by line: the person is refused as a whole
	stage    string               // that refused the person
	photos   []*photo             // in file order
	found    []journal.Photo      // about photos that were judged anew, to remember
	claims   journal.Standing
	disputed []string // people who may hold what this one wants, to be looked at first
	asked    bool     // they have been
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

// good tells whether nothing speaks against the photo so far.
func (ph *photo) good() bool { return ph.stage == "" && !ph.unseen }

// inspectAll judges people as they come.
func (p *run) inspectAll(ctx context.Context, jobs <-chan *entrant) error {
	for e := range jobs {
		if err := p.inspect(ctx, e); err != nil {
			return err
		}
		close(e.ready)
	}
	return nil
}

// inspect finds out all that can be known of a person without a call.
func (p *run) inspect(ctx context.Context, e *entrant) error {
	events, err := p.Journal.History(ctx, e.Key)
	if err != nil {
		return err
	}
	e.merged, e.refused = roster.Merge(e.Rows, p.standIn(e, events))
	e.stage = stageRoster
	if e.refused != nil || p.refuseLookalike(e) {
		return nil
	}
	if e.known = fold(events).Begin(p.Run.ID); p.groupless(e) {
		return nil
	}
	looked := map[string]*photo{} // by path: one that is named again is not decoded again
	for _, row := range e.Rows {
		for place, mention := range row.Photos {
			ph := &photo{line: row.Line, place: place, field: mention.Field, path: mention.Path}
			e.photos = append(e.photos, ph)
			if fault, ok := photoFault(row, mention); ok {
				ph.stage, ph.finding = stageRoster, preflight.Finding{Code: fault.Code, Message: fault.Message, Remedy: fault.Remedy}
				continue
			}
			if before, ok := looked[ph.path]; ok {
				ph.finding, ph.stage, ph.unseen = before.finding, before.stage, before.unseen
				continue
			}
			looked[ph.path] = ph
			if err := p.look(ctx, e, ph); err != nil {
				return err
			}
		}
	}
	if err := p.judgedBefore(ctx, e); err != nil {
		return err
	}
	e.markTwins()
	return nil
}

// photoFault is the roster's own word against a photo.
func photoFault(row roster.Row, photo roster.Photo) (roster.Fault, bool) {
	for _, f := range row.Faults {
		if f.Photo != "" && f.Photo == photo.Path && (f.Field == "" || f.Field == photo.Field) {
			return f, true
		}
	}
	return roster.Fault{}, false
}

// look judges a photo, or remembers how it was judged.
func (p *run) look(ctx context.Context, e *entrant, ph *photo) error {
	if p.telling {
		return p.recollect(ctx, ph)
	}
	stamp, refusal := p.Photos.Stat(ph.path)
	if refusal != nil {
		ph.finding, ph.stage = *refusal, stagePreflight
		return nil
	}
	known, ok, err := p.Journal.Photo(ctx, stamp.Path)
	if err != nil {
		return err
	}
	switch {
	case ok && known.Rules == preflight.Rules && known.Size == stamp.Size && known.ModTime == stamp.ModTime:
		return ph.judged(known)
	case p.closed.Err() != nil:
		ph.unseen = true // it cannot be sent any more: not worth a decoding
		return nil
	}
	return p.check(ctx, e, ph)
}

// recollect takes a photo as it was when its file was last looked at.
func (p *run) recollect(ctx context.Context, ph *photo) error {
	names := preflight.Spellings(ph.path)
	if p.Photos != nil {
		names = p.Photos.Names(ph.path)
	}
	for _, name := range names {
		known, ok, err := p.Journal.Photo(ctx, name)
		if err != nil {
			return err
		}
		if ok {
			return ph.judged(known)
		}
	}
	ph.unseen = true
	return nil
}

// judged takes a photo as it was judged before.
func (ph *photo) judged(known journal.Photo) error {
	if err := json.Unmarshal(known.Finding, &ph.finding); err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	if ph.finding.Code != "" {
		ph.stage = stagePreflight
	}
	return nil
}

func (p *run) check(ctx context.Context, e *entrant, ph *photo) error {
	f, err := p.Photos.Check(ctx, ph.path)
	if err != nil {
		return err
	}
	if ph.finding = f; f.Code != "" {
		ph.stage = stagePreflight
	}
	if f.Key == "" {
		return nil // about the disk at this moment, not about the photo: nothing to remember
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	e.found = append(e.found, journal.Photo{
		Path: f.Path, Size: f.Size, ModTime: f.ModTime, Rules: preflight.Rules, Key: f.Key, Finding: text,
	})
	return nil
}

// markTwins finds photos that are named twice for the person: one face, two mentions.
func (e *entrant) markTwins() {
	seen := map[string]*photo{}
	for _, ph := range e.photos {
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

// recall folds the history of a person's calls.
func (p *run) recall(ctx context.Context, person string) (known enrollment.Known, err error) {
	events, err := p.Journal.History(ctx, person)
	return fold(events), err
}

// fold is what is known of a person after these calls.
func fold(events []journal.Event) (known enrollment.Known) {
	for _, e := range events {
		known = known.Learn(e.Call, e.Result)
	}
	return known
}

// keys lists the photos that are good, each once.
func (e *entrant) keys() []string {
	var keys []string
	for _, ph := range e.photos {
		if ph.good() && ph.first == nil {
			keys = append(keys, ph.finding.Key)
		}
	}
	return keys
}

// wants is what the roster wants of the person, of photos that stand for nobody else.
func (p *run) wants(e *entrant) enrollment.Want {
	want := enrollment.Want{
		Person: e.merged.ID, Name: e.merged.Name, Gender: e.merged.Gender, Group: e.merged.Group,
		Options: p.Options,
	}
	for i, text := range e.merged.Ex {
		if text != "" {
			want.Descriptions = append(want.Descriptions, enrollment.Description{Index: i, Text: text})
		}
	}
	for _, ph := range e.photos {
		if ph.good() && ph.first == nil {
			want.Photos = append(want.Photos, enrollment.Photo{Key: ph.finding.Key, Base64: ph.finding.Base64})
		}
	}
	return want
}
