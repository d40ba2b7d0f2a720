package account

// shown finds, within a group, who shows an identity. It is built at the first lookup and maintained
// from then on; until then it costs nothing.
type shown struct {
	rolls map[shownKey]*roll // nil: not used yet
}

type shownKey struct{ group, identity string }

// alike returns a member of the group whom the photo may show, "" if there is none. A photo without a
// tag may show any person.
func (a *Account) alike(group string, p *photo) string {
	if p.identity == "" {
		return first(&a.members[group].persons)
	}
	if a.shown.rolls == nil {
		a.shown.rolls = map[shownKey]*roll{}
		for _, id := range a.arrival.list() {
			a.shown.replace(&person{}, a.persons[id])
		}
	}
	if id := first(a.shown.rolls[shownKey{group, p.identity}]); id != "" {
		return id
	}
	return first(a.shown.rolls[shownKey{group, ""}])
}

func first(r *roll) string {
	if r == nil || r.len() == 0 {
		return ""
	}
	return r.list()[0]
}

func (s *shown) replace(old, now *person) {
	if s.rolls == nil {
		return
	}
	before, after := old.shows(), now.shows()
	for key := range before {
		if !after[key] {
			s.leave(key, old.ID)
		}
	}
	for key := range after {
		if !before[key] {
			s.join(key, now.ID)
		}
	}
}

func (s *shown) join(key shownKey, id string) {
	if s.rolls[key] == nil {
		s.rolls[key] = &roll{}
	}
	s.rolls[key].join(id)
}

func (s *shown) leave(key shownKey, id string) {
	r := s.rolls[key]
	if r.leave(id); r.len() == 0 {
		delete(s.rolls, key)
	}
}

// shows returns every identity of the person's faces, in every group.
func (p *person) shows() map[shownKey]bool {
	keys := map[shownKey]bool{}
	for _, m := range p.Groups {
		for _, f := range p.Faces {
			keys[shownKey{m.Group, f.Identity}] = true
		}
	}
	return keys
}
