package spreadsheet

import (
	"strings"
	"testing"
)

func TestGuardedCells(t *testing.T) {
	for why, cells := range map[string][]string{
		"a formula runs":                         {"=1+1", "+1", "-1", "-", "@x", "=", "-x", `="00123"`},
		"also in wide signs and behind blanks":   {"＝1", "＋1", "－1", "＠x", " =1", "\t=1", "\n=1", "\u3000＝1", "−5"},
		"ends are trimmed":                       {" x", "x ", "\tx", "\rx", "\nx", "x\u00A0", "\u3000x", " ", "x\x00"},
		"zeros are lost":                         {"00123", "00", "007", "1.50", "0.0", "1001.0", "00123 "},
		"digits beyond the 15th are lost":        {"1234567890123456", "110101199003074518", "1234567890123456789"},
		"Excel shows an exponent for 12 digits":  {"123456789012", "123456789012345"},
		"an exponent is worked out":              {"1E5", "1e5", "1E+5", "1e-5", "1.5E3", "1,5E3", "1E400", "1D5", "1 E5", "1E05", "00E1", "2310009E13"},
		"a number is written in a form":          {"1,234", "1,234,567", "12,34", "1 234", "1\u00A0234", "1'234", "1’234", "1.234.567", ".5", "5.", "1.5", "5-", "5+", "(5)", "(1,234)", "-0"},
		"a date is a number":                     {"1-2", "1/2", "3/4", "1-2-3", "1.2.3", "2026-11-27", "27.11.2026", "27.11.", "2026/3/1", "2026-11", "2024-001", "1.2.26"},
		"a month may be a word":                  {"MAR1", "MAR-1", "1-Mar", "Mar-26", "1-Mar-26", "Mar 1, 2026", "March 1", "SEPT2", "DEC1", "2SEP", "01. Mrz", "1 März 2026", "1 avr. 2026", "May 2026", "Monday, March 1, 2026"},
		"a time is a fraction of a day":          {"10:30", "1:2", "10:30:15", "12:00:00.5", "10:30 AM", "10:30AM", "5 PM", "5 p", "1 a", "5p", "10:30 a", "17:", "10h30", "2026-11-27 10:30", "2026-11-27T10:30"},
		"Chinese dates and times":                {"3月1日", "2026年1月", "1月", "上午10:30", "10时30分", "二〇二六年三月一日", "三月一日"},
		"percentages, fractions, money":          {"50%", "5 %", "%5", "1 1/2", "$5", "5$", "-$5", "¥5", "￥5", "€5", "5 €", "£5", "5元", "USD 5", "5 EUR"},
		"truth values":                           {"TRUE", "true", "False", "WAHR", "vrai", "FALSO"},
		"error values":                           {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#ERROR!", "#¡VALOR!", "#NV", "Err:502"},
		"digits of other scripts are digits too": {"１２３", "００１２３", "１-２", "（5）", "５０％", "10：30", "١٢٣", "२३", "𝟏𝟐", "1，234"},
		"what begins with the guard":             {"'", "''", "'x", "'00123"},
	} {
		for _, cell := range cells {
			if got := Guard(cell); got != "'"+cell {
				t.Errorf("%s: %q is not guarded", why, cell)
			}
		}
	}
}

func TestUnguardedCells(t *testing.T) {
	for why, cells := range map[string][]string{
		"names":              {"Ann", "张伟", "Jean-Luc", "O'Brien", "Nan", "May", "June", "三月", "丁一", "周一", "Inf", "Mr. A", "a=b", "😀", "李 娜", "É"},
		"whole numbers":      {"", "0", "7", "123", "1001", "13800000000", "46024"},
		"codes":              {"zhang-wei", "A100", "A1", "a1-2", "1A2", "3B", "100a", "a1", "1E", "E5", "1e", "0x10", "Q1", "11010119900307451X", "1_000", "#5", "1&2", "3班", "三年级", "MARK1", "maria1", "march", "2026-W05", "20261127T013728.219Z"},
		"paths":              {"photos/a-1.jpg", "1.jpg", "1-2.jpg;3-4.jpg", "/", "a/1", "C:\\1", "01.bmp"},
		"texts":              {"one\ntwo", "tab\tinside", `"`, "say \"hi\"", "in 2026", "5 apples", "1;2", "..", ":", "(", "%", "$"},
		"characters of ours": {"enroll_run", "after-fix", "rejected", "Preflight.Missing", "9f86d081884c7d659a2feaa0c55ad015"},
	} {
		for _, cell := range cells {
			if got := Guard(cell); got != cell || Changes(cell) {
				t.Errorf("%s: %q is guarded: %q", why, cell, got)
			}
		}
	}
}

func TestDisarm(t *testing.T) {
	for _, cell := range []string{"=1+1", "+1", "-1", "@x", "'x", "\tx", "\rx", " =1", "＝1"} {
		if got := Disarm(cell); got != "'"+cell {
			t.Errorf("%q is not disarmed", cell)
		}
	}
	for _, cell := range []string{"", "00123", "3069250367950717314", "1,2", "TRUE", " x", "张伟"} {
		if got := Disarm(cell); got != cell {
			t.Errorf("%q is disarmed: %q", cell, got)
		}
	}
}

func TestChangesDespiteGuard(t *testing.T) {
	for _, cell := range []string{"one\r\ntwo", "a\rb", strings.Repeat("x", longest+1), strings.Repeat("😀", longest/2+1)} {
		if !Changes(cell) || Guard(cell) != cell {
			t.Errorf("%.10q: changes %v, guard %.10q", cell, Changes(cell), Guard(cell))
		}
	}
	if Changes(strings.Repeat("張", longest)) {
		t.Error("a cell may have as many characters as Excel holds")
	}
}

func FuzzGuard(f *testing.F) {
	for _, cell := range []string{"", "'", "''", "=1", "'=1", "\t", "\xFF", "-'", "00123", " \xFF1", "1\r\n2", "𝟏"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		guarded := Guard(cell)
		if Unguard(guarded) != cell {
			t.Errorf("%q comes back as %q", cell, Unguard(guarded))
		}
		if Unguard(Disarm(cell)) != cell {
			t.Errorf("%q comes back as %q", cell, Unguard(Disarm(cell)))
		}
		if guarded != "" && strings.ContainsRune("=+-@\t\r", rune(guarded[0])) {
			t.Errorf("%q is not guarded", guarded)
		}
		if Changes(guarded) && !overflows(cell) {
			t.Errorf("%q is guarded, and not kept", guarded)
		}
		if !Changes(cell) && guarded != cell && cell[0] != '\'' {
			t.Errorf("%q needs no guard", cell)
		}
	})
}
