package spreadsheet

import (
	"strings"
	"testing"
)

func TestDamage(t *testing.T) {
	for _, c := range []struct {
		cells string
		sure  bool
		what  string
	}{
		{"1.23457E+11 1,23457E+11 1.23456789012346E+018 9.9e+20 1.5E-5", true, "last digits are lost"},
		{"1.00E+05 1E+05 1,00E+05", true, "an ID such as 1E5 that it took for a number"},
		{"1E-05", false, "an ID such as 1E-5"},
		{"1001.0 1001.00 1001,0 1001,00 1001,000 1001.0000", true, "is 1001 as a spreadsheet or a program writes it"},
		{"######## ###", true, "too narrow"},
		{"#REF! #N/A #NAME? #VALUE! #DIV/0! #NUM! #NULL! #SPILL! #ERROR! Err:502 Err:508 #NV #BEZUG! #¡REF! #NOM?", true, "error value"},
		{"1,234,567 1,234 12,34,567", true, "grouped digits"},
		{"1.234.567 1.234 1'234 1’234", false, "grouped digits"},
		{"1-Mar Mar-26 1-Mar-26 01-Mar 1-mars", false, "looks like a date"},
		{"2026-11-27 2026-03-01", false, "looks like a date"},
		{"2026/3/1 1/3/2026 03/01/26 27.11.2026 01.02.26 3月1日 2026年3月1日 1.Mrz 2026年1月", true, "is a date"},
		{"10:30 10:30:00 01:02:00 上午10:30", true, "is a time"},
		{"50.00% 1,5%", true, "percentage"},
		{"$5.00 -$5.00 ¥1,234.00 5.00€", true, "amount of money"},
		{"TRUE WAHR", false, "logical value"},
		{"110101199003070000 1234567890123450 1234567890123450000", false, "kept 15 digits"},
	} {
		for cell := range strings.FieldsSeq(c.cells) {
			harm, ok := Damage(cell)
			if !ok || harm.Sure != c.sure || !strings.Contains(harm.What, c.what) {
				t.Errorf("%s: %v %v %q, want %v %q", cell, ok, harm.Sure, harm.What, c.sure, c.what)
			}
		}
	}
	for _, cell := range []string{"01. Mrz", "1 Mar 2026", "10:30:00 AM", "2026-03-01 00:00:00", " 1001.0 ", "5.00 €"} {
		if harm, ok := Damage(cell); !ok || !harm.Sure {
			t.Errorf("%s: %v %+v", cell, ok, harm)
		}
	}
}

func TestIDsAreNotDamage(t *testing.T) {
	for cell := range strings.FieldsSeq(`00123 123 1E5 1e5 1-2 2026-11 2024-001 1-2-3 01-02-03 A100 zhang-wei 张伟 MAR1 jan-2 MAR-1 Jean-Luc
		1234567890123456 110101199003074518 11010119900307451X -5 50% # ## #5 true TRUE1 100000 46024 1a 1.5 192.168.1.1 1001-1-2 3班 ="00123" E&5`) {
		if harm, ok := Damage(cell); ok {
			t.Errorf("%s %s", cell, harm.What)
		}
	}
}

// The sentence for a date names what may have been typed.
func TestDateDamageNamesID(t *testing.T) {
	for cell, id := range map[string]string{"1-Mar": "3-1", "2026/3/1": "3-1", "Mar-26": "3-26", "27.11.2026": "11-27"} {
		if harm, _ := Damage(cell); !strings.HasSuffix(harm.What, "an ID such as "+id) {
			t.Errorf("%s %s", cell, harm.What)
		}
	}
}

func TestUnwrap(t *testing.T) {
	for cell, want := range map[string]string{
		`="00123"`: "00123", `=""00123""`: "00123", `= "x"`: "x", ` ="00123" `: "00123", `=""`: "", `="a""b"`: `a"b`, `="="`: "=",
	} {
		if inner, ok := Unwrap(cell); !ok || inner != want {
			t.Errorf("%s: %q, %v", cell, inner, ok)
		}
	}
	for _, cell := range []string{"", "=", `="`, `"00123"`, "=1+1", `="a"&"b"`, `='a'`, "00123", `=A1`} {
		if inner, ok := Unwrap(cell); ok {
			t.Errorf("%s: %q", cell, inner)
		}
	}
}
