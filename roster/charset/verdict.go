package charset

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a verdict demands, in bits: a charset that is right with these odds to one is proven.
const (
	proofUTF8    = 4.0   // over any other charset that a name makes sense in
	trustUTF8    = 8.0   // what UTF-8 may lack against noise, for nearly all files are UTF-8
	proofGB      = 20.0  // over any other charset, and over noise
	mostFor      = 12.0  // as much one name may tell for GB18030: one is never enough
	mostAgainst  = -24.0 // and against it
	strayLead    = 10.0  // by which a name in a Chinese file is UTF-8
	strayGB      = 8.0   // what a cell that is no Chinese name costs in a Chinese file
	brokenBits   = 10.0  // what a cell that is not UTF-8 tells against it
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

// candidates are the charsets that are weighed, in the order in which equal readings are told.
// KOI8-U holds KOI8-R's letters.
var candidates = func() []Charset {
	all := []Charset{UTF8, GB18030}
	for label := range strings.FieldsSeq("big5 euc-kr euc-jp shift_jis windows-1252 windows-1251 windows-1250 windows-1253 windows-1254 " +
		"windows-1255 windows-1256 windows-1257 windows-1258 windows-874 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 " +
		"koi8-u ibm866 ibm437 ibm850 ibm852 ibm855 macintosh x-mac-cyrillic iso-2022-jp") {
		all = append(all, Charset{label})
	}
	return all
}()

// others are those that may be taken for c. ISO-2022-JP is known by itself, and UTF-8 is
// weighed first.
func others(c Charset) []Charset {
	return slices.DeleteFunc(slices.Clone(candidates), func(other Charset) bool {
		return other == c || other == UTF8 || other.label == "iso-2022-jp"
	})
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

// few cells of either kind are enough for a guess.
func (e *Evidence) few() [][]byte {
	names, others := e.names.kept, e.others.kept
	return slices.Concat(names[:min(len(names), 16)], others[:min(len(others), 8)])
}

// utf8Proven tells whether the cells make as much sense in UTF-8 as in any other charset: 肖雪
// in GB18030 is Фѩ in UTF-8. Cells that are no UTF-8 are others' fault, but each is a doubt.
func utf8Proven(cells [][]byte) bool {
	sound, broken := parted(cells)
	if len(sound) == 0 {
		return len(cells) == 0 // all cells are too long to judge, and chance makes none of UTF-8
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

// parted takes some cells that are UTF-8, and counts those that are not on the way there.
func parted(cells [][]byte) (sound [][]byte, broken int) {
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

// trusting is noise to somebody who has to be convinced that a file is not UTF-8.
func trusting(cells [][]byte) []float64 {
	all := noises(cells)
	for i, raw := range cells {
		if utf8.Valid(raw) {
			all[i] += trustUTF8
		}
	}
	return all
}

// gbProven tells whether the names are Chinese in GB18030 and in no other charset as well.
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

// strays counts the names that are UTF-8 in the midst of others: who has joined two files
// would have half of the people under wrong names.
func strays(names [][]byte, own []float64) int {
	n := 0
	for i, raw := range names {
		if _, ok := weighUTF8(raw); ok && readingUTF8(raw)+strayLead < own[i] {
			n++
		}
	}
	return n
}

// lead is by how many bits one reading of names explains them better than another.
func lead(own, other []float64) float64 {
	sum := 0.0
	for i := range own {
		sum += min(mostFor, max(mostAgainst, other[i]-own[i]))
	}
	return sum
}

func readings(c Charset, cells [][]byte) []float64 {
	all := make([]float64, len(cells))
	for i, raw := range cells {
		all[i] = reading(c, raw)
	}
	return all
}

func noises(cells [][]byte) []float64 {
	all := make([]float64, len(cells))
	for i, raw := range cells {
		all[i] = noise(raw)
	}
	return all
}

// reading is how much a cell surprises as a text in a charset.
func reading(c Charset, raw []byte) float64 {
	if c == UTF8 {
		return readingUTF8(raw)
	}
	return naming(c.Decode(raw))
}

// readingUTF8 bears damage, and the mark that other programs leave for a broken character,
// for much that is UTF-8 has gone through such hands.
func readingUTF8(raw []byte) float64 {
	bits := 0.0
	var text []rune
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		switch {
		case r == utf8.RuneError && size == 1:
			bits, size, r = bits+damageBits, pieceUTF8(raw), '?'
		case r == utf8.RuneError, garbled(text, r):
			r = '?'
		}
		text, raw = append(text, r), raw[size:]
	}
	if accented(text) {
		bits += accentedBits
	}
	return bits + naming(string(text))
}

// accented tells of äö, which is no name and two syllables in EUC-KR.
func accented(text []rune) bool {
	return !slices.ContainsFunc(text, func(r rune) bool { return r != ' ' && (r < utf8.RuneSelf || scriptOf(r) != latin) })
}

// garbled knows å¼ in å¼ ä¼Ÿ, which was 张伟 in UTF-8 until a program read it as Latin-1.
func garbled(before []rune, r rune) bool {
	if len(before) == 0 || r < '\u00A0' || r > '¿' {
		return false
	}
	last := before[len(before)-1]
	return last == '?' || 'ã' <= last && last <= 'é'
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
	for _, c := range candidates {
		if text := c.Decode(first); lettered(text) {
			if bits, ok := sense(readings(c, cells), blind); ok {
				weight[c] = bits
				all = append(all, Guess{c, text})
			}
		}
	}
	weight[UTF8] -= trustUTF8
	slices.SortStableFunc(all, func(a, b Guess) int { return cmp.Compare(weight[a.Charset], weight[b.Charset]) })
	all = distinct(all)
	for len(all) > 1 && (len(all) > mostGuesses || weight[all[len(all)-1].Charset] > 0) {
		all = all[:len(all)-1] // what makes no more sense than noise is no help
	}
	return all
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
