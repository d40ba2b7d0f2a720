package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"enroll/codes"
)

// params are the parameters of one call. Reading them strikes them off, so that what is left
// at the end is unknown to the action. The first fault stands; reading goes on with zeros.
type params struct {
	left    objectFields
	refused *refusal
}

func (p *params) fail(code, form string, args ...any) {
	if p.refused == nil {
		p.refused = refuse(code, fmt.Sprintf(form, args...))
	}
}

// take strikes a parameter off; null is as good as absent.
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

// required reads a string that must be there and not empty.
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
	value, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		p.fail(invalidParameter, "%s is not a whole number", name)
	}
	return value
}

// within reads an optional whole number that answers with a code of its own outside of its range.
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

func (p *params) number(name string, absent float64) float64 {
	raw, ok := p.take(name)
	if !ok {
		return absent
	}
	value, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		p.fail(invalidParameter, "%s is not a number", name)
	}
	return value
}

// photo reads an optional image and lets its bytes go.
func (p *params) photo(name string) photo {
	raw, ok := p.take(name)
	if !ok {
		return photo{fault: codes.ImageEmpty}
	}
	return p.asPhoto(name, raw)
}

func (p *params) photos(name string) (photos []photo) {
	for _, raw := range p.elements(name) {
		photos = append(photos, p.asPhoto(name, raw))
	}
	return photos
}

// asPhoto reads base64 where it lies, unless it has escapes (PHP's SDK writes "\/").
func (p *params) asPhoto(name string, raw json.RawMessage) photo {
	if raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return readPhoto(raw[1 : len(raw)-1])
	}
	return readPhoto([]byte(p.asText(name, raw)))
}

// done tells the fault of the parameters; one that the action does not know goes first.
func (p *params) done() *refusal {
	unknown := make([]string, 0, len(p.left))
	for name := range p.left {
		unknown = append(unknown, name)
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return refuse(unknownParameter, "no parameter "+shorten(unknown[0], 64)+" is known here")
	}
	return p.refused
}

// shorten keeps what goes into records and messages small.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
