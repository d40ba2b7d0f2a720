package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"enroll.example/enroll/codes"
)

// Limits of the service (docs/service.md, "Calls").
const (
	idLimit          = 64 // bytes
	nameLimit        = 60 // characters
	fieldsLimit      = 5  // custom fields of a group
	fieldNameLimit   = 30 // characters
	fieldTextLimit   = 60 // characters
	tagLimit         = 40 // characters
	uploadLimit      = 4  // images in a CreateFace
	facesLimit       = 5  // faces of a person
	groupsLimit      = 100
	pageDefault      = 10
	pageLimit        = 1000
	groupsPageLimit  = 100 // of GetPersonGroupInfo
	faceModelVersion = "3.0"
)

// Rules for names: a name that is too long has one code, one with other characters another.
var (
	groupIDs    = naming{idLimit, false, isIDByte, codes.GroupIDTooLong, codes.GroupIDIllegal}
	personIDs   = naming{idLimit, false, isIDByte, codes.PersonIDTooLong, codes.PersonIDIllegal}
	groupNames  = naming{nameLimit, true, isNameRune, groupNameTooLong, groupNameIllegal}
	fieldNames  = naming{fieldNameLimit, true, isNameRune, groupDescriptionsTooLong, groupDescriptionsIllegal}
	personNames = naming{nameLimit, true, isPrintable, codes.PersonNameTooLong, codes.PersonNameIllegal}
	personTexts = naming{fieldTextLimit, true, isPrintable, codes.DescriptionTooLong, descriptionIllegal}
	tags        = naming{tagLimit, true, isNameRune, groupTagTooLong, groupTagIllegal}
)

type naming struct {
	most             int
	runes            bool // most counts characters, not bytes
	allowed          func(rune) bool
	tooLong, illegal string
}

// listing is the rule of a list of texts for custom fields.
type listing struct {
	naming
	tooMany, same string
}

var (
	fieldTexts   = listing{personTexts, descriptionsExceed, descriptionsSame}
	renamedTexts = listing{fieldNames, groupDescriptionsExceed, groupDescriptionsSame}
)

// check checks one name and records the fault of the parameters.
func (n naming) check(p *params, parameter, name string) string {
	length := len(name)
	if n.runes {
		length = utf8.RuneCountInString(name)
	}
	if length > n.most {
		p.fail(n.tooLong, "%s is longer than %d", parameter, n.most)
	}
	if strings.ContainsFunc(name, func(r rune) bool { return !n.allowed(r) }) {
		p.fail(n.illegal, "%s has characters that it may not have", parameter)
	}
	return name
}

func isIDByte(r rune) bool {
	return r < utf8.RuneSelf && (isLetterOrDigit(r) || strings.ContainsRune("-%@#&_", r))
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func isNameRune(r rune) bool { return isLetterOrDigit(r) || r == '-' || r == '_' }

// isPrintable is lenient where the service's documents are unclear: it is not known whether a person's
// name may contain spaces or "·", nor what the text of a custom field may contain.
func isPrintable(r rune) bool { return r != utf8.RuneError && unicode.IsPrint(r) }
