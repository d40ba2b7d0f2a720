package codes

import "strings"

// longestName bounds a code or a request id, in bytes: the longest known code has 54, a request id 36
// (docs/service.md, "Protocol").
const longestName = 128

// Plain returns a request id or a code reduced to letters, digits, dots, - and _, and to a limited
// length: it goes into files and onto terminals.
func Plain(name string) string {
	plain := strings.Map(func(r rune) rune {
		if notOfNames(r) {
			return -1
		}
		return r
	}, name)
	if len(plain) > longestName {
		return strings.Clone(plain[:longestName]) // the rest may be megabytes
	}
	return plain
}

func notOfNames(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-', r == '_':
		return false
	}
	return true
}

// Clean returns a code from outside in a form fit to be stored and shown. One of which nothing is left
// is not a success: the reply is unreadable.
func Clean(code string) string {
	if plain := Plain(code); plain != "" || code == "" {
		return plain
	}
	return BadReply
}

// Ours reports whether a code is one that only enroll, or the SDK within it, produces. A service that
// answers with one is not to be trusted: some of them mean that a call was never sent.
func Ours(code string) bool {
	family, _, _ := strings.Cut(code, ".")
	switch family {
	case "Roster", "Preflight", "Run":
		return true
	}
	return strings.HasPrefix(family, "ClientError")
}

// IsClient reports whether a code is of our own side of the wire: the official SDK's name for a request
// that did not leave, or whose reply could not be read.
func IsClient(code string) bool { return strings.HasPrefix(code, "ClientError") }

// NoSuchPerson reports whether a code says that there is no such person.
func NoSuchPerson(code string) bool { return code == PersonIDNotExist || code == PersonNotFound }

// NoSuchGroup reports whether a code says that there is no such group.
func NoSuchGroup(code string) bool { return code == GroupIDNotExist || code == GroupIDNotExists }
