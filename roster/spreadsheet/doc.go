// Package spreadsheet knows what Excel, LibreOffice and WPS do to a cell of a CSV file, and
// how to keep them from it.
//
// A spreadsheet asks of every cell whether it could be a formula, a number, a date, a time,
// a truth value. If so it keeps the value and forgets the text, and when the file is saved
// it writes the value in a form of its own: 00123 comes back as 123, 1-2 as 1-Feb, 19 digits
// as 1.23457E+18. Quotes around the cell are no protection: they belong to the CSV and are
// gone before anybody asks. docs/spreadsheets.md has what was measured, cell by cell.
//
// # Before: the guard
//
// A ' before the cell makes it text for all of them, and they give it back with the file.
// Guard puts one before every cell that any of them, in any of the languages that we know
// of, might read as something else; Unguard takes it off. What is read depends on program,
// version, language and a box that a reviewer ticked, so Guard does not follow one program's
// grammar. It asks whether a cell has a digit and otherwise nothing but what stands in
// numbers, dates and amounts. A guard too many costs a ' that is taken off again; a guard
// too few costs somebody's id. Whole numbers of up to 11 digits without zeros before them come
// back as they are, and stay clean.
//
// A cell that begins with ' gets a further one, so that taking exactly one off always gives
// the cell back.
//
// # After: the harm
//
// Damage looks at a cell that came to us and tells by its form what a spreadsheet did to it.
// Some forms nobody would choose for an id, others may be meant: Harm.Sure tells them apart.
// Became looks at two cells, what stood there and what came back, and can say more: 123 is
// harmless by itself, but not where 00123 was. Neither ever guesses what was lost.
package spreadsheet
