package charset

// Each name here is a run of one script, and each function returns the surprise of its being a
// person's name, in bits.

const (
	unlisted = 19.0 // a surname that is not listed here: one of thousands, and one person in a hundred has such a one
	unusual  = 14.5 // an ideograph that given names seldom have
	exotic   = 17.0 // an ideograph beyond GB 2312
	olden    = 3.0  // a name in traditional characters
)

// lengths is the surprise of the number of characters of a Chinese name; there is no empty name.
var lengths = []float64{0, 6, 2.3, 0.5, 5}

func chineseName(name []rune, dotted bool) float64 {
	bits := 0.0
	plain, old := simplified(name)
	if old {
		bits = olden
	}
	if dotted {
		return bits + 3 + listed(transliterated, plain)
	}
	return bits + min(native(plain), 6+listed(transliterated, plain))
}

// native scores 王芳, 王小明, 欧阳娜, 欧阳娜娜, and 王 alone; a longer name is scored without a surname.
func native(name []rune) float64 {
	if len(name) >= len(lengths) {
		return 8 + 2 + listed(given, name)
	}
	bits := lengths[len(name)] + surname(name[0]) + listed(given, name[1:])
	if len(name) > 2 {
		if compound, ok := compounds[[2]rune(name)]; ok {
			bits = min(bits, 1+compound+listed(given, name[2:]))
		}
	}
	return bits
}

func surname(r rune) float64 {
	if bits, ok := surnames[r]; ok {
		return bits
	}
	if commonHan()[r] {
		return unlisted
	}
	return unlisted + exotic - unusual
}

// listed adds up the surprise of characters from a list.
func listed(list map[rune]float64, name []rune) float64 {
	sum := 0.0
	for _, r := range name {
		bits, ok := list[r]
		switch {
		case ok:
			sum += bits
		case commonHan()[r]:
			sum += unusual
		default:
			sum += exotic
		}
	}
	return sum
}

// simplified turns traditional characters into simplified ones, in which the lists are written.
func simplified(name []rune) (plain []rune, old bool) {
	for i, r := range name {
		simple, ok := traditional[r]
		if !ok {
			continue
		}
		if !old {
			plain, old = append([]rune(nil), name...), true
		}
		plain[i] = simple
	}
	if !old {
		return name, false
	}
	return plain, true
}

func japaneseName(name []rune) float64 {
	return 2 + listed(kanji, name)
}

// koreanName scores 김민수, 김 or 민수 alone.
func koreanName(name []rune) float64 {
	bits := 3 + syllabled(name)
	if family, ok := families[name[0]]; ok {
		bits = min(bits, 1+family+syllabled(name[1:]))
	}
	return bits
}

func syllabled(name []rune) float64 {
	sum := 0.0
	for _, r := range name {
		if bits, ok := syllables[r]; ok {
			sum += bits
		} else {
			sum += 13
		}
	}
	return sum
}
