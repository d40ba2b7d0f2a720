package legible

import "testing"

func TestQuoteShowsInvisibleCharacters(t *testing.T) {
	for _, c := range []struct{ text, shown string }{
		{"张伟", `"张伟"`},
		{`Ann "Annie" Lee`, `"Ann "Annie" Lee"`},
		{`photos\a.jpg`, `"photos\a.jpg"`},
		{"a\u200Bb", `"a[U+200B, an invisible space]b"`},
		{"张\n伟", `"张[a line break]伟"`},
		{"a\ab", `"a[U+0007, a control character]b"`},
		{"a\u202Eb", `"a[U+202E, an invisible character]b"`},
		{"a\u00A0b", `"a[U+00A0, a non-breaking space]b"`},
		{"caf\xE9", `"caf[byte E9]"`},
		{"\uFFFD", "\"\uFFFD\""},
		{"\uE000", `"[U+E000, a character for private use]"`},
	} {
		if got := Quote(c.text); got != c.shown {
			t.Errorf("%+q is shown as %s, not as %s", c.text, got, c.shown)
		}
	}
}

func TestLongTextIsCut(t *testing.T) {
	long := make([]rune, 5000)
	for i := range long {
		long[i] = '张'
	}
	if got := []rune(Quote(string(long))); len(got) != longest+3 {
		t.Errorf("%d characters are shown", len(got))
	}
}

func TestMessageShowsForeignText(t *testing.T) {
	if got := Message("it is \x1b[31mbo\u202e: 张伟"); got != "it is [U+001B, a control character][31mbo[U+202E, an invisible character]: 张伟" {
		t.Errorf("%q", got)
	}
	long := make([]rune, 3000)
	for i := range long {
		long[i] = '张'
	}
	if got := []rune(Message(string(long))); len(got) != longestMessage+1 {
		t.Errorf("%d characters are shown", len(got))
	}
}

func TestApart(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"Ann", "Bob", ""},
		{"Ann", "Anna", ""},
		{"Ann", "Ann", ""},
		{"Müller", "Mu\u0308ller", "they differ at character 2: U+00FC and U+0075"},
		{"АBC", "ABC", "they differ at character 1: U+0410 and U+0041"},
		{"Ann", "Ann\u200D", "one of them has an extra U+200D"},
	} {
		if got := Apart(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: %q, not %q", Quote(c.a), Quote(c.b), got, c.want)
		}
	}
}

func TestCharacters(t *testing.T) {
	for c, shown := range map[rune]string{'.': `"."`, '张': `"张" (U+5F20)`, '\u200B': "U+200B, an invisible space", ' ': `" "`} {
		if got := Char(c); got != shown {
			t.Errorf("%U is shown as %s, not as %s", c, got, shown)
		}
	}
}
