package roster

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"enroll.example/enroll/codes"
	"enroll.example/enroll/legible"
)

// A rule returns what is wrong with a value: the service's limits (docs/service.md, "Calls").
type rule func(value string) []breach

// breach is one broken rule; its text continues "COLUMN VALUE".
type breach struct{ code, text string }

func (b breach) sentence(field, value string) string {
	if value == "" {
		return fmt.Sprintf("%s %s", field, b.text)
	}
	return fmt.Sprintf("%s %s %s", field, quote(value), b.text)
}

const (
	maxID   = 64 // bytes
	maxText = 60 // characters, of a name or a description
)

func personID(id string) []breach {
	if id == "" {
		return []breach{{codes.ParameterEmpty, "is empty: every row needs one"}}
	}
	return identifier(id, codes.PersonIDIllegal, codes.PersonIDTooLong)
}

func groupID(id string) []breach {
	return identifier(id, codes.GroupIDIllegal, codes.GroupIDTooLong)
}

func identifier(id, illegal, tooLong string) (b []breach) {
	if i := strings.IndexFunc(id, notOfIDs); i >= 0 {
		c, _ := utf8.DecodeRuneInString(id[i:])
		b = append(b, breach{illegal, fmt.Sprintf("contains %s: only the letters a to z and A to Z, digits and -%%@#&_ are allowed", legible.Char(c))})
	}
	if len(id) > maxID {
		b = append(b, breach{tooLong, fmt.Sprintf("is %d bytes long; at most %d are allowed", len(id), maxID)})
	}
	return b
}

func notOfIDs(c rune) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return false
	}
	return !strings.ContainsRune("-%@#&_", c)
}

// CheckGroup returns what is wrong with a group's ID: nil, or a sentence for --group.
func CheckGroup(id string) error {
	for _, b := range groupID(id) {
		return errors.New(quote(id) + " " + b.text)
	}
	return nil
}

// personName accepts an empty name: another row of the person may have it.
func personName(name string) []breach {
	return text(name, codes.PersonNameIllegal, codes.PersonNameTooLong)
}

func description(s string) []breach { return text(s, descriptionIllegal, codes.DescriptionTooLong) }

const descriptionIllegal = "InvalidParameterValue.PersonExDescriptionsNameIllegal"

// text checks a name or a description. A space is the only invisible character allowed.
func text(s, illegal, tooLong string) (b []breach) {
	if i := strings.IndexFunc(s, notOfTexts); i >= 0 {
		c, _ := utf8.DecodeRuneInString(s[i:])
		b = append(b, breach{illegal, fmt.Sprintf("contains %s", legible.Char(c))})
	}
	if n := utf8.RuneCountInString(s); n > maxText {
		b = append(b, breach{tooLong, fmt.Sprintf("is %d characters long; at most %d are allowed", n, maxText)})
	}
	return b
}

func notOfTexts(c rune) bool { return !unicode.IsPrint(c) }

// oddName reports whether a name has other characters than letters of any script, digits, - and _.
// Whether the service accepts them is not documented, so it is a warning and not a refusal.
func oddName(name string) bool {
	return strings.ContainsFunc(name, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsMark(c) && !unicode.IsDigit(c) && c != '-' && c != '_'
	})
}

// genders maps each way of writing a gender, in lower case, to the service's number.
var genders = map[string]string{
	"":  "",
	"0": "0",
	"1": "1", "m": "1", "male": "1", "男": "1", "男性": "1",
	"2": "2", "f": "2", "female": "2", "女": "2", "女性": "2",
	"0.0": "0", "1.0": "1", "2.0": "2", // as a spreadsheet or a program writes numbers
}

func gender(s string) []breach {
	if _, ok := genders[strings.ToLower(s)]; ok {
		return nil
	}
	return []breach{{codes.PersonGenderIllegal, "is not valid: use 0, 1 or 2, m or f, male or female, 男 or 女"}}
}
