package pipeline

import (
	"context"
	"encoding/json"
	"fmt"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/journal"
	"enroll.example/enroll/preflight"
	"enroll.example/enroll/roster"
	"enroll.example/enroll/verdict"
)

// admission turns rows into what is wanted of a person: it inspects photos, holds ids and photos against
// what the folder knows, and settles for whom a photo stands. It makes no call.
type admission struct {
	journal *journal.Journal
	run     journal.Run
	photos  *preflight.Photos
	group   string // for rows without one
	options enrollment.Options
	policy  enrollment.Policy
	groups  *groupSet
	life    *life
	mode    mode
	alike   map[string]journal.Lookalike // of those whose ids may be taken for others
}

// inspectAll judges people as they come.
func (a *admission) inspectAll(ctx context.Context, jobs <-chan *candidate) error {
	for c := range jobs {
		if err := a.inspect(ctx, c); err != nil {
			return err
		}
		close(c.ready)
	}
	return nil
}

// inspect finds out all that can be known of a person without a call.
func (a *admission) inspect(ctx context.Context, c *candidate) error {
	events, err := a.journal.History(ctx, c.Key)
	if err != nil {
		return err
	}
	c.merged, c.refused = roster.Merge(c.Rows, standIn(c, events, a.group))
	c.stage = verdict.StageRoster
	if c.refused != nil || a.refuseLookalike(c) {
		return nil
	}
	c.known = fold(events).Begin(a.run.ID)
	if stage, faults := a.groups.refuses(c); faults != nil {
		c.stage, c.refused = stage, faults
		return nil
	}
	if err := a.inspectPhotos(ctx, c); err != nil {
		return err
	}
	if err := a.recallRefusals(ctx, c); err != nil {
		return err
	}
	c.markDuplicates()
	return nil
}

func (a *admission) inspectPhotos(ctx context.Context, c *candidate) error {
	seen := map[string]*photo{} // by path: one that is named again is not decoded again
	for _, row := range c.Rows {
		for place, mention := range row.Photos {
			ph := &photo{line: row.Line, place: place, field: mention.Field, path: mention.Path}
			c.photos = append(c.photos, ph)
			if fault, ok := photoFault(row, mention); ok {
				ph.refuse(verdict.StageRoster, fault.Code, fault.Message, fault.Remedy)
				continue
			}
			if before, ok := seen[ph.path]; ok {
				ph.finding, ph.stage, ph.unseen = before.finding, before.stage, before.unseen
				continue
			}
			seen[ph.path] = ph
			if err := a.mode.judge(a, ctx, c, ph); err != nil {
				return err
			}
		}
	}
	return nil
}

// photoFault returns what the roster itself says against a photo.
func photoFault(row roster.Row, photo roster.Photo) (roster.Fault, bool) {
	for _, f := range row.Faults {
		if f.Photo != "" && f.Photo == photo.Path && (f.Field == "" || f.Field == photo.Field) {
			return f, true
		}
	}
	return roster.Fault{}, false
}

// judge judges a photo's file, or recalls how it was judged.
func (a *admission) judge(ctx context.Context, c *candidate, ph *photo) error {
	stamp, refusal := a.photos.Stat(ph.path)
	if refusal != nil {
		ph.finding, ph.stage = *refusal, verdict.StagePreflight
		return nil
	}
	known, ok, err := a.journal.Photo(ctx, stamp.Path)
	if err != nil {
		return err
	}
	switch {
	case ok && known.Rules == preflight.Rules && known.Size == stamp.Size && known.ModTime == stamp.ModTime:
		return ph.recall(known)
	case a.life.isClosed():
		ph.unseen = true // it cannot be sent any more: not worth a decoding
		return nil
	}
	return a.check(ctx, c, ph)
}

// recallFile takes a photo as it was when its file was last looked at.
func (a *admission) recallFile(ctx context.Context, _ *candidate, ph *photo) error {
	names := preflight.Spellings(ph.path)
	if a.photos != nil {
		names = a.photos.Names(ph.path)
	}
	for _, name := range names {
		known, ok, err := a.journal.Photo(ctx, name)
		if err != nil {
			return err
		}
		if ok {
			return ph.recall(known)
		}
	}
	ph.unseen = true
	return nil
}

// recall takes a photo as it was judged before.
func (ph *photo) recall(known journal.Photo) error {
	if err := json.Unmarshal(known.Finding, &ph.finding); err != nil {
		return fmt.Errorf("reading the journal: %w", err)
	}
	if ph.finding.Code != "" {
		ph.stage = verdict.StagePreflight
	}
	return nil
}

func (a *admission) check(ctx context.Context, c *candidate, ph *photo) error {
	f, err := a.photos.Check(ctx, ph.path)
	if err != nil {
		return err
	}
	if ph.finding = f; f.Code != "" {
		ph.stage = verdict.StagePreflight
	}
	if f.Key == "" {
		return nil // about the disk at this moment, not about the photo: nothing to remember
	}
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	c.found = append(c.found, journal.Photo{
		Path: f.Path, Size: f.Size, ModTime: f.ModTime, Rules: preflight.Rules, Key: f.Key, Finding: text,
	})
	return nil
}

// recall returns what is known of a person.
func recall(ctx context.Context, j *journal.Journal, person string) (enrollment.Known, error) {
	events, err := j.History(ctx, person)
	return fold(events), err
}

// admit settles claims for people in order, and what remains to be wanted of each.
func (a *admission) admit(ctx context.Context, people []*candidate) error {
	admissions := make([]journal.Admission, len(people))
	for i, c := range people {
		admissions[i] = journal.Admission{Person: c.Key, Line: c.Line, Photos: c.found, Keys: c.keys()}
		c.found = nil
	}
	standings, err := a.journal.Admit(a.run.ID, admissions)
	if err != nil {
		return err
	}
	for i, c := range people {
		c.claims = standings[i]
		if err := a.resolveClaims(ctx, c); err != nil {
			return err
		}
		if c.refused == nil && len(c.disputed) == 0 {
			c.want = c.wants(a.options)
		}
	}
	return nil
}
