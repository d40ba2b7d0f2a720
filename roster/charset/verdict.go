package charset

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a verdict demands, in bits: a charset that is right with these odds to one is proven.
const (
	proofUTF8    = 4.0   // over any other charset that a name makes sense in
	trustUTF8    = 8.0   // what UTF-8 may lack against noise, for nearly all files are UTF-8
	proofGB      = 30.0  // over any other charset, and over noise
	mostFor      = 12.0  // as much one name may tell for GB18030: two are never enough
	mostAgainst  = -24.0 // and against it
	strayGB      = 8.0   // what a cell that is no Chinese name costs in a Chinese file
	brokenWeight = 3     // a cell that is not UTF-8, against characters that are
	mostGuesses  = 4
)

// Verdict is what the evidence comes to. When the charset is not proven, Charset is UTF-8
// and says nothing; Guesses, if there are any, are for a person to choose among.
type Verdict struct {
	Charset Charset
	Proven  bool
	Guesses []Guess
}

// Guess is a charset that the file may be in, and what it would make of the first name that
// is not ASCII, or of the first other cell where no name is.
type Guess struct {
	Charset Charset
	Sample  string
}

// rivals are the charsets whose bytes GB18030 can be taken for, in the order in which equal
// readings are told.
var rivals = func() []Charset {
	var all []Charset
	for label := range strings.FieldsSeq("big5 euc-kr euc-jp shift_jis windows-1252 windows-1251 windows-1250 windows-1253 windows-1254 " +
		"windows-1255 windows-1256 windows-1257 windows-1258 windows-874 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 " +
		"koi8-u ibm866 ibm437 ibm850 ibm852 ibm855 macintosh x-mac-cyrillic") {
		all = append(all, Charset{label})
	}
	return all
}()

// Verdict weighs what was gathered. It is the same for the same cells in the same order.
func (e *Evidence) Verdict() Verdict {
	if e.cells == 0 {
		return Verdict{Charset: UTF8, Proven: true}
	}
	c := e.compare()
	switch {
	case e.sound > brokenWeight*e.broken && c.utf8Proven():
		return Verdict{Charset: UTF8, Proven: true}
	case e.broken > 0 && e.torn*20 < e.cells && c.gbProven():
		return Verdict{Charset: GB18030, Proven: true}
	}
	return Verdict{Guesses: c.guesses(e.first())}
}

func (e *Evidence) first() []byte {
	if e.names.first != nil {
		return e.names.first
	}
	return e.others.first
}

// comparison is how much each sampled cell surprises in each charset.
type comparison struct {
	charsets []Charset   // UTF-8, GB18030, rivals
	noise    []float64   // of each cell, in no charset
	names    [][]float64 // of each charset, the cells that are names
	others   [][]float64 // of each charset, other cells
	rest     []float64   // noise of the other cells
}

func (e *Evidence) compare() comparison {
	c := comparison{charsets: append([]Charset{UTF8, GB18030}, rivals...)}
	for _, raw := range e.names.kept {
		c.noise = append(c.noise, noise(raw))
	}
	for _, raw := range e.others.kept {
		c.rest = append(c.rest, noise(raw))
	}
	for _, charset := range c.charsets {
		c.names = append(c.names, surprises(charset, e.names.kept))
		c.others = append(c.others, surprises(charset, e.others.kept))
	}
	return c
}

func surprises(c Charset, cells [][]byte) []float64 {
	all := make([]float64, 0, len(cells))
	for _, raw := range cells {
		all = append(all, reading(c, raw))
	}
	return all
}

// reading is how much a cell surprises as a text in a charset. The mark that other programs
// leave for a broken character is common in UTF-8.
func reading(c Charset, raw []byte) float64 {
	text := c.Decode(raw)
	if c != UTF8 {
		return naming(text)
	}
	if !utf8.ValidString(text) {
		return hopeless
	}
	return min(naming(strings.ReplaceAll(text, "\uFFFD", "?")), anything(text))
}

// anything is how much a text surprises as characters that are picked blindly, of which
// UTF-8 has 2,000 of two bytes, 62,000 of three, and a million of four. Chance seldom makes
// one of three bytes or four, so that is a reason for UTF-8 whatever the language; it makes
// some of two, which have to make sense.
func anything(text string) float64 {
	bits := 0.0
	for _, r := range text {
		bits += [...]float64{0, asciiBits, 14, 16, 20}[utf8.RuneLen(r)]
	}
	return bits
}

const (
	utf8At   = 0
	gbAt     = 1
	rivalsAt = 2
)

// utf8Proven tells whether the cells that are sound UTF-8 make as much sense in it as in any
// other charset: 肖雪 in GB18030 is Фщ in UTF-8.
func (c comparison) utf8Proven() bool {
	for rival := gbAt; rival < len(c.charsets); rival++ {
		if c.lead(rival) < proofUTF8 {
			return false
		}
	}
	return true
}

// lead is by how many bits UTF-8 explains its cells better than a rival does.
func (c comparison) lead(rival int) float64 {
	sum := 0.0
	for i, noise := range c.noise {
		if own := c.names[utf8At][i]; own < hopeless {
			sum += min(c.names[rival][i], noise+trustUTF8) - own
		}
	}
	for i, noise := range c.rest {
		if own := c.others[utf8At][i]; own < hopeless {
			sum += min(c.others[rival][i], noise+trustUTF8) - own
		}
	}
	return sum
}

// gbProven tells whether the names are Chinese in GB18030 and in no other charset as well.
func (c comparison) gbProven() bool {
	for rival := rivalsAt; rival < len(c.charsets); rival++ {
		if c.chinese(rival) < proofGB {
			return false
		}
	}
	return true
}

// chinese is by how many bits GB18030 explains the names better than a rival does, or noise.
func (c comparison) chinese(rival int) float64 {
	sum := 0.0
	for i, noise := range c.noise {
		own := min(c.names[gbAt][i], noise+strayGB)
		sum += min(mostFor, max(mostAgainst, min(c.names[rival][i], noise)-own))
	}
	return sum
}

// guesses are the charsets in which the first cell is made of whole letters, most plausible
// first; of equal readings, the charset that comes first.
func (c comparison) guesses(first []byte) []Guess {
	var all []Guess
	weight := map[Charset]float64{}
	for at, charset := range c.charsets {
		if text := charset.Decode(first); lettered(text) && c.whole(at) {
			all = append(all, Guess{charset, text})
			weight[charset] = c.total(at)
		}
	}
	slices.SortStableFunc(all, func(a, b Guess) int { return cmp.Compare(weight[a.Charset], weight[b.Charset]) })
	all = distinct(all)
	for len(all) > 1 && (len(all) > mostGuesses || weight[all[len(all)-1].Charset] > c.blind()) {
		all = all[:len(all)-1] // what makes no more sense than noise is no help
	}
	return all
}

// blind is how much the cells surprise who does not read them at all.
func (c comparison) blind() float64 {
	sum := 0.0
	for _, cells := range [][]float64{c.noise, c.rest} {
		for _, bits := range cells {
			sum += bits
		}
	}
	return sum
}

// whole tells whether nearly all cells can be read in a charset.
func (c comparison) whole(at int) bool {
	broken := 0
	for _, cells := range [][]float64{c.names[at], c.others[at]} {
		for _, bits := range cells {
			if bits >= hopeless {
				broken++
			}
		}
	}
	return broken*10 <= len(c.noise)+len(c.rest)
}

func (c comparison) total(at int) float64 {
	sum := 0.0
	for i, bits := range c.names[at] {
		sum += math.Min(bits, c.noise[i]+strayGB)
	}
	for i, bits := range c.others[at] {
		sum += math.Min(bits, c.rest[i]+strayGB)
	}
	return sum
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
