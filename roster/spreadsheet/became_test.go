package spreadsheet

import (
	"strings"
	"testing"
)

func TestWhatASpreadsheetMakesOfACell(t *testing.T) {
	for why, pairs := range map[string][][2]string{
		"takes for a number": {
			{"00123", "123"}, {"1E5", "100000"}, {"1E5", "1.00E+05"}, {"1e5", "1E+05"}, {"1001", "1001.0"}, {"123", "123.00"}, {"1001", "1001,0"},
			{"1234567890123456789", "1.23457E+18"}, {"1234567890123456789", "1234567890123450000"}, {"1234567890123456", "1234567890123460"},
			{"123456789012", "1.23457E+11"}, {"123456789012", "1,23457E+11"}, {"110101199003074518", "110101199003074000"}, {"110101199003074518", "1.10101E+17"},
			{"50%", "0.5"}, {"50%", "50.00%"}, {"50%", "50,00%"}, {"１２３", "123"}, {"００１２３", "123"}, {"-007", "-7"}, {"-0", "0"}, {"(5)", "-5"},
			{"1.50", "1.5"}, {"1,234", "1234"}, {"1,234", "1.234"}, {"1234", "1,234"}, {"$5", "$5.00"}, {"1 1/2", "1.5"}, {"12E3", "1.20E+04"}, {"2310009E13", "2.31E+19"},
			{"00000000000000000123", "123"},
		},
		"takes for a date": {
			{"1-2", "1-Feb"}, {"1-2", "2-Jan"}, {"1-2", "2026-01-02"}, {"1-2", "02/01/26"}, {"1-2", "46024"}, {"1-2", "1月2日"}, {"1-2", "02. Jan"}, {"1-2", "1-févr"},
			{"1-32", "Jan-32"}, {"MAR1", "1-Mar"}, {"MAR-26", "26-Mar"}, {"Mar-26", "03/26/26"}, {"2026-11-27", "2026/11/27"}, {"2026-11-27", "27.11.2026"},
			{"2026-11-27", "11/27/26"}, {"2026-11-27", "46353"}, {"2024-001", "Jan-24"}, {"1-2-3", "2001-02-03"}, {"SEPT2", "2-Sep"}, {"1.5", "01. Mai"},
		},
		"takes for a time":          {{"10:30", "10:30:00"}, {"10:30", "10:30:00 AM"}, {"1:2", "01:02:00 AM"}, {"10:30", "0.4375"}, {"5:00 PM", "17:00"}},
		"takes for a logical value": {{"true", "TRUE"}, {"True", "TRUE"}, {"wahr", "TRUE"}},
		"trims":                     {{"x ", "x"}, {"\u3000x", "x"}},
		"too narrow":                {{"2026-11-27", "########"}},
		"error value":               {{"-x", "#NAME?"}, {"A1", "#REF!"}},
	} {
		for _, p := range pairs {
			if harm, ok := Became(p[0], p[1]); !ok || !harm.Sure || !strings.Contains(harm.What, why) {
				t.Errorf("%s -> %s: %v %q, want %q", p[0], p[1], ok, harm.What, why)
			}
		}
	}
}

func TestWhatAPersonMendsIsNoSpreadsheetsWork(t *testing.T) {
	for _, p := range [][2]string{
		{"zhang wei", "zhang-wei"}, {"123", "124"}, {"A1", "A01"}, {"123", "00123"}, {"100000", "1E5"}, {"1-2", "12"}, {"1-2", "1-3"}, {"1/2", "1-2"},
		{"1.2.3", "1-2-3"}, {"1.50", "150"}, {"1-2", "A-1-2"}, {"MAR1", "MAR-1"}, {"mar-1", "MAR-1"}, {"110101199003070000", "110101199003070123"},
		{"1.23457E+11", "123456789012"}, {"00123", "0123"}, {"00123", "1230"}, {"00123", "124"}, {"1E5", "1E6"}, {"1E5", "1-E5"}, {"1E5", "10000"},
		{"x", "x"}, {"x", " x "}, {"123", "123 "}, {"", "x"}, {"x", ""}, {"00123", ""}, {"true", "truex"}, {"2026-11-27", "2026-11-28"}, {"2026-11-27", "2026-11-027"}, {"1-2", "46025"},
		{"zhang", "Zhang"}, {"1-Mar", "1-3"}, {"１２３", "124"}, {"0", "00"}, {"50%", "50"}, {"1234567890123456", "1234567890123457"}, {"10:30", "1030"}, {"1-46024", "Jan-00"},
	} {
		if harm, ok := Became(p[0], p[1]); ok {
			t.Errorf("%s -> %s: %s", p[0], p[1], harm.What)
		}
	}
}

func TestWhatBecameSaysItInASentence(t *testing.T) {
	harm, _ := Became("00123", "123")
	if want := `is what a spreadsheet makes of "00123", which it takes for a number`; harm.What != want {
		t.Errorf("got %s, want %s", harm.What, want)
	}
}

func FuzzBecame(f *testing.F) {
	for _, p := range [][2]string{{"00123", "123"}, {"1-2", "2-Jan"}, {"10:30", "0.4375"}, {"1 1/2", "1.5"}, {"١٢٣", "１２３"}, {"", ""}, {"上午10:30", "1月2日"}, {"\xFF", "E"}} {
		f.Add(p[0], p[1])
	}
	f.Fuzz(func(t *testing.T, was, now string) {
		if _, ok := Became(was, was); ok {
			t.Errorf("%q became itself", was)
		}
		if harm, ok := Became(was, now); ok != (harm.What != "") || ok && !harm.Sure {
			t.Errorf("%q -> %q: %+v", was, now, harm)
		}
		if harm, ok := Damage(now); ok != (harm.What != "") {
			t.Errorf("%q: %+v", now, harm)
		}
		if inner, ok := Unwrap(`="` + strings.ReplaceAll(was, `"`, `""`) + `"`); !ok || inner != was {
			t.Errorf("%q unwraps to %q", was, inner)
		}
	})
}
