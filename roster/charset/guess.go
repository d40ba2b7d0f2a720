package charset

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"
)

// Guess is a charset that the file may be in, and what it would make of the first name that
// is not ASCII, or of the first other cell where no name is.
type Guess struct {
	Charset Charset
	Sample  string
}

// guesses are the charsets in which the first cell is made of whole letters, and most
// cells can be read; most plausible first. Of equal readings the first charset is told.
func (e *Evidence) guesses() []Guess {
	first, cells := e.first(), e.few()
	if first == nil {
		return nil
	}
	blind := noises(cells)
	weight := map[Charset]float64{}
	var all []Guess
	for place, c := range candidates {
		if text := c.Decode(first); lettered(text) {
			if bits, ok := sense(readings(c, cells), blind); ok {
				weight[c] = bits + float64(place)/2 // the common ones come first
				all = append(all, Guess{c, text})
			}
		}
	}
	weight[UTF8] -= trustUTF8
	slices.SortStableFunc(all, func(a, b Guess) int { return cmp.Compare(weight[a.Charset], weight[b.Charset]) })
	all = distinct(all)
	least := 1
	if len(cells) == 1 {
		least = 2 // one cell says little for either
	}
	for len(all) > least && (len(all) > mostGuesses || weight[all[len(all)-1].Charset] > strayGB/2) {
		all = all[:len(all)-1] // what makes less sense than noise is no help
	}
	return all
}

// few cells of either kind are enough for a guess.
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

// sense is by how many bits cells surprise more than noise does; less than none is good. It
// is none where more than a third of the cells are broken.
func sense(bits, blind []float64) (sum float64, ok bool) {
	broken := 0
	for i := range bits {
		if bits[i] >= hopeless {
			broken++
		}
		sum += min(bits[i]-blind[i], strayGB)
	}
	return sum, broken*3 <= len(bits)
}

func distinct(all []Guess) []Guess {
	var left []Guess
	for _, g := range all {
		if !slices.ContainsFunc(left, func(before Guess) bool { return before.Sample == g.Sample }) {
			left = append(left, g)
		}
	}
	return left
}

// lettered tells whether a text is letters and what stands between letters of names.
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
