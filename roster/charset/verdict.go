package charset

import (
	"slices"
	"unicode/utf8"
)

// What a verdict requires, in bits. The figures were set by random rosters: docs/encodings.md.
const (
	proofUTF8    = 4.0   // over any other charset in which a name makes sense
	trustUTF8    = 8.0   // by how much UTF-8 may fall short of noise, because nearly all files are UTF-8
	proofGB      = 20.0  // over any other charset, and over noise
	mostFor      = 12.0  // the most that one name counts for GB18030: one is never enough
	mostAgainst  = -24.0 // and against it
	strayLead    = 10.0  // lead with which a name in a Chinese file is UTF-8
	strayGB      = 8.0   // cost of a cell that is not a Chinese name in a Chinese file
	brokenBits   = 10.0  // cost for UTF-8 of a cell that is not UTF-8
	brokenWeight = 3     // weight of a cell that is not UTF-8, relative to characters that are
	mostGuesses  = 4
)

// Verdict is the result of the evidence. When the charset is not proven, Charset is UTF-8 and
// meaningless; Guesses, if there are any, are for a person to choose among.
type Verdict struct {
	Charset Charset
	Proven  bool
	Guesses []Guess
}

// Verdict weighs what was gathered. It is the same for the same cells in the same order.
func (e *Evidence) Verdict() Verdict {
	if c, ok := e.proven(); ok {
		return Verdict{Charset: c, Proven: true}
	}
	return Verdict{Guesses: e.guesses()}
}

func (e *Evidence) proven() (Charset, bool) {
	switch {
	case e.cells == 0:
		return UTF8, true
	case e.escaped > 0:
		return Charset{}, false
	case e.sound > brokenWeight*e.broken && utf8Proven(slices.Concat(e.names.kept, e.others.kept)):
		return UTF8, true
	case e.broken > 0 && e.torn*20 < e.cells && gbProven(e.names.kept):
		return GB18030, true
	}
	return Charset{}, false
}

// utf8Proven reports whether the cells make as much sense in UTF-8 as in any other charset: 肖雪 in
// GB18030 is Фѩ in UTF-8. Cells that are not UTF-8 are faults of their own rows, but each adds doubt.
func utf8Proven(cells [][]byte) bool {
	sound, broken := splitUTF8(cells)
	if len(sound) == 0 {
		return len(cells) == 0 // all cells are too long to judge, and chance does not make UTF-8 of them
	}
	own, blind := readings(UTF8, sound), trusting(sound)
	for _, rival := range others(UTF8) {
		lead := -brokenBits * float64(broken)
		for i, bits := range readings(rival, sound) {
			lead += min(bits, blind[i]) - own[i]
		}
		if lead < proofUTF8 {
			return false
		}
	}
	return true
}

// splitUTF8 returns some cells that are UTF-8, and counts those found on the way that are not.
func splitUTF8(cells [][]byte) (sound [][]byte, broken int) {
	for _, raw := range cells {
		switch _, ok := weighUTF8(raw); {
		case !ok:
			broken++
		case len(sound) < 16:
			sound = append(sound, raw)
		default:
			return sound, broken
		}
	}
	return sound, broken
}

// trusting is noise reduced by the trust that a file is UTF-8.
func trusting(cells [][]byte) []float64 {
	all := noises(cells)
	for i, raw := range cells {
		if utf8.Valid(raw) {
			all[i] += trustUTF8
		}
	}
	return all
}

// gbProven reports whether the names make sense in GB18030, and in no other charset as much.
func gbProven(names [][]byte) bool {
	blind := noises(names)
	own := readings(GB18030, names)
	if strays(names, own)*100 > len(names) {
		return false
	}
	for i := range own {
		own[i] = min(own[i], blind[i]+strayGB)
	}
	if lead(own, blind) < proofGB {
		return false
	}
	for _, rival := range others(GB18030) {
		against := readings(rival, names)
		for i := range against {
			against[i] = min(against[i], blind[i])
		}
		if lead(own, against) < proofGB {
			return false
		}
	}
	return true
}

// strays counts the names that are UTF-8 among others: in a file joined from two, half of the people
// would get wrong names.
func strays(names [][]byte, own []float64) int {
	n := 0
	for i, raw := range names {
		if _, ok := weighUTF8(raw); ok && readingUTF8(raw)+strayLead < own[i] {
			n++
		}
	}
	return n
}

// lead returns by how many bits one reading of names explains them better than another.
func lead(own, other []float64) float64 {
	sum := 0.0
	for i := range own {
		sum += min(mostFor, max(mostAgainst, other[i]-own[i]))
	}
	return sum
}
