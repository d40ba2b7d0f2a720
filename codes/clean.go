package codes

import "strings"

// longestName bounds in bytes what a machine has named: the longest code that is known has 54, a
// request id 36 (docs/service.md, "Protocol").
const longestName = 128

// Plain is what a machine has named, a request or a code, of nothing but letters, digits, dots, -
// and _, and not over-long: it goes into files and onto terminals.
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

// Clean is a code as somebody else gave it, fit to be kept and shown. One of which nothing is left is
// no success: the answer cannot be read.
func Clean(code string) string {
	if plain := Plain(code); plain != "" || code == "" {
		return plain
	}
	return BadReply
}

// Ours tells whether a code is of those that only enroll says, or the SDK within it. A service that
// answers with one is not to be believed: by some of them a call was never sent.
func Ours(code string) bool {
	family, _, _ := strings.Cut(code, ".")
	switch family {
	case "Roster", "Preflight", "Run":
		return true
	}
	return strings.HasPrefix(family, "ClientError")
}
