package account

import "slices"

// roll is a list of IDs in the order in which they came. Who leaves costs no search: the gap
// is closed when the list is read, all gaps at once, so that emptying a large group does not
// take the square of its size.
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

// leave takes an ID off that is on the roll.
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

// list is the IDs, until the next join or leave.
func (r *roll) list() []string {
	r.close()
	return r.ids
}

func (r *roll) len() int { return len(r.ids) - len(r.gone) }
