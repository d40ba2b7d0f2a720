package roster

import "testing"

func TestLikeness(t *testing.T) {
	for _, c := range []struct{ a, b, in string }{
		{"123", "00123", "leading zeros"},
		{"Zhang-Wei", "zhang-wei", "letter case"},
		{"123", "１２３", "the width of their letters"},
		{"0a1", "A1", "leading zeros and letter case"},
		{"0", "00", "leading zeros"},
	} {
		if Likeness(c.a) != Likeness(c.b) || Likeness(c.a) == "" {
			t.Errorf("%s and %s differ", c.a, c.b)
		}
		if in := Unlike(c.a, c.b); in != c.in {
			t.Errorf("%s and %s differ in %s, not in %s", c.a, c.b, c.in, in)
		}
	}
	for _, c := range [][2]string{{"123", "1230"}, {"a-1", "a1"}, {"A01", "A1"}, {"zhang-wei", "zhangwei"}} {
		if Likeness(c[0]) == Likeness(c[1]) {
			t.Errorf("%s and %s are taken for each other", c[0], c[1])
		}
	}
}
