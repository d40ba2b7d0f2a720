package pipeline

import (
	"context"

	"golang.org/x/sync/errgroup"

	"enroll.example/enroll/journal"
)

// everyone takes all people through inspect, admit and drive.
func (p *run) everyone(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	ordered := make(chan *candidate, p.ahead())
	jobs := make(chan *candidate, p.ahead())
	admitted := make(chan *candidate, p.ahead())
	g.Go(func() error { return p.feed(ctx, ordered, jobs) })
	for range p.Inspectors {
		g.Go(func() error { return p.admission.inspectAll(ctx, jobs) })
	}
	g.Go(func() error { return p.admitAll(ctx, ordered, admitted) })
	g.Go(func() error { return p.driveAll(ctx, admitted) })
	return g.Wait()
}

// ahead is how many people are judged and admitted ahead of the calls: so much that a photo
// which takes ten seconds to read idles nothing.
func (p *run) ahead() int {
	return max(aheadLeast, min(aheadMost, int(10*p.Throttle.Stats().Rate)))
}

const aheadLeast, aheadMost = 256, 4096

// window is how many people are read from the journal at once.
const window = 256

// feed sends everyone to both queues, and closes them. People are sent when the run has been ended
// too: their verdicts are by what is known.
func (p *run) feed(ctx context.Context, ordered, jobs chan<- *candidate) error {
	defer close(ordered)
	defer close(jobs)
	after := -1
	for {
		people, err := p.coming(ctx, after)
		if err != nil || len(people) == 0 {
			return err
		}
		for _, person := range people {
			after = person.Line
			c := &candidate{Person: person, ready: make(chan struct{})}
			for _, queue := range []chan<- *candidate{ordered, jobs} {
				select {
				case queue <- c:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
	}
}

// coming returns the next people after a line. Who told the run to end waits for its report: those of
// whom nothing is known are left to that.
func (p *run) coming(ctx context.Context, after int) ([]journal.Person, error) {
	if p.life.isDrained() {
		return p.Journal.Unreported(ctx, p.Run.ID, after, window)
	}
	return p.Journal.People(ctx, p.Run.ID, after, window)
}

// admitAll takes people in roster order, settles for whom their photos stand, and passes them on. It
// closes admitted when no one comes any more.
func (p *run) admitAll(ctx context.Context, ordered <-chan *candidate, admitted chan<- *candidate) error {
	defer close(admitted)
	for {
		people, err := gather(ctx, ordered)
		if err != nil || len(people) == 0 {
			return err
		}
		if err := p.admission.admit(ctx, people); err != nil {
			return err
		}
		for _, c := range people {
			select {
			case admitted <- c:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// together is how many people are admitted in one change of the journal, if so many are ready.
const together = 64

// gather waits for the next person, and takes along those behind who have been sent too. All of them
// are inspected.
func gather(ctx context.Context, ordered <-chan *candidate) (people []*candidate, err error) {
	c, ok := receive(ctx, ordered)
	for ok {
		select {
		case <-c.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if people = append(people, c); len(people) == together {
			break
		}
		select {
		case c, ok = <-ordered:
		default:
			ok = false
		}
	}
	return people, ctx.Err()
}

// receive waits for the next person; ok is false when no one comes any more.
func receive(ctx context.Context, ordered <-chan *candidate) (*candidate, bool) {
	select {
	case c, ok := <-ordered:
		return c, ok
	case <-ctx.Done():
		return nil, false
	}
}
