package account

import (
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
)

var errQuery = errors.New("not a query of parameters")

// Query returns the parameters in the query of a GET, where an array's elements and an object's
// members are listed separately: "Images.0=…", "PersonExDescriptionInfos.0.PersonExDescription=…".
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
		if members[key], err = json.Marshal(toArrays(value)); err != nil {
			return Fields{}, errQuery
		}
	}
	return Fields{members: members, loose: true}, nil
}

// branch is a node with named children; a leaf is a string.
type branch map[string]any

// put stores a text at a path; it returns false if something else is there.
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

// toArrays turns branches whose names are 0, 1, 2 and so on into arrays.
func toArrays(value any) any {
	b, isBranch := value.(branch)
	if !isBranch {
		return value
	}
	list := make([]any, len(b))
	for name, inner := range b {
		b[name] = toArrays(inner)
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
