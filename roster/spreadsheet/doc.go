// Package spreadsheet knows what Excel, LibreOffice and WPS do to a cell of a CSV file, and how to
// prevent it.
//
// A spreadsheet checks for every cell whether it could be a formula, a number, a date, a time, a truth
// value. If so it keeps the value and drops the text, and when the file is saved it writes the value
// in a form of its own: 00123 becomes 123, 1-2 becomes 1-Feb, 19 digits become 1.23457E+18. Quotes
// around the cell do not protect it: they belong to the CSV and are removed first.
// docs/spreadsheets.md has what was measured, cell by cell.
//
// # Before: the guard
//
// A ' before the cell makes it text for all of them, and they write it back with the file. Guard puts
// one before every cell that any of them, in any of the languages that we know of, might read as
// something else; Unguard removes it. What is read depends on program, version, language and a box
// that a reviewer ticked, so Guard does not follow one program's grammar. It checks whether a cell has
// a digit and otherwise only what is found in numbers, dates and amounts. A guard too many costs a '
// that is removed again; a guard too few costs a person's id. Whole numbers of up to 11 digits without
// leading zeros are written back unchanged, and get no guard.
//
// A cell that begins with ' gets a further one, so that removing exactly one always gives the cell
// back.
//
// # After: the harm
//
// Damage recognises by the form of a cell what a spreadsheet did to it. Some forms are never chosen
// for an id, others may be meant: Harm.Sure distinguishes them. Became compares two cells, the
// original and what came back, and can say more: 123 is harmless by itself, but not where 00123 was.
// Neither ever guesses what was lost.
package spreadsheet
