package account

import (
	"fmt"
	"slices"
)

// described is the text of one custom field.
type described struct {
	index int
	text  string
}

// described reads an array of {NAMEIndex, NAME} objects, NAME being the field's key.
func (p *params) described(parameter, field string, rule listing) (read []described) {
	for _, raw := range p.elements(parameter) {
		fields, err := objectMembers(raw)
		if err != nil {
			p.fail(invalidParameter, "%s is not an array of objects", parameter)
			return nil
		}
		inner := params{left: fields, loose: p.loose, refused: p.refused}
		d := described{
			index: inner.count(field+"Index", 0),
			text:  rule.check(&inner, field, inner.text(field)),
		}
		if p.refused = inner.done(); slices.ContainsFunc(read, func(o described) bool { return o.index == d.index }) {
			p.fail(rule.same, "%s names one field twice", parameter)
		}
		read = append(read, d)
	}
	if len(read) > fieldsLimit {
		p.fail(rule.tooMany, "%s has more than %d entries", parameter, fieldsLimit)
	}
	return read
}

// place writes texts over the existing fields. A field that the group does not have is refused: a text
// that can never be seen is a fault of the caller.
func place(texts []described, fields []string) ([]string, *Refusal) {
	placed := slices.Clone(fields)
	for _, d := range texts {
		if d.index >= len(placed) {
			return nil, Refuse(invalidValue, fmt.Sprintf("the group has no custom field %d", d.index))
		}
		placed[d.index] = d.text
	}
	return placed, nil
}
