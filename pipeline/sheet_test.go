package pipeline

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/pipeline/fake"
	"enroll.example/enroll/preflight"
)

// sheet is a roster of any shape: people on several rows, photos that are named twice, copied,
// shared with others or of no use. It changes between runs.
type sheet struct {
	dice  *rand.Rand
	lines []rosterLine
	files map[string][]byte     // all photos by name
	found map[string]fake.Photo // what the service finds on them, by key
	dirty map[string]bool       // files to write
	odd   map[string]bool       // people whose rows contradict each other
	moved map[string]bool       // people of whom something has changed since the beginning
	ever  map[string]string     // names of all people who ever stood in it, by id
	drawn int                   // photos so far
}

// rosterLine is a row of the roster.
type rosterLine struct {
	person, name, group string
	photos              []string
}

func newSheet(dice *rand.Rand) *sheet {
	s := &sheet{
		dice: dice, files: map[string][]byte{}, found: map[string]fake.Photo{}, dirty: map[string]bool{},
		odd: map[string]bool{}, moved: map[string]bool{}, ever: map[string]string{},
	}
	for range 4 + dice.IntN(12) {
		s.addPerson(1+dice.IntN(7), s.anyPhoto)
	}
	if dice.IntN(3) == 0 {
		dice.Shuffle(len(s.lines), func(i, j int) { s.lines[i], s.lines[j] = s.lines[j], s.lines[i] })
	}
	return s
}

// addPerson puts a new person with so many photos on one row or several.
func (s *sheet) addPerson(photos int, photo func(person string) string) {
	id := fmt.Sprint("p", len(s.ever))
	name := "Person" + id[1:]
	s.ever[id] = name
	group := []string{"", "", "staff", "guests"}[s.dice.IntN(4)]
	rows := make([]rosterLine, 1+s.dice.IntN(3))
	for i := range rows {
		rows[i] = rosterLine{person: id, group: group}
		if i == 0 || s.dice.IntN(2) == 0 {
			rows[i].name = name
		}
	}
	for range photos {
		row := &rows[s.dice.IntN(len(rows))]
		row.name2(photo(id))
	}
	if n := len(rows); n > 1 && s.dice.IntN(15) == 0 {
		rows[n-1].name, s.odd[id] = "Another", true
	}
	s.lines = append(s.lines, rows...)
}

// name2 names a photo, unless the row does so already.
func (l *rosterLine) name2(photo string) {
	if !slices.Contains(l.photos, photo) {
		l.photos = append(l.photos, photo)
	}
}

// anyPhoto is mostly a new one.
func (s *sheet) anyPhoto(person string) string {
	switch s.dice.IntN(20) {
	case 0, 1:
		if photo, ok := s.anybodys(); ok {
			return s.copied(photo)
		}
	case 2:
		if photo, ok := s.anybodys(); ok {
			return photo
		}
	case 3:
		return s.newPhoto(fake.Photo{Code: codes.NoFaceInPhoto})
	case 4:
		return s.newPhoto(fake.Photo{Code: codes.ImageDecodeFailed})
	case 5:
		return s.newPhoto(fake.Photo{Identity: "somebody"})
	}
	return s.newPhoto(fake.Photo{Identity: person})
}

func (s *sheet) anybodys() (string, bool) {
	if len(s.files) == 0 {
		return "", false
	}
	return fmt.Sprintf("%d.jpg", s.dice.IntN(s.drawn)), true
}

func (s *sheet) newPhoto(shows fake.Photo) string {
	name := s.plainPhoto("")
	if shows != (fake.Photo{}) {
		s.found[s.key(name)] = shows
	}
	return name
}

// plainPhoto is a good one of anybody: the service need not be told of it.
func (s *sheet) plainPhoto(string) string {
	name := s.newName()
	s.put(name, draw(name))
	return name
}

// copied is another file with the same bytes.
func (s *sheet) copied(photo string) string {
	name := s.newName()
	s.put(name, s.files[photo])
	return name
}

func (s *sheet) newName() string {
	s.drawn++
	return fmt.Sprintf("%d.jpg", s.drawn-1)
}

func (s *sheet) put(name string, text []byte) { s.files[name], s.dirty[name] = text, true }

func (s *sheet) key(photo string) string { return preflight.Key(s.files[photo]) }

// change is what someone does to the roster, or to its photos, between two runs.
func (s *sheet) change() {
	at := s.dice.IntN(len(s.lines))
	switch s.dice.IntN(8) {
	case 0: // another file in the place of a photo
		if l := s.lines[at]; len(l.photos) > 0 {
			name := l.photos[s.dice.IntN(len(l.photos))]
			s.drawn++
			s.put(name, draw(fmt.Sprint("another ", s.drawn)))
			s.drawn--
			s.touched(name)
		}
	case 1, 2: // a photo goes to another row, of whomever
		s.move(at, s.dice.IntN(len(s.lines)))
	case 3:
		s.strike(at)
	case 4:
		s.addPerson(1+s.dice.IntN(3), s.plainPhoto)
	case 5: // a photo more
		s.lines[at].name2(s.plainPhoto(""))
		s.moved[s.lines[at].person] = true
	case 6: // rows change places
		s.dice.Shuffle(len(s.lines), func(i, j int) { s.lines[i], s.lines[j] = s.lines[j], s.lines[i] })
		for id := range s.ever {
			s.moved[id] = true
		}
	}
}

// touched marks all who have the photo.
func (s *sheet) touched(photo string) {
	for _, l := range s.lines {
		if slices.Contains(l.photos, photo) {
			s.moved[l.person] = true
		}
	}
}

func (s *sheet) move(from, to int) {
	a, b := &s.lines[from], &s.lines[to]
	if from == to || len(a.photos) == 0 {
		return
	}
	i := s.dice.IntN(len(a.photos))
	photo := a.photos[i]
	a.photos = slices.Delete(slices.Clone(a.photos), i, i+1)
	b.name2(photo)
	s.moved[a.person], s.moved[b.person] = true, true
}

// strike takes a row away. What it said of the person, the others say now.
func (s *sheet) strike(at int) {
	gone := s.lines[at]
	if len(s.lines) == 1 || s.odd[gone.person] {
		return
	}
	s.lines = slices.Delete(slices.Clone(s.lines), at, at+1)
	for i := range s.lines {
		if s.lines[i].person == gone.person {
			s.lines[i].name = s.ever[gone.person]
		}
	}
	s.moved[gone.person] = true
}

// write puts the roster and what is new of its photos into the folder.
func (s *sheet) write(r *rig) {
	for name := range s.dirty {
		r.file(name, s.files[name])
	}
	clear(s.dirty)
	var rows []string
	for _, l := range s.lines {
		rows = append(rows, strings.Join([]string{l.person, l.name, l.group, strings.Join(l.photos, ";")}, ","))
	}
	r.roster(rows...)
}

// named is a file of a photo, or what its key begins with when it has none any more.
func (s *sheet) named(key string) string {
	for _, name := range slices.Sorted(maps.Keys(s.files)) {
		if s.key(name) == key {
			return name
		}
	}
	return key[:8]
}

// wanted lists the keys of a person's photos in roster order, each once.
func (s *sheet) wanted(person string) (keys []string) {
	for _, l := range s.lines {
		for _, photo := range l.photos {
			if key := s.key(photo); l.person == person && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// naming lists who names a photo.
func (s *sheet) naming(key string) (people []string) {
	for id := range s.ever {
		if slices.Contains(s.wanted(id), key) {
			people = append(people, id)
		}
	}
	return people
}
