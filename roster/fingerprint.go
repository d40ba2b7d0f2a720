package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// fingerprint is the same for rows with the same data of a person, however a spreadsheet has saved
// them: with columns in another order, renamed to another known name, added or removed where they are
// not used, with cells trimmed, in another letter case, with other line ends, with question marks for
// what could not be encoded. It begins with a letter, so that no spreadsheet takes it for a number.
func (h header) fingerprint(cells []string) string {
	var says []string
	for _, column := range slices.Sorted(maps.Keys(h.at)) {
		if cell := normalizeCell(cells[h.at[column]]); cell != "" {
			says = append(says, column+"\x00"+cell)
		}
	}
	sum := sha256.Sum256([]byte(strings.Join(says, "\x01")))
	return "cells-" + hex.EncodeToString(sum[:8])
}

// Fingerprint returns what identifies a row of this file after a save.
func (f *File) Fingerprint(row Row) string { return f.header.fingerprint(row.Cells) }

// normalizeCell returns what is left of a cell after any number of saves.
func normalizeCell(cell string) string {
	cell = strings.TrimLeft(strings.TrimFunc(cell, blank), "'") // guards, where they were not recognised
	cell = strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFKC.String(cell)), blank), " ")
	lost := func(c rune) bool { return c == '?' || c == '\uFFFD' }
	var b strings.Builder
	before := rune(0)
	for _, c := range cell {
		if lost(c) {
			if c = '?'; before == '?' {
				continue
			}
		}
		b.WriteRune(c)
		before = c
	}
	return b.String()
}
