package pipeline

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/enrollment"
)

// otherWriters finds out whether other clients write to people of this folder, before a lost write is
// explained by what is there: by what any answer has shown in this run, and by looks at some witnesses.
// A witness is a person who is settled, so that no goroutine owns them, and of whom it is known what
// they should have.
type otherWriters struct {
	*caller
	absent  bool          // the caller vouches that there are none
	looking chan struct{} // holds one while witnesses are looked at

	mu        sync.Mutex // guards what follows
	seen      bool       // other writers were seen
	looked    time.Time
	witnesses []acquaintance // the latest last
}

const (
	witnessesAtOnce = 8                // looked at
	witnessesMost   = 64               // remembered
	witnessedLong   = 20 * time.Second // how long what they showed is good for
)

func newOtherWriters(c *caller, absent bool) *otherWriters {
	return &otherWriters{caller: c, absent: absent, looking: make(chan struct{}, 1)}
}

// note says that an answer showed other writers.
func (w *otherWriters) note() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = true
}

// add makes a settled person a witness, if it is certain what they should have.
func (w *otherWriters) add(person string, known enrollment.Known) {
	if !known.Certain() {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.witnesses = append(w.witnesses, acquaintance{person: person, faces: known.Faces(), shown: known.Quiet()})
	if len(w.witnesses) > witnessesMost {
		w.witnesses = slices.Delete(w.witnesses, 0, 1)
	}
}

// dismiss forgets all witnesses, since they may be owned again.
func (w *otherWriters) dismiss() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.witnesses, w.looked = nil, time.Time{}
}

// introduce makes people of earlier runs witnesses.
func (w *otherWriters) introduce(people []acquaintance) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.witnesses = people
}

// due takes the witnesses to look at now: none where the answer is known already, or was a moment ago.
func (w *otherWriters) due(now time.Time) (witnesses []acquaintance, seen bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen || now.Sub(w.looked) < witnessedLong {
		return nil, w.seen
	}
	for _, a := range slices.Backward(w.witnesses) {
		if a.quiet.Before(now) && a.shown.Before(now) && len(witnesses) < witnessesAtOnce {
			witnesses = append(witnesses, a)
		}
	}
	if len(witnesses) > 0 {
		w.looked = now
	}
	return witnesses, false
}

// known returns whether other clients are known to write to people of this folder.
func (w *otherWriters) known(ctx context.Context) (bool, error) {
	if w.absent {
		return false, nil
	}
	select {
	case w.looking <- struct{}{}:
		defer func() { <-w.looking }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	witnesses, seen := w.due(time.Now())
	g, ctx := errgroup.WithContext(ctx)
	for _, a := range witnesses {
		g.Go(func() error { return w.look(ctx, a) })
	}
	if err := g.Wait(); err != nil || seen {
		return seen, err
	}
	_, seen = w.due(time.Now())
	return seen, nil
}

// look looks whether a witness has faces that no photo of this folder is. One that is missing may only
// lag. The look is part of the witness's history: should the process be killed meanwhile, the witness's
// next call waits for it.
func (w *otherWriters) look(ctx context.Context, a acquaintance) error {
	call := enrollment.Call{Action: enrollment.GetPerson, Person: a.person}
	result, err := w.Do(ctx, call)
	if err != nil || result.Code != "" {
		return err
	}
	if slices.ContainsFunc(result.FaceIDs, func(id string) bool { return !slices.Contains(a.faces, id) }) {
		w.note()
	}
	return nil
}
