package account

import "slices"

// roll is a list of IDs in order of addition. Removing one costs no search: the gaps are closed when
// the list is read, all at once, so that emptying a large group does not cost the square of its size.
type roll struct {
	ids  []string
	gone map[string]bool // still in ids
}

// join adds an ID that is not on the roll.
func (r *roll) join(id string) {
	if r.gone[id] {
		r.close()
	}
	r.ids = append(r.ids, id)
}

// leave removes an ID that is on the roll.
func (r *roll) leave(id string) {
	if last := len(r.ids) - 1; last >= 0 && r.ids[last] == id {
		r.ids = r.ids[:last]
		return
	}
	if r.gone == nil {
		r.gone = map[string]bool{}
	}
	r.gone[id] = true
}

func (r *roll) close() {
	if len(r.gone) > 0 {
		r.ids = slices.DeleteFunc(r.ids, func(id string) bool { return r.gone[id] })
		r.gone = nil
	}
}

// list returns the IDs; the slice is valid until the next join or leave.
func (r *roll) list() []string {
	r.close()
	return r.ids
}

func (r *roll) len() int { return len(r.ids) - len(r.gone) }
