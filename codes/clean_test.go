package codes

import (
	"slices"
	"strings"
	"testing"
)

func TestPlain(t *testing.T) {
	for name, c := range map[string]struct{ given, plain string }{
		"a request id":                    {"639686fd-bbd8-4b25-b49f-dac0d2f9e303", "639686fd-bbd8-4b25-b49f-dac0d2f9e303"},
		"a code":                          {"InvalidParameterValue.NoFaceInPhoto", "InvalidParameterValue.NoFaceInPhoto"},
		"nothing":                         {"", ""},
		"colours and a bell":              {"\x1b[31mInternal\aError", "31mInternalError"},
		"text from right to left":         {"\u202eabc\u2066", "abc"},
		"the end of a cell, and of a row": {"r-1\",\r\n=1+1", "r-111"},
		"another script":                  {"请求", ""},
		"bytes that are no text":          {"\xff\xfea", "a"},
		"more than anybody needs":         {strings.Repeat("7", 1<<20), strings.Repeat("7", 128)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Plain(c.given); got != c.plain {
				t.Errorf("%q, want %q", got, c.plain)
			}
		})
	}
}

func TestCleanedCodeIsNeverEmpty(t *testing.T) {
	for given, want := range map[string]string{
		"": "", "\x1b\a": BadReply, "\x1bInternalError": "InternalError", "Nobody.KnowsThis": "Nobody.KnowsThis",
	} {
		if got := Clean(given); got != want {
			t.Errorf("%q is %q, want %q", given, got, want)
		}
	}
}

func TestEveryKnownCodeIsClean(t *testing.T) {
	for _, e := range All() {
		if Clean(e.Code) != e.Code {
			t.Errorf("%q becomes %q", e.Code, Clean(e.Code))
		}
	}
}

func TestOurs(t *testing.T) {
	for _, e := range slices.Concat(ours, roster) {
		if !Ours(e.Code) {
			t.Errorf("the service may say %s", e.Code)
		}
	}
	for _, e := range slices.Concat(photos, rows, groups, accounts, service) {
		if client := strings.HasPrefix(e.Code, "ClientError"); Ours(e.Code) != client {
			t.Errorf("%s: ours %t", e.Code, Ours(e.Code))
		}
	}
	for code, want := range map[string]bool{
		"Run.NotAttempted.Indeed": true, "Run": true, "ClientErrorOfSomeKind": true,
		"run.notattempted": false, "Runaway.Error": false, "": false,
	} {
		if Ours(code) != want {
			t.Errorf("%q: ours %t", code, !want)
		}
	}
}
