package account

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"enroll.example/enroll/codes"
)

// params are the parameters of one call. Reading removes them, so that what is left at the end is
// unknown to the action. The first fault is kept; reading goes on with zeros.
type params struct {
	left  map[string]json.RawMessage
	loose bool // numbers may be written as text: they came in a query
	eyes  Eyes
	turns bool // search for faces that are not upright

	strictNames bool // of persons
	refused     *Refusal
}

// given reports whether a parameter is there; null counts as absent.
func (p *params) given(name string) bool {
	raw, ok := p.left[name]
	return ok && string(raw) != "null"
}

func (p *params) fail(code, form string, args ...any) {
	if p.refused == nil {
		p.refused = Refuse(code, fmt.Sprintf(form, args...))
	}
}

// take removes a parameter and returns it; null counts as absent.
func (p *params) take(name string) (json.RawMessage, bool) {
	raw, ok := p.left[name]
	delete(p.left, name)
	return raw, ok && string(raw) != "null"
}

// text reads an optional string.
func (p *params) text(name string) string {
	raw, ok := p.take(name)
	if !ok {
		return ""
	}
	return p.asText(name, raw)
}

func (p *params) asText(name string, raw json.RawMessage) (value string) {
	if raw[0] != '"' || json.Unmarshal(raw, &value) != nil {
		p.fail(invalidParameter, "%s is not a string", name)
	}
	return value
}

// required reads a string that must be there and not be empty.
func (p *params) required(name string) string {
	raw, ok := p.take(name)
	if !ok {
		p.fail(missingParameter, "%s is required", name)
		return ""
	}
	value := p.asText(name, raw)
	if value == "" {
		p.fail(codes.ParameterEmpty, "%s is empty", name)
	}
	return value
}

// texts reads an optional array of strings.
func (p *params) texts(name string) (values []string) {
	for _, raw := range p.elements(name) {
		values = append(values, p.asText(name, raw))
	}
	return values
}

// requiredTexts reads an array of strings that must be there and not be empty.
func (p *params) requiredTexts(name string) []string {
	if !p.given(name) {
		p.fail(missingParameter, "%s is required", name)
	}
	values := p.texts(name)
	if len(values) == 0 {
		p.fail(codes.ParameterEmpty, "%s is empty", name)
	}
	return values
}

func (p *params) elements(name string) []json.RawMessage {
	raw, ok := p.take(name)
	if !ok {
		return nil
	}
	elements, ok := arrayElements(raw)
	if !ok {
		p.fail(invalidParameter, "%s is not an array of a sensible length", name)
	}
	return elements
}

// whole reads an optional whole number.
func (p *params) whole(name string, absent int64) int64 {
	raw, ok := p.take(name)
	if !ok {
		return absent
	}
	value, err := strconv.ParseInt(p.digits(raw), 10, 64)
	if err != nil {
		p.fail(invalidParameter, "%s is not a whole number", name)
	}
	return value
}

// within reads an optional whole number with a code of its own for values out of range.
func (p *params) within(name string, absent, least, most int64, code string) int64 {
	value := p.whole(name, absent)
	if value < least || value > most {
		p.fail(code, "%s is not from %d to %d", name, least, most)
	}
	return value
}

// count reads an optional number that is not negative.
func (p *params) count(name string, absent int64) int {
	return int(p.within(name, absent, 0, 1<<31-1, invalidParameter))
}

// digits returns a number as it is written.
func (p *params) digits(raw json.RawMessage) string {
	if p.loose {
		return strings.Trim(string(raw), `"`)
	}
	return string(raw)
}

func (p *params) number(name string, absent float64) float64 {
	raw, ok := p.take(name)
	if !ok {
		return absent
	}
	value, err := strconv.ParseFloat(p.digits(raw), 64)
	if err != nil {
		p.fail(invalidParameter, "%s is not a number", name)
	}
	return value
}

// done returns the fault of the parameters; an unknown parameter takes precedence.
func (p *params) done() *Refusal {
	unknown := make([]string, 0, len(p.left))
	for name := range p.left {
		unknown = append(unknown, name)
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return Refuse(unknownParameter, "no parameter "+Shorten(unknown[0], 64)+" is known here")
	}
	return p.refused
}

// Shorten limits what goes into records and messages. It returns a copy, so that the long text can be
// freed.
func Shorten(s string, most int) string {
	if len(s) <= most {
		return strings.Clone(s)
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return strings.Clone(s[:most])
}
