package account

import (
	"bytes"
	"encoding/json"
	"errors"
)

// Limits of what is parsed, so that a hostile body costs little more than its own size.
const (
	deepest = 16  // nesting of values
	widest  = 256 // members of the object, elements of an array
)

var errJSON = errors.New("not JSON")

// Fields are the unparsed parameters of a call.
type Fields struct {
	members map[string]json.RawMessage
	loose   bool // numbers are written as text
}

// Body returns the parameters in a JSON object. They refer to body, which must not be modified.
func Body(body []byte) (Fields, error) {
	members, err := objectMembers(body)
	return Fields{members: members}, err
}

// Count returns how many elements an array has, 0 if it is none.
func (f Fields) Count(name string) int {
	elements, _ := arrayElements(f.members[name])
	return len(elements)
}

// Texts returns a parameter that may be an array of strings; other elements are left out.
func (f Fields) Texts(name string) (values []string) {
	elements, _ := arrayElements(f.members[name])
	for _, raw := range elements {
		var value string
		if json.Unmarshal(raw, &value) == nil {
			values = append(values, value)
		}
	}
	return values
}

// Has reports whether a parameter was given.
func (f Fields) Has(name string) bool {
	raw := f.members[name]
	return raw != nil && string(raw) != "null"
}

// Text returns a parameter that may be a string; "" if it is not.
func (f Fields) Text(name string) (value string) {
	if json.Unmarshal(f.members[name], &value) != nil {
		return ""
	}
	return value
}

// objectMembers splits a JSON object into its members, whose values still refer to body. A call is
// nearly all base64, and this skips a string as fast as bytes can be searched, where encoding/json
// would go over it several times byte by byte. Escapes, numbers and literals are left to the readers
// of the values.
func objectMembers(body []byte) (map[string]json.RawMessage, error) {
	s := scanner{rest: body}
	found := map[string]json.RawMessage{}
	if !s.eat('{') {
		return nil, errJSON
	}
	for first := true; !s.eat('}'); first = false {
		if !first && !s.eat(',') {
			return nil, errJSON
		}
		var key string
		raw, ok := s.value(1)
		if !ok || raw[0] != '"' || json.Unmarshal(raw, &key) != nil || !s.eat(':') {
			return nil, errJSON
		}
		if found[key], ok = s.value(1); !ok || len(found) > widest {
			return nil, errJSON
		}
	}
	if s.space(); len(s.rest) > 0 {
		return nil, errJSON
	}
	return found, nil
}

// arrayElements splits a JSON array that objectMembers has skipped.
func arrayElements(raw json.RawMessage) (elements []json.RawMessage, ok bool) {
	s := scanner{rest: raw}
	if !s.eat('[') {
		return nil, false
	}
	for first := true; !s.eat(']'); first = false {
		if !first && !s.eat(',') {
			return nil, false
		}
		element, ok := s.value(1)
		if !ok || len(elements) == widest {
			return nil, false
		}
		elements = append(elements, element)
	}
	return elements, true
}

type scanner struct{ rest []byte }

func (s *scanner) space() { s.rest = bytes.TrimLeft(s.rest, " \t\r\n") }

func (s *scanner) eat(c byte) bool {
	s.space()
	if len(s.rest) == 0 || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

// value skips one value and returns its text.
func (s *scanner) value(depth int) (json.RawMessage, bool) {
	s.space()
	before := s.rest
	if len(before) == 0 || depth > deepest {
		return nil, false
	}
	var ok bool
	switch before[0] {
	case '"':
		ok = s.text()
	case '{':
		ok = s.nested('}', depth, true)
	case '[':
		ok = s.nested(']', depth, false)
	default:
		ok = s.word()
	}
	return json.RawMessage(before[:len(before)-len(s.rest)]), ok
}

// text skips a string; a control character in it is left to the reader of the value.
func (s *scanner) text() bool {
	at, quote := 1, 0 // quote: position of the next one, once it was searched for
	for {
		if quote < at {
			next := bytes.IndexByte(s.rest[min(at, len(s.rest)):], '"')
			if next < 0 {
				return false
			}
			quote = at + next
		}
		slash := bytes.IndexByte(s.rest[at:quote], '\\')
		if slash < 0 {
			s.rest = s.rest[quote+1:]
			return true
		}
		at += slash + 2
	}
}

func (s *scanner) nested(end byte, depth int, keyed bool) bool {
	s.rest = s.rest[1:]
	for first := true; !s.eat(end); first = false {
		if !first && !s.eat(',') {
			return false
		}
		if keyed {
			if key, ok := s.value(depth + 1); !ok || key[0] != '"' || !s.eat(':') {
				return false
			}
		}
		if _, ok := s.value(depth + 1); !ok {
			return false
		}
	}
	return true
}

// word skips a number or a literal.
func (s *scanner) word() bool {
	end := bytes.IndexAny(s.rest, " \t\r\n,:]}[{\"")
	if end < 0 {
		end = len(s.rest)
	}
	word := s.rest[:end]
	s.rest = s.rest[end:]
	return end > 0 && json.Valid(word)
}
