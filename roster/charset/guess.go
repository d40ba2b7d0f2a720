package charset

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Guess is a charset that the file may be in, and what it would make of the first name that is not
// ASCII, or of the first other cell where no name is.
type Guess struct {
	Charset Charset
	Sample  string
}

// weighed is a guess and the bits by which it is more surprising than noise; negative is good.
type weighed struct {
	Guess
	bits float64
}

// guesses returns the charsets in which the first cell consists of letters, and most cells can be
// decoded; most plausible first. Of equal readings the first charset is listed.
func (e *Evidence) guesses() []Guess {
	first, cells := e.first(), e.few()
	if first == nil {
		return nil
	}
	blind := noises(cells)
	var all []weighed
	for place, c := range candidates {
		text := c.Decode(first)
		if bits, ok := sense(readings(c, cells), blind); ok && lettered(text) {
			all = append(all, weighed{Guess{c, text}, bits + float64(place)/2}) // prefers the common ones
		}
	}
	if len(all) > 0 && all[0].Charset == UTF8 {
		all[0].bits -= trustUTF8
	}
	slices.SortStableFunc(all, func(a, b weighed) int { return cmp.Compare(a.bits, b.bits) })
	return likely(distinct(all), len(cells))
}

// likely returns the guesses that make sense, and those that make little less than the first: in Latin
// letters none makes much. If there is only one cell, one more is allowed.
func likely(all []weighed, cells int) []Guess {
	var left []Guess
	for n, g := range all[:min(len(all), mostGuesses)] {
		far := g.bits > strayGB/2 && g.bits > all[0].bits+2*float64(cells)
		if far && (n > 1 || cells > 1) {
			break
		}
		left = append(left, g.Guess)
	}
	return left
}

// few returns a few cells of either kind, which are enough for a guess.
func (e *Evidence) few() [][]byte {
	names, others := e.names.kept, e.others.kept
	return slices.Concat(names[:min(len(names), 16)], others[:min(len(others), 8)])
}

func (e *Evidence) first() []byte {
	if e.names.first != nil {
		return e.names.first
	}
	return e.others.first
}

// sense returns by how many bits cells are more surprising than noise. ok is false where more than a
// third of the cells are broken.
func sense(bits, blind []float64) (sum float64, ok bool) {
	broken := 0
	for i := range bits {
		if bits[i] >= hopeless {
			broken++
		}
		sum += min(bits[i]-blind[i], -mostAgainst)
	}
	return sum, broken*3 <= len(bits)
}

func distinct(all []weighed) []weighed {
	var left []weighed
	for _, g := range all {
		if !slices.ContainsFunc(left, func(before weighed) bool { return before.Sample == g.Sample }) {
			left = append(left, g)
		}
	}
	return left
}

// lettered reports whether a text consists of letters and what stands between letters of names.
func lettered(text string) bool {
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
			if r < ' ' || r == 0x7F {
				return false
			}
		case unicode.IsLetter(r), unicode.IsMark(r), r == '·', r == '•', r == '・', r == '’', r == '\u3000':
		default:
			return false
		}
	}
	return true
}
