package account

import (
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
)

var errQuery = errors.New("not a query of parameters")

// Query takes the parameters out of the query of a GET, where an array's elements and an
// object's members stand one by one: "Images.0=…", "PersonExDescriptionInfos.0.PersonExDescription=…".
func Query(raw string) (Fields, error) {
	values, err := url.ParseQuery(raw)
	if err != nil || len(values) > widest {
		return Fields{}, errQuery
	}
	root := branch{}
	for key, texts := range values {
		if len(texts) != 1 || !root.put(strings.Split(key, "."), texts[0]) {
			return Fields{}, errQuery
		}
	}
	members := make(map[string]json.RawMessage, len(root))
	for key, value := range root {
		if members[key], err = json.Marshal(arranged(value)); err != nil {
			return Fields{}, errQuery
		}
	}
	return Fields{members: members, loose: true}, nil
}

// branch is what has names; a leaf is a string.
type branch map[string]any

// put hangs a text where its path leads; false if something else is there.
func (b branch) put(path []string, text string) bool {
	name := path[0]
	if name == "" || len(path) > deepest {
		return false
	}
	if len(path) == 1 {
		_, taken := b[name]
		b[name] = text
		return !taken
	}
	if b[name] == nil {
		b[name] = branch{}
	}
	next, isBranch := b[name].(branch)
	return isBranch && next.put(path[1:], text)
}

// arranged makes arrays of the branches whose names are 0, 1, 2 and so on.
func arranged(value any) any {
	b, isBranch := value.(branch)
	if !isBranch {
		return value
	}
	list := make([]any, len(b))
	for name, inner := range b {
		b[name] = arranged(inner)
		at, err := strconv.Atoi(name)
		if list == nil || err != nil || at < 0 || at >= len(list) || strconv.Itoa(at) != name {
			list = nil
			continue
		}
		list[at] = b[name]
	}
	if list == nil {
		return b
	}
	return list
}
