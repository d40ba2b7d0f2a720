package pipeline

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"enroll.example/enroll/enrollment"
	"enroll.example/enroll/pipeline/fake"
)

// others are those who write to the same account: on their own people, who may have ids of our
// roster, and now and then on ours.
type others struct {
	u       *torture
	mu      sync.Mutex // guards what follows: they act between runs, beside them, and across calls
	coming  map[string]arrival
	people  map[string]fake.Person // theirs, as they left them
	given   map[string]string      // faces that they gave to our people, and to whom
	taken   map[string]bool        // faces of ours that they took away
	robbed  map[string]bool        // from whom: what a lost write left there cannot be counted any more
	erased  map[string]bool        // people of ours whom they took away
	crossed map[string]bool        // our people whom they met in a way that may leave a doubt
	serial  int
	tortures
}

// arrival is someone who takes an id of ours while we ask for it.
type arrival struct {
	attempt int           // the n-th CreatePerson for the id
	after   time.Duration // it came to the service
	lost    bool          // the call, which never arrives
	person  fake.Person
}

const elsewhere = "elsewhere" // a group that is none of ours

func newOthers(u *torture) *others {
	return &others{
		u: u, coming: map[string]arrival{}, people: map[string]fake.Person{},
		given: map[string]string{}, taken: map[string]bool{}, robbed: map[string]bool{}, erased: map[string]bool{}, crossed: map[string]bool{},
	}
}

func (o *others) ids() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Sorted(maps.Keys(o.people))
}

// settle is who is there before we come, and who will come across us.
func (o *others) settle() {
	dice := o.u.chances("others")
	for range o.crowd(dice) {
		o.newcomer(dice, "staff", time.Hour)
	}
	for range dice.IntN(6) {
		o.newcomer(dice, anyGroup(dice), time.Hour)
	}
	for _, id := range slices.Sorted(maps.Keys(o.u.sheet.ever)) {
		switch dice.IntN(12) {
		case 0:
			o.stranger(dice, id, "Somebody", 1+dice.IntN(5), time.Hour)
		case 1: // our name, and long before us
			o.stranger(dice, id, o.u.sheet.ever[id], 1+dice.IntN(2), time.Hour)
		case 2, 3:
			o.coming[id] = o.anArrival(dice, id)
		}
	}
	time.Sleep(5 * time.Second) // by now reads show them
}

// crowd is how many fill the group, so that its list has a second page, and that ours come to stand
// where one ends and the other begins as the others leave.
func (o *others) crowd(dice *rand.Rand) int {
	if o.u.crowded() {
		return pageSize - 10 + dice.IntN(50)
	}
	return 0
}

func (u *torture) crowded() bool { return u.seed%6 == 0 }

// anArrival is of another name, or of ours with more faces than a new person has: one like
// ours who was created when we asked for it could be told from ours by no one.
func (o *others) anArrival(dice *rand.Rand, id string) arrival {
	a := arrival{attempt: 1 + dice.IntN(2), lost: dice.IntN(2) == 0}
	if dice.IntN(2) == 0 {
		a.after = time.Duration(dice.Int64N(int64(5 * time.Second)))
	}
	a.person = fake.Person{ID: id, Name: "Somebody", Group: anyGroup(dice), Faces: o.faces(1 + dice.IntN(2)*dice.IntN(5))}
	if dice.IntN(3) == 0 {
		a.person.Name, a.person.Faces = o.u.sheet.ever[id], o.faces(2+dice.IntN(3))
	}
	return a
}

func anyGroup(dice *rand.Rand) string {
	return []string{"staff", "staff", "guests", elsewhere}[dice.IntN(4)]
}

func (o *others) faces(n int) (list []fake.Face) {
	for range n {
		o.serial++
		list = append(list, fake.Face{Key: fmt.Sprint("theirs ", o.serial)})
	}
	return list
}

// newcomer is one of their own people.
func (o *others) newcomer(dice *rand.Rand, group string, ago time.Duration) {
	o.serial++
	o.put(fake.Person{ID: fmt.Sprint("o", o.serial), Name: "Other", Group: group, Faces: o.faces(1 + dice.IntN(5))}, ago)
}

func (o *others) stranger(dice *rand.Rand, id, name string, faces int, ago time.Duration) {
	o.put(fake.Person{ID: id, Name: name, Group: anyGroup(dice), Faces: o.faces(faces)}, ago)
	o.Strangers++
}

// put creates someone of theirs, unless the id is taken.
func (o *others) put(p fake.Person, ago time.Duration) bool {
	if _, taken := o.u.service.Person(p.ID); taken {
		return false
	}
	p.Created = time.Now().Add(o.u.options.Skew - ago).UTC().Truncate(time.Millisecond)
	o.u.service.Put(p)
	o.people[p.ID], _ = o.u.service.Person(p.ID)
	return true
}

// cross is what they do at the very moment of a call. One who takes an id that we ask for is met by
// the call, or the call is lost.
func (o *others) cross(call enrollment.Call, n int) (lost bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch call.Action {
	case enrollment.CreatePerson:
		if a, ok := o.coming[call.Person]; ok && a.attempt == n {
			delete(o.coming, call.Person)
			o.arrive(a)
			return a.lost
		}
	case enrollment.ListPersons: // between two pages of a list
		o.shift(o.u.chances("page", call.Group, n, call.Offset), call.Group, 40)
	}
	return false
}

// shift lets the people of a group's list change places: as many come as go, so that their number
// tells nothing.
func (o *others) shift(dice *rand.Rand, group string, most int) {
	going := dice.IntN(most + 1)
	for _, p := range o.u.service.People() {
		if _, theirs := o.people[p.ID]; going == 0 || !theirs || p.Group != group || o.u.sheet.ever[p.ID] != "" {
			continue
		}
		o.u.service.Drop(p.ID)
		delete(o.people, p.ID)
		o.newcomer(dice, group, 0)
		going--
	}
}

func (o *others) arrive(a arrival) {
	if a.after == 0 {
		o.intrude(a.person)
		return
	}
	time.AfterFunc(a.after, func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if !o.u.calm.Load() {
			o.intrude(a.person)
		}
	})
}

// intrude takes an id of ours. One whose person they took away a moment ago is left alone: no one
// could tell that an upload under way has met someone else.
func (o *others) intrude(p fake.Person) {
	if !o.erased[p.ID] && o.put(p, 0) {
		o.crossed[p.ID] = p.Name == o.u.sheet.ever[p.ID]
		o.Midway++
	}
}

// own are those of their people who have no id of ours.
func (o *others) own(group string) (ids []string) {
	for _, id := range slices.Sorted(maps.Keys(o.people)) {
		if _, ours := o.u.sheet.ever[id]; !ours && (group == "" || o.people[id].Group == group) {
			ids = append(ids, id)
		}
	}
	return ids
}

// among lets them work beside a run until it is over.
func (o *others) among(run int) (over func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var at sync.WaitGroup
	if !o.u.calm.Load() {
		at.Go(func() { o.work(ctx, o.u.chances("beside", run)) })
	}
	return func() { cancel(); at.Wait() }
}

func (o *others) work(ctx context.Context, dice *rand.Rand) {
	for {
		timer := time.NewTimer(time.Duration(1 + dice.Int64N(int64(800*time.Millisecond))))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		o.act(dice)
	}
}

// act is something that they do to their own people; in a few tortures, to ours.
func (o *others) act(dice *rand.Rand) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.u.seed%8 == 3 && dice.IntN(4) == 0 {
		o.rob(dice)
		return
	}
	if o.u.crowded() && dice.IntN(2) == 0 {
		o.shift(dice, "staff", 3)
		return
	}
	ids := o.own("")
	if len(ids) == 0 || dice.IntN(3) == 0 {
		o.newcomer(dice, anyGroup(dice), 0)
		return
	}
	id := ids[dice.IntN(len(ids))]
	switch dice.IntN(3) {
	case 0:
		o.u.service.Drop(id)
		delete(o.people, id)
		return
	case 1:
		o.u.service.Alter(id, func(p *fake.Person) { p.Name += "s" })
	case 2:
		if n := len(o.people[id].Faces); n < enrollment.FacesPerPerson {
			more := o.faces(1)
			o.u.service.Alter(id, func(p *fake.Person) { p.Faces = append(p.Faces, more...) })
		}
	}
	o.people[id], _ = o.u.service.Person(id)
}

// ours are the people at the service whom we created.
func (o *others) ours() (list []fake.Person) {
	for _, p := range o.u.service.People() {
		if _, theirs := o.people[p.ID]; !theirs {
			list = append(list, p)
		}
	}
	return list
}

// rob takes a face from a person of ours, or takes the whole person away.
func (o *others) rob(dice *rand.Rand) {
	ours := o.ours()
	if len(ours) == 0 {
		return
	}
	o.Taken++
	p := ours[dice.IntN(len(ours))]
	o.cloud(p.ID)
	o.robbed[p.ID] = true
	if len(p.Faces) == 1 || dice.IntN(3) == 0 {
		o.erase(p)
		return
	}
	id := p.Faces[dice.IntN(len(p.Faces))].ID
	o.taken[id] = true
	delete(o.given, id)
	o.u.service.Alter(p.ID, func(p *fake.Person) {
		p.Faces = slices.DeleteFunc(p.Faces, func(f fake.Face) bool { return f.ID == id })
	})
}

// cloud is that a doubt about a person, if there is one by now, cannot be explained any more.
func (o *others) cloud(person string) {
	if doubtful, known := o.u.doubtful[person]; !known || doubtful {
		o.crossed[person] = true
	}
}

func (o *others) erase(p fake.Person) {
	for _, f := range p.Faces {
		o.taken[f.ID] = true
		delete(o.given, f.ID)
	}
	o.erased[p.ID] = true
	o.u.service.Drop(p.ID)
}

// meddle is what they do to people of our roster between two runs. Reads show it when we come, and
// so long after our last write that a face which is gone counts as taken. Six minutes are more than
// a clock can have been wrong: who was born before was not born by a call that comes after.
func (o *others) meddle() {
	dice := o.u.chances("meddle", o.u.runs)
	act, ok := map[int]func(*rand.Rand){0: o.rob, 1: o.rob, 2: o.rob, 3: o.usurp, 4: o.add, 5: o.add, 6: o.precede}[dice.IntN(12)]
	if !ok {
		return
	}
	time.Sleep(10 * time.Second) // no call of ours is under way any more
	o.mu.Lock()
	act(dice)
	o.mu.Unlock()
	time.Sleep(6 * time.Minute)
}

// usurp makes a person of ours anew, as another client's.
func (o *others) usurp(dice *rand.Rand) {
	if ours := o.ours(); len(ours) > 0 {
		p := ours[dice.IntN(len(ours))]
		o.erase(p)
		o.stranger(dice, p.ID, "Somebody", 1+dice.IntN(5), 0)
		o.crossed[p.ID] = true
	}
}

// add gives a face to a person of ours about whom nothing is in doubt.
func (o *others) add(dice *rand.Rand) {
	for _, p := range o.ours() {
		doubtful, known := o.u.doubtful[p.ID]
		if known && !doubtful && len(p.Faces) < enrollment.FacesPerPerson && dice.IntN(2) == 0 {
			more := o.faces(1)
			o.u.service.Alter(p.ID, func(p *fake.Person) { p.Faces = append(p.Faces, more...) })
			now, _ := o.u.service.Person(p.ID)
			o.given[now.Faces[len(p.Faces)].ID] = p.ID
			o.Altered++
			return
		}
	}
}

// precede takes an id of the roster that we have not asked for yet, or under another name.
func (o *others) precede(dice *rand.Rand) {
	for _, id := range slices.Sorted(maps.Keys(o.u.sheet.ever)) {
		if dice.IntN(3) > 0 {
			continue
		}
		name := o.u.sheet.ever[id]
		if slices.ContainsFunc(o.u.service.Calls(enrollment.CreatePerson), func(c fake.Record) bool { return c.Call.Person == id }) {
			name = "Somebody"
		}
		if _, taken := o.u.service.Person(id); !taken {
			o.stranger(dice, id, name, 1+dice.IntN(2), 0)
		}
		return
	}
}
