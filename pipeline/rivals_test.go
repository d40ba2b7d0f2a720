package pipeline

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
	"enroll.example/enroll/preflight"
)

var rivalries = flag.Uint64("rivals", 6, "let two writers work on the same people so many times")

// TestNobodyElsesFaceIsTakenBack lets others write to the people whom a folder enrolls, while it
// does, at a service that loses replies. No face of anybody else's is deleted, and what a report
// says is enrolled is there.
func TestNobodyElsesFaceIsTakenBack(t *testing.T) {
	t.Run("two folders, told that they are not alone", func(t *testing.T) {
		safe(t, rival(t, (*rivalry).besideAFolder))
	})
	t.Run("a folder, told that it is not alone, and any other client", func(t *testing.T) {
		safe(t, rival(t, func(r *rivalry) { r.client = true; r.warn() }))
	})
	if *rivalries < 100 {
		return // what follows is a matter of numbers
	}
	// Where no one has said so, others are found out by what they leave, and not in the moment in
	// which they first come.
	t.Run("a folder that believes itself alone, and any other client", func(t *testing.T) {
		n := rival(t, func(r *rivalry) { r.client = true })
		if 100*n.Absent > n.Told || 100*n.Robbed > n.Lost {
			t.Errorf("more than one in 100 is told wrongly, or more than one loss in 100 robs somebody: %+v", n)
		}
	})
}

// safe is that no one was robbed, and that all that was told is true.
func safe(t *testing.T, n rivals) {
	if n.Robbed+n.Absent > 0 {
		t.Errorf("%+v", n)
	}
}

func rival(t *testing.T, beside func(*rivalry)) rivals {
	var all rivals
	for seed := range *rivalries {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRivalry(t, seed)
				beside(r)
				r.live()
				all.add(r.rivals)
			})
		})
	}
	t.Logf("%d rivalries: %+v", *rivalries, all)
	if all.Doubts == 0 || all.Lost == 0 || all.Told == 0 {
		t.Errorf("nothing happened: %+v", all)
	}
	return all
}

// rivals is what happened, and what must not.
type rivals struct {
	Calls, Lost, Conflicts, Deleted, Doubts, Told int

	Robbed int // faces of others that were deleted
	Absent int // photos that were told enrolled, and are not there
}

func (n *rivals) add(m rivals) {
	n.Calls, n.Lost, n.Conflicts = n.Calls+m.Calls, n.Lost+m.Lost, n.Conflicts+m.Conflicts
	n.Deleted, n.Doubts, n.Told = n.Deleted+m.Deleted, n.Doubts+m.Doubts, n.Told+m.Told
	n.Robbed, n.Absent = n.Robbed+m.Robbed, n.Absent+m.Absent
}

// rivalry is two folders at one service.
type rivalry struct {
	t       *testing.T
	dice    *rand.Rand
	service *fake.Service
	folders []*rig
	share   float64     // of the calls that meet trouble
	calm    atomic.Bool // nothing goes wrong any more
	people  int
	client  bool // someone adds faces besides

	mu    sync.Mutex        // guards what follows
	faces map[string]string // keys of photos by face
	rivals
}

func newRivalry(t *testing.T, seed uint64) *rivalry {
	r := &rivalry{t: t, dice: rand.New(rand.NewPCG(seed, 18)), faces: map[string]string{}}
	r.share = 0.1 + 0.4*r.dice.Float64()
	first := newRig(t, fake.Options{
		Latency: 300 * time.Millisecond, ReadLag: time.Duration(seed%5) * time.Second, Faults: r.fault,
	})
	r.service = first.service
	r.people = 3 + r.dice.IntN(10)
	r.join(first)
	return r
}

// join is a folder that enrolls the people.
func (r *rivalry) join(f *rig) {
	sign := fmt.Sprint(len(r.folders), "-")
	f.api = &spy{r: r, api: f.api, sign: sign}
	f.same(r.people, 1+r.dice.IntN(3), sign)
	r.folders = append(r.folders, f)
}

// besideAFolder is a second folder with photos of its own. Both are told that they are not alone.
func (r *rivalry) besideAFolder() {
	second := newRig(r.t, fake.Options{})
	second.service = r.service
	second.api = r.service.Through(second.gate)
	r.join(second)
	r.warn()
}

// warn tells the folders that they are not alone.
func (r *rivalry) warn() {
	for _, f := range r.folders {
		f.config.Policy.AddToExisting = true
	}
}

// adds is a client who adds faces to whomever they find until the run is over.
func (r *rivalry) adds(ctx context.Context, dice *rand.Rand) {
	for n := 0; ; n++ {
		timer := time.NewTimer(time.Duration(1 + dice.Int64N(int64(500*time.Millisecond))))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		all := r.service.People()
		if len(all) == 0 || r.calm.Load() {
			continue
		}
		call := enrollment.Call{Action: enrollment.CreateFace, Person: all[dice.IntN(len(all))].ID}
		for i := range 1 + dice.IntN(2) {
			call.Photos = append(call.Photos, enrollment.Photo{Key: fmt.Sprintf("theirs %d %d", n, i)})
		}
		if _, err := r.service.Through(nil).Do(ctx, call); err != nil {
			r.t.Error(err)
		}
		r.look()
	}
}

// same writes a roster of people whom the other folder has too, with photos of its own.
func (r *rig) same(people, photos int, sign string) {
	var rows []string
	for p := range people {
		var names []string
		for i := range photos {
			name := fmt.Sprintf("%s%d-%d.jpg", sign, p, i)
			r.photo(name)
			names = append(names, name)
		}
		rows = append(rows, fmt.Sprintf("p%d,Person%d,,%s", p, p, strings.Join(names, ";")))
	}
	r.roster(rows...)
}

// spy holds what a folder deletes against whose it is.
type spy struct {
	r    *rivalry
	api  API
	sign string
}

func (s *spy) Do(ctx context.Context, call enrollment.Call) (enrollment.Result, error) {
	s.r.look()
	if call.Action == enrollment.DeleteFace {
		s.r.deletes(call, s.sign)
	}
	return s.api.Do(ctx, call)
}

// look notes whose each face is.
func (r *rivalry) look() {
	people := r.service.People()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range people {
		for _, f := range p.Faces {
			r.faces[f.ID] = f.Key
		}
	}
}

func (r *rivalry) deletes(call enrollment.Call, sign string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range call.FaceIDs {
		r.Deleted++
		if !slices.Contains(r.keys(sign), r.faces[id]) {
			r.Robbed++
			r.t.Logf("folder %s deletes the face %s of %s, which is not its own", sign, id, call.Person)
		}
	}
}

// keys are those of a folder's photos.
func (r *rivalry) keys(sign string) (keys []string) {
	for p := range 16 {
		for i := range 5 {
			keys = append(keys, preflight.Key(draw(fmt.Sprintf("%s%d-%d.jpg", sign, p, i))))
		}
	}
	return keys
}

// fault is what goes wrong with a call: most often its reply is lost.
func (r *rivalry) fault(call enrollment.Call, _ int) fake.Fault {
	if r.calm.Load() || !call.Action.Write() || theirs(call) || r.dice.Float64() >= r.share {
		return fake.Fault{}
	}
	switch r.dice.IntN(5) {
	case 0, 1:
		return fake.Fault{Lose: fake.Before}
	case 2:
		return fake.Fault{Lose: fake.After}
	case 3:
		return fake.Fault{Lose: fake.After, Half: 1 + r.dice.IntN(2)}
	}
	return fake.Fault{Answer: codes.ServerError, Apply: r.dice.IntN(2) == 0}
}

// theirs reports whether a call is of a client besides.
func theirs(call enrollment.Call) bool {
	return len(call.Photos) > 0 && strings.HasPrefix(call.Photos[0].Key, "theirs")
}

// live lets both work at once, one of them killed now and then, until nothing goes wrong any more.
func (r *rivalry) live() {
	r.together(r.dice.IntN(2) == 0)
	time.Sleep(time.Duration(r.dice.IntN(3)) * 20 * time.Second)
	r.together(false)
	r.calm.Store(true)
	time.Sleep(10 * time.Second)
	r.together(false)
	for _, c := range r.service.Calls() {
		r.Calls++
		switch {
		case c.Code == codes.ConflictOperation:
			r.Conflicts++
		case c.Code == codes.NetworkError:
			r.Lost++
		}
	}
}

// together is one run of each, at the same time.
func (r *rivalry) together(killed bool) {
	var folders, clients sync.WaitGroup
	beside, end := context.WithCancel(r.t.Context())
	if r.client {
		dice := rand.New(rand.NewPCG(r.dice.Uint64(), 0))
		clients.Go(func() { r.adds(beside, dice) })
	}
	killedAfter := time.Duration(r.dice.Int64N(int64(4 * time.Second)))
	for i, f := range r.folders {
		f.begin()
		folders.Go(func() {
			ctx, cancel := context.WithCancel(r.t.Context())
			defer cancel()
			if killed && i == 0 {
				defer time.AfterFunc(killedAfter, cancel).Stop()
			}
			time.Sleep(time.Duration(i) * 10 * time.Microsecond)
			if _, err := f.drive(ctx, r.t.Context()); err != nil && ctx.Err() == nil {
				r.t.Error(err)
			}
		})
	}
	folders.Wait()
	end()
	clients.Wait()
	r.look()
	for i, f := range r.folders {
		if killed && i == 0 {
			f.close()
			continue
		}
		r.truthful(f)
	}
}

// truthful: what a folder's report says is enrolled is there, as one of the faces that it names.
func (r *rivalry) truthful(f *rig) {
	for o, err := range f.journal.Outcomes(r.t.Context(), f.run.ID) {
		if err != nil {
			r.t.Fatal(err)
		}
		for _, v := range o.Verdicts {
			switch {
			case v.Status == enrollment.StatusInDoubt:
				r.Doubts++
			case v.Status.Well():
				r.Told++
				r.there(o.Row.PersonID, v.Photo, v.Key, strings.Split(v.FaceID, "|"))
			}
		}
	}
	f.publish()
}

func (r *rivalry) there(person, photo, key string, faces []string) {
	p, _ := r.service.Person(person)
	if !slices.ContainsFunc(p.Faces, func(f fake.Face) bool { return f.Key == key && slices.Contains(faces, f.ID) }) {
		r.Absent++
		r.t.Logf("%s of %s is told enrolled as %q, and is not there: %v", photo, person, faces, p.Faces)
	}
}
