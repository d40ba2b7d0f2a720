package roster

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// opened returns UTF-8 as it looks when opened in a Western encoding.
func opened(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for i := range len(text) {
		c := charmap.Windows1252.DecodeByte(text[i])
		if c == '\uFFFD' {
			c = rune(text[i])
		}
		b.WriteRune(c)
	}
	return b.String()
}

func TestMojibakeIsRecognised(t *testing.T) {
	for _, name := range strings.Fields("张伟 欧阳娜娜 Müller José Иван 김민수 สมชาย Zoë Łukasz Ángel 𠮷田") {
		spoilt := opened(t, name)
		if was := mojibake(spoilt); was != name {
			t.Errorf("%s became %s, and is taken for %q", name, spoilt, was)
		}
		if what := destroyedText(strings.ReplaceAll(spoilt, "\u00A0", " ")); spoilt != name && !strings.Contains(spoilt, "Ã\u00A0") && what == "" {
			t.Errorf("%s passes when its blanks were changed", spoilt)
		}
	}
}

// Real names, with all of Latin's letters.
func TestAccentedNamesAreNotMojibake(t *testing.T) {
	for _, name := range strings.Split("Müller|José|Zoë|Beyoncé|Zoé Martin|Ángel Muñoz|Çelik|Ørsted|Ærø|Þór|Ðóra|Straße|GROẞ|IRMÃ|JOÃO|André A|Ñandú|Žižek|Škoda|Œuvre|"+
		"Łukasz|Đặng Thị Hà|Nguyễn Văn A|Åse|Ü|é|Sœur Élise|Ann|O’Neil|D’Arcy|张伟|Иван|Ann „Annie“ Lee|René – Paul", "|") {
		if was := mojibake(name); was != "" {
			t.Errorf("%s is taken for %s", name, was)
		}
		if what := destroyedText(name); what != "" {
			t.Errorf("%s %s", name, what)
		}
	}
}

// A row in another encoding may be valid UTF-8 by chance; it is not a name then.
func TestAccidentalUTF8NameIsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		ok   bool
	}{{"Фѩ", false}, {"Ԫһ", false}, {"Иван", true}, {"Δημήτρης", true}, {"Müller", true}, {"דוד", true}, {"محمد", true}, {"Éé", true}} {
		row := rowsOf(t, plain+"p1,"+c.name+",a.jpg\np2,张伟,b.jpg\np3,李娜,c.jpg\n", Options{})[0]
		if ok := len(row.Faults) == 0; ok != c.ok {
			t.Errorf("%s: %v", c.name, faultLines(row.Faults))
		}
	}
	if faults := rowsOf(t, plain+"p1,Фѩ,a.jpg\np2,张伟,b.jpg\n", Options{})[0].Faults; !strings.Contains(faults[0].Message, `in GB18030 it would be "肖雪"`) {
		t.Error(faultLines(faults))
	}
}

func TestDestroyedTexts(t *testing.T) {
	for _, text := range []string{"??", "? ?", "?", "张??", "########", "#REF!", "#N/A", "1.23457E+11", "寮犱紵", "锟斤拷",
		"ÕÅÎ°", "&#24352;&#20255;", "Smith &amp; Co", "%E5%BC%A0%E4%BC%9F", `\u5f20\u4f1f`} {
		if destroyedText(text) == "" {
			t.Errorf("%s passes", text)
		}
	}
	for _, text := range []string{"", "Ann", "Who?", "4b", "007", "1-2", "#1", "A/B", "100%", "R&D", "Öö", `C:\users`, "濮阳", "欧阳娜娜"} {
		if what := destroyedText(text); what != "" {
			t.Errorf("%s %s", text, what)
		}
	}
	if suspectText("Who?") == "" || suspectText("Who") != "" {
		t.Error("a question mark is worth a look")
	}
}
