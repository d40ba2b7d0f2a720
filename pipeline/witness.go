package pipeline

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/enrollment"
)

// witness finds out whether others write to people of this folder, before a lost write is explained
// by what is there: by what any answer has told in this run, and by looks at some people whom nobody
// owns and of whom it is known what they should have.
type witness struct {
	looking chan struct{} // holds one while somebody looks

	mu     sync.Mutex // guards what follows
	others bool       // who write to people of this folder were seen
	looked time.Time
	known  []friend // whom nobody owns any more, the latest last
}

const (
	witnesses     = 8                // looked at at a time
	witnessed     = 64               // remembered
	witnessedLong = 20 * time.Second // how long what they showed is good for
)

func newWitness() *witness { return &witness{looking: make(chan struct{}, 1)} }

// saw notes that an answer told of others.
func (w *witness) saw() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.others = true
}

// remember keeps a person whom nobody owns any more, if it is known for certain what she has.
func (w *witness) remember(person string, known enrollment.Known) {
	if !known.Certain() {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.known = append(w.known, friend{person: person, faces: known.Faces(), shown: known.Quiet()})
	if len(w.known) > witnessed {
		w.known = slices.Delete(w.known, 0, 1)
	}
}

// dismiss forgets everybody, since somebody may own them again.
func (w *witness) dismiss() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.known, w.looked = nil, time.Time{}
}

// introduce makes some people of earlier runs known, whom nobody owns yet.
func (p *run) introduce(ctx context.Context, suspects []*suspect) error {
	if len(suspects) == 0 {
		return nil
	}
	friends, err := p.friends(ctx)
	p.witness.mu.Lock()
	defer p.witness.mu.Unlock()
	p.witness.known = slices.DeleteFunc(friends, func(f friend) bool {
		return slices.ContainsFunc(suspects, func(s *suspect) bool { return s.Key == f.person })
	})
	return err
}

// due takes those to look at now: nobody where the answer is known already, or was a moment ago.
func (w *witness) due(now time.Time) (friends []friend, others bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.others || now.Sub(w.looked) < witnessedLong {
		return nil, w.others
	}
	for _, f := range slices.Backward(w.known) {
		if f.quiet.Before(now) && f.shown.Before(now) && len(friends) < witnesses {
			friends = append(friends, f)
		}
	}
	if len(friends) > 0 {
		w.looked = now
	}
	return friends, false
}

// suspect marks a look that is to explain a lost write, where others write to people of this folder.
func (p *run) suspect(ctx context.Context, e *entrant, call *enrollment.Call) (err error) {
	if e.known.InDoubt() && !call.Action.Write() {
		call.Shared, err = p.others(ctx)
	}
	return err
}

// others tells whether others are known to write to people of this folder. Whoever vouches for
// being alone is believed.
func (p *run) others(ctx context.Context) (bool, error) {
	if p.Policy.Alone {
		return false, nil
	}
	select {
	case p.witness.looking <- struct{}{}:
		defer func() { <-p.witness.looking }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	friends, others := p.witness.due(time.Now())
	g, ctx := errgroup.WithContext(ctx)
	for _, f := range friends {
		g.Go(func() error { return p.lookAtFriend(ctx, f) })
	}
	if err := g.Wait(); err != nil || others {
		return others, err
	}
	_, others = p.witness.due(time.Now())
	return others, nil
}

// lookAtFriend looks whether a person has faces that nobody here gave her. One that is missing may
// only lag. The look is part of her history: should we be killed meanwhile, her next call waits for it.
func (p *run) lookAtFriend(ctx context.Context, f friend) error {
	call := enrollment.Call{Action: enrollment.GetPerson, Person: f.person}
	result, err := p.do(ctx, call)
	if err != nil || result.Code != "" {
		return err
	}
	if slices.ContainsFunc(result.FaceIDs, func(id string) bool { return !slices.Contains(f.faces, id) }) {
		p.witness.saw()
	}
	return nil
}
